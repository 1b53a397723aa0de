"""年终检查备查: what an office files for a year, and the evidence that it brings along."""

from datetime import date
from pathlib import Path

from pydantic import Field

from models.intake.acts import ReportGiven, Said


class Proof(Said):
    """A file that supports what is said of a target, or of the filing as a whole."""

    target: str = Field(default="", title="目标编号")
    file: Path = Field(title="文件")
    about: date | None = Field(default=None, title="反映的日期")
    made_on: date | None = Field(default=None, title="形成日期")


class YearFiled(ReportGiven):
    """A year's filing: its lines, and the evidence for as many of them as the office has at hand."""

    evidence: tuple[Proof, ...] = Field(default=(), title="印证材料")
