"""得分依据 as JSON: the same derivation is the same text, with exact numbers (1-8, A46)."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any


def written(derivation: Any) -> str:  # noqa: ANN401 - a derivation of any kind
    """Return a derivation as JSON: numbers as exact decimals in text, days as 2026-12-31."""
    return json.dumps(derivation, ensure_ascii=False, separators=(",", ":"), default=_plain)


def as_data(derivation: Any) -> dict[str, Any]:  # noqa: ANN401 - a derivation of any kind
    """Return a derivation as mappings, lists and texts."""
    data: dict[str, Any] = json.loads(written(derivation))
    return data


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON has no form for
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
