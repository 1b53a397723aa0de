"""The folder of this machine in which a rehearsal writes what it does not send (A51)."""

from dataclasses import dataclass
from pathlib import Path

from models.file_store.private import make_private


@dataclass(frozen=True, slots=True)
class LetterFolder:
    """Letters as files of a folder; the same letter again replaces them."""

    folder: Path

    def __str__(self) -> str:
        return str(self.folder)

    def write(self, name: str, content: bytes) -> str:
        """Write a letter; returns its path. Raises OSError if that fails."""
        make_private(self.folder)
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)
