"""保密: what a paper, an export or a list on the screen says of what is marked: its pointer, and nothing else (4.7)."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from models.rules.secrecy import WITHHELD, Secrets

# What a record asks for, or says of what was found; a paper about something marked shows none of it.
CONTENT = frozenset(
    {
        "asked",
        "changes",
        "deadline",
        "declared",
        "feedback",
        "files",
        "finding",
        "found",
        "ground",
        "measures",
        "media",
        "note",
        "place",
        "progress",
        "quantity",
        "reason",
        "recheck",
        "remark",
        "requirement",
        "returned_why",
        "text",
        "unit",
        "words",
    }
)
T = TypeVar("T")
_KEY = re.compile(r"[a-z_]+", re.ASCII)


def conceal(secrets: Secrets, said: T, *, about: bool = False) -> T:
    """4.7: what a paper, an export or a list says, with the pointer in place of every marked name and text.

    Of a record `about` something marked, or that names it, nothing stays of what it asks for or what was found. Rows
    of a database become plain values with the same names; keys, numbers, days and states stay as they are.
    """
    return cast("T", _concealed(secrets, said, about=about)) if secrets else said


def _concealed(secrets: Secrets, said: Any, *, about: bool) -> Any:  # noqa: ANN401 - any value of a paper
    if isinstance(said, str):
        return said if isinstance(said, Enum) else _text(secrets, said, about=about)
    if is_dataclass(said) and not isinstance(said, type):
        named = {each.name: getattr(said, each.name) for each in fields(said)}
        return replace(said, **_of_record(secrets, named, about=about))
    if hasattr(said, "_asdict"):
        return SimpleNamespace(**_of_record(secrets, said._asdict(), about=about))
    if isinstance(said, Mapping):
        return _of_record(secrets, said, about=about)
    if isinstance(said, list | tuple):
        return type(said)(_concealed(secrets, each, about=about) for each in said)
    return said


def _text(secrets: Secrets, said: str, *, about: bool) -> str:
    """However short it is, a text about something marked that stands in its records is not shown."""
    return WITHHELD if about and secrets.says(said) else secrets.hide(said)


def _of_record(secrets: Secrets, named: Mapping[Any, Any], *, about: bool) -> dict[Any, Any]:
    values = [value for value in named.values() if isinstance(value, str)]
    own, short = about or secrets.names_any(values), secrets.beside(values)
    return {
        key: short[value]
        if isinstance(value, str) and value in short
        else _blank(value)
        if own and key in CONTENT
        else _concealed(secrets, value, about=own)
        for key, value in named.items()
    }


def _blank(value: Any) -> Any:  # noqa: ANN401 - any value of a paper
    """Nothing, of the same kind; a key of ours, such as major_policy, says nothing of its own."""
    if isinstance(value, str):
        return value if not value or isinstance(value, Enum) or _KEY.fullmatch(value) else WITHHELD
    return type(value)() if isinstance(value, dict | list | tuple) else None
