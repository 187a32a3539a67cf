"""The labelling page preloads every module that its script imports: no chain of requests."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
PAGE = Path(__file__).parents[2] / "templates" / "labelling" / "label.html"
IMPORT = re.compile(r'\bfrom "(\.[^"]+)"')
PRELOAD = re.compile(r"""rel="modulepreload" href="{% static '([^']+)' %}""")


def imported_modules(module: Path) -> set[Path]:
    """All modules that a module imports, itself among them."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            names = IMPORT.findall(current.read_text())
            waiting += [(current.parent / name).resolve() for name in names]
    return found


def test_the_labelling_page_preloads_its_modules() -> None:
    script = STATIC / "labelling" / "label.js"
    imported = {str(path.relative_to(STATIC)) for path in imported_modules(script) - {script}}

    assert sorted(PRELOAD.findall(PAGE.read_text())) == sorted(imported)


def test_no_module_imports_itself_through_others() -> None:
    for module in STATIC.rglob("*.js"):
        names = IMPORT.findall(module.read_text())
        imports = [imported_modules((module.parent / name).resolve()) for name in names]
        assert all(module not in modules for modules in imports), module.name
