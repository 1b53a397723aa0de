"""A client of the page, as light as can be: what is measured is the page."""

import html
import re
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPResponse
from typing import NamedTuple

from deployments.server import HOST
from models.disk import MEGABYTE
from models.rules.errors import Refused

OK, SEE_OTHER, PATIENCE = 200, 303, 300
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
CONTROL = re.compile(r'<(?:input|select|textarea)( type="file")?[^>]*? id="([^"]+)" name="\2"')
BOUNDARY = "mubiao-bench"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
END = f"--{BOUNDARY}--\r\n".encode()
PIECE = b"0" * MEGABYTE


class Upload(NamedTuple):
    """A file of zeros to send, with its size in megabytes."""

    field: str
    name: str
    megabytes: int


class Client:
    """One browser with the cookie of its session; each request opens a connection."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._line = HTTPConnection(HOST, port, timeout=PATIENCE)
        self._headers = {"Cookie": f"mubiao={cookie}", "Sec-Fetch-Site": "same-origin"}

    def get(self, path: str) -> str:
        """Return a page. Raises Refused for any other answer."""
        self._line.request("GET", path, headers=self._headers)
        answer, text = self._answer()
        if answer.status != OK:
            raise Refused(f"测速中止：网页{path}答复{answer.status}。")
        return text.decode(errors="replace")

    def opened(self, path: str, typed: Mapping[str, str]) -> dict[str, str]:
        """Return the fields of a form, filled in: `typed` by the last part of their name."""
        page = self.get(path)
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        texts = [name for is_file, name in CONTROL.findall(page) if not is_file]
        return hidden | {name: typed.get(name.rpartition(".")[2], "") for name in texts}

    def send(self, path: str, fields: Mapping[str, str], uploads: tuple[Upload, ...] = ()) -> str:
        """Send a form; returns the address that it leads to. Raises Refused for any other answer."""
        texts = b"".join(_part(name, value) for name, value in fields.items())
        size = len(texts) + sum(len(_beginning(each)) + each.megabytes * MEGABYTE + 2 for each in uploads) + len(END)
        told = self._headers | {"Content-Type": MULTIPART, "Content-Length": str(size)}
        self._line.request("POST", path, body=_pieces(texts, uploads), headers=told)
        answer, _ = self._answer()
        if answer.status != SEE_OTHER:
            raise Refused(f"测速中止：发往{path}的表单答复{answer.status}。")
        return answer.headers["location"].partition("#")[0]

    def _answer(self) -> tuple[HTTPResponse, bytes]:
        """Return the answer with its content, and close the connection, as the page does after a while."""
        answer = self._line.getresponse()
        content = answer.read()
        self._line.close()
        return answer, content


def _part(name: str, value: str) -> bytes:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def _beginning(file: Upload) -> bytes:
    told = f'Content-Disposition: form-data; name="{file.field}"; filename="{file.name}"'
    return f"--{BOUNDARY}\r\n{told}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()


def _pieces(texts: bytes, uploads: tuple[Upload, ...]) -> Iterator[bytes]:
    """Yield the body of a form; no two files of one form are the same."""
    yield texts
    for number, file in enumerate(uploads):
        yield _beginning(file)
        yield bytes([number]) + PIECE[1:]
        yield from (PIECE for _ in range(file.megabytes - 1))
        yield b"\r\n"
    yield END
