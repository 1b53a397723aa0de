"""The sheet that asks a department to check its score says each line, and comes back as its answer (1-2.22)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.rules.errors import Refused
from models.rules.kinds import Known
from tests.answers import faults, fill_in, give_back, sent
from tests.models.ledger.appraisal.year import complete, drafted, number_of, states

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

REASON = "对职能绩效目标的异议理由"


@pytest.fixture
def draft(march: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are drafted; objections until 5 March 2027."""
    complete(march, sql)
    drafted(march)
    return march.on("2027-03-03")


def sheet_of(draft: Acting, sql: Sql, folder: Path) -> Path:
    return sent(draft, folder / "回复表.xlsx", number_of(sql))


def test_the_sheet_says_each_line_and_the_total(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet: Any = load_workbook(sheet_of(draft, sql, tmp_path)).worksheets[1]
    shown = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows() if row[0].value}
    assert shown["职能绩效目标"] == "满分50.00分，得48.00分；条目2026/T001/1扣2.00分"
    assert shown["合计"] == "94.10分"


def test_an_office_agrees_by_its_sheet(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "同意"})
    assert give_back(draft, place).words == "2026年得分表：没有异议。"
    assert states(sql)[0] == ("D001", 1, "agreed")


def test_an_office_objects_by_its_sheet(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "有异议", REASON: "已于2月补欠"})
    give_back(draft, place)
    assert sql.rows("SELECT component, reason FROM score_objection") == [("functional", "已于2月补欠")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"意见": "有异议"}, "至少写明一个考评项目的异议理由"),
        ({"意见": "同意", REASON: "已补欠"}, "填了异议理由，意见应为“有异议”"),
    ],
)
def test_opinion_and_reasons_go_together(
    draft: Acting, sql: Sql, tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), cells)
    ((cell, fault),) = faults(draft, place)
    assert (load_workbook(place).worksheets[1][cell].value, words in fault) == (cells["意见"], True)
    assert states(sql)[0] == ("D001", 1, "drafted")


def test_a_sheet_that_comes_after_the_day_is_refused(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "有异议", REASON: "已补欠"})
    with pytest.raises(Refused, match="核对得分表的期限（2027-03-05）已过"):
        give_back(draft.on("2027-03-08"), place)


def test_the_sheet_of_a_version_before_is_not_taken(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "同意"})
    sql("UPDATE second_level SET value = 70 WHERE department_id = (SELECT id FROM department WHERE code = 'D001')")
    draft.do("draft_appraisal", year=2026, due="2027-03-12")
    with pytest.raises(Refused, match="已被新的取代"):
        give_back(draft, place)


def test_an_office_takes_its_objection_back_by_mail(draft: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(sheet_of(draft, sql, tmp_path), {"意见": "有异议", REASON: "已补欠"})
    give_back(draft, place)
    again = fill_in(sent(draft, tmp_path / "再次.xlsx", number_of(sql)), {"意见": "同意"})
    known = draft.office("D001")
    from models.intake.answer import Answer, Enclosed, read_answer  # noqa: PLC0415 - one test

    sheets, digest = read_answer(again)
    by_mail = replace(known, actor=replace(known.actor, known=Known.KNOWN))
    by_mail.given(Answer(sheets[0], digest, Enclosed(())), "take_answer")
    assert states(sql)[0] == ("D001", 1, "agreed")
