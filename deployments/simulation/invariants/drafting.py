"""Checks of 目标制定: nothing that a list needs is passed over, and nothing is owed before it is issued (1-6)."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.draft.register import DRAFTED_FOR
from models.ledger.nouns.shared_sql import HEIRS, LEAD, OBLIGATION_KEY
from models.rules.kinds import Origin
from models.rules.target.amount import asked_in
from models.rules.target.due import LEAF, TARGET_DUE, YEAR_END_MONTH
from models.rules.target.gaps import gaps, weight_faults
from models.rules.target.parents import own_parent
from models.rules.target.parts import TargetPart, sums
from models.statements import ResultRow, run

CHANGED = """
SELECT max(id) FROM transition WHERE id > :seen AND record IN ('target', 'target_draft', 'submission', 'gap_waiver')
"""
# The initial list of each department that was issued from drafts, and the gaps that were waived: of a merged
# department they stand for its successor.
ISSUED_LISTS = f"""
SELECT d.code, array_agg(t.origin) AS origins, array_agg(t.code ORDER BY t.code COLLATE "C") AS codes,
    array_agg(t.weight ORDER BY t.code COLLATE "C") AS weights,
    ARRAY(SELECT w.gap FROM gap_waiver w LEFT JOIN {HEIRS} k ON k.department_id = w.department_id
        WHERE coalesce(k.heir, w.department_id) = d.id AND w.year = r.year) AS waived
FROM target_draft r {DRAFTED_FOR}
    JOIN target t ON (t.jurisdiction_id, t.year, t.code) = (r.jurisdiction_id, r.year, r.code)
WHERE r.state = 'issued' AND r.category = 'functional' AND r.management IS DISTINCT FROM 'dynamic'
GROUP BY d.id, d.code, r.year ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# Every issued draft is a target with a source. A target without a tree is its own leaf: what it asks must be said.
UNFOUNDED = """
SELECT r.code, t.id IS NULL AS absent, coalesce(t.source_document, '') = '' OR (t.management = 'dynamic'
        AND coalesce(r.source_date > t.issued_on, true)) AS unsourced,
    coalesce(t.requirement, '') = '' AND NOT EXISTS (SELECT FROM indicator i WHERE i.target_id = t.id
        AND i.deadline IS NOT NULL) AS leafless
FROM target_draft r LEFT JOIN target t ON (t.jurisdiction_id, t.year, t.code) = (r.jurisdiction_id, r.year, r.code)
WHERE r.state = 'issued' ORDER BY r.code COLLATE "C"
"""
DRAFTED_PARTS = """
SELECT year, code, parent_code, requirement, quantity, unit, addable, state FROM target_draft
WHERE state <> 'withdrawn' AND parent_unit = ''
    AND (parent_code <> '' OR code IN (SELECT regexp_replace(parent_code, '^20\\d\\d/', '') FROM target_draft))
ORDER BY code COLLATE "C"
"""
# What an office said last before a draft was submitted, and what the agency had answered to it by then.
UNANSWERED = """
SELECT DISTINCT concat(p.year, '-', p.number) AS paper, r.code, r.year FROM submission p
    JOIN submission_line y ON y.submission_id = p.id JOIN target_draft r ON r.id = y.draft_id
    JOIN LATERAL (SELECT l.* FROM draft_line l JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'consultation'
        WHERE l.draft_id = r.id AND o.opened_on <= p.submitted_on ORDER BY l.id DESC LIMIT 1) l ON true
WHERE l.opinion = 'objected' AND l.answered_on <= p.submitted_on
    AND (l.accepted IS DISTINCT FROM false OR l.decided_on > p.submitted_on)
ORDER BY 1, 2
"""
EARLY = f"""
WITH first AS MATERIALIZED (SELECT x.department_id, min(t.issued_on) AS day FROM target t JOIN {LEAD} GROUP BY 1)
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS name FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = ANY(:codes) AND o.kind NOT IN ('consultation', 'receipt') AND o.state <> 'void'
    AND NOT EXISTS (SELECT FROM first f WHERE f.day <= o.opened_on AND (f.department_id = d.id OR f.department_id IN (
        SELECT m.successor_id FROM reform m WHERE m.department_id = d.id AND m.kind = 'merge')))
ORDER BY 1
"""  # noqa: S608 - constants only
# What the body sent back, and is issued without another paper that approves it.
SENT_BACK = """
SELECT r.code, concat(s.year, '-', s.number) AS paper FROM submission_line y JOIN submission s ON s.id = y.submission_id
    JOIN target_draft r ON r.id = y.draft_id
WHERE y.decided = 'returned' AND r.state = 'issued' AND NOT EXISTS (SELECT FROM submission_line z
    WHERE z.draft_id = y.draft_id AND z.submission_id > y.submission_id AND z.decided = 'approved')
ORDER BY 1, 2
"""
# What was not consulted and is no dynamic target, or has no reason for it (1-2.7).
UNCONSULTED = """
SELECT r.code, concat(s.year, '-', s.number) AS paper FROM submission_line y JOIN submission s ON s.id = y.submission_id
    JOIN target_draft r ON r.id = y.draft_id
WHERE y.consulted = 'skipped' AND (r.management IS DISTINCT FROM 'dynamic' OR y.why = '') ORDER BY 1, 2
"""
# The own dates of leaves that have passed without a duty, of targets that were issued before the duty opens.
UNOPENED = f"""
SELECT t.code, i.code AS leaf FROM target t JOIN indicator i ON i.target_id = t.id AND i.correction = 0
WHERE i.deadline < make_date(t.year, {YEAR_END_MONTH}, 1) AND i.deadline <= :day AND t.withdrawn_on IS NULL
    AND i.deadline > t.issued_on AND i.version = (SELECT max(n.version) FROM indicator n
        WHERE n.target_id = t.id AND n.code = i.code)
    AND NOT EXISTS (SELECT FROM obligation o WHERE o.kind = '{TARGET_DUE.key}'
        AND o.subject = concat(t.year, '/', t.code, '{LEAF}', i.code))
ORDER BY 1, 2
"""  # noqa: S608 - constants only
PAPERS = (
    (EARLY, "{name}：目标清单尚未下达，不应有应办事项。"),
    (UNANSWERED, "报审{paper}：对目标{code}的异议尚未答复，或采纳后没有修改。"),
    (SENT_BACK, "报审{paper}：目标{code}已退回，没有再次审批就下达了。"),
    (UNCONSULTED, "报审{paper}：目标{code}未经沟通，不是动态目标，或没有写明原因。"),
)
MILESTONES = ((UNOPENED, "目标{code}指标{leaf}：完成时限已到，没有开启目标到期。"),)  # 1-2.9, A47
SUBMITTED = ("submitted", "approved", "issued")


def check_drafting(session: Session, codes: Sequence[str], seen: int = 0) -> Iterator[str]:
    """Yield what is wrong with what was drafted, and what these departments, which draft their lists, owe too early.

    It is checked if a row was inserted for a draft, a paper or a target after move number `seen`.
    """
    if run(session, CHANGED, seen=seen).scalar_one() is None:
        return
    yield from _check_lists(session)
    yield from _check_targets(session)
    yield from _check_sums(session)
    yield from run_checks(session, PAPERS, codes=list(codes))


def _check_lists(session: Session) -> Iterator[str]:
    for row in run(session, ISSUED_LISTS):
        missing = gaps(Origin(origin) if origin else None for origin in row.origins)
        for gap in (*missing, *weight_faults(dict(zip(row.codes, row.weights, strict=True)))):
            if gap not in row.waived:
                yield f"{row.code}：已下达的初始目标{gap}，没有豁免。"


def _check_targets(session: Session) -> Iterator[str]:
    for row in run(session, UNFOUNDED):
        if row.absent:
            yield f"目标{row.code}：草案已下达，没有相应的目标。"
            continue
        if row.unsourced:
            yield f"目标{row.code}：已下达，没有来源文件，或来源文件晚于下达。"
        if row.leafless:
            yield f"目标{row.code}：已下达，没有绩效要求，也没有带完成时限的指标。"


def _check_sums(session: Session) -> Iterator[str]:
    """A52: a sum that is short stands with its words and a reason in a paper."""
    rows = run(session, DRAFTED_PARTS).all()
    states = {row.code: row.state for row in rows}
    reasoned = [row.short for row in run(session, "SELECT short FROM submission WHERE short <> '' AND short_why <> ''")]
    for each in sums(_part(row) for row in rows):
        submitted = states[each.whole.code] in SUBMITTED
        if each.short and submitted and not any(each.words in short for short in reasoned):
            yield f"{each.words}，报审时没有写明原因。"


def _part(row: ResultRow) -> TargetPart:
    amount = None if row.quantity is None else asked_in(row.requirement, row.quantity, row.unit)
    return TargetPart(row.code, own_parent(row.year, row.parent_code), amount, row.addable)
