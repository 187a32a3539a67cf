"""`manage.py help`: our own commands first, each with what it does, and then those of Django."""

from textwrap import shorten, wrap

from django.core.management import ManagementUtility, get_commands, load_command_class

OURS = "annotator"
WIDTH = 100


class Utility(ManagementUtility):
    """Runs a command of the command line."""

    def main_help_text(self, commands_only: bool = False) -> str:
        if commands_only:
            return str(super().main_help_text(commands_only))

        commands = {name: str(app) for name, app in get_commands().items()}
        ours = sorted(name for name, app in commands.items() if app.split(".")[0] == OURS)
        others = sorted(set(commands) - set(ours))
        longest = max(map(len, ours))
        lines = [
            f"Type '{self.prog_name} help COMMAND' for the options of a command.",
            "",
            "Commands of Skepsis:",
            *(f"  {name:{longest}}  {_summary(commands[name], name)}" for name in ours),
            "",
            "Commands of Django and its packages:",
            *wrap(", ".join(others), WIDTH, initial_indent="  ", subsequent_indent="  "),
        ]
        return "\n".join(lines)


def _summary(app: str, name: str) -> str:
    """Return the first sentence of a command's description."""
    parser = load_command_class(app, name).create_parser("manage.py", name)
    first = str(parser.description or "").split(". ")[0].rstrip(".")
    return shorten(first, WIDTH, placeholder=" …")
