"""回复: the key that makes the codes of answer sheets."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import NamedTable, OfJurisdiction, Record


class AnswerKey(OfJurisdiction, table=True):
    """回复码密钥: the newest one makes the codes; sheets that an earlier one made are outdated. Insert only.

    `installation` is a random name of this installation, so that a sheet of another one is recognised; `digest` is the
    SHA-256 of the sealed key.
    """

    noun: ClassVar = Record("回复码密钥", ("number",))
    __table_args__ = (UniqueConstraint("number"),)  # of all jurisdictions

    number: int
    installation: str
    digest: str
    made_on: date
    reason: str = ""


class SealedAnswerKey(NamedTable, table=True):
    """The 32 bytes of a key in hexadecimal digits. A reader of the database may not see them. Insert only.

    They are in no digest, block, export or answer. They are in a backup, because no answer could be read without them
    after a restore.
    """

    answer_key_id: int = Field(primary_key=True, foreign_key="answer_key.id", sa_column_kwargs={"autoincrement": False})
    secret: str
