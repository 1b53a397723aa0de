"""目标云: the progress, the files and the month of an upload, with the words of each complaint (7.5)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.cloud import OfProject, ProgressUploaded, WarningCleared, WarningConfirmed
from models.intake.faults import complain
from models.rules.cloud import MOST_FILES

SAID = {"target": "K001", "period": "2026-03", "progress": 30, "media": "三月.jpg"}
FIELDS = "target（目标编号）、period（月份）、progress（进度）、text（进展说明）、media（图片和视频）"
PERIODS = "应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）"
OF_MONTH = {"target": "K001", "period": "2026-03"}


def complaint(form: type[BaseModel], data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    return complain(error.value, form)


@pytest.mark.parametrize(
    ("progress", "read"), [(0, "0"), (100, "100"), (" 55.5 ", "55.5"), ("100.00", "100"), (33.3, "33.3"), (-0.0, "0")]
)
def test_a_progress_is_a_number_from_0_to_100(progress: object, read: str) -> None:
    assert ProgressUploaded.model_validate(SAID | {"progress": progress}).progress == Decimal(read)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("progress", -0.01, "“进度”不能小于0。"),
        ("progress", "100.01", "“进度”不能大于100。"),
        ("progress", 10**30, "“进度”不能大于100。"),
        ("progress", "三成", "“进度”不是数字。"),
        ("progress", "30%", "“进度”不是数字。"),
        ("progress", "", "“进度”不是数字。"),
        ("progress", None, "“进度”不是数字。"),
        ("progress", True, "“进度”不是数字。"),
        ("progress", float("nan"), "“进度”不是数字。"),
        ("progress", "Infinity", "“进度”不是数字。"),
        ("text", 3, "“进展说明”应为文字。"),
        ("text", None, "“进展说明”应为文字。"),
        ("media", (), "“图片和视频”不能为空。"),
        ("period", "2026Q5", f"“月份”“2026Q5”无法识别，{PERIODS}。"),
        ("month", 3, f"“month”没有这个字段，可填：{FIELDS}。"),
    ],
)
def test_a_wrong_value_of_an_upload_is_named(field: str, value: object, words: str) -> None:
    assert complaint(ProgressUploaded, SAID | {field: value}) == words


def test_the_files_stay_in_their_order_up_to_the_limit() -> None:
    files = [f"{number}.jpg" for number in range(MOST_FILES, 0, -1)]
    assert ProgressUploaded.model_validate(SAID | {"media": files}).media == tuple(map(Path, files))


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (WarningConfirmed, OF_MONTH | {"reason": ["图片重复"]}, "“认定情况”应为文字。"),
        (WarningConfirmed, OF_MONTH | {"propose": "提出"}, "“是否提出列入负面清单”应填是或否。"),
        (WarningCleared, OF_MONTH | {"reason": "\u3000"}, "“原因”不能为空。"),
        (WarningCleared, {"target": "K001", "reason": "误报"}, "“月份”必填。"),
        (OfProject, {"target": "K001", "year": "2026-03"}, "“年度”不是整数。"),
        (OfProject, {}, "“目标编号”必填。"),
    ],
)
def test_a_wrong_value_about_a_warning_or_a_project_is_named(
    form: type[BaseModel], data: dict[str, Any], words: str
) -> None:
    assert complaint(form, data) == words
