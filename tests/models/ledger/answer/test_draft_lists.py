"""Lists of drafts as answer sheets: opinions and receipts come back by the sheet that was sent (1-2.22, 1-2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.rules.errors import Refused
from tests.answers import Cells, duty_number, faults, fill_in, give_back, sent
from tests.mails import ADDRESS, mail_from, take
from tests.models.ledger.draft.lists import agree, bodies, consult, draft, issued_list
from tests.models.ledger.target.trees import TOLD, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

AGREED: Cells = {"意见": "同意"}
OBJECTED: Cells = {"意见": "有异议", "异议理由": "用地不足", "修改建议": "改为900公里"}
LINES = "SELECT r.code, l.opinion, l.reason, l.proposal FROM draft_line l JOIN target_draft r ON r.id = l.draft_id"


def asked(march: Acting, folder: Path) -> Path:
    """The sheet in which D001 is asked about N1 and N2."""
    bodies(march)
    draft(march, "N1")
    draft(march, "N2")
    return sent(march, folder / "回复表.xlsx", *consult(march))


def test_opinions_come_by_the_sheet(march: Acting, tmp_path: Path, sql: Sql, violations: Violations) -> None:
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED, "N2": OBJECTED})
    done = give_back(march, place)
    assert done.words == "2026年目标沟通：同意1项，有异议1项（N2），管理机构将逐项答复。"
    assert sql.rows(f"{LINES} ORDER BY r.code") == [
        ("N1", "agreed", "", ""),
        ("N2", "objected", "用地不足", "改为900公里"),
    ]
    assert violations() == []


def test_the_office_sees_the_weight_of_each_draft(march: Acting, tmp_path: Path) -> None:
    bodies(march)
    draft(march, "N1", 权重="8.50")
    draft(march, "N2")
    place = sent(march, tmp_path / "回复表.xlsx", *consult(march))
    said = [str(cell.value) for row in load_workbook(place).worksheets[1].iter_rows() for cell in row]
    assert [words for words in said if words.startswith("建成1000公里")] == ["建成1000公里（权重8.5）", "建成1000公里"]


def test_the_office_sees_the_indicators_and_until_when(march: Acting, tmp_path: Path) -> None:
    bodies(march)
    for code in ("N1", "N2"):
        draft(march, code, 完成时限="", 数量="", 单位="")
    march.take("indicators", *tree("N1"))
    place = sent(march, tmp_path / "回复表.xlsx", *consult(march))
    rows = [[cell.value for cell in row[:5]] for row in load_workbook(place).worksheets[1].iter_rows()]
    first, second = (next(row for row in rows if row[0] == code) for code in ("N1", "N2"))
    assert (first[2], first[4]) == ("；".join(["建成1000公里", *TOLD]), "2026年10月31日")
    assert (second[2], second[4]) == ("建成1000公里", "年底（默认）")


def test_a_wrong_cell_is_named_and_nothing_is_taken(march: Acting, tmp_path: Path, sql: Sql) -> None:
    wrong: Cells = {"意见": "有异议", "异议理由": "用地不足"}
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED | {"修改建议": "减半"}, "N2": wrong})
    messages = [message for _, message in faults(march, place)]
    assert messages == [
        "修改建议（目标N1）应为空，要填写的请选“有异议”",
        "修改建议（目标N2）不能为空，选“有异议”的须填写",
    ]
    assert sql.value("SELECT count(*) FROM draft_line WHERE answered_on IS NOT NULL") == 0


def test_an_unknown_opinion_and_an_empty_row_are_refused(march: Acting, tmp_path: Path) -> None:
    place = fill_in(asked(march, tmp_path), rows={"N1": {"意见": "弃权"}})
    messages = [message for _, message in faults(march, place)]
    assert messages == ["意见“弃权”不在可选范围内，可填：同意、有异议", "意见（目标N2）不能为空"]


def test_the_sheet_of_a_list_that_is_void_is_refused(march: Acting, tmp_path: Path) -> None:
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED, "N2": AGREED})
    for code in ("N1", "N2"):
        draft(march, code, 单位="里")
    with pytest.raises(Refused, match="已作废（草案已修改的，将另行征求意见），不再收取"):
        give_back(march, place)


def test_a_sheet_changes_opinions_that_were_given_before(march: Acting, tmp_path: Path, sql: Sql) -> None:
    place = asked(march, tmp_path)
    agree(march, duty_number(sql, "consultation", "2026"), "N1", "N2")
    give_back(march, fill_in(place, rows={"N1": OBJECTED, "N2": AGREED}))
    assert sql.column("SELECT opinion FROM draft_line ORDER BY draft_id") == ["objected", "agreed"]


def test_an_issued_list_is_received_by_the_sheet(
    march: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    issued_list(march)
    later = march.on("2026-03-20")
    place = sent(later, tmp_path / "回复表.xlsx", duty_number(sql, "receipt", "2026"))
    fill_in(place, {"清单签收": "已签收"}, {"N2": {"疑问": "起点在哪里"}})
    assert give_back(later, place).words == "已签收2026年目标清单，共7项。有疑问1项（N2），已转管理机构。"
    assert sql.column("SELECT state FROM obligation WHERE kind = 'receipt'") == ["discharged"]
    assert violations() == []


def test_a_receipt_without_its_cell_is_refused(march: Acting, tmp_path: Path, sql: Sql) -> None:
    issued_list(march)
    later = march.on("2026-03-20")
    place = sent(later, tmp_path / "回复表.xlsx", duty_number(sql, "receipt", "2026"))
    assert faults(later, fill_in(place, {"清单签收": "未收到"})) == [
        ("B5", "清单签收“未收到”不在可选范围内，可填：已签收")
    ]
    assert [message for _, message in faults(later, fill_in(place, {"清单签收": None}))] == ["清单签收不能为空"]


def test_the_receipt_of_opinions_cites_their_clause_and_says_the_title_once(
    march: Acting, tmp_path: Path, sql: Sql
) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    place = fill_in(asked(march, tmp_path), rows={"N1": AGREED, "N2": OBJECTED})
    take(mail_from(ADDRESS, "2026-03-05 10:20", place))
    told = sql.value("SELECT payload FROM notice WHERE kind = 'answer_receipt'")
    assert told["basis"] == "《总则》2.22"
    [taken] = told["taken"]
    assert (taken["title"], taken["verdict"]) == ("2026年目标沟通", "按时")
    assert taken["words"] == "同意1项，有异议1项（N2），管理机构将逐项答复。"
