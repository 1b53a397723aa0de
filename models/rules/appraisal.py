"""年度考评: when sheets may be drafted, until when a department may object, and a sheet in words (1-2.19, 1-8.2)."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from models.rules.day_order import check_not_before, check_not_future
from models.rules.deadlines import DeadlineRule
from models.rules.draft import OfficeOpinion
from models.rules.duties import Duty
from models.rules.errors import FieldRefused, Refused
from models.rules.kinds import Labelled
from models.rules.score.component import FIXED, FULL, RATED, Component, shown
from models.rules.several import first_of
from models.rules.workdays import WorkCalendar

OBJECTION = Duty(
    key="appraisal_objection",
    name="考评异议",
    clause="1-2.22",
    due=DeadlineRule(
        "appraisal_objection_day", "按管理机构明确的日期核对得分表，到期没有意见的按未提异议办理", "《总则》2.22、8.2"
    ),
    to_do="核对本部门的得分表：同意，或者逐项写明异议的理由",
)
FIRST_DAY = (1, 11)  # the year-end check ends on the 10th (3-6.1.4)
NAMED = 3  # sheets or reasons that a refusal names
OF_RATED = sum((FIXED[each] for each in RATED), Decimal(0))  # a level may have less of these (A78)
NO_OBJECTION = "到期未提异议"


def first_day(year: int) -> date:
    """Return the first day on which the sheets of a year may be drafted."""
    return date(year + 1, *FIRST_DAY)


def check_draft_day(year: int, today: date, cut_off: date | None) -> date:
    """A53: return the cut-off day. Raises Refused before 11 January, without a cut-off day, and until it has passed."""
    if today < first_day(year):
        raise Refused(f"{year}年的得分表{first_day(year)}起才能拟定：年终检查1月10日截止，今天是{today}。")
    if cut_off is None:
        raise Refused(
            f"{year}年的考评截止日未设定，不能拟定得分表。设定：mubiao act set_policy --key appraisal_cut_off。"
        )
    if today <= cut_off:
        raise Refused(f"考评截止日{cut_off}未过（今天是{today}），不能拟定得分表。")
    return cut_off


def objection_day(due: date | None, days: int | None, today: date, calendar: WorkCalendar) -> date:
    """Return the last day for objections: the day given, or by the setting, and never before that of the setting.

    Raises Refused without either, for a day that has come, and for one that is no working day.
    """
    least = calendar.nth_after(today, days or 1)
    if due is None and days is None:
        raise Refused("请写明提出异议的截止日（--due），或者设定考评异议的时限（objection_days）。")
    if due is None:
        return least
    if due < least:
        why = f"部门须有不少于{days}个工作日" if days else "须晚于今天"
        raise Refused(f"提出异议的截止日{due}太早：{why}，最早{least}。")
    if not calendar.is_workday(due):
        raise Refused(f"提出异议的截止日{due}不是工作日，请另定一日。")
    return due


def check_in_time(received: date, due: date) -> None:
    """Raise Refused for an answer that came after the last day."""
    if received > due:
        raise Refused(f"核对得分表的期限（{due}）已过，按未提异议办理；仍有意见的，请告知管理机构。")


def check_reasons(opinion: OfficeOpinion, reasons: Collection[str]) -> None:
    """Raise Refused for an objection without a reason, and for a reason of a department that agrees."""
    if opinion is OfficeOpinion.OBJECTED and not reasons:
        raise FieldRefused(f"意见为“{opinion.label}”的，至少写明一个考评项目的异议理由。", "opinion")
    if opinion is OfficeOpinion.AGREED and reasons:
        raise FieldRefused(f"填了异议理由，意见应为“{OfficeOpinion.OBJECTED.label}”。", "opinion")


def check_paper_day(dated: date, heard: date, today: date) -> None:
    """Raise Refused if the paper of the approval is of a day to come, or before everyone was heard and answered."""
    check_not_future(dated, today, "审定文件日期")
    check_not_before(dated, heard, "审定文件日期", "得分表拟定、部门核对和异议答复完毕的日期")


def check_graded_day(dated: date, graded: date | None) -> None:
    """2.19, A45: raise Refused if the paper of the approval is older than the class, the exclusion or the decision on a
    tie that a grade rests on.
    """
    check_not_before(dated, graded, "审定文件日期", "登记单位类别、不定等次或决定并列的日期")


def named(words: Sequence[str], whole: str) -> str:
    """Return the first of several words and how many there are: 2个部门：甲、乙."""
    return f"{len(words)}{whole}：{first_of(words, NAMED, between='；')}"


def read_sheet(content: str) -> Mapping[str, Any]:
    """Return what the text of a sheet says."""
    read: Mapping[str, Any] = json.loads(content)
    return read


def points_in_words(text: str | None) -> str:
    """A46: return points as they are shown: with two digits."""
    return shown(Decimal(text or 0))


def line_in_words(line: Mapping[str, Any]) -> str:
    """Return a line of a sheet with what made it so."""
    floor = "，合并扣至0" if line["at_floor"] else ""
    whole = f"满分{points_in_words(line['weight'])}分，得{points_in_words(line['points'])}分{floor}"
    return "；".join([whole, *_entries(line), *line["basis"]])


def _entries(line: Mapping[str, Any]) -> Iterator[str]:
    for each in line["entries"]:
        share = "" if line["at_floor"] else f"扣{points_in_words(each['taken'])}分"
        yield f"条目{each['entry']}{share}"


def lines_in_words(content: str) -> list[tuple[str, str]]:
    """Return each component of a sheet with its line in words, and the total."""
    sheet = read_sheet(content)
    lines = [(Component(line["component"]).label, line_in_words(line)) for line in sheet["lines"]]
    papers = "；".join(words.removeprefix("例外：") for words in sheet.get("excepted", ()))
    excepted = [("例外", papers)] if papers else []  # one field: an answer sheet names each once
    whole = sum((Decimal(line["weight"] or 0) for line in sheet["lines"]), Decimal(0))
    other = f"（满分{whole.normalize():f}分）" if FULL - OF_RATED <= whole < FULL else ""
    return [*lines, *excepted, ("合计", f"{points_in_words(sheet['total'])}分{other}")]


def entries_of(content: str, component: Labelled) -> list[str]:
    """Return the keys of the entries in a line of a sheet."""
    lines = read_sheet(content)["lines"]
    return [each["entry"] for line in lines if line["component"] == component.value for each in line["entries"]]


def changed_components(before: str, after: str) -> list[Component]:
    """Return the components whose lines in a sheet are others than in the one before."""
    kept = {line["component"]: line for line in read_sheet(before)["lines"]}
    lines = read_sheet(after)["lines"]
    return [Component(line["component"]) for line in lines if kept.get(line["component"]) != line]
