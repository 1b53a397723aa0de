"""演练 (A51): how what a rehearsal makes is marked, and where its messages may go."""

from collections.abc import Collection

MARK = "【演练】"
WRITTEN = "演练：没有发出，已写入"  # begins the result of a message that went to a folder
IN_FOLDER = f"{MARK}写入文件夹"
ANYWHERE = "*"  # a demonstration or a simulation, whose addresses are invented


def marked(text: str, *, rehearsal: bool) -> str:
    """Return a title, subject or answer with the mark of a rehearsal once, if it is made by one."""
    return f"{MARK}{text.removeprefix(MARK)}" if rehearsal else text


def prefixed(prefix: str, text: str) -> str:
    """Return a text behind a prefix; the mark of a rehearsal stays the first of all."""
    return marked(f"{prefix}{text.removeprefix(MARK)}", rehearsal=text.startswith(MARK))


def may_receive(send_to: Collection[str], address: str) -> bool:
    """Return whether a message of a rehearsal may go to this address."""
    return ANYWHERE in send_to or address in send_to


def is_written(result: str | None) -> bool:
    """Return whether a message with this result went to the folder of a rehearsal, and to no person."""
    return (result or "").startswith(WRITTEN)
