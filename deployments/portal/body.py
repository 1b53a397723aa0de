"""The body of a form: never more of it than its limit, and of one that is refused what is left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import move_on_after
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

TOO_LARGE, LONGEST_LENGTH = 413, 15
PATIENCE = 5  # seconds
MOST_FIELDS, MOST_FILES = 5_000, 200  # of one form; how many a draft may have is said by its page
TEXT = 1_200_000  # bytes of a form without files


@asynccontextmanager
async def read_form(request: Request, most: int) -> AsyncIterator[FormData]:
    """The form of a request of at most `most` bytes. Raises HTTPException for anything else."""
    try:
        form = await limited(request, most).form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    except HTTPException as refusal:
        if refusal.status_code != TOO_LARGE:
            await read_off(request, TEXT)
        raise
    try:
        yield form
    finally:
        await form.close()


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
