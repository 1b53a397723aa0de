"""The input of 省领导评价: the ratings of a leader with his sheet, read a second time, and withdrawn (1-2.15, A40)."""

from datetime import date

from pydantic import Field, field_serializer

from models.intake.evidence import Pieces
from models.intake.input import Input, OfDepartment, PersonName, Text
from models.intake.yearly import FIRST, LAST


class Rating(OfDepartment):
    """What a leader gave one department. As JSON it has no mark (4.7): the digest of a request stands in the chain.

    Marks are so few that they could be tried against a digest. So a request that is repeated with other marks counts as
    the same one, and changes nothing.
    """

    mark: Text = Field(title="评价")

    @field_serializer("mark", when_used="json")
    def _conceal(self, _mark: str) -> str:
        return ""


class OfLeaderSheet(Input):
    """An act about the ratings that a leader gave for a year."""

    rated_by: PersonName = Field(title="省领导")
    year: int = Field(title="年度", ge=FIRST, le=LAST)


class LeaderSheetRead(OfLeaderSheet):
    """The ratings, as a second person reads them from the sheet of the leader."""

    ratings: tuple[Rating, ...] = Field(default=(), title="各部门的评价")


class LeaderSheetGiven(LeaderSheetRead):
    """The ratings, the day on which they were given, and the sheet itself as a file."""

    rated_on: date | None = Field(default=None, title="评价日期")
    evidence: Pieces = Field(default=(), title="评价表原件")


class LeaderSheetWithdrawn(OfLeaderSheet):
    """Why the ratings of a leader are withdrawn; of a sheet that was read, with the file that says so."""

    reason: Text = Field(title="原因")
    evidence: Pieces = Field(default=(), title="依据文件")


class ReadRatingRow(OfLeaderSheet):
    """One row of a leader's sheet that is read a second time; an empty mark is no rating."""

    department: Text = Field(title="部门")
    mark: str = Field(default="", title="评价", examples=["85"])


class RatingRow(ReadRatingRow):
    """One row of a leader's sheet, with the day and the file that it has with the other rows."""

    rated_on: date | None = Field(default=None, title="评价日期", examples=["2027-01-15"])
    evidence: Pieces = Field(default=(), title="评价表原件", examples=["张省长评价表.pdf"])
