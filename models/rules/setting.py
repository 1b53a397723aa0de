"""设定: what a setting is, and how the numbers of days in settings are read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from models.rules.kinds import Labelled

DAYS = re.compile(r"\d{1,3}", re.ASCII)
MOST_DAYS = 366
StoredValue = Any  # the value as JSON


class PolicySource(Labelled):
    """The source of a setting's value."""

    CLAUSE = "clause", "标准条文"
    CHOICE = "choice", "本系统默认"
    LOCAL = "local", "机构设定"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its key, its title, the clause that leaves it open, an example, its parser and its formatter.

    `example` is a value as it is typed; `note` says what else may be written.

    `read` returns the value as JSON, or raises ValueError with the reason; `words` formats a stored value. A
    `prospective` setting is a time limit that binds people, or the layout of papers that left the house: a new value
    never applies to days that have passed.
    """

    key: str
    name: str
    clause: str
    example: str
    read: Callable[[Any], StoredValue]
    words: Callable[[StoredValue], str]
    prospective: bool = False
    note: str = ""


def normalize_text(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    """Return full-width characters as ASCII, a typographic minus as a hyphen; empty if None or a boolean."""
    return "" if raw is None or isinstance(raw, bool) else normalize("NFKC", str(raw)).replace("−", "-").strip()


def read_days(raw: Any) -> int:  # noqa: ANN401 - what a person wrote
    """Parse a number of working days. Raises ValueError if it is not between 1 and MOST_DAYS."""
    text = normalize_text(raw)
    if not DAYS.fullmatch(text) or not 1 <= int(text) <= MOST_DAYS:
        raise ValueError(f"“{raw}”不是工作日数，应为1到{MOST_DAYS}的整数")
    return int(text)


def days_in_words(stored: StoredValue) -> str:
    """Return a number of working days in words."""
    return f"{stored}个工作日"


def read_label(kind: type[Labelled], raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    """Parse a label of a closed list, or its value. Raises ValueError for another word."""
    found = next((each for each in kind if normalize_text(raw) in (each.label, each.value)), None)
    if found is None:
        raise ValueError(f"“{raw}”应为：{'、'.join(each.label for each in kind)}")
    return found.value


def label_in_words(kind: type[Labelled], stored: StoredValue) -> str:
    """Return the label of a stored value."""
    return kind(stored).label
