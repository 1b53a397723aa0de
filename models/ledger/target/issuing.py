"""目标下达: import the year's targets; an issued one changes only by adjustment, transfer or correction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.target import TargetRow
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.handover import first_owed, follow_leads
from models.ledger.heirs import handed_over, heirs, through
from models.ledger.sheets import (
    Tally,
    assign,
    complain_unknown,
    fields_without_column,
    names_of,
    refuse_if,
    unknown_departments,
)
from models.ledger.target.parents import wrong_parents
from models.ledger.target.versions import insert_corrected_versions, insert_issued_versions
from models.ledger.transitions import record
from models.records import Department, Target, id_of
from models.rules.requirements import ASKED, DESCRIBED, FILLED_IN, FIXED, NOTHING, shown
from models.statements import run

LEAD = "lead"
TITLES = FIXED | {LEAD: "责任部门"}
ADVICE = "确系录入错误的，用 --correction 写明原因更正"
RESPONSIBLE = """
SELECT x.target_id, x.department_id, x.since, d.name
FROM target_department x JOIN department d ON d.id = x.department_id
WHERE x.target_id = ANY(:targets) ORDER BY x.target_id, x.position
"""
DELETE_RESPONSIBLE = "DELETE FROM target_department WHERE target_id = ANY(:targets)"
INSERT_RESPONSIBLE = """
INSERT INTO target_department (target_id, department_id, position, since)
SELECT u.target, u.department, u.position, u.since FROM unnest(CAST(:targets AS int[]), CAST(:departments AS int[]),
    CAST(:positions AS int[]), CAST(:sinces AS date[])) AS u(target, department, position, since)
"""


@dataclass(slots=True)
class _Line:
    """A row of the sheet with the issued target of its code, if any, and the responsible departments it names."""

    located: Located[TargetRow]
    target: Target | None
    wanted: list[int]
    now: Sequence[Any] = ()
    moved: bool = True
    corrected: dict[str, tuple[str, str]] = field(default_factory=dict)


@act("import_targets", "导入目标", clause="1-2.3", roles={Role.AGENCY})
def import_targets(session: Session, data: Checked[TargetRow], ctx: Context) -> Summary:
    """1-2.3: import the year's targets with their responsible departments.

    Raises Refused with all complaints if an issued target differs: that needs an adjustment (3-6.1.7) or, for typing
    errors, a correction with a reason. Cooperating departments may change, and some empty cells may be filled in.
    """
    known = names_of(session, ctx)
    lines = _build_lines(session, data, ctx, known)
    complaints = (
        *_unknown_responsible(lines, known),
        *_ended_leads(lines, known, ctx),
        *_illegal_changes(session, lines, data.reason),
        *wrong_parents(session, ctx.jurisdiction, data.rows),
    )
    unsound = [each for column in ("责任部门", "配合部门") for each in unknown_departments(data, column, known)]
    refuse_if([*data.complaints, *unsound, *complaints])
    tally = Tally(len(lines))
    corrected_ids = _with_corrected_requirements(lines)
    insert_issued_versions(session, ctx, corrected_ids)
    new = [line.target for line in lines if _save_target(session, ctx, line, tally)]
    session.flush()
    insert_corrected_versions(session, ctx, corrected_ids)
    tally.new += [id_of(target) for target in new if target]
    moved = _save_responsible(session, ctx, lines, data.reason)
    tally.changed = sorted({*tally.changed, *moved} - set(tally.new))
    corrected = {id_of(line.target): line.corrected for line in lines if line.target and line.corrected}
    record(session, ctx, "target", tally.new, "issued")
    record(session, ctx, "target", [target for target in tally.changed if target not in corrected], "changed")
    for target, changes in corrected.items():
        record(session, ctx, "target", [target], "corrected", detail=_transition_detail(changes, data.reason))
    summary = tally.summary("目标")
    words = (
        f"其中更正{len(corrected)}项，原因：{data.reason}。{''.join(map(_corrections_in_words, lines))}"
        if corrected
        else ""
    )
    return Summary(summary.words + words, summary.counts)


def _with_corrected_requirements(lines: Iterable[_Line]) -> list[int]:
    """Return the ids of the targets with corrected requirements, without those where only the lead is corrected."""
    return [id_of(line.target) for line in lines if line.target and set(line.corrected) & set(ASKED)]


def _build_lines(
    session: Session, data: Checked[TargetRow], ctx: Context, known: Mapping[str, Department | None]
) -> list[_Line]:
    issued = {
        (t.year, t.code): t for t in session.exec(select(Target).where(Target.jurisdiction_id == ctx.jurisdiction))
    }
    heir = heirs(session)
    lines = []
    for located in data.rows:
        departments = [known.get(name) for name in (located.row.lead, *located.row.cooperating)]
        wanted = through(heir, (id_of(department) for department in departments if department))
        lines.append(_Line(located, issued.get((located.row.year, located.row.code)), wanted))
    now = _load_responsible(session, [id_of(line.target) for line in lines if line.target])
    for line in lines:
        if line.target:
            line.now = now[id_of(line.target)]
            line.wanted = through(heir, [*line.wanted, *_unlisted_cooperating(line)])
            line.moved = through(heir, (row.department_id for row in line.now)) != line.wanted
            line.corrected = _corrections_of(line, known, heir)
    return lines


def _unlisted_cooperating(line: _Line) -> list[int]:
    """Return the current cooperating departments if the sheet has no column for them."""
    return [row.department_id for row in line.now[1:]] if "cooperating" in fields_without_column(line.located) else []


def _load_responsible(session: Session, targets: list[int]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = {target: [] for target in targets}
    for row in run(session, RESPONSIBLE, targets=targets):
        rows[row.target_id].append(row)
    return rows


def _corrections_of(
    line: _Line, known: Mapping[str, Department | None], heir: Mapping[int, int]
) -> dict[str, tuple[str, str]]:
    """Return the differences between row and issued target, by field: before and after."""
    row, absent = line.located.row, fields_without_column(line.located)
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


def _unknown_responsible(lines: Iterable[_Line], known: Mapping[str, Department | None]) -> Iterable[Complaint]:
    for line in lines:
        row = line.located.row
        for column, names in (("责任部门", [row.lead]), ("配合部门", row.cooperating)):
            for name in names:
                if name in known and known[name] is None:
                    yield line.located.complain(column, f"“{name}”对应多个部门，请改用部门编码或全称")
                elif name not in known:
                    yield complain_unknown(line.located, column, name, known)


def _ended_leads(lines: Iterable[_Line], known: Mapping[str, Department | None], ctx: Context) -> Iterable[Complaint]:
    for line in lines:
        lead = known.get(line.located.row.lead)
        ended = lead and lead.valid_to and lead.valid_to < ctx.date and line.wanted[0] == lead.id
        if lead and ended and not line.target:
            yield line.located.complain("责任部门", f"“{lead.name}”已于{lead.valid_to}终止，请填写现任责任部门")


def _illegal_changes(session: Session, lines: Iterable[_Line], reason: str) -> Iterable[Complaint]:
    """Complain about changes without a reason, and about corrections that would undo a transfer."""
    transferred = handed_over(session)
    for line in lines:
        undoes = bool(line.now) and (line.wanted[0], line.now[0].department_id) in transferred
        for name, (before, _) in line.corrected.items():
            if name == LEAD and undoes:
                yield line.located.complain(TITLES[name], f"：该目标已划转“{before}”牵头，请按现牵头部门填写")
            elif not reason:
                yield line.located.complain(TITLES[name], f"与已下达的目标不同{_advice(name, before)}，{ADVICE}")


def _advice(name: str, before: str) -> str:
    if name == LEAD:
        return f"（现由“{before}”牵头）；改由其他部门牵头须办理目标划转（transfer_targets）"
    if name in DESCRIBED:
        return f"（现为“{before or NOTHING}”）；目标下达后不能通过导入更改"
    return "；目标下达后的调整须按6.1.7办理（申请目标调整，request_adjustment），不能通过导入更改"


def _corrections_in_words(line: _Line) -> str:
    """Return the corrections of a line in words, for the summary."""
    code = line.located.row.code
    changes = line.corrected.items()
    return "".join(f"\n更正：{code} {TITLES[name]}由“{before}”改为“{after}”。" for name, (before, after) in changes)


def _save_target(session: Session, ctx: Context, line: _Line, tally: Tally) -> bool:
    row, target = line.located.row, line.target
    values = {name: getattr(row, name) for name in type(row).model_fields if name not in {"lead", "cooperating"}}
    if target is None:
        values["issued_on"] = row.issued_on or ctx.date
        line.target = Target(jurisdiction_id=ctx.jurisdiction, **values)
        session.add(line.target)
        return True
    values["issued_on"] = row.issued_on or target.issued_on
    absent = fields_without_column(line.located)
    if assign(target, {name: value for name, value in values.items() if name not in absent}):
        tally.changed.append(id_of(target))
    return False


def _save_responsible(session: Session, ctx: Context, lines: Iterable[_Line], reason: str) -> list[int]:
    """Replace responsible departments that differ; a corrected lead takes over the open obligations of its targets."""
    moved = {id_of(line.target): line for line in lines if line.target and line.moved}
    rows = [(target, *place) for target, line in moved.items() for place in _responsible_rows(session, line)]
    targets, departments, positions, sinces = ([row[n] for row in rows] for n in range(4))
    run(session, DELETE_RESPONSIBLE, targets=targets)
    run(session, INSERT_RESPONSIBLE, targets=targets, departments=departments, positions=positions, sinces=sinces)
    for target, line in moved.items():
        if LEAD in line.corrected:
            before, after = line.corrected[LEAD]
            follow_leads(session, ctx, [target], {"from": before, "to": after, "reason": reason})
    return list(moved)


def _responsible_rows(session: Session, line: _Line) -> list[tuple[int, int, date | None]]:
    """Return (department, position, since) of a line; `since` is set for the lead only."""
    since = line.now[0].since if line.now else None
    if LEAD in line.corrected:
        first_day = first_owed(session, line.now[0].department_id)
        since = max(filter(None, (since, first_day)), default=None)
    return [(department, position, None if position else since) for position, department in enumerate(line.wanted)]


def _transition_detail(changes: Mapping[str, tuple[str, str]], reason: str) -> dict[str, Any]:
    before, after = ({name: pair[n] for name, pair in changes.items()} for n in (0, 1))
    return {"from": before, "to": after, "reason": reason}
