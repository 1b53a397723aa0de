"""目标云 (7.5): the monthly uploads of a key project, their media, and the delegations of uploading."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ARRAY, BigInteger, Column, UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, TargetTexts, choice, instant, structure
from models.rules.cloud import Medium
from models.rules.states import UPLOAD, UploadState


class CloudUpload(OfJurisdiction, table=True):
    """The `number`th upload of a project for a month; a missing upload has neither progress nor media.

    `department` is the debtor at that time; `warnings` is the list from the automatic judgement (A22): kind and words
    of each.
    """

    noun: ClassVar = Record(
        "目标云上传",
        ("target_id", "period", "number"),
        states=UPLOAD,
        of_target=TargetTexts(withheld="text, reason", told="period, uploaded_by, warnings"),
        updated=True,
    )
    __table_args__ = (UniqueConstraint("target_id", "period", "number"),)

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


class CloudMedium(Numbered, table=True):
    """One picture or video of an upload: its file, its hash as a signed integer, its time and place by its metadata.

    `cuts` are the hashes of the picture with its edges cut; videos and pictures of one colour have none.
    """

    noun: ClassVar = Record(
        "目标云图片和视频",
        ("upload_id", "evidence_id"),
        of_target=TargetTexts(
            withheld="file_name",
            told="cuts",
            rows="x.upload_id IN (SELECT u.id FROM cloud_upload u WHERE u.target_id = m.id)",
        ),
    )

    upload_id: int = Field(foreign_key="cloud_upload.id")
    evidence_id: int = Field(foreign_key="evidence.id")
    file_name: str
    kind: Medium = choice(Medium)
    width: int | None = None
    height: int | None = None
    bits: int | None = Field(default=None, sa_type=BigInteger)
    cuts: list[int] | None = Field(default=None, sa_column=Column(ARRAY(BigInteger)))
    taken_at: datetime | None = instant(default=None, nullable=True)
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class CloudDelegation(Numbered, table=True):
    """A28: the `number`th delegation of a project's uploads to its lead department; open until `ended_on` is set."""

    noun: ClassVar = Record(
        "目标云上传委托", ("target_id", "number"), of_target=TargetTexts(withheld="reason"), updated=True
    )

    target_id: int = Field(foreign_key="target.id")
    number: int
    since: date
    ended_on: date | None = None
    reason: str = ""
