"""Files that operating systems and programs put beside those of people."""

from pathlib import PurePosixPath

FOLDERS = frozenset(
    [
        "__MACOSX", ".git", ".svn", ".hg", "__pycache__", ".ipynb_checkpoints", "node_modules",
        "$RECYCLE.BIN", "System Volume Information", "lost+found",
    ]
)  # fmt: skip
NAMES = {
    ".ds_store": ".DS_Store",
    "thumbs.db": "Thumbs.db",
    "ehthumbs.db": "Thumbs.db",
    "icon\r": "Icon",
    "desktop.ini": "desktop.ini",
    ".gitignore": ".gitignore",
    ".gitattributes": ".gitattributes",
    ".gitkeep": ".gitkeep",
    ".gitmodules": ".gitmodules",
}
# Of a file that is open in an office program or an editor, and of another file's colours
# and labels.
PREFIXES = {"~$": "~$…", "._": "._…", ".~lock.": ".~lock.…", ".nfs": ".nfs…"}
# Where a file was downloaded from, as Windows stores it.
SUFFIXES = {":Zone.Identifier": ":Zone.Identifier"}
# Systems and programs hide what isn't for people: deleted files, caches, settings.
HIDDEN = ".…"


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
    kinds = (
        NAMES.get(name.lower()),
        *(kind for prefix, kind in PREFIXES.items() if name.startswith(prefix)),
        *(kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)),
    )
    is_hidden = any(part.startswith(".") and part.strip(".") for part in parts)
    # The file of a person that is still in the cloud.
    if name.endswith(".icloud"):
        return ""
    return next(filter(None, kinds), HIDDEN if is_hidden else "")
