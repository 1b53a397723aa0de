"""The one family of errors. The message of each is a Chinese sentence for its reader."""


class MubiaoError(Exception):
    """An operation failed; `str()` says in Chinese what failed, where, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(MubiaoError):  # noqa: N818 - the word of the house
    """The request is wrong: the caller must change it; a retry changes nothing."""


class FieldRefused(Refused):
    """A field of the input is wrong; stores its name so that a caller can show the cell.

    `of`: of an input with several entries the departments, or the lines, as given, whose field it is; `each` is what is
    said at each of them instead of the message. A `secret` value is not quoted.
    """

    def __init__(
        self, message: str, name: str, of: tuple[str, ...] = (), *, each: str = "", secret: bool = False
    ) -> None:
        super().__init__(message)
        self.name, self.of, self.each, self.secret = name, of, each, secret


class Unavailable(MubiaoError):  # noqa: N818 - the word of the house
    """A resource (database, server, disk) is not ready: a retry of the same request may succeed."""


class MoveRefused(Refused):
    """A state does not allow the event; stores both so that a caller can show them."""

    def __init__(self, state: str, event: str, reason: str) -> None:
        super().__init__(reason)
        self.state, self.event = state, event


def printable(text: str) -> str:
    """Return a text with a replacement character for each invisible one, so that a sentence can quote it."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
