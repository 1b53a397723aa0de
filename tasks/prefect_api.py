"""Calls to the API of the Prefect server, without Prefect's own client: `mubiao up` has not to load it."""

import json
import time
import urllib.request
from base64 import b64encode
from http.client import HTTPException
from typing import Any

from models.rules.errors import Unavailable

PAUSE = 0.2
BUSY_FOR = 5
BUSY = 503


def call_api(environment: dict[str, str], path: str, body: Any = None, method: str | None = None) -> Any:  # noqa: ANN401 - JSON
    """Call the server's API. Returns the decoded JSON. Raises Unavailable if the server does not answer.

    A server whose database is busy has done nothing and answers 503: the call is made again, for five seconds.
    """
    encoded = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if key := environment.get("PREFECT_API_AUTH_STRING"):
        headers["Authorization"] = f"Basic {b64encode(key.encode()).decode()}"
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{environment['PREFECT_API_URL']}{path}", encoded, headers, method=method
    )
    deadline = time.monotonic() + BUSY_FOR
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
                return json.loads(answer.read() or b"null")
        except (OSError, ValueError, HTTPException) as error:  # the last: killed in the middle of its answer
            if getattr(error, "code", None) != BUSY or time.monotonic() > deadline:
                raise Unavailable("Prefect服务没有应答，请稍后重试。") from error
        time.sleep(PAUSE)
