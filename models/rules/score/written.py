"""得分依据 as JSON: the same derivation is the same text, with exact numbers (1-8, A46)."""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

Writer = Callable[[Any], str]


def written(derivation: Any) -> str:  # noqa: ANN401 - a derivation of any kind
    """Return a derivation as JSON: numbers as exact decimals in text, days as 2026-12-31."""
    return WRITERS[type(derivation)](derivation)


def as_data(derivation: Any) -> dict[str, Any]:  # noqa: ANN401 - a derivation of any kind
    """Return a derivation as mappings, lists and texts."""
    data: dict[str, Any] = json.loads(written(derivation))
    return data


class Writers(dict[type, Writer]):
    """What writes the values of each type. A record has a form, which is made once: a year has thousands of entries."""

    def __missing__(self, kind: type) -> Writer:
        """Return what writes a text of a closed list, or a record with its fields."""
        self[kind] = encode_basestring if issubclass(kind, str) else _record_writer(kind)
        return self[kind]


def _record_writer(kind: Any) -> Writer:  # noqa: ANN401 - a dataclass or a named tuple
    is_tuple = issubclass(kind, tuple)
    names = kind._fields if is_tuple else [each.name for each in fields(kind)]
    form = "{" + ",".join(f'"{name}":%s' for name in names) + "}"

    def write(record: Any) -> str:  # noqa: ANN401 - a record of this kind
        values = record if is_tuple else [getattr(record, name) for name in names]
        return form % tuple([WRITERS[type(each)](each) for each in values])

    return write


def _list(values: Iterable[Any]) -> str:
    return f"[{','.join([WRITERS[type(each)](each) for each in values])}]"


@lru_cache(maxsize=1000)  # the points of thousands of entries are few numbers
def _exact(number: Decimal) -> str:
    return f'"{number.normalize():f}"'


@lru_cache(maxsize=1000)
def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


WRITERS = Writers(
    {
        str: encode_basestring,
        int: int.__repr__,
        bool: {True: "true", False: "false"}.__getitem__,
        type(None): {None: "null"}.__getitem__,
        Decimal: _exact,
        date: _day,
        tuple: _list,
        dict: json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode,  # the stored value of a setting
    }
)
WRITERS[list] = WRITERS[dict]
