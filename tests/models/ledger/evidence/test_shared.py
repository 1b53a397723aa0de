"""一份材料用于几项目标: the answer that takes such a file says so, and nothing else changes (1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting


@pytest.fixture
@story
def checked(march: Acting) -> Acting:
    """The year-end check of 2026 is open; today is 1 December."""
    december = march.on("2026-12-01")
    december.open("year_end_check", "2026")
    return december


def prove(acting: Acting, file: Path, code: str, department: str = "D001") -> str:
    file.write_text("验收")
    fields = {"department": department, "period": "2026", "target": code, "file": str(file)}
    return acting.do("attach_evidence", **fields).words


def test_the_second_target_of_a_file_is_told_with_its_number(checked: Acting, tmp_path: Path) -> None:
    assert "用于" not in prove(checked, tmp_path / "验收单.pdf", "T001")
    assert "“验收单.pdf”这份材料用于2项目标。" in prove(checked, tmp_path / "验收单.pdf", "T002")


def test_the_same_content_under_another_name_and_of_another_department_counts(checked: Acting, tmp_path: Path) -> None:
    prove(checked, tmp_path / "验收单.pdf", "T001")
    assert "“报告.pdf”这份材料用于2项目标。" in prove(checked, tmp_path / "报告.pdf", "T003", "D002")


def test_a_file_given_twice_for_one_target_serves_one(checked: Acting, tmp_path: Path) -> None:
    prove(checked, tmp_path / "验收单.pdf", "T001")
    month = {"department": "D001", "period": "2026-03", "target": "T001", "file": str(tmp_path / "验收单.pdf")}
    assert checked.do("attach_evidence", **month).words == "已提交印证材料“验收单.pdf”。"
