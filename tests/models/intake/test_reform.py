"""The input of a reform: its date, its document, the targets as a list or text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.intake.reform import DepartmentMerged, DepartmentRenamed, TargetsTransferred
from tests.models.intake.complaint import complaint

BASE = {"department": "D001", "effective_on": "2018-11-20", "basis": "黔机编〔2018〕12号"}
MOVED = BASE | {"successor": "D002"}


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ("T001", ("T001",)),
        ("T001、T002；T003;T001", ("T001", "T002", "T003")),
        (["T001", " T002 ", "T001"], ("T001", "T002")),
    ],
)
def test_targets_are_named_in_a_list_or_in_one_text_each_once(data: Any, codes: tuple[str, ...]) -> None:
    assert TargetsTransferred.model_validate(MOVED | {"targets": data}).targets == codes


def test_a_reform_has_its_day_and_its_document() -> None:
    merged = DepartmentMerged.model_validate(MOVED)
    assert (merged.effective_on, merged.basis) == (date(2018, 11, 20), "黔机编〔2018〕12号")


@pytest.mark.parametrize(
    ("form", "data", "why"),
    [
        (DepartmentMerged, MOVED | {"basis": " "}, "“依据文件”不能为空。"),
        (DepartmentMerged, MOVED | {"basis": "文" * 201}, "“依据文件”不能超过200个字。"),
        (DepartmentMerged, BASE, "“承接部门”必填。"),
        (
            DepartmentMerged,
            MOVED | {"effective_on": "2018-13-01"},
            "“生效日期”不是有效日期，应为2026-06-30这样的写法。",
        ),
        (TargetsTransferred, MOVED | {"targets": "、"}, "“目标编号”不能为空。"),
        (TargetsTransferred, MOVED | {"targets": 7}, "“目标编号”应为列表。"),
        (DepartmentRenamed, BASE | {"name": ""}, "“新名称”不能为空。"),
        (
            DepartmentMerged,
            MOVED | {"code": "D9"},
            "“code”没有这个字段，可填：department（部门）、effective_on（生效日期）、basis（依据文件）、successor（承接部门）。",
        ),
    ],
)
def test_errors_use_the_titles_of_the_form(form: Any, data: dict[str, Any], why: str) -> None:
    assert complaint(form, data) == why
