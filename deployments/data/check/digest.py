"""Digests: SHA-256 of a text, or of a value as JSON without spaces."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def digest_of_json(value: list[Any]) -> str:
    return digest(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
