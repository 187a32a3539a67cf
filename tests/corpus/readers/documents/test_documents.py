"""Documents of offices and newsrooms: their text, and a word about what isn't text."""

import pytest

from annotator.corpus.readers.documents.documents import document_process
from annotator.corpus.readers.limited_process import LimitedProcess
from annotator.corpus.readers.records import ReadArticle, ReadOptions
from tests.corpus.readers.office_files import column, docx, odt, pdf, run
from tests.corpus.readers.support import facts, read, records, refused, texts, zipped

DELETED = "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent><w:p>"
    f"{run('A caption.')}</w:p></w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict>"
    f"<v:textbox><w:txbxContent><w:p>{run('A caption.')}</w:p></w:txbxContent></v:textbox>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def warnings(name: str, data: bytes) -> list[str]:
    return [
        warning.reason
        for item in read(name, data)
        if isinstance(item, ReadArticle)
        for warning in item.warnings
    ]


def test_paragraphs_of_a_word_document_are_those_of_the_article() -> None:
    record = records("dam.docx", docx("The dam held.", "", "The mayor left.", title="The dam"))[0]

    assert record.text == "The dam held.\n\nThe mayor left."
    assert record.title == "The dam"
    assert record.external_id == "dam"
    assert warnings("dam.docx", docx("The dam held.")) == []


def test_a_title_is_not_a_sentence_too() -> None:
    assert texts("a.docx", docx("Dam holds", "It held.", title="Dam  holds")) == ["It held."]


def test_inserted_text_is_text_and_deleted_text_is_not() -> None:
    changed = f"<w:p>{run('The dam ')}{DELETED}<w:ins>{run('always ')}</w:ins>{run('held.')}</w:p>"

    assert texts("a.docx", docx(changed)) == ["The dam always held."]
    assert warnings("a.docx", docx(changed)) == [
        "2 tracked changes: inserted text was read, deleted text wasn’t"
    ]


def test_cells_are_paragraphs() -> None:
    row = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in ("Dam", "Held"))
    table = f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"

    assert texts("a.docx", docx("It held.", table)) == ["It held.\n\nDam\n\nHeld"]
    assert warnings("a.docx", docx(table)) == ["1 table: each cell was read as a paragraph"]


def test_what_is_left_out_is_said() -> None:
    notes = (
        f"<w:p>{run('It held.')}<w:r><w:footnoteReference/></w:r><w:r><w:commentReference/></w:r>"
        f"{run('Hidden.', '<w:vanish/>')}<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>{BOX}</w:p>"
    )
    header = f'<w:hdr xmlns:w="urn:w"><w:p>{run("Courier")}</w:p></w:hdr>'

    assert texts("a.docx", docx(notes)) == ["It held."]
    assert sorted(warnings("a.docx", docx(notes, header1=header))) == [
        "1 comment left out",
        "1 footnote left out",
        "1 formula left out",
        "1 page header or footer left out",
        "1 paragraph of text boxes left out",
        "1 piece of hidden text left out",
    ]


def test_text_boxes_are_the_text_of_a_document_that_has_no_other() -> None:
    assert texts("a.docx", docx(f"<w:p>{BOX}</w:p>")) == ["A caption."]


def test_breaks_tabs_and_special_hyphens_are_read() -> None:
    paragraph = (
        f"<w:p>{run('The')}<w:r><w:tab/></w:r>{run('dam')}<w:r><w:br/></w:r>{run('held')}"
        f"<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>{run('up.')}</w:p>"
    )
    assert texts("a.docx", docx(paragraph)) == ["The dam\nheld\u2011up."]


def test_the_language_that_most_letters_are_marked_with_is_taken() -> None:
    german = f"""<w:p>{run("Der Damm hielt.", '<w:lang w:val="de-AT"/>')}</w:p>"""
    styles = (
        '<w:styles xmlns:w="urn:w"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-FR"/>'
        "</w:rPr></w:rPrDefault></w:docDefaults></w:styles>"
    )

    assert records("a.docx", docx("Yes.", german))[0].language == "de-AT"
    # The default of a document is that of the program, more often than that of the text.
    assert records("a.docx", docx("Yes.", styles=styles))[0].language == "en"


def test_open_documents_are_read() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:p>Never.</text:p></text:changed-region>"
        "</text:tracked-changes><text:h>Rain</text:h><text:p>The<text:s text:c='2'/>dam "
        "<text:span>held</text:span>.<text:note><text:p>A note.</text:p></text:note></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>A cell.</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    record = records("a.odt", odt(body, title="The dam"))[0]

    assert record.text == "Rain\n\nThe dam held.\n\nA cell."
    assert record.title == "The dam"
    assert sorted(warnings("a.odt", odt(body))) == [
        "1 footnote left out",
        "1 table: each cell was read as a paragraph",
        "1 tracked change: inserted text was read, deleted text wasn’t",
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "has a password, or is in the old format of Word"),
        ("a.docx", b"The dam held.", "not a readable ZIP file"),
        ("a.docx", zipped(**{"a.txt": "It held."}), "has no text part"),
        ("a.docx", docx(), "has no text"),
        ("a.docx", zipped(**{"word/document.xml": "<w:p"}), "the file is damaged"),
        ("a.docx", zipped(**{"word/document.xml": "<a>" * 100_000}), "the file is damaged"),
        (
            "a.docx",
            zipped(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "contains a document type declaration",
        ),
        (
            "a.docx",
            zipped(**{"word/document.xml": b" " * 5_000_000}),
            "more than 200 times larger when unpacked",
        ),
        ("a.odt", zipped(**{"content.xml": "<a/>"}), "has no text part"),
        ("a.pdf", b"The dam held.", "not a PDF file"),
        ("a.pdf", b"%PDF-1.4 and no more", "the file is damaged"),
        ("a.pdf", pdf([]), "this PDF has no text, only pictures; run text recognition"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(name: str, data: bytes, reason: str) -> None:
    [(source, found)] = refused(name, data)

    assert source == name
    assert reason in found


def test_a_pdf_with_a_password_is_refused() -> None:
    encrypt = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 "
        f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<{'43' * 16}> <{'43' * 16}>]"
    )
    data = pdf(column("It held."), trailer=encrypt)
    assert refused("a.pdf", data) == [("a.pdf", "has a password; save it without one")]


def test_lines_of_a_pdf_are_joined_to_paragraphs() -> None:
    page = column(
        "The dam above the city held on Monday, as the",
        "ministry said in a statement. Engineers had",
        "feared the worst.",
        "",
        "The mayor left the city in the night with all",
        "of her staff.",
    )
    assert texts("a.pdf", pdf(page)) == [
        "The dam above the city held on Monday, as the ministry said in a statement. Engineers "
        "had feared the worst.\n\nThe mayor left the city in the night with all of her staff."
    ]


def test_a_hyphen_at_the_end_of_a_line_is_left_out_unless_it_belongs_to_the_word() -> None:
    page = column(
        "A well-known engineer was asked for an exami-",
        "nation of the dam, and this engineer is well-",
        "known. The report is of the Anglo-",
        "American board of dams, from the East- ",
        "and the West Coast.",
    )
    assert texts("a.pdf", pdf(page)) == [
        "A well-known engineer was asked for an examination of the dam, and this engineer is "
        "well-known. The report is of the Anglo-American board of dams, from the East- and the "
        "West Coast."
    ]


def test_running_headers_and_page_numbers_are_left_out_and_said() -> None:
    pages = [
        [
            (70, 800, 9, "The Daily Courier"),
            *column(f"The dam number {number} above the city held on Monday."),
            (300, 30, 9, f"Page {number} of 3"),
        ]
        for number in (1, 2, 3)
    ]
    assert texts("a.pdf", pdf(*pages)) == [
        "\n\n".join(
            f"The dam number {number} above the city held on Monday." for number in (1, 2, 3)
        )
    ]
    assert warnings("a.pdf", pdf(*pages)) == ["6 running headers and page numbers left out"]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first = [
        *column("The dam above the city held on", "Monday, as the ministry said in a"),
        *column("statement. Engineers had feared", "that it would fail after so many", left=320),
    ]
    second = column("weeks of heavy rain.")
    assert texts("a.pdf", pdf(first, second)) == [
        "The dam above the city held on Monday, as the ministry said in a statement. Engineers "
        "had feared that it would fail after so many weeks of heavy rain."
    ]


def test_a_heading_in_larger_letters_is_a_paragraph() -> None:
    page = [(70, 800, 20, "Dam holds"), *column("The dam held."), (70, 740, 14, "What is next")]
    assert texts("a.pdf", pdf(page)) == ["Dam holds\n\nThe dam held.\n\nWhat is next"]


def test_pages_without_text_are_said() -> None:
    data = pdf(column("The dam held."), [])
    assert warnings("a.pdf", data) == ["1 page without text (a picture?)"]


@pytest.mark.parametrize(
    ("stated", "title"), [("Dam holds", "Dam holds"), ("Microsoft Word - dam.doc", "")]
)
def test_the_title_of_a_pdf_is_that_of_the_article(stated: str, title: str) -> None:
    assert records("a.pdf", pdf(column("It held."), title=stated))[0].title == title


def test_a_document_that_takes_too_long_is_refused_and_the_next_one_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurried = LimitedProcess("annotator.corpus.readers.documents.document_process", 0.2)
    monkeypatch.setattr("annotator.corpus.readers.documents.documents.document_process", hurried)
    long = docx(*(f"The dam {number} held." for number in range(100_000)))

    try:
        assert refused("a.docx", long) == [("a.docx", "takes too much time or memory to read")]
        assert texts("a.docx", docx("It held.")) == ["It held."]
    finally:
        hurried.close()


def test_the_account_says_that_it_is_a_document() -> None:
    assert document_process.ask({"kind": "docx", "parts": {}}) == {"refused": "no_document"}
    assert records("a.docx", docx("It held."), ReadOptions(language="de"))[0].language == "de"


def test_a_language_that_a_person_chose_is_not_called_that_of_the_document() -> None:
    chosen = facts("a.docx", docx("It held."), ReadOptions(language="de"))
    assert chosen["language"] == ("de", "chosen")
    open_document = odt("<text:p>Es hielt.</text:p>", language="de")
    assert facts("a.odt", open_document, ReadOptions(language=""))["language"] == ("de", "stated")
