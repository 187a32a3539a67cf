"""No text says "1 articles": a number before a noun comes through ngettext.

Found are texts without a plural form, and singular forms, in which a number stands before a noun in
the plural, such as "%(count)s articles" or "{{ n }} different labels".
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "annotator").rglob("*.py"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))

# Up to two words may stand between the number and its noun: "3 different labels".
NOUN = r" (?:[a-z-]+ ){0,2}?([a-z]{2,}s)\b"
IN_CODE = re.compile(r"%\((\w+)\)[sd]" + NOUN)
IN_TEMPLATE = re.compile(r"\{\{ ?(\w+)[^}]*\}\}" + NOUN)
BLOCK = re.compile(r"\{% blocktranslate.*?%\}(.*?)\{% (?:plural|endblock)", re.DOTALL)
NUMBER_BEFORE_TRANSLATION = re.compile(r"""\}\}\s*\{% translate ["']([a-z]+s)\b""")
SCRIPT_TEXT = re.compile(r"""gettext\(\s*("[^"]*"|'[^']*')""")

# Words that end like a plural and are none.
NO_NOUNS = {"appears", "belongs", "has", "includes", "less", "names", "needs", "progress", "was"}
# Fixed limits, all far above one, and a number of bytes.
LIMITS = {"limit", "longest", "most", "ratio", "size", "tries"}
# A share of all labels, and not a number of them.
SHARES = {"share"}
# Not numbers: names of people and of sentences.
NAMES = {"annotator", "sentence"}
# A number that is larger than a limit is not one.
ABOVE_A_LIMIT = re.compile(r"at most %\(limit\)s")


def faults(text: str, pattern: re.Pattern[str]) -> list[str]:
    if ABOVE_A_LIMIT.search(text):
        return []
    return [
        found[0]
        for found in pattern.finditer(" ".join(text.split()))
        if found[1] not in LIMITS | SHARES | NAMES and found[2] not in NO_NOUNS
    ]


def in_template(source: str) -> list[str]:
    # Of a block with a count, this is the singular form.
    texts = [block[1] for block in BLOCK.finditer(source)]
    bare = [found[0] for found in NUMBER_BEFORE_TRANSLATION.finditer(source)]
    return [fault for text in texts for fault in faults(text, IN_TEMPLATE)] + bare


def in_module(source: str) -> list[str]:
    return [fault for text in texts_of(source) for fault in faults(text, IN_CODE)]


def texts_of(source: str) -> Iterator[str]:
    """The texts of all calls of gettext, and the singular forms of those of ngettext."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        text = node.args[0]
        is_text = isinstance(text, ast.Constant) and isinstance(text.value, str)
        if is_text and (name == "_" or "gettext" in name):
            yield text.value  # type: ignore[attr-defined]


def in_script(source: str) -> list[str]:
    # The first text of ngettext is the singular form.
    return [fault for text in SCRIPT_TEXT.findall(source) for fault in faults(text, IN_CODE)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_counts_with_plurals(path: Path) -> None:
    assert in_template(path.read_text()) == []


def test_modules_and_scripts_count_with_plurals() -> None:
    found = {path: in_module(path.read_text()) for path in MODULES}
    found |= {path: in_script(path.read_text()) for path in SCRIPTS}
    assert {path.name: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% blocktranslate %}{{ n }} articles{% endblocktranslate %}", ["{{ n }} articles"]),
        (
            "{% blocktranslate trimmed %}\n {{ n|intcomma }}\n new labels\n{% endblocktranslate %}",
            1,
        ),
        ("{% blocktranslate count n=n %}{{ n }} article{% plural %}{{ n }} articles{% endblock", 0),
        ("{% blocktranslate count n=n %}{{ n }} articles{% plural %}{{ n }} articles{% end", 1),
        ('{{ n }} {% translate "articles" %}', 1),
        ('{{ n }} {% translate "in progress" %}', 0),
        ("{% blocktranslate %}articles: {{ n }}{% endblocktranslate %}", 0),
        ("{% blocktranslate %}{{ name }} has left{% endblocktranslate %}", 0),
    ],
)
def test_faults_of_templates_are_found(source: str, found: list[str] | int) -> None:
    faults = in_template(source)
    assert faults == found if isinstance(found, list) else len(faults) == found


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('_("%(count)s articles")', 1),
        ('gettext_lazy("with %(count)s different labels")', 1),
        ('ngettext("%(count)s article", "%(count)s articles", n)', 0),
        ('ngettext("%(count)s label on %(all)s sentences", "…", n)', 1),
        ('translation.ngettext("%(count)s articles", "…", n)', 1),
        ('_("%(count)s files; at most %(limit)s can be read")', 0),
        ('_("a request can have at most %(most)s annotations")', 0),
        ('_("%(name)s has no label")', 0),
        ('print("%(count)s articles")', 0),
    ],
)
def test_faults_of_modules_are_found(source: str, count: int) -> None:
    assert len(in_module(source)) == count


def test_faults_of_scripts_are_found() -> None:
    assert len(in_script('fill(gettext("%(count)s labels"), {})')) == 1
    assert in_script('ngettext("%(count)s label", "%(count)s labels", n)') == []
