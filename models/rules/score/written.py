"""得分依据 as JSON: the same derivation is the same text, with exact numbers (1-8, A46)."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any


def written(derivation: Any) -> str:  # noqa: ANN401 - a derivation of any kind
    """Return a derivation as JSON: numbers as exact decimals in text, days as 2026-12-31."""
    return ENCODER.encode(derivation)


def as_data(derivation: Any) -> dict[str, Any]:  # noqa: ANN401 - a derivation of any kind
    """Return a derivation as mappings, lists and texts."""
    data: dict[str, Any] = json.loads(written(derivation))
    return data


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON has no form for
    kind: Any = type(value)
    if kind is Decimal:
        return _exact(value)
    if kind is date:
        return value.isoformat()
    return {name: getattr(value, name) for name in _names(kind)}


@lru_cache(maxsize=1000)  # the points of thousands of entries are few numbers
def _exact(number: Decimal) -> str:
    return f"{number.normalize():f}"


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    return tuple(each.name for each in fields(kind))


ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
