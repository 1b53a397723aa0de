"""发文字号: the number of a paper that the agency issues, its parts, the next one, and the gaps in its order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from models.rules.errors import Refused
from models.rules.kinds import Labelled

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
    APPRAISAL = "appraisal", "考评结果通报"
    APPRAISAL_TO_MEMBERS = "appraisal_to_members", "考评结果送成员单位"
    APPRAISAL_TO_PERSONNEL = "appraisal_to_personnel", "考评结果送组织部门"
    APPRAISAL_TO_DEPARTMENT = "appraisal_to_department", "考评结果送部门"


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
