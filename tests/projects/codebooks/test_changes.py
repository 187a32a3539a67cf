"""Which blocks of a codebook changed, and how that is shown."""

import re

import pytest
from django.utils.translation import override

from annotator.lib.markdown import render_markdown
from annotator.projects.codebooks.changes import codebook_html, list_changes
from annotator.projects.codebooks.versions import texts_in_one_language
from annotator.projects.default_codebook import CODEBOOK
from annotator.projects.models import Codebook, Project
from tests.support.growth import MAX_GROWTH, growth

RULES = "## Rules\n\n1. The main clause decides.\n2. Refusing is not denying.\n"


def version(project: Project, number: int, text: str) -> Codebook:
    return Codebook.objects.create(project=project, version=number, text=text)


def shown(old: str, new: str) -> list[tuple[str, str, bool, bool]]:
    changes = list_changes(old, new)
    return [(one.where, str(one.html).strip(), one.is_new, one.is_removed) for one in changes]


def test_the_words_of_a_rule_that_changed_are_marked() -> None:
    new = RULES.replace("Refusing is", "Refusing or **declining** is")
    assert shown(RULES, new) == [
        (
            "Rules 2",
            "Refusing <ins>or <strong>declining</strong></ins> is not denying.",
            False,
            False,
        )
    ]


def test_a_rule_that_was_put_before_others_is_the_only_change() -> None:
    new = RULES.replace("1. The", "1. A hedge is no doubt.\n2. The")
    assert shown(RULES, new) == [("Rules 1", "<ins>A hedge is no doubt.</ins>", True, False)]


def test_a_rule_that_is_gone_is_shown() -> None:
    new = RULES.replace("2. Refusing is not denying.\n", "")
    assert shown(RULES, new) == [("Rules 2", "<del>Refusing is not denying.</del>", False, True)]


def test_a_rule_is_compared_with_the_one_that_it_resembles() -> None:
    new = "## Rules\n\n1. A hedge is no doubt.\n2. Refusing is never denying.\n"
    changes = shown(RULES, new)
    kinds = [(is_new, is_removed) for *_, is_new, is_removed in changes]
    assert kinds == [(True, False), (False, False), (False, True)]
    assert changes[1][1] == "Refusing is <del>not</del> <ins>never</ins> denying."


def test_the_cells_of_a_table_are_compared_one_by_one() -> None:
    table = "| label | not |\n|---|---|\n| Claim | verdicts |\n| Doubt | |\n"
    [(_, html, *_)] = shown(table, table.replace("verdicts", "verdicts, forecasts"))
    assert html == "verdicts<ins>, forecasts</ins>"


def test_markup_of_a_codebook_is_shown_as_text() -> None:
    [(_, html, *_)] = shown("", "<script>alert(1)</script>")
    assert html == "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>"


def test_characters_of_chinese_and_japanese_are_compared_one_by_one() -> None:
    [(_, html, *_)] = shown("拒絕不是否認。", "拒絕回答不是否認。")
    assert html == "拒絕<ins>回答</ins>不是否認。"


def test_a_mark_says_in_which_version_a_block_changed(project: Project) -> None:
    second = RULES.replace("not denying", "never denying")
    third = second + "\nAsk if unsure.\n"
    html = codebook_html(
        [version(project, 2, RULES), version(project, 3, second), version(project, 4, third)]
    )
    assert "never denying. <small>changed in version 3</small>" in html
    assert "Ask if unsure. <small>changed in version 4</small>" in html
    assert html.count("<small>") == 2


def test_versions_are_compared_in_a_language_that_all_of_them_have(project: Project) -> None:
    first, second = version(project, 2, "Old.\n\nSame."), version(project, 3, "New.\n\nSame.")
    second.texts = {"de": "Neu.\n\nGleich."}
    with override("de"):
        assert codebook_html([first, second]) == "<p>Neu.</p>\n<p>Gleich.</p>\n"
        assert texts_in_one_language([first, second]) == [first.text, second.text]

        first.texts = {"de": "Alt.\n\nGleich."}
        html = codebook_html([first, second])
        assert html.startswith("<p>Neu. <small>")
        assert html.count("<small>") == 1


def test_nobody_can_write_a_mark_into_a_codebook(project: Project) -> None:
    assert "<small>" not in codebook_html(
        [version(project, 2, "<small>changed in version 9</small>")]
    )


def test_a_list_that_begins_with_0_keeps_its_numbers() -> None:
    assert '<ol start="0">' in render_markdown("0. Skip?\n1. Denial?")


def test_a_cell_names_its_column_for_phones() -> None:
    html = render_markdown("| label | **test** |\n|---|---|\n| Claim | a checker |\n")
    assert '<td data-head="label">Claim</td>' in html
    assert '<td data-head="test">a checker</td>' in html


@pytest.mark.parametrize("signs", ["a b. ", "- a\n\n", "1. rule {}\n", "word{} ", "| a | b |\n"])
def test_the_list_of_changes_grows_with_the_text(signs: str) -> None:
    def make(size: int) -> tuple[str, str]:
        pieces = [signs.replace("{}", str(n)) for n in range(size // 20)]
        return "".join(pieces), "".join(pieces[1::2] + pieces[::3])

    assert growth(lambda pair: list_changes(*pair), make) <= MAX_GROWTH


# What the default codebook has.


def section(heading: str) -> str:
    return CODEBOOK.read_text().partition(f"{heading}\n")[2].partition("\n#")[0]


@pytest.mark.parametrize("label", ["Claim", "Denial", "Doubted reporting", "Opinion"])
def test_each_label_has_two_examples(label: str) -> None:
    assert len(re.findall(r"^- \*Example:\* “.+”", section(f"### {label}"), re.MULTILINE)) == 2


def test_each_rule_has_a_number_and_an_example_with_its_label() -> None:
    rules = re.split(r"^\d+\. ", section("## Rules"), flags=re.MULTILINE)[1:]
    numbers = re.findall(r"^(\d+)\. ", section("## Rules"), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 12)]
    for rule in rules:
        words = " ".join(rule.split())
        assert re.search(r"” is an? \*\*(claim|denial|opinion)\*\*\.$|” is \*\*doubted", words), (
            rule
        )
