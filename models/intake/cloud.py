"""The input of the acts of 目标云: an upload, the decision on a warning, a delegation of uploading (7.5)."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.input import FilePath, Input, OfTarget, PeriodText, Text, YesNo
from models.rules.cloud import MOST_FILES

Files = Annotated[
    tuple[FilePath, ...], BeforeValidator(lambda value: value if isinstance(value, list | tuple) else [value])
]


class OfUpload(Input):
    """An act about a key project's newest upload for a month; the target's year is that of the month."""

    target: Text = Field(title="目标编号")
    period: PeriodText = Field(title="月份")


class ProgressUploaded(OfUpload):
    """The progress of a month, with the pictures and videos that show it."""

    progress: Decimal = Field(title="进度", ge=0, le=100, examples=["35"])
    text: str = Field(default="", title="进展说明")
    media: Files = Field(title="图片和视频", min_length=1, max_length=MOST_FILES, examples=["路基.jpg、桥墩.mp4"])


class WarningConfirmed(OfUpload):
    """A person confirms a warning; if `propose`, the target is proposed for the negative list."""

    reason: str = Field(default="", title="认定情况")
    propose: YesNo = Field(default=False, title="是否提出列入负面清单")


class WarningCleared(OfUpload):
    """A person clears a false warning, with the reason."""

    reason: Text = Field(title="原因")


class UploadTakenBack(OfTarget):
    """The agency ends a delegation, with the reason."""

    reason: Text = Field(title="原因")
