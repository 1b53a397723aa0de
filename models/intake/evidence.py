"""印证材料: the files that come with an input; the filings of 季度自查 and 年终检查备查."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.input import FilePath, Input, OfDepartment, PeriodText


def _parse_pieces(value: object) -> object:
    """Parse the pieces of evidence: a plain path is a piece without dates."""
    several = value if isinstance(value, list | tuple) else [value]
    return [{"file": piece} if isinstance(piece, str | Path) else piece for piece in several]


class Piece(Input):
    """A supporting file, the day it is about and the day it was made."""

    file: FilePath = Field(title="文件")
    about: date | None = Field(default=None, title="反映的日期")
    made_on: date | None = Field(default=None, title="形成日期")


class Proof(Piece):
    """A file that supports the line of a target or of one of its leaves, or the filing as a whole."""

    target: str = Field(default="", title="目标编号")
    indicator: str = Field(default="", title="指标编号")


Pieces = Annotated[tuple[Piece, ...], BeforeValidator(_parse_pieces)]
Proofs = Annotated[tuple[Proof, ...], BeforeValidator(_parse_pieces)]


class EvidenceGiven(OfDepartment):
    """A file that supports the reported line of a target or of one of its leaves, or a filing as a whole."""

    period: PeriodText = Field(title="期间")
    target: str = Field(default="", title="目标编号")
    indicator: str = Field(default="", title="指标编号")
    file: FilePath = Field(title="文件", examples=["竣工验收单.pdf"])
    about: date | None = Field(default=None, title="反映的日期")
    made_on: date | None = Field(default=None, title="形成日期")
