from django.core.management import get_commands

from annotator.lib.processes.main_help import Utility


def test_our_commands_come_first_and_say_what_they_do() -> None:
    text = Utility(["manage.py", "help"]).main_help_text()
    first, _, second = text.partition("Commands of Django")
    ours = {name for name, app in get_commands().items() if str(app).startswith("annotator")}
    said = {line.split()[0]: line.split()[1:] for line in first.splitlines() if line[:2] == "  "}

    assert set(said) == ours
    assert {"serve", "backup", "import_articles"} <= ours
    assert [name for name, words in said.items() if not words] == []
    assert "migrate" in second
