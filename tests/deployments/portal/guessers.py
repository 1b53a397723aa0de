"""Guessing connections against a page, and honest people who sign in meanwhile; run as a program.

`python -m tests.deployments.portal.guessers` with JSON on standard input: where, how many connections, the names that
they guess (none: ever new ones), and who signs in with which cookie. It writes how long each took, and the guesses.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from itertools import count
from time import monotonic
from typing import Any
from urllib.parse import urlencode

PASSWORD = "kaiyang-2026"  # noqa: S105 - of these tests
HEAD = (
    "POST /in HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: {length}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
)


async def post(host: str, name: str, password: str, cookie: str = "") -> int:
    """The status of one try to sign in."""
    body = urlencode({"name": name, "password": password}).encode()
    address, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(address, int(port))
    writer.write(HEAD.format(host=host, length=len(body), cookie=cookie).encode() + body)
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def guess(given: dict[str, Any], number: int, seen: Counter[str]) -> None:
    """One connection: try after try, as fast as it is answered."""
    for each in count(number):
        name = given["names"][each % len(given["names"])] if given["names"] else f"第001厅/某{number}某{each}"
        if await post(given["host"], name, f"wrong-{each}") == 401:
            seen[name] += 1


async def enter(given: dict[str, Any], person: dict[str, str], late: float) -> tuple[int, float]:
    """An honest person signs in once, a little after the one before."""
    await asyncio.sleep(late)
    begun = monotonic()
    status = await post(given["host"], person["name"], PASSWORD, person["cookie"])
    return status, monotonic() - begun


async def main(given: dict[str, Any]) -> None:
    """Guess, let people sign in, and write what came of it."""
    seen: Counter[str] = Counter()
    guessing = [asyncio.create_task(guess(given, number, seen)) for number in range(given["connections"])]
    await asyncio.sleep(given["before"])
    people = [enter(given, each, given["apart"] * place) for place, each in enumerate(given["people"])]
    told = await asyncio.gather(*people)
    for each in guessing:
        each.cancel()
    json.dump({"told": told, "guesses": max(seen.values(), default=0), "tried": seen.total()}, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(json.load(sys.stdin)))
