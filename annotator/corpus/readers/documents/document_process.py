"""The process that reads documents, which `documents.py` starts with its limit in seconds.

A request is `{"kind": "docx" or "odt", "parts": {name: content as Latin-1}}`, or
`{"kind": "pdf", "path": path}`, or `{"kind": "sheet", …}` (sheet_cells), or
`{"kind": "mhtml", "data": content as Latin-1}` (saved_pages).
An answer is that of the reader, or `{"refused": key}`.
"""

import sys
import traceback
from typing import Any

from annotator.corpus.readers.limited_process import answer_requests


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    # The libraries are imported when the first such file is read, and only in this
    # process.
    from annotator.corpus.readers.documents.document_text import DocumentError

    try:
        return _read(request)
    except DocumentError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "too_long"}
    except (KeyboardInterrupt, SystemExit):
        raise
    # A library that stumbles over a strange file. That of spreadsheets raises what is no
    # Exception.
    except BaseException:
        traceback.print_exc()
        return {"refused": "unreadable"}


def _read(request: dict[str, Any]) -> dict[str, Any]:
    kind = request["kind"]
    if kind == "sheet":
        from annotator.corpus.readers.tables.sheet_cells import write_rows

        return write_rows(request["path"], request["rows"], request["columns"])
    if kind == "mhtml":
        from annotator.corpus.readers.pages.saved_pages import find_page

        return find_page(request["data"].encode("latin-1"))
    if kind == "pdf":
        from annotator.corpus.readers.documents.pdf_text import read_pdf

        return read_pdf(request["path"]).answer()

    parts = {name: content.encode("latin-1") for name, content in request["parts"].items()}
    if kind == "odt":
        from annotator.corpus.readers.documents.open_document_text import read_open_document

        return read_open_document(parts).answer()

    from annotator.corpus.readers.documents.word_text import read_word

    return read_word(parts).answer()


if __name__ == "__main__":
    # Output of libraries must not be mixed with the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    answer_requests(_answer, float(sys.argv[1]), sys.stdin, answers)
