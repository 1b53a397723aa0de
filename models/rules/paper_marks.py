"""份号, 密级和保密期限, 紧急程度: what the agency states for the top left of a paper's first page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.secrecy import NEVER

COPY = re.compile(r"[0-9]{6}")
SECRECY = re.compile(r"(?P<grade>秘密|机密)★(?P<count>[1-9][0-9]?)(?P<unit>年|个月|日)")
PLACES = ("份号", "密级和保密期限", "紧急程度")  # from the first line downwards, one line each
EXAMPLE = "秘密★1年"


class Urgency(Labelled):
    """紧急程度 of a paper; an ordinary one has none."""

    NONE = "none", "平件"
    EXTREME = "extreme", "特急"
    URGENT = "urgent", "加急"


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """What stands at the top left of a paper; an empty one is not printed."""

    copy_number: str = ""
    secrecy: str = ""
    urgency: Urgency = Urgency.NONE

    @property
    def by_place(self) -> dict[str, str]:
        """Return the marks by their names, in the order in which they are printed; without one it is empty."""
        urgency = "" if self.urgency is Urgency.NONE else self.urgency.label
        return dict(zip(PLACES, (self.copy_number, self.secrecy, urgency), strict=True))

    @property
    def in_words(self) -> str:
        """Return the marks that were stated: 份号000001、密级和保密期限秘密★1年; empty without any."""
        return "、".join(f"{name}{mark}" for name, mark in self.by_place.items() if mark)

    @property
    def sentence(self) -> str:
        """Return the sentence of an answer that says which marks were stated; empty without any."""
        return f"标注{self.in_words}。" if self.in_words else ""

    @property
    def stated(self) -> dict[str, str]:
        """Return the marks that were stated, as a record keeps them."""
        urgency = "" if self.urgency is Urgency.NONE else self.urgency.value
        kept = {"copy_number": self.copy_number, "secrecy": self.secrecy, "urgency": urgency}
        return {name: mark for name, mark in kept.items() if mark}


UNMARKED = PaperMarks()


def marks_stated(kept: Mapping[str, str]) -> PaperMarks:
    """Return the marks that a record keeps."""
    return PaperMarks(
        kept.get("copy_number", ""), kept.get("secrecy", ""), Urgency(kept.get("urgency", Urgency.NONE.value))
    )


def read_copy_number(text: str) -> str:
    """Return a 份号 of six digits. Raises ValueError for another form."""
    digits = normalize("NFKC", text).strip()
    if digits and not (COPY.fullmatch(digits) and int(digits)):
        raise ValueError(f"份号“{text}”应为6位阿拉伯数字，自000001起")
    return digits


def read_secrecy(text: str) -> str:
    """Return grade and period in the form of the standard. Raises ValueError for another form, and for 绝密."""
    stated = "".join(normalize("NFKC", text).replace("☆", "★").split())
    if NEVER in stated:
        raise ValueError("绝密级的公文不得由本系统印制，请按保密规定在专用场所和设备上办理")
    if stated and not SECRECY.fullmatch(stated):
        raise ValueError(f"密级和保密期限“{text}”应为秘密或机密、★、保密期限（年、个月、日），如：{EXAMPLE}")
    return stated


def check_marks(marks: PaperMarks) -> None:
    """Raise Refused for a secret paper without 份号: each of its copies is counted."""
    if marks.secrecy and not marks.copy_number:
        raise Refused(f"标注“{marks.secrecy}”的公文须写明份号（--copy-number），6位阿拉伯数字，如：000001。")


def check_same_marks(paper: str, stated: PaperMarks, kept: PaperMarks, instead: str) -> None:
    """Raise Refused for other marks than those with which a paper was issued; to state none is to leave them."""
    if stated not in (UNMARKED, kept):
        was = f"标注的是{kept.in_words}" if kept.in_words else "没有标注份号、密级和保密期限、紧急程度"
        raise Refused(f"{paper}{was}，与所写的不同。{instead}")
