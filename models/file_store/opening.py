"""Opens the store of files that a setting names."""

from pathlib import Path

from models.file_store.folder import Folder
from models.file_store.port import FileStore


def open_store(folder: Path, *, lasting: bool = True) -> FileStore:
    """Return the store in a folder of this machine; unless `lasting` nothing in it is synced."""
    return Folder(folder, lasting)
