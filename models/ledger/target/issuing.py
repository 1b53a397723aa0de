"""目标下达: import the year's targets (1-5.4); one changes only by adjustment, transfer or correction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.target import RecordedTargets, TargetRow
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.handover import first_owed, follow_leads
from models.ledger.nouns.shared_sql import LEADING
from models.ledger.sheets import (
    ImportTally,
    assign,
    divided_codes,
    names_of,
    refuse_if,
    unknown_departments,
)
from models.ledger.target.blank_lines import join_year_end
from models.ledger.target.comparison import (
    LEAD,
    ComparedLine,
    build_lines,
    doubtful_quantities,
    drafted_codes,
    impossible_rows,
    not_given,
    withdrawn_codes,
)
from models.ledger.target.corrections import (
    check_page,
    corrections_in_words,
    illegal_changes,
    keep_versions,
    record_corrections,
)
from models.ledger.target.kinds import gaps_in_words, unfitting_kinds
from models.ledger.target.parents import wrong_parents
from models.ledger.target.responsible import ended_lead, unknown_divisions, unknown_responsible
from models.ledger.target.taken_over import check_road, name_paper, other_papers, tell_taken_over
from models.ledger.transitions import freeze_drafts, record
from models.records import Department, Target, id_of
from models.statements import run

OTHER_FIELDS = frozenset({"lead", "cooperating", "note"})  # of a row, which are no columns of the target
RESPONSIBLE = ("targets", "departments", "positions", "sinces", "year_leads")
INSERT_RESPONSIBLE = """
INSERT INTO target_department (target_id, department_id, position, since, year_lead_id)
SELECT u.* FROM unnest(CAST(:targets AS int[]), CAST(:departments AS int[]), CAST(:positions AS int[]),
    CAST(:sinces AS date[]), CAST(:year_leads AS int[])) AS u
"""


@act("import_targets", "导入目标", clause="1-2.3", roles={Role.AGENCY})
def import_targets(session: Session, data: Checked[TargetRow], ctx: Context) -> Summary:
    """1-2.3: import the year's targets with their responsible departments.

    Raises Refused for new targets that must go by drafts, and with all complaints if an issued target differs: that
    needs an adjustment (3-6.1.7) or, for typing errors, a correction. A quantity its words contradict needs a 说明.
    """
    freeze_drafts(session)  # no draft gets one of the codes meanwhile
    lines = build_lines(session, data, ctx, known := names_of(session, ctx))
    check_road(session, ctx, lines, data)
    illegal = [*illegal_changes(session, lines, data.reason, ctx.date)]
    complaints = (
        *_wrong_responsible(lines, known, ctx),
        *illegal,
        *withdrawn_codes(lines),
        *drafted_codes(session, ctx, lines),
        *unfitting_kinds(lines),
        *divided_codes((line.located for line in lines if not line.target), "编号"),
        *_doubts(lines, data, illegal),
        *_impossible([line for line in lines if data.reason or not line.corrected], data, known, ctx),
        *wrong_parents(session, ctx.jurisdiction, data.rows),
        *_wrong_divisions(session, ctx, lines, data),
    )
    refuse_if([*data.complaints, *_unsound(data, known), *complaints])
    check_page(lines, data)
    tally = ImportTally(len(lines) + data.unchanged)
    keep_versions(session, ctx, lines)
    new = [line for line in lines if _save_target(session, ctx, line, tally)]
    session.flush()
    tally.new += [id_of(line.target) for line in new if line.target]
    moved = _save_responsible(session, ctx, lines, data.reason)
    tally.changed = sorted({*tally.changed, *moved} - set(tally.new))
    corrected = {id_of(line.target) for line in lines if line.target and line.corrected}
    _record_issued(session, ctx, lines, tally.new, data)
    record(session, ctx, "target", [target for target in tally.changed if target not in corrected], "changed")
    record_corrections(session, ctx, lines, data)
    summary = tally.summary("目标")
    words = summary.words + tell_taken_over(session, ctx, new, data)
    words += corrections_in_words(lines, data.reason) + gaps_in_words(lines)
    words += _undated_in_words(lines, data.issued_on, set(tally.new)) + join_year_end(session, ctx, tally.new)
    return Summary(words, summary.counts)


def _unsound(data: Checked[TargetRow], known: Mapping[str, Department | None]) -> Iterator[Complaint]:
    for column in ("责任部门", "配合部门"):
        yield from unknown_departments(data, column, known)


def _undated_in_words(lines: Iterable[ComparedLine], stated: date | None, new: set[int]) -> str:
    """Return a sentence about new targets for which neither the row nor the sheet says when they were issued."""
    undated = [line for line in lines if line.target and not (line.located.row.issued_on or stated)]
    days = [line.issued_on for line in undated if line.target and line.target.id in new]
    if not days:
        return ""
    first, last = str(min(days)), str(max(days))
    day = first if first == last else f"{first}至{last}"
    return (
        f"\n注意：{len(days)}项没有下达日期，按年初下达记载（{day}）；实际是同一天下达的，导入时写 --issued-on 日期，"
        "已导入的在表中填下达日期，用 --correction 和 --evidence 更正。"
    )


def _wrong_responsible(
    lines: Sequence[ComparedLine], known: Mapping[str, Department | None], ctx: Context
) -> Iterator[Complaint]:
    for line in lines:
        yield from unknown_responsible(line.located, known)
    for line in lines:
        if not line.target:
            yield from ended_lead(line.located, line.wanted, known, ctx.date)


def _wrong_divisions(
    session: Session, ctx: Context, lines: Sequence[ComparedLine], data: Checked[TargetRow]
) -> Iterator[Complaint]:
    if not isinstance(data, RecordedTargets):
        placed = [(line.located, line.target, line.wanted) for line in lines]
        yield from unknown_divisions(session, ctx.jurisdiction, ctx.date, placed)


def _doubts(
    lines: Sequence[ComparedLine], data: Checked[TargetRow], illegal: Sequence[Complaint]
) -> Iterator[Complaint]:
    """Complain about what a 说明 must explain; what another ledger recorded is taken as it is."""
    if not isinstance(data, RecordedTargets):
        yield from doubtful_quantities(line for line in lines if not (line.target and illegal))


def _impossible(
    lines: Sequence[ComparedLine], data: Checked[TargetRow], known: Mapping[str, Department | None], ctx: Context
) -> Iterator[Complaint]:
    if not isinstance(data, RecordedTargets):
        yield from impossible_rows(lines, known, ctx.date)
        yield from other_papers(lines, data)


def _record_issued(
    session: Session, ctx: Context, lines: Iterable[ComparedLine], new: Sequence[int], data: Checked[TargetRow]
) -> None:
    """Record the new targets as issued, with 说明 where the sheet has it, and the paper of those taken over."""
    targets = {id_of(line.target): line.target for line in lines if line.target}
    taken = name_paper([targets[each] for each in new], data)
    notes = {id_of(line.target): line.located.row.note for line in lines if line.target}
    by_note: dict[str, list[int]] = {}
    for target in new:
        by_note.setdefault(notes[target], []).append(target)
    for note, ids in by_note.items():
        record(session, ctx, "target", ids, "issued", detail=taken | ({"note": note} if note else {}) or None)


def _save_target(session: Session, ctx: Context, line: ComparedLine, tally: ImportTally) -> bool:
    row, target = line.located.row, line.target
    values = {name: getattr(row, name) for name in type(row).model_fields if name not in OTHER_FIELDS}
    if target is None:
        values["issued_on"] = line.issued_on
        line.target = Target(jurisdiction_id=ctx.jurisdiction, **values)
        session.add(line.target)
        return True
    values["issued_on"] = row.issued_on or target.issued_on
    absent = not_given(line.located)
    if assign(target, {name: value for name, value in values.items() if name not in absent}):
        tally.changed.append(id_of(target))
    return False


def _save_responsible(session: Session, ctx: Context, lines: Iterable[ComparedLine], reason: str) -> list[int]:
    """Replace responsible departments that differ; a corrected lead takes over the open obligations of its targets."""
    moved = {id_of(line.target): line for line in lines if line.target and line.moved}
    rows = [(target, *place) for target, line in moved.items() for place in _responsible_rows(session, line)]
    values = {name: [row[n] for row in rows] for n, name in enumerate(RESPONSIBLE)}
    run(session, "DELETE FROM target_department WHERE target_id = ANY(:targets)", targets=values["targets"])
    run(session, INSERT_RESPONSIBLE, **values)
    for target, line in moved.items():
        if LEAD in line.corrected:
            before, after = line.corrected[LEAD]
            follow_leads(session, ctx, [target], {"from": before, "to": after, "reason": reason})
    return list(moved)


def _responsible_rows(session: Session, line: ComparedLine) -> list[tuple[int, int, date | None, int | None]]:
    """Return (department, position, since, year_lead_id) of a line; the last two are of the lead only."""
    since, year_lead = line.now[0][2:4] if line.now else (None, None)
    if LEAD in line.corrected:
        first_day = first_owed(session, line.now[0].department_id)
        since = max(filter(None, (since, first_day)), default=None)
    cooperating = [(department, position, None, None) for position, department in enumerate(line.wanted) if position]
    return [(line.wanted[0], LEADING, since, year_lead), *cooperating]
