"""The help of every command as text: printed without loading the command.

`deployments/data/help.txt` is generated from the commands: `python -m deployments.reference`. A test compares it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import get_terminal_size

FILE = Path(__file__).parent / "data" / "help.txt"
COMMAND_TYPED = "$ mubiao "  # the start of the line that says which command line a text answers
WIDTH = 80  # columns of a terminal for which the texts are laid out; they are the same in a wider one


def kept_help(words: Sequence[str]) -> str | None:
    """Returns the text that answers a command line; None if there is none, or the terminal is too narrow for it."""
    if not words or words[-1] not in {"--help", "--list"} or get_terminal_size().columns < WIDTH:
        return None
    return _read().get(" ".join(words))


def _read() -> Mapping[str, str]:
    texts = FILE.read_text(encoding="utf-8").split(f"\n{COMMAND_TYPED}")
    parted = (text.partition("\n") for text in texts[1:])
    return {line: text for line, _, text in parted}
