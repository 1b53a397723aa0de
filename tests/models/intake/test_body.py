"""参与单位 and 内设机构 as they are written: labels and keys of kinds, 是 and 否, addresses, lengths."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.body import BodyNamed, DivisionNamed
from models.intake.faults import complain
from models.rules.body import BodyKind
from tests.models.intake.complaint import complaint


@pytest.mark.parametrize("kind", ["领导小组", "leading_group"])
def test_a_kind_is_written_as_label_or_key(kind: str) -> None:
    assert BodyNamed.model_validate({"name": "领导小组", "kind": kind}).kind is BodyKind.LEADING_GROUP


def test_a_member_of_the_leading_group_is_marked_with_yes() -> None:
    assert BodyNamed.model_validate({"name": "省委组织部", "kind": "组织部", "member": "是"}).member


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "理事会"}, "“单位类别”"),
        ({"name": ""}, "“单位名称”不能为空"),
        ({"name": "长" * 201}, "“单位名称”不能超过200个字"),
        ({"email": "不是邮箱"}, "“邮箱”"),
        ({"mobile": "123"}, "“联系人手机”格式不对，手机号应为11位数字"),
        ({"valid_from": "明天"}, "“生效日期”不是有效日期"),
        ({"member": "也许"}, "“领导小组成员单位”应填是或否"),
        ({"level": "1"}, "level"),
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as error:
        BodyNamed.model_validate({"name": "省直机关工委", "kind": "机关工委"} | wrong)
    assert words in complain(error.value, BodyNamed)


def test_a_division_belongs_to_a_department() -> None:
    assert complaint(DivisionNamed, {"name": "办公室"}) == "“部门”必填。"
