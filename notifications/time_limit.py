"""One limit in time for one answer of a server, however slowly the answer drips in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Event, Timer


@contextmanager
def time_limit(seconds: float, connection: Callable[[], socket | None]) -> Iterator[None]:
    """Shut the connection down when the block takes longer than this.

    The timeout of a socket limits each read, not the answer. Raises TimeoutError if the limit was reached.
    """
    late = Event()

    def cut() -> None:
        late.set()
        if link := connection():
            with suppress(OSError):  # it is closed already
                link.shutdown(SHUT_RDWR)

    watch = Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    else:
        if late.is_set():  # what was read is cut off
            raise TimeoutError
    finally:
        watch.cancel()
