"""A real headless browser, Debian's chromium, driven through its own protocol: what its pages ask for and show."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.connection import Connection

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 60
ASKS = ("Network.requestWillBeSent", "Network.webSocketCreated")


class Page:
    """One tab: `asked` are all addresses that it asked for since it was opened."""

    def __init__(self, connection: Connection, session: str) -> None:
        self.asked: list[str] = []
        self._connection, self._session, self._number = connection, session, 0
        self._idle: set[str] = set()
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        command = {"id": number, "method": method, "params": params, "sessionId": self._session}
        self._connection.send(json.dumps(command))
        while (answer := self._receive()).get("id") != number:
            pass
        assert "error" not in answer, answer
        found: dict[str, Any] = answer["result"]
        return found

    def open(self, address: str) -> str:
        """Open an address and wait until the page asks for nothing more; returns the address that it ends at."""
        loader = self.call("Page.navigate", url=address)["loaderId"]
        while loader not in self._idle:
            self._receive()
        return str(self.run("location.href"))

    def run(self, script: str) -> Any:
        """The value of a script in the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)["result"]
        return result.get("value")

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(PATIENCE))
        params = message.get("params", {})
        if message.get("method") in ASKS:
            self.asked.append(params["request"]["url"] if "request" in params else params["url"])
        if message.get("method") == "Page.lifecycleEvent" and params["name"] == "networkIdle":
            self._idle.add(params["loaderId"])
        return message


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A tab of a browser without a profile, which ends with the test."""
    assert CHROMIUM
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
    place = ("--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank")
    with subprocess.Popen(  # noqa: S603 - Debian's browser
        [CHROMIUM, *options, *quiet, *place], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stderr
            found = next(match for line in process.stderr if (match := re.search(r"ws://\S+", line)))
            with connect(found[0], max_size=None) as line:
                yield _tab(line)
        finally:
            process.terminate()
            process.communicate()


def _tab(connection: Connection) -> Page:
    def ask(number: int, method: str, **params: Any) -> dict[str, Any]:
        connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(connection.recv(PATIENCE))).get("id") != number:
            pass
        found: dict[str, Any] = answer["result"]
        return found

    target = ask(-1, "Target.createTarget", url="about:blank")["targetId"]
    return Page(connection, ask(-2, "Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
