"""The shared parts of all imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.complaints import Complaint, ImportRefused
from models.ledger.sheets import ImportTally, assign, names_of, refuse_if
from models.records import Office
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_an_import_counts_new_changed_and_unchanged_rows() -> None:
    summary = ImportTally(5, [1, 2], [3]).summary("部门")
    assert summary.counts == {"rows": 5, "new": 2, "changed": 1, "same": 2}
    assert summary.words == "部门共5行：新增2，更改1，未变2。"


def test_only_changed_columns_are_written() -> None:
    office = Office(department_id=1, email="a@gz.gov.cn")
    assert not assign(office, {"email": "a@gz.gov.cn"})
    assert assign(office, {"email": "b@gz.gov.cn"})
    assert office.email == "b@gz.gov.cn"


def test_a_short_name_of_two_departments_means_neither(acting: Acting) -> None:
    rows = [{"编码": f"D00{n}", "名称": f"第00{n}厅", "简称": "厅"} for n in (1, 2)]
    acting.take("departments", *rows)
    with begin() as session:
        known = names_of(session, acting.context())
    assert known["厅"] is None
    assert {name for name, found in known.items() if found and found.code == "D001"} == {"D001", "第001厅"}


@pytest.mark.parametrize(
    ("kind", "row", "places"),
    [
        ("contacts", {"部门编码": "Ｄ００９", "角色": "联络员", "姓名": "王五", "邮箱": "无"}, ["邮箱", "部门编码"]),
        ("contacts", {"部门编码": "", "角色": "联络员", "姓名": "王五"}, ["部门编码"]),
        (
            "targets",
            {"编号": "T1", "年度": "去年", "目标名称": "修路", "责任部门": "甲厅；第001厅", "配合部门": "乙厅"},
            ["年度", "责任部门", "配合部门"],
        ),
        ("reports", {"部门编码": "D009", "期间": "13月", "目标编号": "T1", "进度": "5"}, ["期间", "部门编码"]),
    ],
)
def test_an_unknown_department_is_named_with_other_faults_of_its_row(
    march: Acting, kind: str, row: dict[str, str], places: list[str]
) -> None:
    with pytest.raises(ImportRefused) as refused:
        march.take(kind, row)
    assert [complaint.cell for complaint in refused.value.complaints] == [f"第2行“{place}”列" for place in places]


def test_a_known_department_is_no_fault_of_a_row_that_has_one(march: Acting) -> None:
    with pytest.raises(ImportRefused) as refused:
        march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "王五", "手机": "1"})
    assert [complaint.cell for complaint in refused.value.complaints] == ["第2行“手机”列"]


def test_without_any_department_the_file_is_refused_with_one_sentence(acting: Acting) -> None:
    with pytest.raises(Refused) as refusal:
        acting.take("contacts", *({"部门编码": "D001", "角色": "联络员", "姓名": name} for name in ("李明", "王文")))
    assert refusal.value.message == "部门名单还是空的，请先导入部门：mubiao import departments 部门.xlsx。"


def test_complaints_are_told_in_the_order_of_the_rows() -> None:
    cells = ["C10", "第9行", "A9", "", "B2"]
    with pytest.raises(ImportRefused) as refusal:
        refuse_if(Complaint("", cell, "", "有误", "部门.csv") for cell in cells)
    assert [complaint.cell for complaint in refusal.value.complaints] == ["", "B2", "第9行", "A9", "C10"]


def test_without_a_complaint_nothing_is_refused() -> None:
    refuse_if([])
