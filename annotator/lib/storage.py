"""Storage of the app's files."""

import os
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from annotator.lib.processes.system_user import change_owner


class OwnedFileStorage(FileSystemStorage):
    """Gives files that root writes here to the owner of the folder.

    `serve`, started by root, runs the app as another user, who must be able to read and delete
    files that a command wrote.
    """

    def _save(self, name: str, content: File[Any]) -> str:
        # The type stubs don't have this method, although Django's storages override it.
        saved: str = super()._save(name, content)  # type: ignore[misc]
        if os.geteuid() == 0:
            self._give_to_owner(Path(self.path(saved)))
        return saved

    def _give_to_owner(self, path: Path) -> None:
        folder = Path(self.location)
        owner = folder.stat()
        new = [path, *(parent for parent in path.parents if folder in parent.parents)]

        for part in new:
            change_owner(part, uid=owner.st_uid, gid=owner.st_gid)
