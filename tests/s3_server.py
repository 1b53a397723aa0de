"""A server of object storage on the loopback: the part of S3 that the store of files speaks, its objects in sight."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

BUCKET, KEY = "mubiao", "cell"
LISTED = (
    "<Contents><Key>{}</Key><LastModified>{:%Y-%m-%dT%H:%M:%S.000Z}</LastModified><ETag>{}</ETag>"
    "<Size>{}</Size></Contents>"
)


class S3Server:
    """Objects by their keys below one bucket. While it is `away`, or after `until` requests, it answers 503."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.put_at: dict[str, datetime] = {}
        self.away, self.until = False, float("inf")
        self.asked: list[str] = []
        handler = type("Handler", (_Handler,), {"store": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, prefix: str = "gz", key: str = KEY, bucket: str = BUCKET) -> str:
        """Returns the value of the setting."""
        return f"s3://{key}:s%2Fecret@127.0.0.1:{self._server.server_port}/{bucket}/{prefix}?tls=no"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    store: S3Server
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        path = urlsplit(self.path)
        bucket, _, name = unquote(path.path).strip("/").partition("/")
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.store.asked.append(f"{self.command} {name}")
        if fault := self._fault(bucket):
            self._answer(*fault)
        elif self.command == "PUT":
            self._put(name, content)
        elif self.command == "POST":
            self._delete(re.findall("<Key>(.*?)</Key>", content.decode()))
        elif not name:
            self._list(parse_qs(path.query).get("prefix", [""])[0])
        elif name in self.store.objects:
            self._answer(200, self.store.objects[name], self.store.put_at.get(name))
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_GET = do_HEAD = do_PUT = do_POST = _serve  # noqa: N815 - as the handler calls them

    def _fault(self, bucket: str) -> tuple[int, bytes] | None:
        if self.store.away or len(self.store.asked) > self.store.until:
            return 503, b""
        if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
            return 403, b"<Error><Code>AccessDenied</Code></Error>"
        return None if bucket == BUCKET else (404, b"<Error><Code>NoSuchBucket</Code></Error>")

    def _delete(self, names: list[str]) -> None:
        for each in names:
            self.store.objects.pop(unescape(each), None)
        told = "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in names)
        self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode())

    def _put(self, name: str, content: bytes) -> None:
        if self.headers.get("If-None-Match") == "*" and name in self.store.objects:
            self._answer(412, b"<Error><Code>PreconditionFailed</Code></Error>")
            return
        self.store.objects[name] = content
        self.store.put_at[name] = datetime.now(UTC)  # noqa: TID251 - the server's own clock
        self._answer(200)

    def _list(self, prefix: str) -> None:
        found = [
            LISTED.format(escape(name), self.store.put_at[name].astimezone(UTC), _tag(content), len(content))
            for name, content in sorted(self.store.objects.items())
            if name.startswith(prefix)
        ]
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(found)}</ListBucketResult>"
        self._answer(200, body.encode())

    def _answer(self, code: int, body: bytes = b"", put_at: datetime | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", _tag(body))
        if put_at:
            self.send_header("Last-Modified", f"{put_at:%a, %d %b %Y %H:%M:%S GMT}")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _tag(content: bytes) -> str:
    return f'"{md5(content).hexdigest()}"'  # noqa: S324 - as S3 does
