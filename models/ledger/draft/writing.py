"""目标草案: import a year's drafts, change them before they are submitted, withdraw one (1-2.3, 1-2.5, 1-5.3 b)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.draft import DraftWithdrawn
from models.intake.target import DraftRow
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.consultation import DRAFT_CHANGED, end_overtaken
from models.ledger.draft.former import formers
from models.ledger.draft.register import find_draft
from models.ledger.heirs import heirs, through
from models.ledger.sheets import (
    ImportTally,
    divided_codes,
    fields_without_column,
    names_of,
    refuse_if,
    unknown_departments,
)
from models.ledger.target import responsible
from models.ledger.target.comparison import doubtful_quantity, not_given
from models.ledger.target.kinds import unfitting_kinds_of
from models.ledger.target.parents import wrong_parents
from models.ledger.target.sums import short_in_words, sums_of
from models.ledger.transitions import freeze_drafts, move, record
from models.records import Department, Target, TargetDraft, id_of
from models.rules.errors import MoveRefused
from models.rules.issue_day import impossible_deadline, impossible_year
from models.rules.kinds import ManagementMode
from models.rules.states import DRAFT, DraftEvent, DraftState, follow
from models.rules.target.gaps import takes_weight
from models.rules.target.parents import full_name, own_parent
from models.statements import run

RESPONSIBLE = frozenset({"lead", "cooperating"})  # of a row, which are no columns of the draft
PRESENT = """
SELECT x.draft_id, array_agg(x.department_id ORDER BY x.position) AS departments FROM target_draft_department x
JOIN target_draft r ON r.id = x.draft_id WHERE r.jurisdiction_id = :jurisdiction GROUP BY x.draft_id
"""
RESPONSIBLE_ROWS = """
INSERT INTO target_draft_department (draft_id, department_id, position)
SELECT u.draft, u.department, u.position
FROM unnest(CAST(:drafts AS int[]), CAST(:departments AS int[]), CAST(:positions AS int[]))
    AS u(draft, department, position)
"""


@dataclass(slots=True)
class _Line:
    """A row of the sheet, the draft of its code, its departments now and as the row wants them, and what differs."""

    located: Located[DraftRow]
    draft: TargetDraft | None
    present: list[int]
    wanted: list[int]

    @property
    def values(self) -> dict[str, Any]:
        """Return the columns of the draft that the sheet gives."""
        absent = not_given(self.located) if self.draft else set()
        row = self.located.row
        return {name: getattr(row, name) for name in DraftRow.model_fields if name not in absent | RESPONSIBLE}

    def value(self, name: str) -> Any:  # noqa: ANN401 - of a column
        """Return a column as it would be: by the sheet, or as the draft has it where the sheet has no such column."""
        return self.values.get(name, getattr(self.draft, name, None))

    @property
    def differs(self) -> bool:
        """Return whether the row changes its draft."""
        if self.draft is None:
            return False
        changed = any(getattr(self.draft, name) != value for name, value in self.values.items())
        return changed or self.present != self.wanted


@act("import_drafts", "导入目标草案", clause="1-2.3", roles={Role.AGENCY})
def import_drafts(session: Session, data: Checked[DraftRow], ctx: Context) -> Summary:
    """1-2.3: insert or change drafts of targets; one that was consulted and changes is consulted again.

    Raises Refused with all complaints: a draft that is submitted is returned first, an issued target is adjusted.
    """
    freeze_drafts(session)  # two imports at once, each sound, may put two drafts above each other
    known = names_of(session, ctx)
    lines = _build_lines(session, data, ctx, known)
    new, changed = [line for line in lines if not line.draft], [line for line in lines if line.differs]
    fresh = [*new, *changed]
    complaints = (
        *_complaints(fresh, known, ctx),
        *_fixed(lines),
        *_issued(session, ctx, lines),
        *divided_codes((line.located for line in lines if not line.draft), "编号"),
        *wrong_parents(session, ctx.jurisdiction, data.rows, drafts=True),
        *responsible.unknown_divisions(
            session, ctx.jurisdiction, ctx.date, [(x.located, x.draft, x.wanted) for x in lines]
        ),
    )
    unsound = [each for column in ("责任部门", "配合部门") for each in unknown_departments(data, column, known)]
    refuse_if([*data.complaints, *unsound, *complaints])
    tally = ImportTally(len(lines) + data.unchanged)
    former = formers(session, changed, known)
    _save(session, ctx, fresh, tally)
    refuse_if([*_unaddable(session, ctx, fresh)])
    tally.new, tally.changed = _ids(new), _ids(changed)
    record(session, ctx, "target_draft", tally.new, "drafted", moved=("", DraftState.DRAFTED.value))
    move(session, ctx, "target_draft", tally.changed, DraftEvent.REVISE, each=former)
    end_overtaken(session, ctx, tally.changed, DRAFT_CHANGED)
    return tally.summary("目标草案")


@act("withdraw_draft", "撤回目标草案", clause="1-2.3", roles={Role.AGENCY})
def withdraw_draft(session: Session, data: DraftWithdrawn, ctx: Context) -> Summary:
    """1-2.3: withdraw a draft with a reason; it stays on record, its code is not used again."""
    draft = find_draft(session, ctx, data)
    short = _left_short(session, ctx, draft)
    detail = {"reason": data.reason} | ({"short": short} if short else {})
    moved = move(session, ctx, "target_draft", [id_of(draft)], DraftEvent.WITHDRAW, detail=detail)
    end_overtaken(session, ctx, moved, "草案已撤回")
    words = f"目标草案{draft.code}“{draft.name}”{'已撤回' if moved else '此前已撤回，未作改动'}。"
    words += f"撤回后{short}，已连同撤回原因记录。" if moved and short else ""
    return Summary(words, {"withdrawn": len(moved)})


def _left_short(session: Session, ctx: Context, draft: TargetDraft) -> str:
    """A52: return in words how an issued whole is short without this draft; of others their papers say it."""
    year, code = full_name(draft.year, parent := own_parent(draft.year, draft.parent_code))
    whole = (Target.jurisdiction_id == ctx.jurisdiction, Target.year == year, Target.code == code)
    if draft.parent_unit or session.exec(select(Target.id).where(*whole)).first() is None:
        return ""
    found = sums_of(session, ctx, draft.year, {parent}, without=draft.code)
    return "；".join(short_in_words(session, draft.year, [each for each in found if each.whole.code == parent]))


def _build_lines(
    session: Session, data: Checked[DraftRow], ctx: Context, known: Mapping[str, Department | None]
) -> list[_Line]:
    registered = session.exec(select(TargetDraft).where(TargetDraft.jurisdiction_id == ctx.jurisdiction))
    drafts = {(each.year, each.code): each for each in registered}
    present = {row.draft_id: row.departments for row in run(session, PRESENT, jurisdiction=ctx.jurisdiction)}
    heir, lines = heirs(session), []
    for located in data.rows:
        draft = drafts.get((located.row.year, located.row.code))
        now = present[id_of(draft)] if draft else []
        named = [known.get(name) for name in (located.row.lead, *located.row.cooperating)]
        wanted = [id_of(department) for department in named if department]
        if draft and "cooperating" in fields_without_column(located):
            wanted += now[1:]
        lines.append(_Line(located, draft, through(heir, now), through(heir, wanted)))
    return lines


def _complaints(lines: Sequence[_Line], known: Mapping[str, Department | None], ctx: Context) -> Iterator[Complaint]:
    """Complain about new and changed rows: their departments, kinds, quantities, deadlines and years."""
    for line in lines:
        located = line.located
        yield from responsible.unknown_responsible(located, known)
        if line.wanted:
            yield from responsible.ended_lead(located, line.wanted, known, ctx.date)
        yield from responsible.led_by_agency(located, known)
        yield from responsible.named_twice(located, known)
        yield from unfitting_kinds_of(located, line.draft)
        if not line.value("note"):
            yield from doubtful_quantity(located, *map(line.value, ("requirement", "quantity", "unit")))
        yield from _wrong_values(line, ctx.date)


def _wrong_values(line: _Line, today: date) -> Iterator[Complaint]:
    """Complain about the weight, the unit, the document, the deadline and the year of a new or changed row."""
    located, row = line.located, line.located.row
    if line.value("weight") is not None and not takes_weight(line.value("category"), line.value("management")):
        yield located.complain("权重", "：只有职能绩效目标的初始目标有权重（《总则》6.2），请留空")
    if line.value("quantity") is not None and not line.value("unit"):
        yield located.complain("单位", "：有数量的须写明单位")
    if line.value("management") is ManagementMode.DYNAMIC:
        yield from _undocumented(line)
    if row.deadline and (wrong := impossible_deadline(row.year, row.deadline, today)):
        yield located.complain("完成时限", wrong)
    if why := impossible_year(row.year, today):
        yield located.complain("年度", why)


def _undocumented(line: _Line) -> Iterator[Complaint]:
    """Complain about what a dynamic target lacks of its document (1-2.7)."""
    for name, title in (("source_document", "来源文件"), ("source_date", "来源文件日期")):
        if not line.value(name):
            yield line.located.complain(title, "未填写，动态目标须写明来源文件和它的日期")


def _unaddable(session: Session, ctx: Context, lines: Sequence[_Line]) -> Iterator[Complaint]:
    """A52: complain about each saved part whose 可加 is 是 and whose unit forbids it."""
    named = {(line.located.row.year, line.located.row.code): line for line in lines if line.value("addable")}
    for year in sorted({year for year, _ in named}):
        for found in sums_of(session, ctx, year, {code for _, code in named}):
            for part in found.uncounted:
                if part.refused and (line := named.get((year, part.code))):
                    yield line.located.complain("可加", f"填“是”，{part.why}，请改正单位或者留空")


def _fixed(lines: Sequence[_Line]) -> Iterator[Complaint]:
    """Complain about each row that would change a draft that can change no more, and about each withdrawn one."""
    for line in lines:
        if line.draft and (line.differs or line.draft.state is DraftState.WITHDRAWN):
            try:
                follow(DRAFT, line.draft.state, DraftEvent.REVISE)
            except MoveRefused as refused:
                yield line.located.complain("编号", f"“{line.draft.code}”：{refused.message.removesuffix('。')}")


def _issued(session: Session, ctx: Context, lines: Sequence[_Line]) -> Iterator[Complaint]:
    """Complain about each new draft with the code of a target that was issued."""
    asked = select(Target.year, Target.code).where(Target.jurisdiction_id == ctx.jurisdiction)
    issued = {(year, code) for year, code in session.exec(asked)}
    for line in lines:
        row = line.located.row
        if line.draft is None and (row.year, row.code) in issued:
            yield line.located.complain("编号", f"“{row.code}”的目标已经下达；需要改动的，请办理目标调整")


def _ids(lines: Sequence[_Line]) -> list[int]:
    return [id_of(line.draft) for line in lines if line.draft]


def _save(session: Session, ctx: Context, lines: Sequence[_Line], tally: ImportTally) -> None:
    for line in lines:
        if line.draft is None:
            line.draft = TargetDraft(jurisdiction_id=ctx.jurisdiction, drafted_on=ctx.date, **line.values)
            session.add(line.draft)
        else:
            tally.change(line.located, line.draft, line.values)
    session.flush()
    moved = [line for line in lines if line.present != line.wanted]
    rows = [
        (draft, department, position)
        for draft, line in zip(_ids(moved), moved, strict=True)
        for position, department in enumerate(line.wanted)
    ]
    drafts, departments, positions = ([row[n] for row in rows] for n in range(3))
    run(session, "DELETE FROM target_draft_department WHERE draft_id = ANY(:drafts)", drafts=_ids(moved))
    run(session, RESPONSIBLE_ROWS, drafts=drafts, departments=departments, positions=positions)
