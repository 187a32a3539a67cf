"""The methods section says what the release says, and nothing that isn't known."""

import copy
import re
from typing import Any

import pytest
from pybtex.database import parse_string

from annotator.export.releases.methods.latex_text import escape_latex
from annotator.export.releases.methods.parts import Methods, Number, Quote, Sentence
from annotator.export.releases.methods.rendering import methods_latex, methods_markdown
from annotator.export.releases.methods.sections import methods
from annotator.projects.facts.stated import TEXTS
from tests.export.releases.methods.conftest import ANSWERS, Documents

SENTENCES = 40


def write(documents: Documents) -> Methods:
    return methods(documents["release.json"], documents["agreement.json"])


def sentences(written: Methods) -> list[Sentence]:
    return [
        sentence
        for section in written.sections
        for paragraph in section.paragraphs
        for sentence in paragraph
    ]


def look_up(documents: Documents, factor: str) -> Any:
    """Resolve a factor of a source as a reader would, without the app."""
    if "#/" not in factor:
        return float(factor)
    file, pointer = factor.split("#/")
    value = documents[file]
    for name in pointer.split("/"):
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def test_each_number_equals_the_one_at_its_source(documents: Documents) -> None:
    table = documents["METHODS.md"].partition("## Where each number comes from")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`]+)` \|$", table, re.MULTILINE)
    assert len(rows) > SENTENCES
    for _section, shown, source in rows:
        if source.endswith(" (key)"):
            place = source.removesuffix(" (key)")
            look_up(documents, place)
            assert shown == place.rpartition("/")[2]
            continue
        values = [look_up(documents, factor) for factor in source.split(" × ")]
        if len(values) == 1 and isinstance(values[0], str):
            assert shown == values[0], source
            continue
        expected = float(values[0])
        for value in values[1:]:
            expected *= float(value)
        digits = len(shown.partition(".")[2])
        assert float(shown.replace(",", "")) == pytest.approx(expected, abs=0.51 * 10**-digits)


def test_no_number_is_without_a_source(documents: Documents) -> None:
    for sentence in sentences(write(documents)):
        for part in sentence:
            if isinstance(part, str):
                assert not re.search(r"\d", part.replace("AC1", "")), sentence


def test_the_numbers_of_the_text_are_those_of_the_table(documents: Documents) -> None:
    written = write(documents)
    numbers = [part for section in written.sections for part in section.parts]
    listed = re.findall(r"`([a-z]+[.]json#[^`]*)` \|$", documents["METHODS.md"], re.MULTILINE)
    assert listed == [part.source for part in numbers if isinstance(part, Number)]
    assert methods_markdown(written) == documents["METHODS.md"]


def test_a_number_that_is_not_known_takes_its_sentence_along(documents: Documents) -> None:
    numbered = [
        (sentence, part.source)
        for sentence in sentences(write(documents))
        for part in sentence
        if isinstance(part, Number)
    ]
    assert len(numbered) > SENTENCES
    for sentence, source in numbered:
        without = copy.deepcopy(documents)
        place = source.split(" × ")[0].removesuffix(" (key)")
        file, pointer = place.split("#/")
        *way, last = pointer.split("/")
        holder = look_up(without, f"{file}#/{'/'.join(way)}") if way else without[file]
        holder[int(last) if isinstance(holder, list) else last] = None
        left = set(sentences(write(without)))
        assert sentence not in left, source
        # No other sentence changes: one with a gap in it would be another. A figure without a
        # value is undefined, which is said.
        # An overlap of null is everyone, which is said.
        if file == "release.json" and pointer != "project/overlap":
            assert left < {*sentences(write(documents))}, source


def test_an_answer_that_is_deleted_disappears(documents: Documents) -> None:
    for name in {*TEXTS, "pay_per_hour"} - {"contact", "takedown", "maintenance"}:
        said = set(str(ANSWERS[name]).splitlines())
        assert said <= texts(documents), name
        without = copy.deepcopy(documents)
        del without["release.json"]["facts"][name]
        assert not said & texts(without), name


def texts(documents: Documents) -> set[str]:
    return {
        part.text
        for sentence in sentences(write(documents))
        for part in sentence
        if isinstance(part, Quote | Number)
    }


def test_groups_are_listed(documents: Documents) -> None:
    text = documents["METHODS.md"]
    assert re.search(r"Annotators by group: Age 18–29: \d+[.]", text)


def test_the_rate_is_multiplied_with_the_hours(documents: Documents) -> None:
    hours = documents["release.json"]["process"]["hours"]
    assert hours > 0
    cost = f"{hours * 14.5:,.2f}"
    assert f"That is {cost} EUR for the hours that were measured." in documents["METHODS.md"]


def test_latex_has_each_sentence_with_its_sources(documents: Documents) -> None:
    tex = documents["methods.tex"]
    assert tex == methods_latex(write(documents))
    shown = documents["release.json"]["counts"]["articles"]
    assert re.search(rf"of {shown} news articles[.]\n% ", tex)
    assert f"%   {shown}: release.json\\#/counts/articles" in tex
    for line in tex.splitlines():
        if not line.startswith("%"):
            assert not re.search(r"(?<!\\)[%#&_$^~]", line), line


def test_latex_prints_anyones_text_as_it_is(documents: Documents) -> None:
    expected = (
        r"Half a day; 100\% of\_them \& more \textbraceleft{}here\textbraceright{} "
        r"\textbackslash{}input\textbraceleft{}x\textbraceright{}."
    )
    assert expected in documents["methods.tex"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\b", r"a\textbackslash{}b"),
        ("50% #1 $x$ &c", r"50\% \#1 \$x\$ \&c"),
        (
            "x^2 ~ <y>|",
            r"x\textasciicircum{}2 \textasciitilde{} \textless{}y\textgreater{}\textbar{}",
        ),
        ("two\nlines\x07 here", "two lines here"),
        ("“Qué?”", "“Qué?”"),
    ],
)
def test_escapes(text: str, expected: str) -> None:
    assert escape_latex(text) == expected


def test_bibtex_has_the_release_and_what_is_cited(documents: Documents) -> None:
    entries = parse_string(documents["references.bib"], "bibtex").entries
    cited = set(re.findall(r"\\cite{([^}]+)}", documents["methods.tex"]))
    assert cited
    assert set(entries) == {*cited, "dam-1"}
    assert (
        entries["dam-1"].fields["title"]
        == r"{Dam \& \textbraceleft{}Co\textbraceright{} 50\% \#1\_x}"
    )
    assert entries["fleiss1971"].persons["author"][0].last_names == ["Fleiss"]
