"""省领导评价: who rated the departments of a year, and the ratings, which only the application may read (1-2.15)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from models.records.record import NamedTable, OfJurisdiction, Record, choice, structure
from models.rules.states import LEADER_SHEET, LeaderSheetState


class LeaderSheet(OfJurisdiction, table=True):
    """The `serial`th sheet of a leader for a year, with the number of departments that he rated; it has no rating.

    One person entered it, another one read it against the paper; only then it counts. `signed_paper` is what the second
    person signed, if one account did both. `digest` is the SHA-256 of the sealed ratings.
    """

    noun: ClassVar = Record("省领导评价", ("year", "leader", "serial"), states=LEADER_SHEET, updated=True)
    further: ClassVar = (
        Index(
            "leader_rates_once",
            "jurisdiction_id",
            "year",
            "leader",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    year: int
    leader: str
    serial: int
    rated_on: date
    rated: int
    digest: str
    state: LeaderSheetState = choice(LeaderSheetState, default=LeaderSheetState.ENTERED)
    entered_by: str
    account: str = ""
    entered_on: date
    confirmed_by: str = ""
    confirmed_account: str = ""
    signed_paper: str = ""
    confirmed_on: date | None = None
    withdrawn_on: date | None = None
    reason: str = ""


class SealedRating(NamedTable, table=True):
    """评价: the ratings of a leader by the code of the department. A reader of the database may not see them (4.7).

    They are in no digest, block, export or answer, and are never changed. The `salt` is made by the database, because
    ratings are so few that they could be tried one after another against a digest without it.
    """

    row_title: ClassVar = "省领导评价（密）"

    leader_sheet_id: int = Field(
        primary_key=True, foreign_key="leader_sheet.id", sa_column_kwargs={"autoincrement": False}
    )
    salt: str
    marks: dict[str, Any] = structure()
