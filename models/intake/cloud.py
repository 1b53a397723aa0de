"""The input of the acts of 目标云: what is uploaded of a project, what becomes of a warning, who uploads (7.5)."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.said import PeriodText, Said, Text, YesNo

MOST_FILES = 20
Files = Annotated[tuple[Path, ...], BeforeValidator(lambda said: said if isinstance(said, list | tuple) else [said])]


class OfUpload(Said):
    """An act about the newest upload of a key project for a month; the year of the target is the month's."""

    target: Text = Field(title="目标编号")
    period: PeriodText = Field(title="月份")


class ProgressUploaded(OfUpload):
    """The progress of a month, with the pictures and videos that show it."""

    progress: Decimal = Field(title="进度", ge=0, le=100)
    text: str = Field(default="", title="进展说明")
    media: Files = Field(title="图片和视频", min_length=1, max_length=MOST_FILES)


class WarningConfirmed(OfUpload):
    """A person finds a warning to be true; with `propose` the target is proposed for the negative list."""

    reason: str = Field(default="", title="认定情况")
    propose: YesNo = Field(default=False, title="是否提出列入负面清单")


class WarningCleared(OfUpload):
    """A person finds a warning to be wrong, and why."""

    reason: Text = Field(title="原因")


class OfProject(Said):
    """An act about who uploads of a key project; the year is the business date's unless said otherwise."""

    target: Text = Field(title="目标编号")
    year: int | None = Field(default=None, title="年度")


class UploadTakenBack(OfProject):
    """The agency uploads again itself, and why."""

    reason: Text = Field(title="原因")
