"""保密: the markings, the pointer that replaces a marked text, and the fields that a notice about it may hold (4.7)."""

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
SHORTEST = 6  # characters: a shorter text, such as 已完成, also occurs elsewhere
SUFFIX = 12  # characters of a file's SHA-256 that name it
# Keys of a notice's payload that stay for a marked record: owner, key, due date, state; never a person's text.
TOLD_FIELDS = frozenset(
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
EMPTIED = frozenset({"changes", "deadline"})  # changed requirements: emptied as a whole
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
    """The kinds of record that can be marked; the key is the ledger's noun."""

    TARGET = "target", "目标"
    FINDING = "finding", "核查结果"
    EVIDENCE = "evidence", "印证材料"
    TARGET_DRAFT = "target_draft", "目标草案"


def read_marking(text: str) -> Marking:
    """4.7: parse a marking. Raises Refused for 绝密, which this system must not hold, and if the marking is unknown."""
    if NEVER in text:
        raise Refused("绝密级的目标、核查结果和材料不得进入本系统，请按保密规定在专用场所和设备上办理")
    try:
        return Marking.from_label(text.strip())
    except ValueError as unknown:
        raise Refused(str(unknown)) from unknown


def pointer(matter: Matter, key: str, marking: Marking) -> str:
    """Return the text that replaces a marked record: 目标T003（工作秘密）; `key` is the natural key of the record."""
    parts = key.split("|")
    texts = {
        Matter.TARGET: f"目标{parts[-1]}",
        Matter.FINDING: f"核查{parts[0]}对目标{'|'.join(parts[2:-1])}的结果",
        Matter.EVIDENCE: f"印证材料{key[:SUFFIX]}",
        Matter.TARGET_DRAFT: f"目标{parts[-1]}",
    }
    return f"{texts[matter]}（{marking.label}）"


@dataclass(frozen=True)
class Secret:
    """One marked record: its pointer, its names, the texts about it, and its keys in subjects: 2026/T003.

    A short text is hidden too if the same row holds the name in `next_to`: the target that a finding is about.
    """

    pointer: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    next_to: str = ""

    def is_about(self, subject: str) -> bool:
        """Return whether a subject such as `remediation||D001|2026/T003/1|1` is about it."""
        parts = subject.split("|")
        if any(part == key or part.startswith(f"{key}/") for part in parts for key in self.subjects):
            return True
        return "/".join(parts[:2]) in self.subjects  # the natural key of an adjustment: 2026|T003|1

    @cached_property
    def said_by(self) -> frozenset[str]:
        """Return the identifiers in a sentence or a sheet row: pointer, names, and the number of a marked target."""
        numbers = (subject.split("/")[1] for subject in self.subjects if subject.count("/") == 1)
        return frozenset({self.pointer, *self.names, *numbers})


@dataclass(frozen=True)
class Secrets:
    """All marked records, and the methods that hide them."""

    records: tuple[Secret, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.records)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name: secret.pointer for secret in self.records for name in secret.names if name.strip()}

    @cached_property
    def _pointers(self) -> Mapping[str, str]:
        texts = ((text, secret.pointer) for secret in self.records for text in secret.texts)
        return {text: pointer_text for text, pointer_text in texts if len(text.strip()) >= SHORTEST} | dict(self._names)

    @cached_property
    def _hidden_pattern(self) -> re.Pattern[str]:
        return _any_of(self._pointers)

    @cached_property
    def _name_pattern(self) -> re.Pattern[str]:
        return _any_of(self._names)

    @cached_property
    def _identifiers(self) -> frozenset[str]:
        return frozenset().union(*(secret.said_by for secret in self.records))

    @cached_property
    def _identifier_pattern(self) -> re.Pattern[str]:
        """Return a pattern of all identifiers of marked records in a sentence; T1 does not match T12."""
        return re.compile(rf"(?<![0-9A-Za-z-])(?:{_any_of(self._identifiers).pattern})(?![0-9A-Za-z-])")

    @property
    def telling(self) -> frozenset[str]:
        """Return all names and texts that reveal a marked record wherever they occur."""
        return frozenset(self._pointers)

    def about(self, subject: str) -> bool:
        """Return whether a subject is about a marked record."""
        return any(secret.is_about(subject) for secret in self.records)

    def names_any(self, values: Iterable[object]) -> bool:
        """Return whether one of these values is a text that names a marked record."""
        return any(isinstance(text, str) and self._name_pattern.search(text) is not None for text in values)

    def says(self, text: str) -> bool:
        """Return whether exactly this text was stored about a marked record, names excluded."""
        return any(text in secret.texts for secret in self.records) and text not in ("", *self._names)

    def hide(self, text: str) -> str:
        """Return a text with pointers in place of all marked names and texts, the longest first."""
        return self._hidden_pattern.sub(lambda match: self._pointers[match[0]], text)

    def tell(self, words: str) -> str:
        """4.7: return an act's answer, in sentences, with pointers in place of all marked names and texts.

        If a sentence names a marked record, or its target's number, its change and any text stored about it, even a
        short one, are removed.
        """
        return "".join(map(self._hide_in_sentence, _SENTENCE.findall(words))) if self.records else words

    def is_row_about(self, cells: Iterable[str]) -> bool:
        """Return whether a sheet row with these cells is about a marked record."""
        return not self._identifiers.isdisjoint(cells)

    def withhold(self, data: Any, *, about: bool = False) -> Any:  # noqa: ANN401 - any JSON value
        """4.7: return a JSON-like value as a notice may carry it.

        All marked names and texts become pointers. If a mapping is `about` a marked record, or names one, only names,
        numbers, states and days stay: no text that a person wrote is sent.
        """
        if isinstance(data, Mapping):
            values = [value for value in data.values() if isinstance(value, str)]
            is_about, short = about or self.names_any(values), self.next_to(values)
            return {
                key: short[value]
                if isinstance(value, str) and value in short
                else self._withhold_field(key, value, about=is_about)
                for key, value in data.items()
            }
        if isinstance(data, str):
            return self._withhold_text(data, about=about)
        if isinstance(data, Sequence):
            return [self.withhold(each, about=about) for each in data]
        return data

    def next_to(self, values: Sequence[str]) -> Mapping[str, str]:
        """Return a dict of text to pointer for the short texts that are hidden because `values` name their target."""
        known = (secret for secret in self.records if secret.next_to and secret.next_to in values)
        return {text: secret.pointer for secret in known for text in secret.texts if text}

    def _withhold_field(self, key: str, value: Any, *, about: bool) -> Any:  # noqa: ANN401 - any JSON value
        if about and key in EMPTIED:
            return dict.fromkeys(value, "") if isinstance(value, Mapping) else []
        return self.withhold(value, about=about and key not in TOLD_FIELDS)

    def _hide_in_sentence(self, sentence: str) -> str:
        if not self._identifier_pattern.search(sentence):
            return self.hide(sentence)
        return _QUOTED.sub(self._hide_quotation, _CHANGED.sub("有更改", self.hide(sentence)))

    def _hide_quotation(self, match: re.Match[str]) -> str:
        return f"“{FIGURE}”" if self.says(match[1]) or _NUMBER.fullmatch(match[1]) else match[0]

    def _withhold_text(self, text: str, *, about: bool) -> str:
        if not about or not text or text in self._names or _DAY.fullmatch(text):
            return self.hide(text)
        return FIGURE if _NUMBER.fullmatch(text) else WITHHELD


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches these texts, the longest first; if there are none it matches nothing."""
    return re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or r"(?!)")


def blanked(message: str) -> str:
    """Return a complaint about a marked record's cell without the value it has or should have."""
    return _QUOTED.sub(f"“{FIGURE}”", _CHANGED.sub("有更改", message))
