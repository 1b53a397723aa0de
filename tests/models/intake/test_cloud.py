"""The input of an upload: one file or several, a month, and no unknown field."""

from pathlib import Path
from typing import Any

import pytest

from models.intake.cloud import ProgressUploaded, WarningConfirmed
from models.ledger.acts import find_act, read_input
from models.rules.cloud import MOST_FILES
from models.rules.errors import Refused

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
