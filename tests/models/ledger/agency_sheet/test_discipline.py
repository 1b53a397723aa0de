"""讲规矩守纪律 in a sheet: a fact in each row, all or none (1-6.1, A44)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "discipline"
RECORDS = """SELECT d.code, r.year, r.serial, r.fact, r.state FROM discipline r
    JOIN department d ON d.id = r.department_id ORDER BY r.id"""
ROW: dict[str, Any] = {
    "部门编码": "D001", "年度": 2026, "事实": "未按规定报告重大事项", "扣减": "绩效奖下调一档",
    "依据文号": "黔纪通〔2027〕2号", "文件日期": "2027-01-12", "依据文件": "通报.pdf",
}  # fmt: skip


@pytest.fixture
def january(march: Acting, tmp_path: Path) -> Acting:
    """Today is 20 January 2027; the paper lies next to the sheet."""
    (tmp_path / "通报.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return march.on("2027-01-20")


def test_each_row_is_a_fact_and_the_same_sheet_again_is_none(
    january: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    other = ROW | {"部门编码": "D002", "事实": "会议纪律松弛"}
    sheet = fill(template(january, KIND, tmp_path), {2: ROW, 3: other})
    assert counts(take(january, KIND, sheet))[0] == 2
    assert sql.rows(RECORDS) == [
        ("D001", 2026, 1, "未按规定报告重大事项", "recorded"),
        ("D002", 2026, 1, "会议纪律松弛", "recorded"),
    ]
    take(january, KIND, sheet)
    assert len(sql.rows(RECORDS)) == 2
    assert violations() == []


def test_an_exported_sheet_has_what_is_recorded_of_the_appraised_year(january: Acting, tmp_path: Path) -> None:
    assert rows_in(export(january, KIND, tmp_path)) == []
    take(january, KIND, fill(template(january, KIND, tmp_path), {2: ROW}))
    assert [row["事实"] for row in rows_in(export(january, KIND, tmp_path))] == [ROW["事实"]]
    assert rows_in(export(january.on("2027-07-05"), KIND, tmp_path)) == []


def test_what_was_withdrawn_may_be_recorded_again(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(template(january, KIND, tmp_path), {2: ROW})
    take(january, KIND, sheet)
    january.do("withdraw_discipline", department="D001", year=2026, serial=1, reason="误登记")
    take(january, KIND, as_csv(sheet))
    assert [row[2::2] for row in sql.rows(RECORDS)] == [(1, "withdrawn"), (2, "recorded")]


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"扣减": "扣2分"}, "只扣奖不扣分，得分不变"),
        ({"扣减": "扣发500元"}, "金额不入本系统"),
        ({"依据文号": None}, "依据文号"),
        ({"依据文件": None}, "依据文件"),
        ({"依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
        ({"文件日期": "2025-12-31"}, "早于2026年"),
        ({"部门编码": "D999"}, "D999"),
    ],
)
def test_one_wrong_row_and_nothing_is_recorded(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    sheet = fill(template(january, KIND, tmp_path), {2: ROW, 3: ROW | {"部门编码": "D002"} | cells})
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, sheet)
    assert refusal in refused.value.message
    assert sql.rows(RECORDS) == []
