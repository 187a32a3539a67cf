"""Secrets that the app makes for itself and keeps in `var/`, readable by its own account only."""

import os
import secrets
from pathlib import Path


def load_secret(path: Path, length: int = 50) -> str:
    """The secret in the file `path`, made on first use. Several processes may ask at once and get
    the same one.
    """
    if path.exists():
        return path.read_text()
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(
            0o711
        )  # whatever the umask: PostgreSQL, under another user, must get through to its folder
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(length)[:length])
    try:
        os.link(draft, path)  # unlike a rename, this fails when somebody else was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
