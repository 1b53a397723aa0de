"""The one family of errors. Each message is a Chinese sentence for the person who reads it."""


class MubiaoError(Exception):
    """Something did not happen; `str()` says what, where and what to do, in Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(MubiaoError):  # noqa: N818 - the word of the house
    """The request is wrong: the caller must change something, trying again changes nothing."""


class Unavailable(MubiaoError):  # noqa: N818 - the word of the house
    """The world is not ready (database, server, disk): the same request may succeed later."""


class MoveRefused(Refused):
    """A state does not allow the event; keeps both so that a caller can show them."""

    def __init__(self, state: str, event: str, reason: str) -> None:
        super().__init__(reason)
        self.state, self.event = state, event
