"""设定: what a setting is, and how the numbers of days in settings are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from models.rules.kinds import Labelled

DAYS = re.compile(r"\d{1,3}", re.ASCII)
MOST_DAYS = 366
SOME_PEOPLE = re.compile(r"(\d{1,2})人?", re.ASCII)
LEAST, MOST = 3, 99  # people
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


def parts_of(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    """Return the parts of a text that stand between commas, semicolons or the ends of lines."""
    return [part.strip() for part in re.split("[、,;\n]", normalize_text(raw))]


def pairs_of(raw: Any, form: re.Pattern[str]) -> list[tuple[str, str]]:  # noqa: ANN401 - what a person wrote
    """Return the pairs of a mapping, or those of the parts of a text in a form; any other part has no second text."""
    if isinstance(raw, Mapping):
        return [(normalize_text(name), str(value)) for name, value in raw.items()]
    parts = ((part, form.fullmatch(part)) for part in parts_of(raw))
    return [(found[1].strip(), found[2]) if found else (part, "") for part, found in parts]


def read_days(raw: Any) -> int:  # noqa: ANN401 - what a person wrote
    """Parse a number of working days. Raises ValueError if it is not between 1 and MOST_DAYS."""
    text = normalize_text(raw)
    if not DAYS.fullmatch(text) or not 1 <= int(text) <= MOST_DAYS:
        raise ValueError(f"“{raw}”不是工作日数，应为1到{MOST_DAYS}的整数")
    return int(text)


def read_people(raw: Any, why: str = "") -> int:  # noqa: ANN401 - what a person wrote
    """Parse a least number of people. Raises ValueError, also with `why`, if it is not between LEAST and MOST."""
    found = SOME_PEOPLE.fullmatch(normalize_text(raw))
    if not found or not LEAST <= int(found[1]) <= MOST:
        raise ValueError(f"“{raw}”应为{LEAST}至{MOST}的整数{why}")
    return int(found[1])


def days_in_words(stored: StoredValue) -> str:
    """Return a number of working days in words."""
    return f"{stored}个工作日"


OF_DAYS = (read_days, days_in_words, True)  # how a prospective number of working days is read and said


def of_labels(kind: type[Labelled]) -> tuple[Callable[[Any], StoredValue], Callable[[StoredValue], str]]:
    """Return how a label of a closed list is read and said; reading raises ValueError for another word."""

    def read(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
        found = next((each for each in kind if normalize_text(raw) in (each.label, each.value)), None)
        if found is None:
            raise ValueError(f"“{raw}”应为：{'、'.join(each.label for each in kind)}")
        return found.value

    return read, lambda stored: kind(stored).label
