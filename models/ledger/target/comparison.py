"""The rows of a sheet of targets, each compared with the issued target of its code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.target import ORIGIN, DescribedRow, TargetRow, says_dynamic
from models.ledger.acts import Context
from models.ledger.heirs import heirs, through
from models.ledger.sheets import fields_without_column
from models.ledger.target.responsible import led_by_agency, named_twice
from models.records import Department, Target, id_of
from models.rules.issue_day import impossible_issue, usual_issue
from models.rules.requirements import FILLED_IN, FIXED, shown
from models.rules.stated_quantity import contradicting
from models.rules.states import DraftState
from models.statements import run

LEAD = "lead"
TITLES = FIXED | {LEAD: "责任部门"}
RESPONSIBLE = """
SELECT x.target_id, x.department_id, x.since, x.year_lead_id, d.name
FROM target_department x JOIN department d ON d.id = x.department_id
WHERE x.target_id = ANY(:targets) ORDER BY x.target_id, x.position
"""

DRAFTED = """
SELECT year, code, state FROM target_draft WHERE jurisdiction_id = :jurisdiction AND state <> 'withdrawn'
"""


@dataclass(slots=True)
class ComparedLine:
    """A row of the sheet with the issued target of its code, if any, and the responsible departments it names."""

    located: Located[TargetRow]
    target: Target | None
    wanted: list[int]
    issued_on: date
    now: Sequence[Any] = ()
    moved: bool = True
    corrected: dict[str, tuple[str, str]] = field(default_factory=dict)


def build_lines(
    session: Session, data: Checked[TargetRow], ctx: Context, known: Mapping[str, Department | None]
) -> list[ComparedLine]:
    """Return the rows with the issued targets of their codes, their departments, and what differs."""
    targets = session.exec(select(Target).where(Target.jurisdiction_id == ctx.jurisdiction))
    issued = {(each.year, each.code): each for each in targets}
    heir = heirs(session)
    lines = []
    for located in data.rows:
        departments = [known.get(name) for name in (located.row.lead, *located.row.cooperating)]
        wanted = through(heir, (id_of(department) for department in departments if department))
        day = located.row.issued_on or data.issued_on or usual_issue(located.row.year, ctx.date)
        lines.append(ComparedLine(located, issued.get((located.row.year, located.row.code)), wanted, day))
    now = _load_responsible(session, [id_of(line.target) for line in lines if line.target])
    for line in lines:
        if line.target and not line.target.withdrawn_on:
            line.now = now[id_of(line.target)]
            line.wanted = through(heir, [*line.wanted, *_unlisted_cooperating(line)])
            line.moved = through(heir, (row.department_id for row in line.now)) != line.wanted
            line.corrected = _corrections_of(line, known, heir)
    return lines


def not_given(located: Located[DescribedRow]) -> set[str]:
    """Return the fields that the sheet does not give: those without a column.

    A35: 目标来源=动态目标 gives 管理方式, with or without that column, and no 目标来源.
    """
    absent = fields_without_column(located)
    return absent - {"management"} | {"origin"} if says_dynamic(located.source.cells.get(ORIGIN)) else absent


def withdrawn_codes(lines: Iterable[ComparedLine]) -> Iterator[Complaint]:
    """Complain about each code of a target that was withdrawn."""
    for line in lines:
        if line.target and line.target.withdrawn_on:
            words = f"“{line.target.code}”的目标已于{line.target.withdrawn_on}撤回，请删去此行；另一项目标请用另一编号"
            yield line.located.complain("编号", words)


def drafted_codes(session: Session, ctx: Context, lines: Iterable[ComparedLine]) -> Iterator[Complaint]:
    """Complain about each new target with the code of a draft that waits for consulting, approval or issue."""
    rows = run(session, DRAFTED, jurisdiction=ctx.jurisdiction)
    drafted = {(row.year, row.code): DraftState(row.state) for row in rows}
    for line in lines:
        row = line.located.row
        if not line.target and (state := drafted.get((row.year, row.code))):
            words = f"“{row.code}”的目标草案{state.label}，尚未下达；不再下达的，先撤回草案（withdraw_draft），另用编号"
            yield line.located.complain("编号", words)


def doubtful_quantities(lines: Iterable[ComparedLine]) -> Iterator[Complaint]:
    """Complain about each new quantity that the words of its requirement contradict and that no 说明 explains."""
    for line in lines:
        if line.target and not line.corrected.keys() & {"requirement", "quantity", "unit"}:
            continue
        kept = not_given(line.located) if line.target else set()
        asked = ("requirement", "quantity", "unit")
        yield from doubtful_quantity(
            line.located, *(getattr(line.target if x in kept else line.located.row, x) for x in asked)
        )


def doubtful_quantity(
    located: Located[Any], requirement: str, quantity: Decimal | None, unit: str
) -> Iterator[Complaint]:
    """Complain about a quantity that the words of its requirement contradict, unless the row has a 说明."""
    if not located.row.note and quantity is not None and (stated := contradicting(requirement, quantity, unit)):
        words = f"“{'、'.join(stated)}”不一致，请核对；两者确实不同的，在“说明”列写明原因"
        yield located.complain("数量", f"{quantity:f}{unit}与绩效要求中的{words}")


def impossible_rows(
    lines: Iterable[ComparedLine], known: Mapping[str, Department | None], day: date
) -> Iterator[Complaint]:
    """Complain about each new target that is due before it was issued, or that the agency leads.

    Also about each new or corrected 下达日期 that no target of the year can have. A department that is named twice is
    complained about in every row.
    """
    for line in lines:
        row, issued = line.located.row, line.issued_on
        is_dated = not line.target or "issued_on" in line.corrected
        if is_dated and (why := impossible_issue(row.year, issued, day)):
            yield line.located.complain("下达日期", why)
        if not line.target and row.deadline and row.deadline < issued:
            yield line.located.complain("完成时限", f"{row.deadline}早于下达日期{issued}，请核对")
        if not line.target:
            yield from led_by_agency(line.located, known)
        yield from named_twice(line.located, known)


def _unlisted_cooperating(line: ComparedLine) -> list[int]:
    """Return the current cooperating departments if the sheet has no column for them."""
    return [row.department_id for row in line.now[1:]] if "cooperating" in fields_without_column(line.located) else []


def _load_responsible(session: Session, targets: list[int]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = {target: [] for target in targets}
    for row in run(session, RESPONSIBLE, targets=targets):
        rows[row.target_id].append(row)
    return rows


def _corrections_of(
    line: ComparedLine, known: Mapping[str, Department | None], heir: Mapping[int, int]
) -> dict[str, tuple[str, str]]:
    """Return the differences between row and issued target, by field: before and after."""
    row, absent = line.located.row, not_given(line.located)
    differing = {
        name: (shown(getattr(line.target, name)), shown(getattr(row, name)))
        for name in FIXED
        if name not in absent and _differs(name, getattr(line.target, name), getattr(row, name))
    }
    lead, now = known.get(row.lead), line.now[0]
    if lead and [line.wanted[0]] != through(heir, [now.department_id]):
        differing[LEAD] = now.name, lead.name
    return differing


def _differs(name: str, now: object, given: object) -> bool:
    """Return whether a cell asks for a change that no plain import makes; an empty 下达日期 keeps the day."""
    if name == "issued_on" and given is None:
        return False
    return now != given and not (name in FILLED_IN and now in (None, ""))
