"""省领导评价: the scale of the ratings, the line that they make, and who may read what another entered (1-2.15)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple

from models.rules.personal_names import PAGE_ACCOUNT, is_one_person, one_spelling
from models.rules.points import in_words
from models.rules.score.component import FULL, NOT_GIVEN, Component, Given, Line, given_line, read_mark, shown
from models.rules.setting import StoredValue, normalize_text, pairs_of

MARKS = "0–100"
EXAMPLE = "好：100、较好：85、一般：70、差：50"
AS_MARKS = re.compile(r"0\s*(-|–|—|~|至|到)\s*100分?|百分制")
WORD = re.compile(r"([^\d:]{1,20}?)\s*:?\s*(\d{1,3}(?:\.\d{1,2})?)分?", re.ASCII)
FEWEST_WORDS = 2
STATE_NAME = "经办人姓名用 MUBIAO_OPERATOR 写明。"


@dataclass(frozen=True, slots=True)
class LeaderScale:
    """The scale of the ratings: its maximum, and the value of each word; without words it is marks of 0 to 100."""

    most: Decimal
    words: Mapping[str, Decimal] = field(default_factory=dict)

    def value(self, mark: str) -> Decimal | None:
        """Return what a rating counts, None if it is outside the scale."""
        if self.words:
            return self.words.get(normalize_text(mark))
        try:
            return read_mark(mark)
        except ValueError:
            return None

    def spelled(self, mark: str) -> str:
        """Return a rating in its one spelling: 85.0 is 85."""
        value = None if self.words else self.value(mark)
        return normalize_text(mark) if value is None else f"{value.normalize():f}"


def read_leader_scale(raw: Any) -> dict[str, Any]:  # noqa: ANN401 - what a person wrote
    """Parse 0–100, or words with values as in EXAMPLE, or a mapping of them. Raises ValueError without values."""
    if AS_MARKS.fullmatch(normalize_text(raw)):
        return {"words": []}
    words = dict(_valued(raw))
    if len(words) < FEWEST_WORDS or not any(words.values()):
        raise ValueError(_wrong(raw))
    return {"words": [[word, in_words(value)] for word, value in words.items()]}


def _valued(raw: Any) -> Iterator[tuple[str, Decimal]]:  # noqa: ANN401 - what a person wrote
    """Yield each word with its value. Raises ValueError for a word without one, or that stands twice."""
    seen = set[str]()
    for spelled, value in pairs_of(raw, WORD):
        if not spelled or spelled in seen:
            raise ValueError(_wrong(raw))
        seen.add(spelled)
        try:
            yield spelled, read_mark(value)
        except ValueError as wrong:
            raise ValueError(_wrong(raw)) from wrong


def _wrong(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    return f"“{raw}”应为{MARKS}，或写明各等次和它的分值（0至100，一个等次只写一次），如：{EXAMPLE}"


def leader_scale_in_words(stored: StoredValue) -> str:
    """Return the scale as people write it."""
    return "、".join(f"{word}：{value}" for word, value in stored["words"]) or MARKS


def leader_scale(stored: StoredValue) -> LeaderScale | None:
    """Return the scale that was set, None if it is 未设定."""
    if stored is None:
        return None
    words = {word: Decimal(value) for word, value in stored["words"]}
    return LeaderScale(max(words.values(), default=FULL), words)


def revalued(before: Iterable[StoredValue], new: StoredValue) -> list[str]:
    """4.7: return the words of a scale to which an earlier scale gave another value, in order."""
    known = [(word, value) for stored in before if stored for word, value in stored["words"]]
    now = dict(new["words"]) if new else {}
    return sorted({word for word, value in known if word in now and now[word] != value})


def leaders_line(weight: Decimal | None, marks: Sequence[str], scale: LeaderScale | None, least: int | None) -> Line:
    """A40: return the line of a department: the weight times the mean of its ratings, over the maximum of the scale.

    It says mean and number, and no rating. Without settings, and below the least number, it has no points.
    """
    values = [scale.value(mark) for mark in marks] if scale else []
    why = _why_not(values, scale, least)
    if why or scale is None:
        return Line(Component.LEADERS, weight, None, lacks=(f"{Component.LEADERS.label}{why}",))
    return _of_mean(weight, sum(filter(None, values), Decimal(0)), len(values), scale.most)


def _why_not(values: Sequence[Decimal | None], scale: LeaderScale | None, least: int | None) -> str:
    """Return why the ratings have no points; empty if they have."""
    if scale is None or least is None:
        unset = [name for name, value in (("量表", scale), ("最少人数", least)) if value is None]
        return f"的{'和'.join(unset)}未设定"
    if not values:
        return NOT_GIVEN
    if None in values:
        return "有不在现行量表内的，须撤回后按现行量表重新录入"
    return f"只有{len(values)}人，少于{least}人" if len(values) < least else ""


def _of_mean(weight: Decimal | None, given: Decimal, number: int, most: Decimal) -> Line:
    basis = f"平均{shown(given / number)}（量表最高{in_words(most)}），{number}人评价"
    line = given_line(Component.LEADERS, weight, (given, number * most), [basis])
    return replace(line, given=Given(given / number, most, number))


class Operator(NamedTuple):
    """Who worked at the machine: the name that he stated, and the account of the operating system."""

    name: str
    account: str = ""


def may_be_one(one: Operator, other: Operator) -> bool:
    """Return whether two operators may be one person: the name of one is the name or the account of the other.

    Small and large letters are one, and so is a name with and without the number that tells namesakes apart.
    """
    pairs = ((one.name, other.name), (one.name, other.account), (one.account, other.name))
    return any(is_one_person(_plain(first), _plain(second)) for first, second in pairs if first and second)


def is_same_name(one: str, other: str) -> bool:
    """Return whether two names are one, whatever their letters and blanks."""
    return _plain(one) == _plain(other)


def apart_in_words(maker: Operator, hand: Operator, did: str, does: str) -> str:
    """Return why this operator may not do what another person must do after the maker, and what to do.

    A maker who stated no name is known by his account alone: a name does not tell the two apart then.
    """
    words = f"是{maker.name}{did}的，须由另一人{does}；现在的经办人是{hand.name}"
    if _plain(maker.account or maker.name) == _plain(maker.name) != _plain(hand.name):
        return (
            f"{words}。办理时没有写明姓名，只有本机账户{maker.name}，分不清是不是同一人：请另一人用自己的操作系统账户{does}，"
            "以后先用 MUBIAO_OPERATOR 写明姓名再办理。"
        )
    return f"{words}。{'' if hand.account.startswith(PAGE_ACCOUNT) else STATE_NAME}"


def _plain(name: str) -> str:
    return one_spelling(name).casefold()
