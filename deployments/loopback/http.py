"""An HTTP server on this machine that answers as it is told: at once, late, in part or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Thread

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ServerReply:
    """One answer; `hang` sends nothing until the server stops, `drop` closes the connection without an answer."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    drop: bool = False
    accepts: bool = False


class Listener:
    """Listens from the start; answers each request, its path and body, by a function until it is stopped."""

    def __init__(self, receive: Callable[[str, bytes], ServerReply], port: int = 0) -> None:
        self.closing = Event()
        told = {"receive": staticmethod(receive), "closing": self.closing}
        self.http = _Http((LOOPBACK, port), type("Conversation", (_RequestHandler,), told))
        self._thread = Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.port: int = self.http.server_address[1]

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End every conversation."""
        self.closing.set()
        self.http.shutdown()
        self._thread.join()
        self.http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer would look up the name of this host
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]


class _RequestHandler(BaseHTTPRequestHandler):
    receive: Callable[[str, bytes], ServerReply]
    closing: Event
    timeout = 10  # timeout for a client that never finishes its request

    def do_GET(self) -> None:
        """Answer a request for a token."""
        self.do_POST()

    def do_POST(self) -> None:
        """Answer one message."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = self.receive(self.path, body)
        if reply.hang:
            self.closing.wait()
        if not (reply.hang or reply.drop):
            self._write(reply)

    def _write(self, reply: ServerReply) -> None:
        content = reply.body.encode()
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(content))}
        for name, value in (headers | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the address holds the key."""
