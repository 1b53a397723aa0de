"""A real headless browser, Debian's chromium, driven through its own protocol: what its pages ask for and show.

It types, presses keys, chooses files, and takes pictures as a person would.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.connection import Connection

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 60
ASKS = ("Network.requestWillBeSent", "Network.webSocketCreated")
SAYS = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
NARROW = 600  # px, below which it is a telephone
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27}
FIND = "document.querySelector({})"


class Page:
    """One tab: `asked` are all addresses that it asked for since it was opened, `complaints` what its console says.

    That a page came with another status than 200 is no complaint.
    """

    def __init__(self, connection: Connection, session: str) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._connection, self._session, self._number = connection, session, 0
        self._idle: set[str] = set()
        for domain in ("Page", "Network", "Runtime", "Log", "DOM"):
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

    def hosts(self) -> set[str]:
        """The hosts and ports that were asked."""
        return {urlsplit(address).netloc for address in self.asked if not address.startswith(("data:", "blob:"))}

    def text(self) -> str:
        """What a person reads on the page."""
        return str(self.run("document.body.innerText"))

    def wide(self, width: int, height: int = 844) -> None:
        """Give the page this width in px; a narrow one is a telephone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < NARROW}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def without_script(self) -> None:
        """Let pages run no script from now on."""
        self.call("Emulation.setScriptExecutionDisabled", value=True)

    def fill(self, name: str, value: str) -> None:
        """Type a value into a field, in the place of what stands there; or choose it from a list."""
        field = FIND.format(json.dumps(f'[name="{name}"]:not([type=hidden])'))
        assert self.run(f"!!{field}"), f"no field {name}"
        if self.run(f"{field}.tagName") == "SELECT":
            change = "e.dispatchEvent(new Event('input', {bubbles: true}))"
            self.run(f"(e => {{e.value = {json.dumps(value)}; {change}}})({field})")
            return
        self.run(f"(e => {{e.closest('details')?.setAttribute('open', ''); e.focus(); e.select()}})({field})")
        self.call("Input.insertText", text=value) if value else self.press("Delete")

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        told = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS.get(key, 46)}
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **told, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **told)

    def choose(self, name: str, *files: Path) -> None:
        """Choose files in a field."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        found = self.call("DOM.querySelector", nodeId=root, selector=f'input[type=file][name="{name}"]')["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=found, files=[str(file) for file in files])

    def click(self, selector: str) -> str:
        """Click on a button or link and wait for the page that comes; returns its address."""
        place = FIND.format(json.dumps(selector))
        assert self.run(f"!!{place}"), f"nothing to click on: {selector}"
        before = set(self._idle)
        self.run(f"{place}.click()")
        while self._idle <= before:
            self._receive()
        return str(self.run("location.href"))

    def wait_until(self, script: str) -> None:
        """Wait until a script in the page is true."""
        done = f"new Promise(done => {{const look = () => ({script}) ? done() : setTimeout(look, 100); look()}})"
        self.run(done)

    def picture(self, *, whole: bool = False) -> bytes:
        """A picture (.png) of what is seen, or of the whole page."""
        taken = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(taken["data"])

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(PATIENCE))
        params = message.get("params", {})
        if message.get("method") in ASKS:
            self.asked.append(params["request"]["url"] if "request" in params else params["url"])
        if message.get("method") == "Page.lifecycleEvent" and params["name"] == "networkIdle":
            self._idle.add(params["loaderId"])
        if message.get("method") in SAYS and not _is_status(params):
            self.complaints.append(json.dumps(params, ensure_ascii=False))
        return message


def _is_status(said: dict[str, Any]) -> bool:
    """Whether the console says only that a page, not a part of one, came with another status."""
    entry = said.get("entry", {})
    return entry.get("source") == "network" and "/static/" not in entry.get("url", "")


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
