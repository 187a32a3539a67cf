"""Secrets that the app generates and stores in `var/`, readable only by its own account."""

import os
import secrets
from pathlib import Path

from annotator.lib.var_folder import make_var_folder


def load_secret(path: Path, length: int = 50) -> str:
    """Read the secret in the file `path`. The first call generates it.

    Several processes may call it at once and get the same secret.
    """
    if path.exists():
        return path.read_text()

    make_var_folder(path.parent)

    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(length)[:length])

    try:
        # Unlike a rename, this fails if another process was first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

    return path.read_text()
