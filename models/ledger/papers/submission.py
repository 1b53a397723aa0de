"""目标报审 as a paper for the body that approves: the drafts, how each was consulted, gaps and short sums (1-2.4)."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.ledger.draft.approval import find_submission
from models.ledger.draft.gap_waivers import waivers_of
from models.ledger.draft.papers import short_as_shown
from models.ledger.draft.register import DRAFTED_FOR
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import SUBMISSION_KEY, TARGET_KEY
from models.ledger.papers.issued_list import ASKED, DraftAsked, drafts_listed, kind_of
from models.ledger.papers.signature import Signature, signature_of_paper
from models.ledger.secrets import concealed, secrets_of
from models.records import Submission, id_of
from models.rules.chinese_dates import in_full
from models.rules.draft import Consulted, Decided
from models.rules.kinds import Category
from models.rules.paper_number import PaperKind
from models.rules.points import in_words
from models.statements import ResultRow, of_row, run

# What a draft asks is as it is now; `changed`: it was revised after the paper. The opinion is the last one before it.
LINES = f"""
SELECT {ASKED}, r.source_date, d.code AS department_code, d.name AS department, y.consulted,
    y.why, y.decided, y.returned_why, l.reason, l.proposal, l.answer, EXISTS (SELECT FROM transition m
        WHERE m.record = 'target_draft' AND m.record_key = {TARGET_KEY.format(t="r")} AND m.event = 'revise'
            AND m.id > (SELECT min(n.id) FROM transition n WHERE n.record = 'submission' AND n.event = 'submitted'
                AND n.record_key = {SUBMISSION_KEY.format(p="p")})) AS changed
FROM submission_line y JOIN submission p ON p.id = y.submission_id
    JOIN target_draft r ON r.id = y.draft_id {DRAFTED_FOR}
    LEFT JOIN LATERAL (SELECT e.* FROM draft_line e JOIN obligation o ON o.id = e.obligation_id
        WHERE e.draft_id = r.id AND o.kind = 'consultation' AND o.opened_on <= p.submitted_on
        ORDER BY e.id DESC LIMIT 1) l ON true
WHERE y.submission_id = :submission ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedDraft(DraftAsked):
    """A draft of the paper; `said` is an objection, its proposal, and the answer.

    `kind` is its 目标来源 or 党建项目, with its weight. `changed`: what it asks is not what was submitted any more.
    """

    kind: str
    department: str
    consulted: Consulted
    why: str
    said: tuple[str, str, str]
    returned_why: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class SubmissionPaper:
    """Paper `key` to a body; `waived` are departments with a waived gap and the reason; `short` has its reason."""

    key: str
    year: int
    category: Category
    body: str
    drafts: tuple[SubmittedDraft, ...]
    waived: tuple[tuple[str, str, str], ...]
    short: str
    short_why: str
    signature: Signature

    @property
    def title(self) -> str:
        """关于报请审批2027年职能绩效目标的请示."""
        return f"关于报请审批{self.year}年{self.category.label}的请示"


def submission_paper(session: Session, key: str) -> SubmissionPaper:
    """Return what paper `key` says, as of the day of its submission. Raises Refused for an unknown one."""
    paper = find_submission(session, home(session), key)
    rows = run(session, LINES, submission=id_of(paper)).all()
    content = SubmissionPaper(
        key=paper.key,
        **paper.model_dump(include={"year", "category", "body", "short_why"}),
        drafts=tuple(_draft_of(row, asked) for row, asked in drafts_listed(session, rows)),
        waived=_waived(session, paper, {row.department_code for row in rows}),
        short=short_as_shown(secrets_of(session), paper.year, paper.short),
        signature=signature_of_paper(session, home(session), paper.submitted_on, (PaperKind.SUBMISSION, paper.key)),
    )
    return concealed(session, content)


def _draft_of(row: ResultRow, asked: dict[str, Any]) -> SubmittedDraft:
    weight = "" if row.weight is None else f"权重{in_words(row.weight)}"
    dated = f"（{in_full(row.source_date)}）" if row.source_date else ""
    return of_row(
        SubmittedDraft,
        row,
        **asked,
        source=f"{row.source_document}{dated}",
        kind="，".join(filter(None, (kind_of(row), weight))),
        consulted=Consulted(row.consulted),
        said=(row.reason or "", row.proposal or "", row.answer or ""),
        returned_why=row.returned_why if row.decided == Decided.RETURNED else "",
    )


def _waived(session: Session, paper: Submission, departments: set[str]) -> tuple[tuple[str, str, str], ...]:
    """Return the gaps that were waived by the day of the paper; only 职能绩效目标 have any."""
    if paper.category is Category.BUILDING:
        return ()
    return tuple(
        (row.department, row.gap, row.reason)
        for row in waivers_of(session, paper.jurisdiction_id, paper.year)
        if row.department_code in departments and row.waived_on <= paper.submitted_on and not row.paper_number
    )
