"""The folder of the app's own files: `var/`, or SKEPSIS_VAR."""

import os
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]


def var_folder() -> Path:
    return Path(os.environ.get("SKEPSIS_VAR", BASE / "var")).absolute()


def make_var_folder(folder: Path) -> None:
    """Create the folder if it doesn't exist."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Whatever the umask is: PostgreSQL runs as another user and must reach its own
        # folder.
        folder.chmod(0o711)
