"""负面清单条目, its rounds of 整改, and the frozen lists."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import OF_ENTRY, Numbered, OfJurisdiction, Part, Record, TargetTexts, choice, structure
from models.rules.kinds import Known
from models.rules.negative_list import EntryStanding
from models.rules.states import ENTRY, REMEDIATION, EntryState, RemediationState


class NegativeEntry(Numbered, table=True):
    """A target not done in quality or quantity (6.2.4); `occurrence` counts how often the target was listed."""

    noun: ClassVar = Record(
        "负面清单条目",
        ("target_id", "occurrence"),
        states=ENTRY,
        of_target=TargetTexts(withheld="finding"),
        updated=True,
    )

    target_id: int = Field(foreign_key="target.id")
    occurrence: int
    department_id: int = Field(foreign_key="department.id")
    finding: str
    found_on: date
    listed_on: date
    state: EntryState = choice(EntryState, default=EntryState.LISTED)


class EntryReceipt(Numbered, table=True):
    """签收: a department has the notice of its entry since a day; by whom, and how that is known. Insert only."""

    noun: ClassVar = Record(
        "签收", ("entry_id", "department_id"), of_target=TargetTexts(told="received_by", rows=OF_ENTRY)
    )

    entry_id: int = Field(foreign_key="negative_entry.id")
    department_id: int = Field(foreign_key="department.id")
    received_on: date
    received_by: str
    known: Known = choice(Known)


class Remediation(Numbered, table=True):
    """One round of remediation of an entry: limit, declared completion, feedback, recheck (6.2.5).

    Its people rechecked and one signed, or a signed finding is the basis.
    """

    noun: ClassVar = Record(
        "整改",
        ("entry_id", "round"),
        states=REMEDIATION,
        of_target=TargetTexts(
            withheld="measures, feedback, recheck", told="rechecked_by, recheck_signed_by", rows=OF_ENTRY
        ),
        updated=True,
    )

    entry_id: int = Field(foreign_key="negative_entry.id")
    round: int
    limit: date
    state: RemediationState = choice(RemediationState, default=RemediationState.REMEDYING)
    measures: str = ""
    completed_on: date | None = None
    fed_back_on: date | None = None
    feedback: str = ""
    rechecked_on: date | None = None
    recheck: str = ""
    rechecked_by: list[str] = structure(default_factory=list)
    recheck_signed_by: str = ""
    recheck_finding_id: int | None = Field(default=None, foreign_key="finding.id")


class NegativeList(OfJurisdiction, table=True):
    """《负面清单》 of a quarter: numbered, frozen on a day, never updated (1-2.23, A10)."""

    noun: ClassVar = Record(
        "负面清单",
        ("period",),
        parts=(Part("negative_list_line", {"list_id": "r.id"}),),
        of_target=TargetTexts(
            withheld="finding",
            names="target",
            told="department, target_code",
            table="negative_list_line",
            rows=OF_ENTRY,
        ),
    )
    further: ClassVar = (UniqueConstraint("jurisdiction_id", "number"),)

    period: str
    number: int
    frozen_on: date


class NegativeListLine(Numbered, table=True):
    """An entry as of the day its list was frozen, with the texts and names of that day.

    `limit` is the due date of that day. `standing` has no value within the limit and after the end of the entry.
    `points` has no value if they were 未设定 (1-2.23, A11).
    """

    row_title: ClassVar = "负面清单的行"
    __table_args__ = (UniqueConstraint("list_id", "position"),)

    list_id: int = Field(foreign_key="negative_list.id")
    position: int
    entry_id: int = Field(foreign_key="negative_entry.id", index=True)
    department_id: int = Field(foreign_key="department.id")
    department: str
    target_code: str
    target: str
    occurrence: int
    finding: str
    found_on: date
    listed_on: date
    state: EntryState = choice(EntryState)
    round: int | None = None
    limit: date | None = None
    standing: EntryStanding | None = choice(EntryStanding, default=None, nullable=True)
    points: Decimal | None = None
