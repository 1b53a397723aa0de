"""印证材料: the files that come with what is said; 季度自查 and 年终检查备查, what an office files with them."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.said import PeriodText, Said, Text


def _pieces(said: object) -> object:
    """A path alone is a piece of which only the file is named."""
    several = said if isinstance(said, list | tuple) else [said]
    return [{"file": piece} if isinstance(piece, str | Path) else piece for piece in several]


class Piece(Said):
    """A file that supports what is said, the day it is about and the day it was made."""

    file: Path = Field(title="文件")
    about: date | None = Field(default=None, title="反映的日期")
    made_on: date | None = Field(default=None, title="形成日期")


class Proof(Piece):
    """A file that supports what is said of a target, or of the filing as a whole."""

    target: str = Field(default="", title="目标编号")


Pieces = Annotated[tuple[Piece, ...], BeforeValidator(_pieces)]


class EvidenceGiven(Said):
    """A file that supports what was reported of a target, or a filing as a whole."""

    department: Text = Field(title="部门")
    period: PeriodText = Field(title="期间")
    target: str = Field(default="", title="目标编号")
    file: Path = Field(title="文件")
    about: date | None = Field(default=None, title="反映的日期")
    made_on: date | None = Field(default=None, title="形成日期")
