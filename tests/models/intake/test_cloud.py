"""The input of an upload: one file or several, a month, and no unknown field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from models.intake.cloud import ProgressUploaded, WarningCleared, WarningConfirmed
from models.intake.input import OfTarget
from models.ledger.acts import find_act, read_input
from models.rules.cloud import MOST_FILES
from models.rules.errors import Refused
from tests.models.intake.complaint import complaint

SAID = {"target": "K001", "period": "2026-03", "progress": 30}


@pytest.mark.parametrize("media", ["三月.jpg", ["三月.jpg"], ("三月.jpg",)])
def test_a_single_file_needs_no_list(media: object) -> None:
    assert ProgressUploaded.model_validate({**SAID, "media": media}).media == (Path("三月.jpg"),)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"media": []}, "“图片和视频”不能为空。"),
        ({"media": ["a.jpg"] * (MOST_FILES + 1)}, "“图片和视频”填写有误。"),
        ({"media": [3]}, "“图片和视频”第1项填写有误。"),
        ({"progress": "NaN"}, "“进度”不是数字。"),
        ({"progress": -1}, "“进度”不能小于0。"),
        ({"period": "三月"}, "“月份”“三月”无法识别"),
        ({"month": "2026-03"}, "“month”没有这个字段，可填：target（目标编号）、period（月份）、progress（进度）、"),
    ],
)
def test_an_error_names_its_field(more: dict[str, Any], text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_input(find_act("upload_progress"), {**SAID, "media": "a.jpg", **more})
    assert refused.value.message.startswith(f"“上传重点项目实施进度”未执行：{text}")


def test_a_confirmation_proposes_no_entry_by_default() -> None:
    result = {"target": "K001", "period": "2026-03"}
    assert [WarningConfirmed.model_validate(result | more).propose for more in ({}, {"propose": "是"})] == [False, True]


SAID_VALUES = {"target": "K001", "period": "2026-03", "progress": 30, "media": "三月.jpg"}
FIELDS = "target（目标编号）、period（月份）、progress（进度）、text（进展说明）、media（图片和视频）"
PERIODS = "应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）"
OF_MONTH = {"target": "K001", "period": "2026-03"}


@pytest.mark.parametrize(
    ("progress", "read"), [(0, "0"), (100, "100"), (" 55.5 ", "55.5"), ("100.00", "100"), (33.3, "33.3"), (-0.0, "0")]
)
def test_a_progress_is_a_number_from_0_to_100(progress: object, read: str) -> None:
    assert ProgressUploaded.model_validate(SAID_VALUES | {"progress": progress}).progress == Decimal(read)


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
    assert complaint(ProgressUploaded, SAID_VALUES | {field: value}) == words


def test_the_files_stay_in_their_order_up_to_the_limit() -> None:
    files = [f"{number}.jpg" for number in range(MOST_FILES, 0, -1)]
    assert ProgressUploaded.model_validate(SAID_VALUES | {"media": files}).media == tuple(map(Path, files))


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (WarningConfirmed, OF_MONTH | {"reason": ["图片重复"]}, "“认定情况”应为文字。"),
        (WarningConfirmed, OF_MONTH | {"propose": "提出"}, "“是否提出列入负面清单”应填是或否。"),
        (WarningCleared, OF_MONTH | {"reason": "\u3000"}, "“原因”不能为空。"),
        (WarningCleared, {"target": "K001", "reason": "误报"}, "“月份”必填。"),
        (OfTarget, {"target": "K001", "year": "2026-03"}, "“年度”不是整数。"),
        (OfTarget, {}, "“目标编号”必填。"),
    ],
)
def test_a_wrong_value_about_a_warning_or_a_project_is_named(
    form: type[BaseModel], data: dict[str, Any], words: str
) -> None:
    assert complaint(form, data) == words
