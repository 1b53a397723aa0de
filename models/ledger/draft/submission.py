"""报审: consulted drafts go to the body that approves them, in a paper with what was consulted and what is short."""

from collections.abc import Iterator, Mapping, Sequence, Set

from sqlmodel import Session

from models.intake.draft import DraftsSubmitted
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.candidates import (
    DraftCandidate,
    candidates_of,
    objected_under_another_code,
    unanswered_objections,
)
from models.ledger.draft.consultation import UNASKED, departments_named, year_of
from models.ledger.draft.register import DRAFTED_FOR, check_led
from models.ledger.policies import value_on
from models.ledger.target.indicators import draft_trees, indicator_of
from models.ledger.target.leaves import tree_faults
from models.ledger.target.sums import short_in_words, sums_of
from models.ledger.transitions import freeze_drafts, move, next_row, record
from models.records import DraftIndicator, Submission, SubmissionLine, id_of
from models.rules.draft import APPROVED_BY, Consulted, document_faults
from models.rules.errors import MoveRefused, Refused
from models.rules.kinds import Category
from models.rules.policy import SOURCE_SERIES
from models.rules.several import first_of
from models.rules.states import DRAFT, DraftEvent, DraftState, ObligationEvent, follow
from models.rules.target.kinds import KINDS, TargetKinds
from models.statements import ResultRow, run

BODY = """
SELECT name FROM body WHERE jurisdiction_id = :jurisdiction AND kind = :kind
    AND coalesce(valid_from, '-infinity') <= :day AND coalesce(valid_to, 'infinity') >= :day
"""
# Drafts that a submission of all leaves out, because they were never consulted or changed since.
LEFT = f"""
SELECT r.code FROM target_draft r {DRAFTED_FOR}
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.category = :category AND r.state = 'drafted'
    AND (CAST(:departments AS int[]) IS NULL OR d.id = ANY(:departments))
ORDER BY r.code COLLATE "C"
"""  # noqa: S608 - constants only


@act("submit_drafts", "目标报审", clause="1-2.4", roles={Role.AGENCY})
def submit_drafts(session: Session, data: DraftsSubmitted, ctx: Context) -> Summary:
    """1-2.4, 1-2.5: submit drafts to the 领导小组 (机关建设目标) or to its office (职能绩效目标), all of them or none.

    Raises Refused, with every draft and what stands in its way: an objection without an answer, also to another draft
    of the department, a day for opinions that has not passed, no document, no kind; or sums that are short, without a
    reason (A52). A dynamic target that skips consulting waits for no answer to another draft.
    """
    year, body = year_of(session, ctx, data.year), _approving_body(session, ctx, data.category)
    freeze_drafts(session)
    chosen = candidates_of(session, ctx, data, year)
    _check_all(session, ctx, data, chosen, year=year)
    check_led(session, ctx, [each.row.id for each in chosen])
    short = _short_sums(session, ctx, year, {each.row.code for each in chosen})
    if short and not data.short_reason.strip():
        raise Refused(f"未报审：分解不足。{'；'.join(short)}。确需报审的，请写明原因（short_reason）。")
    paper = Submission(
        **next_row(session, "submission", jurisdiction_id=ctx.jurisdiction, year=year),
        category=data.category,
        body=body,
        submitted_on=ctx.date,
        short="；".join(short),
        short_why=data.short_reason.strip() if short else "",
    )
    _save(session, ctx, paper, chosen, data.unconsulted_reason.strip())
    ended = _end_silent(session, ctx, paper, [each.row.id for each in chosen])
    words = f"已报审{paper.key}：{len(chosen)}项{data.category.label}，由{body}审批。{_silent_in_words(chosen)}"
    words += "" if data.targets else _left_in_words(session, ctx, data, year)
    return Summary(words, {"submitted": len(chosen), "ended": ended}, {"submission": paper.key})


def _silent_in_words(chosen: Sequence[DraftCandidate]) -> str:
    silent = sum(each.heard.result is Consulted.SILENT for each in chosen)
    return f"其中{silent}项部门未反馈意见。" if silent else ""


def _left_in_words(session: Session, ctx: Context, data: DraftsSubmitted, year: int) -> str:
    """Return which drafts of the category and departments are not in the paper, because they are to be consulted."""
    departments = departments_named(session, ctx, data.departments)
    of = {"jurisdiction": ctx.jurisdiction, "year": year, "category": data.category.value}
    codes = list(run(session, LEFT, **of, departments=departments).scalars())
    return f"另有{len(codes)}项待沟通，没有列入：{first_of(codes)}。" if codes else ""


def _short_sums(session: Session, ctx: Context, year: int, codes: Set[str]) -> list[str]:
    """A52: return the sums that are short, in words. Raises Refused for a part with 可加=是 that cannot be added."""
    found = sums_of(session, ctx, year, codes)
    if wrong := [f"“{part.code}”可加填“是”，但{part.why}" for each in found for part in each.refusals]:
        raise Refused(f"未报审：{'；'.join(wrong)}。请改正数量和单位，或将可加改为“否”。")
    return short_in_words(session, year, found)


def _approving_body(session: Session, ctx: Context, category: Category) -> str:
    kind = APPROVED_BY[category]
    named = run(session, BODY, jurisdiction=ctx.jurisdiction, kind=kind.value, day=ctx.date).scalar()
    if named is None:
        how = f"mubiao act register_body --kind {kind.label} --name 名称"
        raise Refused(f"{category.label}由{kind.label}审批，尚未登记。登记：{how}。")
    return str(named)


def _check_all(
    session: Session, ctx: Context, data: DraftsSubmitted, chosen: Sequence[DraftCandidate], *, year: int
) -> None:
    """Raise Refused with every draft that cannot be submitted and why, and departments that wait for an answer."""
    others = tuple(value_on(session, ctx.jurisdiction, SOURCE_SERIES, ctx.date) or ())
    drafts, reason = [each.row.id for each in chosen], data.unconsulted_reason.strip()
    trees = draft_trees(session, drafts)
    wrong = [*_objected_before(session, chosen)]
    for each in chosen:
        faults = [
            *_faults(each, ctx, others, reason=reason),
            *_wrong_leaves(each.row, trees.get(each.row.id, {}), ctx),
        ]
        wrong += [f"{_named(each)}：{'、'.join(faults)}"] if faults else []
    waiting = {each.row.lead for each in chosen if not each.skips}
    wrong += unanswered_objections(session, ctx, year, departments=sorted(waiting), chosen=drafts)
    if wrong:
        raise Refused(f"未报审：共发现{len(wrong)}项不能报审。{'；'.join(wrong)}。")


def _named(each: DraftCandidate) -> str:
    return f"{each.row.department}{each.row.code}“{each.row.name}”"


def _objected_before(session: Session, chosen: Sequence[DraftCandidate]) -> Iterator[str]:
    """Yield each draft that no office was ever asked about and that was objected to under another code."""
    unasked = {each.row.id: each for each in chosen if each.skips and each.row.line is None}
    for draft, code in objected_under_another_code(session, list(unasked)).items():
        before = f"部门对同名的草案{code}提出过异议，没有答复或已采纳，须先沟通（consult_drafts）"
        yield f"{_named(unasked[draft])}：{before}"


def _faults(each: DraftCandidate, ctx: Context, others: tuple[str, ...], *, reason: str) -> Iterator[str]:
    row = each.row
    try:
        if follow(DRAFT, DraftState(row.state), each.event) is None:
            yield "已在另一报审中，正在审批"
            return
    except MoveRefused as refused:
        yield refused.message.removesuffix("。").removeprefix("该目标")
        return
    if each.event is DraftEvent.SUBMIT_UNCONSULTED and not reason:
        yield "动态目标不经沟通报审的，须写明原因（unconsulted_reason）"
    if why := each.heard.obstacle(ctx.date):
        yield why
    if not row.requirement:
        yield "没有绩效要求"
    if row.quantity is not None and not row.unit:
        yield "有数量，没有单位"
    if row.deadline and row.deadline < ctx.date:
        yield f"完成时限{row.deadline}已过"
    yield from (f"缺{fault}" for fault in _kinds_of(row).faults())
    yield from document_faults(row.source_document, row.source_date, ctx.date, dynamic=each.dynamic, others=others)


def _wrong_leaves(row: ResultRow, tree: Mapping[str, DraftIndicator], ctx: Context) -> list[str]:
    """1-2.9: return the faults of a draft's indicators, as they are since the draft last changed or on this day."""
    asked = {name: getattr(row, name) for name in ("year", "requirement", "quantity", "unit", "deadline")}
    passed = [each for each in tree.values() if each.deadline and each.deadline < ctx.date]
    gone = [f"指标{each.code}完成时限{each.deadline}已过" for each in passed]
    return [*tree_faults(asked, [*map(indicator_of, tree.values())]), *gone] if tree else []


def _kinds_of(row: ResultRow) -> TargetKinds:
    return TargetKinds.of({name: getattr(row, name) for name in KINDS})


def _save(session: Session, ctx: Context, paper: Submission, chosen: Sequence[DraftCandidate], reason: str) -> None:
    session.add(paper)
    session.flush()
    for each in chosen:
        skipped = each.heard.result is Consulted.SKIPPED
        why = (reason or each.row.why_before or "") if skipped else ""
        line = SubmissionLine(submission_id=id_of(paper), draft_id=each.row.id, consulted=each.heard.result, why=why)
        session.add(line)
    for event in (DraftEvent.SUBMIT, DraftEvent.SUBMIT_UNCONSULTED):
        ids = [each.row.id for each in chosen if each.event is event]
        move(session, ctx, "target_draft", ids, event, detail={"submission": paper.key})
    record(session, ctx, "submission", [id_of(paper)], "submitted")


def _end_silent(session: Session, ctx: Context, paper: Submission, drafts: Sequence[int]) -> int:
    """End the lists of these drafts that offices did not answer: 未反馈; returns how many."""
    ids = list(run(session, UNASKED, drafts=list(drafts)).scalars())
    detail = {"reason": f"未反馈意见，已报审{paper.key}", "late": True}
    return len(move(session, ctx, "obligation", ids, ObligationEvent.WAIVE, sets={"late": True}, detail=detail))
