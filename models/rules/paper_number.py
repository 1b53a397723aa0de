"""发文字号, 份号, 密级和保密期限, 紧急程度: what the head of a paper of the agency states."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.secrecy import NEVER

FORM = re.compile(r"(?P<code>[^\W\d]{2,12})〔(?P<year>20[0-9]{2})〕(?P<serial>[1-9][0-9]{0,4})号")
SERIAL = re.compile(r"第?([1-9]\d{0,4})号?", re.ASCII)
EXAMPLE = "黔目标办发〔2026〕21号"


class PaperKind(Labelled):
    """The kinds of papers that `issue_paper` numbers; other acts number a plan and a list of targets."""

    REMEDIATION = "remediation", "整改通知"
    URGING = "urging", "催办函"
    NEGATIVE_LIST = "negative_list", "负面清单"
    QUALITY_REPORT = "quality_report", "质量分析报告"
    SUBMISSION = "submission", "目标报审"
    ADJUSTMENT = "adjustment", "目标调整备案"
    SAMPLE_COMMITMENT = "sample_commitment", "抽样承诺"
    SAMPLE_RESULT = "sample_result", "抽样结果"
    APPRAISAL_SUBMISSION = "appraisal_submission", "考评结果报审"
    APPRAISAL = "appraisal", "考评结果通报"
    APPRAISAL_TO_MEMBERS = "appraisal_to_members", "考评结果送成员单位"
    APPRAISAL_TO_PERSONNEL = "appraisal_to_personnel", "考评结果送组织部门"
    APPRAISAL_TO_DEPARTMENT = "appraisal_to_department", "考评结果送部门"


UPWARD = frozenset({PaperKind.SUBMISSION, PaperKind.APPRAISAL_SUBMISSION})  # 请示: who signed each is stated


@dataclass(frozen=True, slots=True, order=True)
class PaperNumber:
    """The code of the agency, the year and the number in it: 黔目标办发〔2026〕21号."""

    code: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.serial}号"


def parse_number(text: str) -> PaperNumber | None:
    """Return the parts of a number in the form of the standard; None for another text."""
    found = FORM.fullmatch("".join(text.split()))
    return PaperNumber(found["code"], int(found["year"]), int(found["serial"])) if found else None


def read_number(text: str, code: str, year: int) -> PaperNumber:
    """Return the number that a person wrote: in full, or its serial alone with the agency's code and the year.

    Raises Refused for another form or year.
    """
    if found := SERIAL.fullmatch(normalize("NFKC", text).strip()):
        if not code:
            raise Refused(f"没有设定机关代字，请写全文号，如{EXAMPLE}；设定：set_policy --key letterhead。")
        return PaperNumber(code, year, int(found[1]))
    if (number := parse_number(text)) is None:
        raise Refused(f"文号“{text}”应为机关代字、六角括号中的年份、序号（不写“第”，不加0），如{EXAMPLE}。")
    if number.year != year:
        raise Refused(f"文号“{text}”的年份应为成文日期所在的{year}年。")
    return number


def next_number(used: Iterable[PaperNumber], code: str, year: int) -> PaperNumber:
    """Return the number after the largest one that was used, void ones too."""
    return PaperNumber(
        code, year, max((each.serial for each in used if (each.code, each.year) == (code, year)), default=0) + 1
    )


def gaps_of(used: Iterable[PaperNumber]) -> list[PaperNumber]:
    """Return every number that is missing below the largest one of its code and year."""
    orders: dict[tuple[str, int], set[int]] = {}
    for each in used:
        orders.setdefault((each.code, each.year), set()).add(each.serial)
    return [
        PaperNumber(code, year, serial)
        for (code, year), serials in sorted(orders.items())
        for serial in range(1, max(serials))
        if serial not in serials
    ]


COPY = re.compile(r"[0-9]{6}")
SECRECY = re.compile(r"(?P<grade>秘密|机密)★(?P<count>[1-9][0-9]?)(?P<unit>年|个月|日)")
PLACES = ("份号", "密级和保密期限", "紧急程度")  # from the first line downwards, one line each
SECRECY_EXAMPLE = "秘密★1年"


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
        raise ValueError(f"密级和保密期限“{text}”应为秘密或机密、★、保密期限（年、个月、日），如：{SECRECY_EXAMPLE}")
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
