"""核查: the roster, the inspections with their plans and teams, and the findings per target (Part 3, 4 to 7)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.records.record import (
    OF_ENTRY,
    Numbered,
    NumberedOfYear,
    OfJurisdiction,
    Record,
    TargetTexts,
    choice,
    structure,
)
from models.rules.inspection import Conclusion, InspectionKind, Suggested, Way
from models.rules.states import FINDING, INSPECTION, FindingState, InspectionState


class ThirdParty(OfJurisdiction, table=True):
    """第三方机构: a legal person, with its qualification and independence on record (1-2.24)."""

    noun: ClassVar = Record("第三方机构", ("name",), updated=True)

    name: str
    credit_code: str
    qualification: str
    independence: str
    valid_from: date | None = None
    valid_to: date | None = None


class Inspector(OfJurisdiction, table=True):
    """核查人员 on the roster: the agency's staff, or a third party's."""

    noun: ClassVar = Record("核查人员", ("third_party_id", "name"), between="/", updated=True)
    __table_args__ = (
        UniqueConstraint("jurisdiction_id", "name", "third_party_id", postgresql_nulls_not_distinct=True),
    )

    name: str
    third_party_id: int | None = Field(default=None, foreign_key="third_party.id")
    position: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Tie(Numbered, table=True):
    """回避: the reason why an inspector must not inspect a department (A15)."""

    noun: ClassVar = Record("回避", ("inspector_id", "department_id"), updated=True)

    inspector_id: int = Field(foreign_key="inspector.id")
    department_id: int = Field(foreign_key="department.id")
    reason: str
    declared_on: date


class Inspection(NumberedOfYear, table=True):
    """核查 with its 《核查方案》: number `number` of its year; an empty list of departments means all of them.

    A matter that affects the whole picture (6.2.2) may have several teams; a major decision of the provincial Party
    committee or government is led by the agency itself (4.3 b). `also_covers` names further periods, `unvisited` by
    code the departments that a year-end plan does not visit, with the reason. `marks` stand at the top left of the
    issued plan.
    """

    noun: ClassVar = Record("核查", ("year", "number"), between="-", states=INSPECTION, updated=True)
    further: ClassVar = (
        Index(
            "inspection_document_number",
            "jurisdiction_id",
            "year",
            "document_number",
            unique=True,
            postgresql_where="document_number <> ''",
        ),
    )

    kind: InspectionKind = choice(InspectionKind)
    title: str
    period: str = ""
    also_covers: list[str] = structure(default_factory=list)
    unvisited: dict[str, str] = structure(default_factory=dict)
    decision_number: str = ""
    decision_date: date | None = None
    decision_by: str | None = None
    departments: list[str] = structure(default_factory=list)
    purpose: str = ""
    content: str = ""
    scopes: list[str] = structure(default_factory=list)
    forms: list[str] = structure(default_factory=list)
    methods: list[str] = structure(default_factory=list)
    standard: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    requirements: str = ""
    major: bool = False
    whole_picture: bool = False
    document_number: str = ""
    marks: dict[str, Any] = structure(default={})
    state: InspectionState = choice(InspectionState, default=InspectionState.DRAFTED)
    drafted_on: date
    issued_on: date | None = None
    ended_on: date | None = None
    ended_why: str = ""


class TeamMember(Numbered, table=True):
    """An inspector in a team from one day to another; the row stays if the inspector leaves because of a tie (A15).

    `seat` is how the member of a drawn team was found; empty if the team was not drawn.
    """

    noun: ClassVar = Record("核查组成员", ("inspection_id", "team", "inspector_id", "joined_on"), updated=True)

    inspection_id: int = Field(foreign_key="inspection.id")
    team: int
    inspector_id: int = Field(foreign_key="inspector.id")
    leader: bool
    joined_on: date
    left_on: date | None = None
    left_why: str = ""
    seat: str = ""


class Finding(Numbered, table=True):
    """核查结果 of one target: declaration, finding against the indicator, inspectors, place and date.

    `declared_reason` is set if `declared_complete` differs from the ledger. `serial` counts the versions that were
    signed one after the other; `content_hash` is the digest of the content that the leader signed (4.3 a).
    """

    noun: ClassVar = Record(
        "核查结果",
        ("inspection_id", "target_id", "serial"),
        states=FINDING,
        of_target=TargetTexts(
            withheld="found, declared, declared_reason, place", told="methods, found_by, signed_by, content_hash"
        ),
        updated=True,
    )

    inspection_id: int = Field(foreign_key="inspection.id")
    team: int
    target_id: int = Field(foreign_key="target.id")
    target_version: int
    department_id: int = Field(foreign_key="department.id")
    serial: int
    declared_complete: bool
    declared_reason: str = ""
    declared: str = ""
    conclusion: Conclusion = choice(Conclusion)
    found: str
    way: Way = choice(Way)
    methods: list[str] = structure(default_factory=list)
    place: str = ""
    found_on: date
    found_by: list[str] = structure(default_factory=list)
    limit: date | None = None
    state: FindingState = choice(FindingState, default=FindingState.RECORDED)
    recorded_on: date
    signed_on: date | None = None
    signed_by: str = ""
    content_hash: str = ""


class Suggestion(Numbered, table=True):
    """奖励或惩罚建议 of a team about a department, and the agency's answer (4.3 c)."""

    noun: ClassVar = Record("奖惩建议", ("inspection_id", "department_id", "kind", "text"), updated=True)

    inspection_id: int = Field(foreign_key="inspection.id")
    department_id: int = Field(foreign_key="department.id")
    kind: Suggested = choice(Suggested)
    text: str
    made_on: date
    answer: str = ""
    answered_on: date | None = None


class EntryOrigin(Numbered, table=True):
    """The origin of a negative-list entry: the signed finding, or who proposed it and when (A20)."""

    noun: ClassVar = Record(
        "负面清单条目来源", ("entry_id",), of_target=TargetTexts(told="detail", rows=OF_ENTRY), updated=True
    )

    entry_id: int = Field(foreign_key="negative_entry.id")
    way: Way = choice(Way)
    finding_id: int | None = Field(default=None, foreign_key="finding.id")
    proposed_on: date | None = None
    detail: dict[str, Any] = structure(default_factory=dict)


class Evaluation(Numbered, table=True):
    """A mid-term or year-end inspection's evaluation of a department: its targets, and the entries it made good.

    A later row of the same inspection supersedes the previous one; both stay in the table.
    """

    noun: ClassVar = Record("总体评价", ("inspection_id", "department_id", "serial"))

    inspection_id: int = Field(foreign_key="inspection.id")
    department_id: int = Field(foreign_key="department.id")
    serial: int
    overall: str
    made_good: str = ""
    evaluated_on: date
