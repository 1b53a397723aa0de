"""目标草案 as a list, and one by its code with its whole way: opinions, papers, who did what (1-2.22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from models.intake.input import OfTarget
from models.ledger.acts import Context
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.secrets import concealed, secrets_of
from models.ledger.target.completeness import INITIAL, WAS_DRAFTED, WEIGHTS, lists_with_gaps
from models.ledger.target.indicators import draft_trees, indicator_of
from models.ledger.target.leaves import requirement_in
from models.ledger.target.responsible import NAMED_DIVISION
from models.ledger.transitions import HISTORY
from models.records import DraftIndicator, TargetDraft
from models.rules.draft import OfficeOpinion
from models.rules.errors import Refused
from models.rules.states import DraftState
from models.rules.target.indicator import deadline_of, tree_in_lines
from models.rules.target.kinds import TargetKinds
from models.statements import run

# What a draft needs for its submission, except its kinds; without a deadline it is due at the end of the year (1-2.9).
DRAFT_NEEDS = {"requirement": "绩效要求", "source_document": "来源文件"}
# The department `d` that is to lead draft `r`: the one it names, or its final successor.
DRAFTED_FOR = f"""JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
    LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
    JOIN department d ON d.id = coalesce(h.heir, x.department_id)"""
DRAFTS = f"""
SELECT r.id, r.year, r.code, r.name, d.code AS department_code, d.name AS department,
    ARRAY(SELECT c.name FROM target_draft_department y JOIN department c ON c.id = y.department_id
        WHERE y.draft_id = r.id AND y.position > 0 ORDER BY y.position) AS cooperating,
    r.requirement, r.quantity, r.unit, r.deadline, r.category, r.handling, r.item, r.origin, r.management,
    r.key_project, r.parent_code, r.parent_name, r.parent_unit, r.addable, r.weight,
    {NAMED_DIVISION.format(r="r", d="d")} AS division, r.source_document, r.note,
    r.state, r.drafted_on, l.opinion, l.reason, l.proposal,
    l.accepted, l.answer, l.asked, concat(y.year, '-', y.number) AS submission, y.approval_number, y.issue_number
FROM target_draft r {DRAFTED_FOR}
    LEFT JOIN LATERAL (SELECT e.*, o.state = 'open' AS asked FROM draft_line e
            JOIN obligation o ON o.id = e.obligation_id
        WHERE e.draft_id = r.id AND o.kind = 'consultation' ORDER BY e.id DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (SELECT p.year, p.number, p.approval_number, p.issue_number FROM submission_line z
        JOIN submission p ON p.id = z.submission_id WHERE z.draft_id = r.id ORDER BY z.id DESC LIMIT 1) y ON true
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND (:former OR r.state NOT IN ('issued', 'withdrawn'))
    AND (CAST(:department AS text) IS NULL OR d.code = :department)
ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
# The departments that are to lead these drafts and ended before a day, without a successor.
ENDED = f"""
SELECT r.code, d.name, d.valid_to FROM target_draft r {DRAFTED_FOR}
WHERE r.id = ANY(:drafts) AND d.valid_to < :day ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
# What a department would have if its drafts were issued: a draft and a target without 管理方式 counts as initial.
LISTS = f"""
SELECT d.code AS department_code, d.name AS department, array_agg(q.origin) AS origins, {WEIGHTS} FROM (
    SELECT x.department_id, r.code, r.origin, r.weight, true AS drafted
    FROM target_draft r JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
    WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.state NOT IN ('issued', 'withdrawn')
        AND {INITIAL.format(x="r")}
    UNION ALL SELECT x.department_id, t.code, t.origin, t.weight, {WAS_DRAFTED} FROM target t JOIN target_department x
        ON x.target_id = t.id AND x.position = 0
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND {INITIAL.format(x="t")}) q
    LEFT JOIN {HEIRS} h ON h.department_id = q.department_id
    JOIN department d ON d.id = coalesce(h.heir, q.department_id)
WHERE (CAST(:department AS text) IS NULL OR d.code = :department) AND d.id IN (
    SELECT coalesce(g.heir, y.department_id) FROM target_draft s
        JOIN target_draft_department y ON y.draft_id = s.id AND y.position = 0
        LEFT JOIN {HEIRS} g ON g.department_id = y.department_id
    WHERE s.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state NOT IN ('issued', 'withdrawn'))
GROUP BY d.code, d.name ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class DraftsWanted:
    """Which drafts of a year: of a department's code; with `former` also those that were issued or withdrawn."""

    year: int
    department: str | None = None
    former: bool = False


def list_drafts(session: Session, wanted: DraftsWanted) -> list[dict[str, Any]]:
    """Return the drafts of a year by department and code; `missing` are the titles of what each lacks.

    4.7: of a marked draft only its pointer is shown.
    """
    named = {"year": wanted.year, "department": wanted.department, "former": wanted.former}
    rows = [dict(row) for row in run(session, DRAFTS, jurisdiction=home(session), **named).mappings()]
    trees = draft_trees(session, {row["id"] for row in rows})
    return concealed(session, [_typed(row, [*trees.get(row.pop("id"), {}).values()]) for row in rows])


def list_draft_gaps(session: Session, year: int, department: str | None = None) -> list[dict[str, Any]]:
    """1-6.2: return the departments with drafts whose initial lists would have gaps if all drafts were issued."""
    rows = run(session, LISTS, jurisdiction=home(session), year=year, department=department)
    return lists_with_gaps(session, year, rows)


def check_led(session: Session, ctx: Context, drafts: Sequence[int]) -> None:
    """1-2.2: raise Refused for drafts whose department has ended without a successor: nobody would carry them out."""
    rows = run(session, ENDED, drafts=list(drafts), day=ctx.date).all()
    if named := "；".join(f"草案{row.code}的责任部门“{row.name}”已于{row.valid_to}终止" for row in rows):
        raise Refused(f"{named}。请改填现任责任部门（import drafts），已报审的先退回（return_drafts）。")


def find_draft(session: Session, ctx: Context, named: OfTarget) -> TargetDraft:
    """Return the draft with this code, of the given year or of the only one that has it.

    Raises Refused if no draft has the code, or drafts of several years.
    """
    asked = select(TargetDraft).where(TargetDraft.jurisdiction_id == ctx.jurisdiction, TargetDraft.code == named.target)
    found = [each for each in session.exec(asked) if named.year in (None, each.year)]
    if len(found) == 1:
        return found[0]
    if found:
        years = "、".join(str(each.year) for each in sorted(found, key=lambda each: each.year))
        raise Refused(f"编号为“{named.target}”的目标草案有{years}几个年度的，请写明年度（year）。")
    year = f"{named.year}年" if named.year else ""
    raise Refused(f"没有编号为“{named.target}”的{year}目标草案。")


def _typed(row: dict[str, Any], nodes: Sequence[DraftIndicator]) -> dict[str, Any]:
    opinion = OfficeOpinion(row["opinion"]) if row["opinion"] else None
    paper = row["submission"] if row["submission"] != "-" else None
    typed = {"state": DraftState(row["state"]), "opinion": opinion, "submission": paper}
    until = deadline_of(requirement_in(row), [*map(indicator_of, nodes)])
    return {**row, **typed, "deadline": until, "missing": _missing(row)}


def _missing(row: dict[str, Any]) -> list[str]:
    return [*(title for name, title in DRAFT_NEEDS.items() if not row[name]), *TargetKinds.of(row).faults()]


DRAFT = f"""
SELECT r.id, r.year, r.code, r.name, r.state, r.requirement, r.quantity, r.unit, r.deadline, r.source_document,
    r.source_date, r.ground, r.weight, r.addable, r.parent_code, r.parent_name, r.parent_unit, d.name AS department
FROM target_draft r {DRAFTED_FOR} WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.code = :code
"""  # noqa: S608 - constants only
# Each list of opinions that the draft was in, with what the office said and what the agency answered.
OPINIONS = """
SELECT o.id AS obligation, o.round, o.state, x.due, l.opinion, l.reason, l.proposal, l.answered_on, l.accepted,
    l.answer, l.decided_on
FROM draft_line l JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'consultation'
    JOIN deadline x ON x.id = o.deadline_id
WHERE l.draft_id = :draft ORDER BY l.id
"""
# What the office asked about the issued target when it received its list.
QUESTIONS = """
SELECT o.id AS obligation, l.answered_on, l.reason AS question
FROM draft_line l JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'receipt'
WHERE l.draft_id = :draft AND l.reason <> '' ORDER BY l.id
"""
PAPERS = """
SELECT concat(s.year, '-', s.number) AS submission, s.body, s.submitted_on, y.consulted, y.why, y.decided,
    y.returned_why, s.approval_number, s.approval_date, s.issue_number, s.issue_date
FROM submission_line y JOIN submission s ON s.id = y.submission_id WHERE y.draft_id = :draft ORDER BY s.id
"""


def why_draft(session: Session, code: str, year: int) -> dict[str, Any] | None:
    """Return a draft with its moves, opinions and papers; None if the year has no draft with this code."""
    row = run(session, DRAFT, jurisdiction=home(session), code=code, year=year).mappings().first()
    if row is None:
        return None
    draft = dict(row)
    number = draft.pop("id")
    history = {
        "draft": draft,
        "indicators": _indicators_of(session, number, f"{year}/{code}"),
        "opinions": [dict(each) for each in run(session, OPINIONS, draft=number).mappings()],
        "questions": [dict(each) for each in run(session, QUESTIONS, draft=number).mappings()],
        "papers": [dict(each) for each in run(session, PAPERS, draft=number).mappings()],
        "history": [dict(each) for each in run(session, HISTORY, noun="target_draft", key=f"{year}|{code}").mappings()],
    }
    return concealed(session, history, f"{year}/{code}")


def _indicators_of(session: Session, draft: int, subject: str) -> list[str]:
    """Return a line for each indicator of a draft; none of a marked one (4.7)."""
    marked = secrets_of(session).about(subject)
    nodes = {} if marked else draft_trees(session, [draft]).get(draft, {})
    return tree_in_lines([*map(indicator_of, nodes.values())])
