"""目标草案, the departments that are to be responsible for it, and what was consulted, submitted, approved, issued."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, NumberedOfYear, OfJurisdiction, Part, Record, choice, structure
from models.records.target import TargetContent
from models.rules.draft import Consulted, Decided, Ground, OfficeOpinion
from models.rules.kinds import Category
from models.rules.states import DRAFT, DraftState


class TargetDraft(TargetContent, table=True):
    """A target that is written, consulted and approved before it is issued (1-2.3 to 1-2.7).

    `note` says why its quantity is not the one that the words state; `ground` why it is managed as a target (5.4).
    """

    noun: ClassVar = Record(
        "目标草案",
        ("year", "code"),
        states=DRAFT,
        parts=(
            Part("target_draft_department", {"draft_id": "r.id"}),
            Part("draft_indicator", {"draft_id": "r.id"}),
        ),
        updated=True,
    )

    note: str = ""
    state: DraftState = choice(DraftState, default=DraftState.DRAFTED)
    drafted_on: date
    source_date: date | None = None
    ground: Ground | None = choice(Ground, default=None, nullable=True)


class DraftDepartment(NamedTable, table=True):
    """A department of a draft: position 0 is to lead, the others cooperate."""

    row_title: ClassVar = "目标草案的责任部门"
    __tablename__ = "target_draft_department"
    __table_args__ = (Index("draft_department_by_department", "department_id", "position"),)

    draft_id: int = Field(primary_key=True, foreign_key="target_draft.id")
    department_id: int = Field(primary_key=True, foreign_key="department.id")
    position: int


class DraftLine(Numbered, table=True):
    """A draft in the list of one duty of an office: its opinion (绩效沟通) with the agency's answer, or its receipt.

    `reason` is that of an objection, or a question at the receipt.
    """

    noun: ClassVar = Record("目标沟通的行", ("obligation_id", "draft_id"), updated=True)
    further: ClassVar = (Index("draft_line_by_draft", "draft_id"),)

    obligation_id: int = Field(foreign_key="obligation.id")
    draft_id: int = Field(foreign_key="target_draft.id")
    opinion: OfficeOpinion | None = choice(OfficeOpinion, default=None, nullable=True)
    reason: str = ""
    proposal: str = ""
    answered_on: date | None = None
    accepted: bool | None = None
    answer: str = ""
    decided_on: date | None = None


class Submission(NumberedOfYear, table=True):
    """报审: a paper with drafts for the body that approves them, with the paper of the approval and that of the issue.

    `body` is the name of the body on the day of submission. `short` names the sums that are short, `short_why` why they
    go on (A52). `marks` stand at the top left of the papers of the issue.
    """

    noun: ClassVar = Record(
        "目标报审", ("year", "number"), parts=(Part("submission_line", {"submission_id": "r.id"}),), updated=True
    )

    category: Category = choice(Category)
    body: str
    submitted_on: date
    short: str = ""
    short_why: str = ""
    approval_number: str = ""
    approval_date: date | None = None
    approved_on: date | None = None
    issue_number: str = ""
    issue_date: date | None = None
    issued_on: date | None = None
    marks: dict[str, Any] = structure(default={})


class SubmissionLine(Numbered, table=True):
    """A draft of a paper: how it was consulted, why not if it was not, and what was decided."""

    row_title: ClassVar = "报审的行"
    __table_args__ = (UniqueConstraint("submission_id", "draft_id"),)

    submission_id: int = Field(foreign_key="submission.id")
    draft_id: int = Field(foreign_key="target_draft.id")
    consulted: Consulted = choice(Consulted)
    why: str = ""
    decided: Decided = choice(Decided, default=Decided.WAITING)
    returned_why: str = ""


class GapWaiver(OfJurisdiction, table=True):
    """A gap of 1+6+N that the agency waives for a department, with the reason (1-6.2).

    It is told to the body that approves: in the papers that are submitted after it, or in the paper that is named.
    """

    noun: ClassVar = Record("缺项豁免", ("year", "department_id", "gap"), updated=True)
    __table_args__ = (UniqueConstraint("department_id", "year", "gap"),)

    year: int
    department_id: int = Field(foreign_key="department.id")
    gap: str
    reason: str
    waived_on: date
    paper_number: str = ""
    paper_date: date | None = None
