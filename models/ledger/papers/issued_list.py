"""目标下达通知 as a paper: what one department was given by a paper of `issue_targets`, as it was issued (1-2.6).

It bears the number and the day of that paper; later adjustments and new leads do not change it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.papers.signature import NAME_ON, Signature, signature_of_paper
from models.ledger.secrets import concealed, secrets_of
from models.ledger.target.indicators import draft_trees, indicator_of
from models.records import Submission, id_of
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.kinds import Category
from models.rules.paper_number import marks_stated
from models.rules.points import in_words
from models.rules.requirements import measured
from models.rules.signed_paper import one_spelling
from models.rules.target.indicator import YEAR_END, Requirement, deadline_of, tree_in_lines
from models.rules.target.kinds import KINDS
from models.statements import ResultRow, run

# What a draft asks, for a list of drafts.
ASKED = """r.id AS draft, r.year, r.code, r.name, r.requirement, r.quantity, r.unit, r.weight, r.deadline,
    r.source_document, r.origin, r.item"""
# The list that an office receives names the department at the issue.
LINES = f"""
SELECT {ASKED}, {NAME_ON.format(d="d", day="p.issue_date")} AS department
FROM submission p JOIN submission_line y ON y.submission_id = p.id AND y.decided = 'approved'
    JOIN target_draft r ON r.id = y.draft_id JOIN draft_line l ON l.draft_id = r.id
    JOIN obligation o ON o.id = l.obligation_id AND o.kind = 'receipt' JOIN department d ON d.id = o.department_id
WHERE p.id = :submission AND d.id = :department ORDER BY r.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAsked:
    """What a draft asks, as a paper lists it; `indicators` has a line for each."""

    code: str
    name: str
    requirement: str
    quantity: str
    deadline: date | None
    source: str
    indicators: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """Return name, requirement and indicators, a line each, none of them twice."""
        return "\n".join(dict.fromkeys(filter(None, (self.name, self.requirement, *self.indicators))))

    @property
    def until(self) -> str:
        """Return its deadline: 2027年10月31日, or 年底（默认）."""
        return in_full(self.deadline) if self.deadline else YEAR_END


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTarget(DraftAsked):
    """A target as it was issued; `source` is its 目标来源 or 党建项目 with the document."""

    weight: str


@dataclass(frozen=True, slots=True)
class IssuedListPaper:
    """The targets of a category that a department was given, in the order of their codes."""

    year: int
    category: Category
    department: str
    targets: tuple[IssuedTarget, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """关于下达2027年职能绩效目标的通知."""
        return f"关于下达{self.year}年{self.category.label}的通知"


def issued_list_paper(session: Session, department: str, number: str) -> IssuedListPaper:
    """Return what the paper with this number gave a department. Raises Refused if it gave it nothing."""
    jurisdiction = home(session)
    named = find_department(session, jurisdiction, department)
    paper = _issued_by(session, jurisdiction, number)
    rows = run(session, LINES, submission=id_of(paper), department=id_of(named)).all()
    if not rows or paper.issue_date is None:
        raise Refused(f"文件{paper.issue_number}没有下达给{named.name}的目标。查看：mubiao submissions。")
    signature = signature_of_paper(session, jurisdiction, paper.issue_date)
    content = IssuedListPaper(
        year=paper.year,
        category=paper.category,
        department=rows[0].department,
        targets=tuple(_target_of(row, asked) for row, asked in drafts_listed(session, rows)),
        signature=replace(signature, number=paper.issue_number, marks=marks_stated(paper.marks)),
    )
    return concealed(session, content)


def _issued_by(session: Session, jurisdiction: int, number: str) -> Submission:
    """Return the submission that was issued by the paper with this number, in any spelling."""
    papers = session.exec(select(Submission).where(Submission.jurisdiction_id == jurisdiction)).all()
    sought = one_spelling(number)
    issued = [each for each in papers if each.issue_number and one_spelling(each.issue_number) == sought]
    if not issued:
        raise Refused(f"没有以“{number}”下达的目标；导入的目标没有下达通知。查看：mubiao submissions。")
    return issued[0]


def drafts_listed(session: Session, rows: Sequence[Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield each row with what its draft asks; the indicators of a marked target are left out (4.7)."""
    secrets = secrets_of(session)
    trees = draft_trees(session, {row.draft for row in rows if not secrets.about(f"{row.year}/{row.code}")})
    for row in rows:
        tree = [*map(indicator_of, trees.get(row.draft, {}).values())]
        yield (
            row,
            {
                "code": row.code,
                "name": row.name,
                "requirement": row.requirement,
                "quantity": measured(row.quantity, row.unit),
                "deadline": deadline_of(Requirement(row.year, deadline=row.deadline), tree),
                "indicators": tuple(tree_in_lines(tree)),
            },
        )


def kind_of(row: ResultRow) -> str:
    """Return the 目标来源 or 党建项目 of a draft."""
    return next((KINDS[name](value).label for name in ("origin", "item") if (value := getattr(row, name))), "")


def _target_of(row: ResultRow, asked: dict[str, Any]) -> IssuedTarget:
    source = "\n".join(filter(None, (kind_of(row), row.source_document)))
    return IssuedTarget(**asked, source=source, weight="" if row.weight is None else in_words(row.weight))
