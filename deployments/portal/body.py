"""The body of a form: never more of it than its limit, and of one that is refused what is left."""

from anyio import move_on_after
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

TOO_LARGE, LONGEST_LENGTH = 413, 15
PATIENCE = 5  # seconds


def limited(request: Request, most: int) -> Request:
    """Return the request with a body of at most `most` bytes; reading more raises HTTPException."""
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        request.state.is_read = not message.get("more_body", False)
        if read > most:
            raise HTTPException(TOO_LARGE, "")
        return message

    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > LONGEST_LENGTH or int(declared) > most):
        raise HTTPException(TOO_LARGE, "")
    return Request(request.scope, receive)


async def read_off(request: Request, most: int) -> None:
    """Read what is left of a form that is refused, as far as `most` bytes: its sender reads the answer only then."""
    with move_on_after(PATIENCE):
        while most > 0 and not request.state.is_read:
            message = await request.receive()
            most -= len(message.get("body", b""))
            request.state.is_read = not message.get("more_body", False)
