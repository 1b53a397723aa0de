"""考评结果 as papers: columns by audience, nothing of another department, and a workbook that can be added up (1-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.ledger.papers.appraisal import AppraisalPaper
from models.ledger.papers.signature import Signature
from models.rules.score.component import Component
from models.rules.score.deduction import Deduction, Line
from models.rules.score.result import Readers, YearResult, seen_by
from models.rules.secrecy import WITHHELD
from notifications.documents.appraisal import document, workbook

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

COUNTED = "按考评截止日2027年2月28日终了时的条目"
SIGNED = Signature("省目标办", date(2027, 3, 10))
TAKEN = (Deduction("2026/T001/1", Decimal(-2)), Deduction("2026/T002/1", Decimal(-3), Decimal(1)))
LINES = tuple(
    Line(one, Decimal(50 if one is Component.FUNCTIONAL else 5), Decimal("4.005"), basis=("均值80.1，5人",))
    for one in Component
)
ONE = YearResult("D001", "省教育厅", Decimal("36.045"), LINES, place=1, grade="一等奖")
OTHER = replace(ONE, code="D002", department="省交通厅", place=1)
COLUMNS = {
    Readers.ALL: ["职能绩效", "机关党建", "机关管理"],
    Readers.MEMBERS: [one.label for one in Component],
    Readers.PERSONNEL: [],
}
OTHERS = list(COLUMNS)


def paper(audience: Readers, *results: YearResult, approved_on: date | None = date(2027, 3, 8)) -> AppraisalPaper:
    """A paper with what the audience may see of these results, of both departments by default."""
    seen = seen_by(results or (ONE, OTHER), audience, lambda entry: entry == "2026/T002/1")
    return AppraisalPaper(2026, audience, seen, 2, COUNTED, approved_on, SIGNED)


def sheet(content: AppraisalPaper) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(workbook(content)))["得分"].iter_rows(values_only=True))


@pytest.mark.parametrize("audience", OTHERS)
def test_9_1_9_2_each_audience_has_its_columns_and_no_other(audience: Readers, read: Reading) -> None:
    head = read(document(paper(audience))).tables[0][0]
    assert head == ["位次", "部门", *COLUMNS[audience], "合计", "等次", "工作簿行"]


@pytest.mark.parametrize("audience", OTHERS)
def test_the_workbook_has_the_columns_of_the_paper_and_the_codes(audience: Readers) -> None:
    head, one, other = sheet(paper(audience))
    assert list(head) == ["位次", "部门", *COLUMNS[audience], "合计", "等次", "部门编码"]
    assert (one[-1], other[-1]) == ("D001", "D002")


@pytest.mark.parametrize("audience", OTHERS)
def test_no_paper_to_others_says_how_a_rating_was_made(audience: Readers, read: Reading) -> None:
    found = read(document(paper(audience)))
    assert "均值" not in repr(found.tables) + repr(found.lines)
    assert "均值" not in repr(sheet(paper(audience)))


def test_points_are_shown_half_up_on_paper_and_as_numbers_in_the_workbook(read: Reading) -> None:
    row = read(document(paper(Readers.ALL))).tables[0][1]
    assert row[2:6] == ["4.01", "20.03", "12.02", "36.05"]
    assert sheet(paper(Readers.ALL))[1][2:6] == (4.01, 20.03, 12.02, 36.05)


def test_departments_with_the_same_total_share_a_place_on_paper(read: Reading) -> None:
    rows = read(document(paper(Readers.PERSONNEL))).tables[0][1:]
    assert [(row[0], row[1]) for row in rows] == [("1", "省教育厅"), ("1", "省交通厅")]


def test_4_7_a_marked_entry_has_its_points_and_no_name(read: Reading) -> None:
    line = replace(LINES[0], deductions=TAKEN, basis=())
    own = paper(Readers.DEPARTMENT, replace(ONE, lines=(line,)))
    assert read(document(own)).tables[0][1][3] == f"条目2026/T001/1：扣2.00分\n条目{WITHHELD}：扣1.00分"
    assert "T002" not in repr(sheet(own))


def test_every_line_of_a_departments_workbook_has_its_code() -> None:
    head, *rows = sheet(paper(Readers.DEPARTMENT, ONE))
    assert list(head) == ["项目", "满分", "得分", "依据", "部门编码"]
    assert [row[0] for row in rows] == [one.label for one in Component]
    assert {row[-1] for row in rows} == {"D001"}


def test_an_unknown_weight_and_unknown_points_say_so_in_both(read: Reading) -> None:
    own = paper(Readers.DEPARTMENT, replace(ONE, lines=(Line(Component.TEAM, None, None),), total=None, place=None))
    assert read(document(own)).tables[0][1][:3] == ["队伍建设", "未设定", "未设定"]
    assert sheet(own)[1][1:3] == ("未设定", "未设定")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "合计36.05，在2个部门中列第1位，等次为一等奖。"),
        ({"grade": None}, "合计36.05，在2个部门中列第1位，等次待定。"),
        ({"place": None}, "合计36.05，等次为一等奖。"),
        ({"total": None, "place": None, "grade": None}, "合计未设定，等次待定。"),
    ],
)
def test_9_3_a_department_is_told_its_total_place_and_grade_as_far_as_known(
    read: Reading, change: dict[str, Any], told: str
) -> None:
    assert told in read(document(paper(Readers.DEPARTMENT, replace(ONE, **change)))).lines


def test_9_3_the_letter_to_a_department_says_what_it_is_for(read: Reading) -> None:
    lines = read(document(paper(Readers.DEPARTMENT, ONE))).lines
    assert lines[2] == (
        "现将你单位2026年度目标绩效考评结果反馈你们，作为优化管理和新年度目标管理的参考（《总则》9.3）。"
    )
    assert "附件：2026年度考评得分及依据" in lines


@pytest.mark.parametrize("audience", Readers)
def test_a_draft_says_so_to_every_audience_and_an_approved_one_to_none(audience: Readers, read: Reading) -> None:
    results = (ONE,) if audience is Readers.DEPARTMENT else (ONE, OTHER)
    words = "本稿未经领导小组审定，得分、位次、等次均以审定的为准。"
    assert words in read(document(paper(audience, *results, approved_on=None))).lines
    assert words not in read(document(paper(audience, *results))).lines


@pytest.mark.parametrize("lacking", [0, 1, 2])
def test_departments_without_a_total_are_counted_under_the_table(read: Reading, lacking: int) -> None:
    results = [replace(each, total=None) if n < lacking else each for n, each in enumerate((ONE, OTHER))]
    told = [line for line in read(document(paper(Readers.ALL, *results))).lines if line.startswith("合计未设定的")]
    assert told == [f"合计未设定的{lacking}个部门，设定或评价还没有齐全，不计合计。"] * bool(lacking)


def test_a_department_whose_name_is_a_formula_stays_text() -> None:
    named = replace(ONE, department="=1+1", grade="=2+2")
    book = load_workbook(BytesIO(workbook(paper(Readers.ALL, named))))
    row = book["得分"][2]
    assert (row[1].value, row[1].data_type) == ("=1+1", "s")
    assert "f" not in {cell.data_type for line in book["得分"] for cell in line}


def test_the_class_stands_first_where_one_department_has_one(read: Reading) -> None:
    table = read(document(paper(Readers.ALL, replace(ONE, unit_class="甲类"), OTHER))).tables[0]
    assert [row[0] for row in table] == ["类别", "甲类", ""]
