"""申诉 of a department against an entry of the negative list or another result (4.3 a)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.records.record import OF_ENTRY, Numbered, Record, TargetTexts, choice
from models.rules.appeal import Ruling, SubjectKind
from models.rules.states import APPEAL, AppealState


class Appeal(Numbered, table=True):
    """An objection, its re-inspection and the ruling; `number` counts those against one subject, one open at a time.

    `entry_id` is the contested entry, or the entry behind the contested finding: from `accepted_on` to `ended_on`, both
    included, its deadlines are suspended (A14). Another subject is named by `subject_key`, and by `target_id` if it is
    about a target; nothing is suspended.
    """

    noun: ClassVar = Record(
        "申诉",
        ("entry_id", "target_id", "subject_kind", "subject_key", "number"),
        states=APPEAL,
        of_target=TargetTexts(
            withheld="ground, reason", told="subject_key", rows=f"({OF_ENTRY} OR x.target_id = m.id)"
        ),
        updated=True,
    )
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint(
            "CASE subject_kind WHEN 'entry' THEN entry_id IS NOT NULL AND subject_key = '' AND target_id IS NULL"
            " ELSE subject_key <> '' END",
            name="appeal_subject",
        ),
        Index("appeal_running", "entry_id", unique=True, postgresql_where="state IN ('lodged', 'accepted')"),
        Index(
            "appeal_by_subject",
            "subject_kind",
            "subject_key",
            "number",
            unique=True,
            postgresql_where="entry_id IS NULL",
        ),
        Index(
            "appeal_running_by_subject",
            "subject_kind",
            "subject_key",
            unique=True,
            postgresql_where="entry_id IS NULL AND state IN ('lodged', 'accepted')",
        ),
    )

    entry_id: int | None = Field(default=None, foreign_key="negative_entry.id")
    subject_kind: SubjectKind = choice(SubjectKind, default=SubjectKind.ENTRY)
    subject_key: str = ""
    target_id: int | None = Field(default=None, foreign_key="target.id")
    number: int
    department_id: int = Field(foreign_key="department.id")
    ground: str
    state: AppealState = choice(AppealState, default=AppealState.LODGED)
    lodged_on: date
    accepted_on: date | None = None
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    ended_on: date | None = None
    ruling: Ruling | None = choice(Ruling, default=None, nullable=True)
    reason: str = ""
