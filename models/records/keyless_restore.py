"""不含密钥的恢复: that this installation was restored from a backup without keys, and what that backup left out."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.records.columns import instant, structure


class KeylessRestore(SQLModel, table=True):
    """A restore from a backup without keys. Insert only.

    `digest` is that of the backup, `height` and `head` the newest block in it, `left_out` what it left out.
    """

    __tablename__ = "keyless_restore"

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    digest: str = Field(unique=True)
    made_at: datetime = instant()
    height: int
    head: str
    restored_on: date
    left_out: dict[str, Any] = structure()
