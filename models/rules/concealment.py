"""保密: a paper, an export or a list on the screen shows only the pointer of a marked record (4.7)."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from models.rules.secrecy import WITHHELD, Secrets

# Columns that hold requirements or findings; a paper about a marked record blanks them.
CONTENT = frozenset(
    {
        "asked",
        "changes",
        "deadline",
        "declared",
        "declared_reason",
        "feedback",
        "file_name",
        "files",
        "finding",
        "found",
        "ground",
        "help",
        "measures",
        "media",
        "note",
        "outcome",
        "parent_name",
        "place",
        "problems",
        "progress",
        "quantity",
        "reason",
        "recheck",
        "remark",
        "requirement",
        "returned_why",
        "seen",
        "standard",
        "text",
        "unit",
        "words",
        "withdrawn_why",
    }
)
FILES = frozenset({"file_name", "files", "media"})
T = TypeVar("T")
_KEY = re.compile(r"[a-z_]+", re.ASCII)


def conceal(secrets: Secrets, value: T, *, about: bool = False) -> T:
    """4.7: return a value of a paper, an export or a list, with pointers in place of all marked names and texts.

    If a record is `about` something marked, or names it, the columns in CONTENT are blanked too. A database row becomes
    a plain object with the same attributes; keys, numbers, days and states stay unchanged.
    """
    return cast("T", _conceal_value(secrets, value, about=about)) if secrets else value


def _conceal_value(secrets: Secrets, value: Any, *, about: bool) -> Any:  # noqa: ANN401 - any value of a paper
    if isinstance(value, str):
        return value if isinstance(value, Enum) else _conceal_text(secrets, value, about=about)
    if is_dataclass(value) and not isinstance(value, type):
        values = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **_conceal_record(secrets, values, about=about))
    if hasattr(value, "_asdict"):
        return SimpleNamespace(**_conceal_record(secrets, value._asdict(), about=about))
    if isinstance(value, Mapping):
        return _conceal_record(secrets, value, about=about)
    if isinstance(value, list | tuple):
        return type(value)(_conceal_value(secrets, each, about=about) for each in value)
    return value


def _conceal_text(secrets: Secrets, text: str, *, about: bool) -> str:
    """Return a text with pointers; a text stored about a marked record is withheld even if it is short."""
    return WITHHELD if about and secrets.says(text) else secrets.hide(text)


def _conceal_record(secrets: Secrets, record: Mapping[Any, Any], *, about: bool) -> dict[Any, Any]:
    """Return a record's values by name, blanked if the record is about something marked or names it."""
    values = [value for value in record.values() if isinstance(value, str)]
    is_about, short = about or secrets.names_any(values), secrets.next_to(values)
    return {
        key: short[value]
        if isinstance(value, str) and value in short
        else _blank_value(key, value)
        if is_about and key in CONTENT
        else _conceal_value(secrets, value, about=is_about)
        for key, value in record.items()
    }


def _blank_value(key: str, value: Any) -> Any:  # noqa: ANN401 - any value of a paper
    """Return an empty value of the same type; an internal key, such as major_policy, stays: it reveals nothing.

    The name of a file is never an internal key.
    """
    if isinstance(value, str):
        stays = isinstance(value, Enum) or (_KEY.fullmatch(value) and key not in FILES)
        return value if not value or stays else WITHHELD
    return type(value)() if isinstance(value, dict | list | tuple) else None
