"""The methods section as METHODS.md and methods.tex."""

from collections.abc import Sequence

from annotator.export.releases.methods.latex_text import escape_latex
from annotator.export.releases.methods.parts import (
    Citation,
    Code,
    Methods,
    Number,
    Paragraph,
    Part,
    Quote,
    Section,
    Sentence,
)
from annotator.export.releases.methods.references import WORKS
from annotator.export.releases.texts.markdown import plain_text, table
from annotator.lib.markdown import one_line

NUMBERS = "Where each number comes from"


def methods_markdown(methods: Methods) -> str:
    """Return METHODS.md: the sections, and a table with the source of each number, in order."""
    parts = [
        f"# Methods: {one_line(methods.title)}",
        "Written from what the project recorded and stated. What it did not state is not here.",
        sections_markdown(methods),
    ]
    rows = [
        [section.title, part.text, f"`{part.source}`"]
        for section in methods.sections
        for part in section.parts
        if isinstance(part, Number)
    ]
    parts += [
        f"## {NUMBERS}",
        "A file of this release, and the place in it as a JSON pointer. `(key)` is the last name "
        "of the pointer itself.",
        table(["section", "number", "source"], rows),
    ]
    return "\n\n".join(parts) + "\n"


def sections_markdown(methods: Methods) -> str:
    """Return the sections without a title and without the sources of numbers."""
    parts = []
    for section in methods.sections:
        parts.append(f"## {section.title}")
        parts += [_markdown_paragraph(paragraph) for paragraph in section.paragraphs]
    return "\n\n".join(parts)


def methods_latex(methods: Methods) -> str:
    """Return methods.tex, to be read with \\input. The sources of numbers are comments."""
    lines = [
        f"% Methods: {escape_latex(methods.title)}",
        "% \\input this file. Behind each sentence are the sources of its numbers.",
        "% The entries of \\cite are in references.bib.",
    ]
    for section in methods.sections:
        lines += ["", f"\\subsection*{{{escape_latex(section.title)}}}", *_latex_lines(section)]
    return "\n".join(lines) + "\n"


def table_markdown(head: Sequence[str], rows: Sequence[Sequence[Sentence]]) -> str:
    """Return a table of Markdown; a cell is a sentence."""
    return table(head, [["".join(map(_markdown, cell)) for cell in row] for row in rows])


def table_latex(head: Sequence[str], rows: Sequence[Sequence[Sentence]], caption: str) -> str:
    """Return a table for \\input, with the rules of the package booktabs.

    The sources of the numbers are comments behind each row.
    """
    lines = [
        "% Needs \\usepackage{booktabs}. Behind each row are the sources of its numbers.",
        "\\begin{table}",
        "  \\centering",
        f"  \\caption{{{escape_latex(caption)}}}",
        f"  \\begin{{tabular}}{{l{'r' * (len(head) - 1)}}}",
        "    \\toprule",
        f"    {' & '.join(map(escape_latex, head))} \\\\",
        "    \\midrule",
    ]
    for row in rows:
        cells = ["".join(map(_latex, cell)) for cell in row]
        lines.append(f"    {' & '.join(cells)} \\\\")
        lines += [source for cell in row for source in _sources(cell)]
    lines += ["    \\bottomrule", "  \\end{tabular}", "\\end{table}"]
    return "\n".join(lines) + "\n"


def _markdown_paragraph(paragraph: Paragraph) -> str:
    match paragraph:
        case ((Quote(text=text),),):
            # The project's words alone: they must not begin a list.
            return plain_text(text)
        case _:
            return " ".join("".join(map(_markdown, sentence)) for sentence in paragraph)


def _markdown(part: Part) -> str:
    match part:
        case Number():
            return part.text
        case Quote():
            return one_line(part.text)
        case Code():
            return f"`{part.text}`"
        case Citation():
            return f"({WORKS[part.key].short})"
        case _:
            return part


def _latex_lines(section: Section) -> list[str]:
    lines = []
    for paragraph in section.paragraphs:
        lines.append("")
        for sentence in paragraph:
            lines.append("".join(map(_latex, sentence)))
            lines += _sources(sentence)
    return lines


def _sources(sentence: Sentence) -> list[str]:
    return [
        f"%   {escape_latex(part.text)}: {escape_latex(part.source)}"
        for part in sentence
        if isinstance(part, Number)
    ]


def _latex(part: Part) -> str:
    match part:
        case Citation():
            return f"\\cite{{{part.key}}}"
        case Code():
            return f"\\texttt{{{escape_latex(part.text)}}}"
        case Number() | Quote():
            return escape_latex(part.text)
        case _:
            # Spaces at its ends belong to the sentence.
            return part.replace("%", "\\%").replace("&", "\\&")
