"""Files that operating systems and programs put beside those of people."""

from pathlib import PurePosixPath

FOLDERS = frozenset(["__MACOSX", ".git", ".svn", ".hg", "__pycache__", ".ipynb_checkpoints"])
NAMES = {
    ".ds_store": ".DS_Store",
    "thumbs.db": "Thumbs.db",
    "desktop.ini": "desktop.ini",
    ".gitignore": ".gitignore",
    ".gitattributes": ".gitattributes",
    ".gitkeep": ".gitkeep",
    ".gitmodules": ".gitmodules",
}
# Of a file that is open in an office program or an editor, and of another file's colours
# and labels.
PREFIXES = {"~$": "~$…", "._": "._…", ".~lock.": ".~lock.…", ".nfs": ".nfs…"}


def clutter_kind(path: str) -> str:
    """Return what kind of clutter the file is, "" if it is somebody's.

    The path is relative to the folder or archive that a person chose.
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts:
        return ""

    folder = next((part for part in parts[:-1] if part in FOLDERS), "")
    if folder:
        return folder
    name = parts[-1]
    return NAMES.get(name.lower(), "") or next(
        (kind for prefix, kind in PREFIXES.items() if name.startswith(prefix)), ""
    )
