"""The body of a form: never more of it than its limit, and of one that is refused what is left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import move_on_after
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message

from deployments.portal.guard import MALFORMED
from deployments.portal.kept_files import require_room

TOO_LARGE, LONGEST_LENGTH = 413, 15
PATIENCE = 5  # seconds
MOST_FIELDS, MOST_FILES = 5_000, 200  # of one form; how many a draft may have is said by its page
TEXT = 1_200_000  # bytes of a form without its files
MULTIPART, CHARSETS = b"multipart/form-data", (b"utf-8", b"utf8")


@asynccontextmanager
async def read_form(request: Request, most: int) -> AsyncIterator[FormData]:
    """The form of a request of at most `most` bytes. Raises HTTPException for anything else.

    Raises Unavailable while the disk has no room for its files.
    """
    request.state.is_read = False
    try:
        form = await _parsed(request, most)
        check_names(form)
    except HTTPException:
        await read_off(request, TEXT)
        raise
    try:
        yield form
    finally:
        await form.close()


class Parts(MultiPartParser):
    """The parts of a form; all but the content of files is held in memory, at most `TEXT` bytes together."""

    held = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a text or file."""
        self._hold(0 if self._current_part.file else end - start)
        super().on_part_data(data, start, end)

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header's name."""
        self._hold(end - start)
        super().on_header_field(data, start, end)

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header, which has the names of fields and files."""
        self._hold(end - start)
        super().on_header_value(data, start, end)

    def _hold(self, more: int) -> None:
        self.held += more
        if self.held > TEXT:
            raise HTTPException(TOO_LARGE)


async def _parsed(request: Request, most: int) -> FormData:
    """Return the fields of a body in UTF-8: any other codec of Python would be run on each of them."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", CHARSETS[0]).lower() not in CHARSETS:
        raise HTTPException(MALFORMED)
    if kind != MULTIPART:
        return await limited(request, min(most, TEXT)).form(max_fields=MOST_FIELDS)
    stream = limited(request, most).stream()
    try:
        return await Parts(request.headers, stream, max_files=MOST_FILES, max_fields=MOST_FIELDS).parse()
    except MultiPartException as wrong:
        raise HTTPException(MALFORMED) from wrong


def check_names(form: FormData) -> None:
    """Raise HTTPException for a form that says one thing twice."""
    names = [name for name, value in form.multi_items() if isinstance(value, str)]
    if len(names) > len(set(names)):
        raise HTTPException(MALFORMED)


def limited(request: Request, most: int) -> Request:
    """Return the request with a body of at most `most` bytes; reading more raises as `_check_size` does."""
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        request.state.is_read = not message.get("more_body", False)
        _check_size(request, read, most)
        return message

    declared = request.headers.get("content-length", "")
    _check_size(request, int(declared[:LONGEST_LENGTH]) if declared.isdecimal() else 0, most)
    return Request(request.scope, receive)


def _check_size(request: Request, size: int, most: int) -> None:
    """Raise HTTPException for a body that is too large, Unavailable for one with files while the disk is short."""
    if size > most:
        request.state.is_read = True  # the rest is not waited for
        raise HTTPException(TOO_LARGE)
    if size > TEXT:
        require_room()


async def read_off(request: Request, most: int) -> None:
    """Read what is left of a form that is refused, as far as `most` bytes: its sender reads the answer only then."""
    with move_on_after(PATIENCE):
        while most > 0 and not request.state.is_read:
            message = await request.receive()
            most -= len(message.get("body", b""))
            request.state.is_read = not message.get("more_body", False)
