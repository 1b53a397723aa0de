"""An office receives its results and states their use in its answer sheet (1-9.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.intake.complaints import ImportRefused
from models.rules.errors import Refused
from tests.answers import fill_in, give_back, sent
from tests.models.ledger.results_use.results import CORRECTION, approved_year, deliver, duty_of, number_papers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

SIGNED = {"结果收到": "已签收", "签收人": "周涛"}
USED = {"结果用于": "评优评先", "运用情况": "评选先进处室"}
STATE = "SELECT state, receiver, uses FROM result_delivery WHERE obligation_id = :duty"


@pytest.fixture
def delivered(march: Acting, sql: Sql) -> Acting:
    """The results of 2026 are approved and delivered on 9 March 2027."""
    approved = approved_year(march, sql)
    number_papers(approved)
    deliver(approved)
    return approved


def sheet_of(acting: Acting, sql: Sql, folder: Path, **cells: Any) -> Path:
    """The sheet of D001, filled in."""
    return fill_in(sent(acting, folder / "签收.xlsx", duty_of(sql)), cells)


def texts(place: Path) -> str:
    book = load_workbook(place)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_sheet_shows_the_departments_own_results(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    shown = texts(sheet_of(delivered, sql, tmp_path))
    assert "条目2026/T001/1扣2.00分" in shown
    assert "第002厅" not in shown
    assert "张平" not in shown


def test_the_sheet_withholds_a_marked_entry(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    delivered.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及未公开规划")
    assert "2026/T001" not in texts(sheet_of(delivered, sql, tmp_path))


def test_an_office_receives_by_its_sheet(delivered: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    done = give_back(delivered, sheet_of(delivered, sql, tmp_path, **SIGNED))
    assert done.words == "2026年考评结果已由周涛于2027-03-09签收。"
    assert sql.rows(STATE, duty=duty_of(sql)) == [("received", "周涛", [])]
    assert [
        each for each in violations() if not each.startswith("目标 2026|T00")
    ] == []  # the story sets their category


def test_the_same_sheet_states_a_use_later(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    give_back(delivered, sheet_of(delivered, sql, tmp_path, **SIGNED))
    later = delivered.on("2027-04-20")
    done = give_back(later, sheet_of(later, sql, tmp_path, **SIGNED, **USED))
    assert done.words == "2026年考评结果此前已签收（周涛），未作改动。已登记“第001厅”2026年考评结果用于评优评先。"
    [(state, _, uses)] = sql.rows(STATE, duty=duty_of(sql))
    assert (state, [each["text"] for each in uses]) == ("used", ["评选先进处室"])


def test_receipt_and_use_may_come_together_with_a_paper(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    paper = {"运用文件文号": "黔教人〔2027〕6号", "运用文件日期": "2027-03-10"}
    later = delivered.on("2027-03-11")
    give_back(later, sheet_of(later, sql, tmp_path, **SIGNED, **USED, **paper))
    [(_, _, [use])] = sql.rows(STATE, duty=duty_of(sql))
    assert (use["number"], use["dated"], use["on"]) == ("黔教人〔2027〕6号", "2027-03-10", "2027-03-11")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"结果收到": "已签收"}, "签收人"),
        ({"结果收到": "收到", "签收人": "周涛"}, "结果收到"),
        (SIGNED | {"结果用于": "旅游"}, "结果用于"),
        (SIGNED | {"结果用于": "评优评先"}, "B20：写结果运用的，“结果用于”和“运用情况”两格都须填写$"),
        (SIGNED | {"运用情况": "评选先进"}, "B19：写结果运用的，“结果用于”和“运用情况”两格都须填写$"),
        (SIGNED | USED | {"运用文件文号": "1号"}, "须同时写明文号和日期"),
    ],
)
def test_a_sheet_that_says_half_is_refused_whole(
    delivered: Acting, sql: Sql, tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    with pytest.raises((Refused, ImportRefused), match=words):
        give_back(delivered, sheet_of(delivered, sql, tmp_path, **cells))
    assert sql.rows(STATE, duty=duty_of(sql)) == [("delivered", "", [])]


def test_the_sheet_of_corrected_results_is_not_taken(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sheet_of(delivered, sql, tmp_path, **SIGNED)
    later = delivered.on("2027-03-12")
    later.do("supersede_sheet", **CORRECTION)
    deliver(later)
    with pytest.raises(Refused, match="已经更正"):
        give_back(later, place)


def test_the_sheet_of_another_office_is_not_taken(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    with pytest.raises((Refused, ImportRefused)):
        give_back(delivered, sheet_of(delivered, sql, tmp_path, **SIGNED), office="D002")
    assert sql.rows(STATE, duty=duty_of(sql)) == [("delivered", "", [])]
