"""`mubiao reviews`: the work of a quarter's online review in its order, with the conclusions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, ListedRows, Listing
from models.ledger.inspection.roster import tied_departments
from models.ledger.jurisdiction import home
from models.ledger.review.lines import lines_of, with_paces, without_secrets
from models.ledger.review.reviewable import Reviewable
from models.rules.periods import Period
from models.rules.personal_names import one_spelling
from models.rules.review import ONLINE_REVIEW, LineStanding, ReviewOutcome
from models.rules.states import EntryState


def _newest(_session: Session, day: date) -> Period:
    return ONLINE_REVIEW.newest(day)


def _period(_session: Session, typed: str) -> Period:
    return ONLINE_REVIEW.period(typed)


def _rows(
    session: Session, _day: date, *, period: Period, reviewer: str | None, second: str | None, left: bool
) -> list[Reviewable]:
    lines = _waiting_for(session, period, second)
    shown = [line for line in lines if reviewer in (None, line.row.assigned) and not (left and line.reviewed)]
    return without_secrets(session, with_paces(session, period, shown))


def _waiting_for(session: Session, quarter: Period, person: str | None) -> list[Reviewable]:
    """Returns the lines that this person may confirm or decide: not of departments with a tie. Without one, all."""
    lines = lines_of(session, home(session), quarter)
    if not person:
        return lines
    wanted = [line for line in lines if line.waits_for(person)]
    tied = tied_departments(session, home(session), one_spelling(person), [line.row.department_code for line in wanted])
    return [line for line in wanted if line.row.department_code not in tied]


def _none(session: Session, _day: date, *, period: Period, second: str | None, **given: Any) -> str:  # noqa: ANN401 - the other filters
    return describe_none(_waiting_for(session, period, second), period, second=second, **given)


def describe_none(
    lines: Sequence[Reviewable], period: Period, *, reviewer: str | None, second: str | None, left: bool
) -> str:
    """Returns why the list is empty; for a reviewer without assignment, the assigned reviewers."""
    assigned = sorted({line.row.assigned for line in lines if line.row.assigned})
    if reviewer and reviewer not in assigned:
        hint = f"，已分派：{'、'.join(assigned)}" if assigned else "，请先分派（assign_reviews）"
        return f"{period.label}在线复核没有分派给“{reviewer}”的目标{hint}。"
    what = f"等“{second}”确认或裁定" if second else f"{'待' if left else '应'}复核"
    return f"{period.label}没有{what}的目标。"


def _count(_session: Session, found: ListedRows) -> Iterator[str]:
    lines = found.rows
    times = Counter(line.standing for line in lines if line.reviewed)
    done, single = times.total(), sum(bool(line.row.single) for line in lines)
    open_ = "".join(
        f"，{each.label}{times[each]}项" for each in LineStanding if times[each] and each is not LineStanding.SETTLED
    )
    open_ += f"，决定由一人复核{single}项" if single else ""
    yield f"共{len(lines)}项，已复核{done}项，待复核{len(lines) - done}项{open_}。"


def _declared(line: Reviewable) -> str:
    """Returns the declaration with its pace: 进行中 60% 绿."""
    return f"{line.declared} {line.pace}" if line.pace and line.reported else line.declared


def _outcome(line: Reviewable) -> str:
    outcome = ReviewOutcome(line.result).label if line.result else ""
    outcome += f"（{line.standing.label}）" if line.result and line.standing is not LineStanding.SETTLED else ""
    return outcome + ("（此后有变化）" if line.changed_since else "")


def _people(line: Reviewable) -> str:
    """Returns who reviewed, confirmed and decided, and the paper by which one person suffices."""
    row = line.row
    people = "、".join(filter(None, (row.reviewer, row.second, row.decided_by and f"{row.decided_by}裁定")))
    return people + (f"（一人复核，{row.single}）" if row.single and not row.second else "")


def _entry(line: Reviewable) -> str:
    entry = EntryState(line.row.entry).label if line.row.entry else ""
    return f"{entry}（核查{line.row.inspection}）" if line.row.inspection else entry


LISTING = Listing(
    "reviews",
    "在线复核",
    "在线复核的清单，最久未复核的在前。例：mubiao reviews --period 2026Q3 --reviewer 张三 --xlsx 复核表.xlsx",
    _rows,
    (
        Column("目标", lambda line: line.row.code, kept=True),
        Column("名称", lambda line: line.row.name, wrapped=True),
        Column("部门", lambda line: line.row.department, wrapped=True),
        Column("申报情况", _declared, wrapped=True),
        Column("印证材料", lambda line: f"{len(line.row.evidence)}{line.by_place}"),
        Column("上次复核", lambda line: line.row.last_reviewed or ""),
        Column("分派", lambda line: line.row.assigned or ""),
        Column("复核结果", _outcome, wrapped=True),
        Column("复核人", _people, wrapped=True),
        Column("复核日期", lambda line: line.row.reviewed_on or "", kept=True),
        Column("现场认定", _entry, wrapped=True),
    ),
    none=_none,
    filters=(
        Filter("period", "如2026Q3；默认最近一个季度", "季度", default=_newest, read=_period),
        Filter("reviewer", "只列分派给这名复核人的", "复核人"),
        Filter("second", "只列等这个人确认或裁定的；与 --xlsx 写成其复核表", "第二人"),
        Filter("left", "只列尚未复核的"),
    ),
    after=_count,
    data=lambda _, found: [line.as_json() for line in found.rows],
)
