"""目标云 (7.5): what was uploaded of a key project for a month, what it shows, and who uploads for the agency."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice, instant, structure
from models.rules.cloud import Medium
from models.rules.states import UploadState


class CloudUpload(SQLModel, table=True):
    """The `number`th upload of a project for a month; one that did not come in time has neither progress nor media.

    `department` is whoever owed it, `warnings` what the automatic judgement found (A22): kind and words of each.
    """

    __tablename__ = "cloud_upload"
    __table_args__ = (UniqueConstraint("target_id", "period", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    target_id: int = Field(foreign_key="target.id")
    period: str
    number: int
    department_id: int = Field(foreign_key="department.id")
    state: UploadState = choice(UploadState, default=UploadState.RECEIVED)
    progress: Decimal | None = None
    text: str = ""
    received_on: date
    recorded_on: date
    uploaded_by: str = ""
    warnings: list[dict[str, Any]] = structure(default_factory=list)
    decided_on: date | None = None
    reason: str = ""


class CloudMedium(SQLModel, table=True):
    """One picture or video of an upload: its file, its hash with a sign, when and where it says that it was taken."""

    __tablename__ = "cloud_medium"
    __table_args__ = (UniqueConstraint("upload_id", "evidence_id"),)

    id: int | None = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="cloud_upload.id")
    evidence_id: int = Field(foreign_key="evidence.id")
    file_name: str
    kind: Medium = choice(Medium)
    width: int | None = None
    height: int | None = None
    bits: int | None = Field(default=None, sa_type=BigInteger)
    taken_at: datetime | None = instant(default=None, nullable=True)
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class CloudDelegation(SQLModel, table=True):
    """A28: the `number`th time that the lead department of a project uploads for the agency, until it is taken back."""

    __tablename__ = "cloud_delegation"
    __table_args__ = (UniqueConstraint("target_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(foreign_key="target.id")
    number: int
    since: date
    ended_on: date | None = None
    reason: str = ""
