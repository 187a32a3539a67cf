"""Secrets that the app generates and stores in `var/`, readable only by its own account."""

import os
import secrets
from pathlib import Path


def load_secret(path: Path, length: int = 50) -> str:
    """Read the secret in the file `path`. The first call generates it.

    Several processes may call it at once and get the same secret.
    """
    if path.exists():
        return path.read_text()

    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        # Whatever the umask is: PostgreSQL runs as another user and must reach its own
        # folder.
        path.parent.chmod(0o711)

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
