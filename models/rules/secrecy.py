"""保密: what a marking is, what stands in place of what is marked, and what a notice about it may still say (4.7)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.rules.errors import Refused
from models.rules.kinds import Labelled

NEVER = "绝密"
WITHHELD = "内容不在此显示"
FIGURE = "—"
SHORTEST = 6  # characters: a shorter text, such as 已完成, is said of other things too
SUFFIX = 12  # characters of a file's SHA-256 that name it
# What a notice about something marked still says: whose, which, by when, how far; never a text that a person wrote.
TOLD = frozenset(
    {
        "answer",
        "before",
        "by",
        "consented_on",
        "department",
        "kind",
        "number",
        "opinion",
        "outcome",
        "period",
        "state",
        "title",
    }
)
EMPTIED = frozenset({"changes", "deadline"})  # what is asked otherwise now, all of it
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_SENTENCE = re.compile(r"[^。\n]+[。\n]*|[。\n]+")
_CHANGED = re.compile(r"由[^，；。\n]*?改为[^，；。\n]*")
_QUOTED = re.compile(r"“([^“”]*)”")


class Marking(Labelled):
    """密级标注: 内部 and 工作秘密, and the two grades of state secrets that an installation may be approved for."""

    INTERNAL = "internal", "内部"
    WORK_SECRET = "work_secret", "工作秘密"
    SECRET = "secret", "秘密"
    CONFIDENTIAL = "confidential", "机密"


class Matter(Labelled):
    """What can be marked; its key is the noun of the ledger."""

    TARGET = "target", "目标"
    FINDING = "finding", "核查结果"
    EVIDENCE = "evidence", "印证材料"


def read_marking(text: str) -> Marking:
    """4.7: the marking that a person wrote; refuses 绝密, which has no place here, and an unknown one."""
    if NEVER in text:
        raise Refused("绝密级的目标、核查结果和材料不得进入本系统，请按保密规定在专用场所和设备上办理")
    try:
        return Marking.from_label(text.strip())
    except ValueError as unknown:
        raise Refused(str(unknown)) from unknown


def pointer(matter: Matter, key: str, marking: Marking) -> str:
    """What stands in place of what is marked: 目标T003（工作秘密）; `key` is the natural key of the record."""
    parts = key.split("|")
    named = {
        Matter.TARGET: f"目标{parts[-1]}",
        Matter.FINDING: f"核查{parts[0]}对目标{'|'.join(parts[2:-1])}的结果",
        Matter.EVIDENCE: f"印证材料{key[:SUFFIX]}",
    }
    return f"{named[matter]}（{marking.label}）"


@dataclass(frozen=True)
class Secret:
    """One thing that is marked: its pointer, its names, the texts about it, and how subjects name it: 2026/T003.

    A text counts however short it is where `beside` stands next to it, the name of the target that a finding is about.
    """

    pointer: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    beside: str = ""

    def is_about(self, subject: str) -> bool:
        """Whether a subject such as `remediation||D001|2026/T003/1|1` is about it."""
        parts = subject.split("|")
        return any(part == own or part.startswith(f"{own}/") for part in parts for own in self.subjects)

    @cached_property
    def said_by(self) -> frozenset[str]:
        """What a sentence or a row of a sheet calls it: its pointer, its names, and the number of a marked target."""
        numbers = (subject.split("/")[1] for subject in self.subjects if subject.count("/") == 1)
        return frozenset({self.pointer, *self.names, *numbers})


@dataclass(frozen=True)
class Secrets:
    """All that is marked, and how to say nothing of it."""

    kept: tuple[Secret, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kept)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name: secret.pointer for secret in self.kept for name in secret.names if name.strip()}

    @cached_property
    def _stands_for(self) -> Mapping[str, str]:
        texts = ((text, secret.pointer) for secret in self.kept for text in secret.texts)
        return {text: said for text, said in texts if len(text.strip()) >= SHORTEST} | dict(self._names)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _any_of(self._stands_for)

    @cached_property
    def _named(self) -> re.Pattern[str]:
        return _any_of(self._names)

    @cached_property
    def _called(self) -> frozenset[str]:
        return frozenset().union(*(secret.said_by for secret in self.kept))

    @cached_property
    def _calling(self) -> re.Pattern[str]:
        """Anything that a sentence may call something marked; T1 is not in T12."""
        return re.compile(rf"(?<![0-9A-Za-z-])(?:{_any_of(self._called).pattern})(?![0-9A-Za-z-])")

    @property
    def telling(self) -> frozenset[str]:
        """Every name and text that tells of something marked wherever it stands."""
        return frozenset(self._stands_for)

    def about(self, subject: str) -> bool:
        """Whether a subject is about something marked."""
        return any(secret.is_about(subject) for secret in self.kept)

    def names_any(self, said: Iterable[object]) -> bool:
        """Whether one of these is a text that names something marked."""
        return any(isinstance(text, str) and self._named.search(text) is not None for text in said)

    def says(self, text: str) -> bool:
        """Whether exactly this was written about something marked, names aside."""
        return any(text in secret.texts for secret in self.kept) and text not in ("", *self._names)

    def hide(self, text: str) -> str:
        """A text with the pointer in place of every marked name and text, the longest first."""
        return self._pattern.sub(lambda found: self._stands_for[found[0]], text)

    def tell(self, words: str) -> str:
        """4.7: what an act answers, in sentences, with the pointer in place of every marked name and text.

        A sentence that names something marked, or its target's number, says neither how it was changed nor, however
        short it is, a text about it.
        """
        return "".join(map(self._sentence, _SENTENCE.findall(words))) if self.kept else words

    def is_row_about(self, cells: Iterable[str]) -> bool:
        """Whether a row of a sheet with these cells is about something marked."""
        return not self._called.isdisjoint(cells)

    def withhold(self, said: Any, *, about: bool = False) -> Any:  # noqa: ANN401 - any JSON value
        """4.7: a JSON-like value as a notice may carry it.

        Every marked name and text becomes its pointer. Of a mapping that is `about` something marked, or names it,
        only names, numbers, states and days stay: no word that a person wrote about it leaves.
        """
        if isinstance(said, Mapping):
            values = [value for value in said.values() if isinstance(value, str)]
            own, short = about or self.names_any(values), self.beside(values)
            return {
                key: short[value] if isinstance(value, str) and value in short else self._field(key, value, about=own)
                for key, value in said.items()
            }
        if isinstance(said, str):
            return self._text(said, about=about)
        if isinstance(said, Sequence):
            return [self.withhold(each, about=about) for each in said]
        return said

    def beside(self, values: Sequence[str]) -> Mapping[str, str]:
        """The texts that count however short they are, because of what they stand next to."""
        known = (secret for secret in self.kept if secret.beside and secret.beside in values)
        return {text: secret.pointer for secret in known for text in secret.texts if text}

    def _field(self, key: str, value: Any, *, about: bool) -> Any:  # noqa: ANN401 - any JSON value
        if about and key in EMPTIED:
            return dict.fromkeys(value, "") if isinstance(value, Mapping) else []
        return self.withhold(value, about=about and key not in TOLD)

    def _sentence(self, said: str) -> str:
        if not self._calling.search(said):
            return self.hide(said)
        return _QUOTED.sub(self._quoted, _CHANGED.sub("有更改", self.hide(said)))

    def _quoted(self, found: re.Match[str]) -> str:
        return f"“{FIGURE}”" if self.says(found[1]) or _NUMBER.fullmatch(found[1]) else found[0]

    def _text(self, text: str, *, about: bool) -> str:
        if not about or not text or text in self._names or _DAY.fullmatch(text):
            return self.hide(text)
        return FIGURE if _NUMBER.fullmatch(text) else WITHHELD


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Matches each of these, the longest first; of none, nothing."""
    return re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or r"(?!)")


def blanked(message: str) -> str:
    """A complaint about a cell of what is marked: what is wrong, without what stands or should stand there."""
    return _QUOTED.sub(f"“{FIGURE}”", _CHANGED.sub("有更改", message))
