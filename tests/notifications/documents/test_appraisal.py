"""考评结果 as papers: what stands where for each audience, what is not set says so, rows named in the workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.ledger.papers.appraisal import AppraisalPaper
from models.ledger.papers.signature import Signature
from models.ledger.score.alongside import Alongside
from models.ledger.survey.rates import Surveyed
from models.rules.chinese_dates import days_in_full
from models.rules.score.component import Component, Deduction, Line
from models.rules.score.result import Readers, YearResult, seen_by
from models.rules.secrecy import WITHHELD
from models.rules.survey import Count, Dimension, weighted_rate
from notifications.documents.appraisal import document, workbook

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading


SIGNED = Signature("省目标办", date(2027, 3, 10), number="黔目标办发〔2027〕6号")
TAKEN = (Deduction("2026/T001/1", Decimal(-2)), Deduction("2026/T002/1", Decimal("-0.505")))
LINES = tuple(
    {
        Component.FUNCTIONAL: Line(Component.FUNCTIONAL, Decimal(50), Decimal("47.495"), TAKEN),
        Component.LEADERS: Line(Component.LEADERS, Decimal(3), Decimal("2.5"), basis=("均值83.33，5人",)),
    }.get(one, Line(one, Decimal(3), Decimal(3)))
    for one in Component
)
SCHOOLS = YearResult("D001", "省教育厅", Decimal("97.125"), LINES, place=1, grade="一等奖")
ROADS = YearResult("D002", "省交通厅", Decimal("90.004"), LINES, place=2, grade="二等奖")
UNSET = replace(ROADS, total=None, place=None, grade=None, lines=(replace(LINES[0], points=None), *LINES[1:]), lacks=2)
WEIGHTS = {"人大代表": Decimal(40), "社会公众": Decimal(60)}
COUNTS = {"人大代表": Count(100, 80, 4), "社会公众": Count(300, 7, 2)}
RECORD = {
    "serial": 2,
    "fact": "迟报",
    "reduces": "下调一档",
    "paper_number": "黔纪通2号",
    "paper_date": date(2027, 1, 12),
}
PAPER = AppraisalPaper(
    2026, Readers.ALL, (SCHOOLS, ROADS), 2, "按考评截止日2027年2月28日终了时的条目", date(2027, 3, 8), SIGNED
)
OWN = replace(PAPER, audience=Readers.DEPARTMENT, results=(SCHOOLS,))
DRAFT = replace(PAPER, approved_on=None, results=(SCHOOLS, UNSET), signature=replace(SIGNED, number=""))
EXCEPTED = "例外：未作年终复核，当年没有核查（领导小组办公室，黔目标办〔2027〕5号，2027-01-15）"
RESTS = replace(SCHOOLS, excepted=(EXCEPTED,))
ASKED = replace(DRAFT, audience=Readers.APPROVING, results=(RESTS, ROADS), bodies=("省领导小组",))


def cells(paper: AppraisalPaper) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(workbook(paper)))["得分"].iter_rows(values_only=True))


def test_the_notice_word_for_word(read: Reading) -> None:
    assert read(document(PAPER)).lines[:-1] == [
        "关于2026年度目标绩效考评结果的通报",
        "各纳入管理部门：",
        "现将2026年度目标绩效考评结果予以通报。",
        "附件：2026年度目标绩效考评结果",
        "省目标办",
        "2027年3月10日",
        "附件",
        "2026年度目标绩效考评结果",
        "得分按考评截止日2027年2月28日终了时的条目计算，取两位小数，位次按未取舍的得分排列，得分相同的位次相同。",
        "“工作簿行”指同时生成的工作簿中工作表“得分”的行。",
        "工作簿的文件校验码（SHA-256）：",
    ]
    assert read(document(PAPER)).lines[-1] == sha256(workbook(PAPER)).hexdigest()


def test_the_notice_has_the_three_parts_with_two_digits_half_up(read: Reading) -> None:
    assert read(document(PAPER)).tables[0] == [
        ["位次", "部门", "职能绩效", "机关党建", "机关管理", "合计", "等次", "工作簿行"],
        ["1", "省教育厅", "47.50", "15.00", "8.50", "97.13", "一等奖", "2"],
        ["2", "省交通厅", "47.50", "15.00", "8.50", "90.00", "二等奖", "3"],
    ]


def test_members_are_given_every_component(read: Reading) -> None:
    found = read(document(replace(PAPER, audience=Readers.MEMBERS)))
    head, row, _ = found.tables[0]
    assert head == ["位次", "部门", *(one.label for one in Component), "合计", "等次", "工作簿行"]
    assert row[:5] == ["1", "省教育厅", "47.50", "3.00", "3.00"]
    assert found.lines[0] == "关于反馈2026年度目标绩效考评结果的函"
    assert found.lines[1:3] == [
        "领导小组各成员单位：",
        "现将2026年度目标绩效考评结果反馈你单位，作为行政决策、资源调整的参考依据之一（《总则》9.1）。",
    ]


def test_members_are_told_whose_full_marks_are_others(read: Reading) -> None:
    """1-2.16: who takes no part in the innovation projects may have its three points in the two other ratings."""
    moved = {
        Component.LEADERS: Decimal("4.5"),
        Component.INNOVATION: Decimal(0),
        Component.SECOND_LEVEL: Decimal("4.5"),
    }
    lines = tuple(replace(line, weight=moved.get(line.component, line.weight)) for line in LINES)
    paper = replace(PAPER, audience=Readers.MEMBERS, results=(SCHOOLS, replace(ROADS, lines=lines)))
    words = "省交通厅的满分与其他部门不同：省领导评价4.5分、创新项目评选0分、二级考评4.5分。"
    assert read(document(paper)).lines.count(words) == 1
    assert read(document(replace(PAPER, audience=Readers.MEMBERS))).lines.count(words) == 0


def test_the_personnel_bodies_are_given_total_place_and_grade(read: Reading) -> None:
    bare = tuple(replace(each, lines=()) for each in PAPER.results)
    found = read(document(replace(PAPER, audience=Readers.PERSONNEL, results=bare)))
    assert found.tables[0][:2] == [
        ["位次", "部门", "合计", "等次", "工作簿行"],
        ["1", "省教育厅", "97.13", "一等奖", "2"],
    ]
    assert found.lines[1] == "组织部门，公务员管理部门："
    assert "作为干部任用、个人年度考核、奖励和问责的依据之一（《总则》9.2）" in found.lines[2]


def test_the_personnel_bodies_are_addressed_by_their_registered_names(read: Reading) -> None:
    named = replace(PAPER, audience=Readers.PERSONNEL, bodies=("市委组织部", "市公务员局"))
    assert read(document(named)).lines[1] == "市委组织部，市公务员局："


def test_8_3_what_is_recorded_stands_next_to_every_grade(read: Reading) -> None:
    side = Alongside(
        "测评表2026-1",
        {
            "D001": Surveyed(
                "D001", "", dict.fromkeys(Dimension, COUNTS), dict.fromkeys(Dimension, weighted_rate(COUNTS, WEIGHTS))
            )
        },
        {"D002": [RECORD]},
    )
    found = read(document(replace(PAPER, alongside=side, supplement="2027年3月20日登记省交通厅讲规矩守纪律第2项")))
    rows = found.tables[1]
    assert rows[0] == ["部门", "群体", *(each.label for each in Dimension), "讲规矩守纪律"]
    assert rows[1:] == [
        ["省教育厅", "加权", *["19.14%"] * 5, "没有登记"],
        ["省教育厅", "人大代表", *["5.00%"] * 5, ""],
        ["省教育厅", "社会公众", *["28.57%"] * 5, ""],
        ["省交通厅", "", *["没有结果"] * 5, "迟报，扣减下调一档"],
    ]
    book = load_workbook(BytesIO(workbook(replace(PAPER, alongside=side))))["等次旁列"]
    assert [[each or "" for each in row] for row in book.iter_rows(values_only=True)] == rows
    assert "审定之日起登记的：2027年3月20日登记省交通厅讲规矩守纪律第2项。" in found.lines
    own = read(document(replace(OWN, results=(ROADS,), alongside=side.of("D002"))))
    assert own.tables[1][1] == ["", *["没有结果"] * 5]
    assert "第2项：迟报；扣减：下调一档（黔纪通2号，2027年1月12日）。" in own.lines
    assert "19.14" not in repr(own.tables)


def test_8_2_the_paper_to_the_approving_body_says_how_many_totals_rest_on_a_paper(read: Reading) -> None:
    lines = read(document(ASKED)).lines
    assert lines[:2] == ["关于审定2026年度目标绩效考评结果的请示", "省领导小组："]
    at = lines.index("1个部门的合计以例外文件代替应办事项：")
    assert lines[at : at + 3] == [lines[at], f"省教育厅——{days_in_full(EXCEPTED)}。", "妥否，请批示。"]
    own = read(document(replace(OWN, results=(RESTS,)))).lines
    assert f"省教育厅——{days_in_full(EXCEPTED)}。" in own
    assert lines[at] not in own


def test_3_3_the_results_name_who_was_not_visited_and_what_was_due_before_the_first_day(read: Reading) -> None:
    paper = replace(
        PAPER, unvisited="1个：省交通厅（当年未抽中；黔目标〔2026〕40号，2026-12-01）", unasked="启用以前，未经本系统。"
    )
    lines = read(document(paper)).lines
    assert "年终不到现场、以材料复核的部门1个：省交通厅（当年未抽中；黔目标〔2026〕40号，2026年12月1日）。" in lines
    assert "启用以前，未经本系统。" in lines


def test_a_department_without_a_grade_is_not_pending(read: Reading) -> None:
    """2.19: it keeps its sheet, takes no place, and no grade is still to come."""
    roads = replace(ROADS, place=None, grade="不定等次")
    row = read(document(replace(PAPER, results=(SCHOOLS, roads)))).tables[0][2]
    assert (row[0], row[-2]) == ("不排位次", "不定等次")
    assert "合计90.00，不定等次。" in read(document(replace(OWN, results=(roads,)))).lines


def test_a_department_is_given_its_sheet_with_what_made_it_so_and_its_place(read: Reading) -> None:
    found = read(document(OWN))
    assert found.lines[1] == "省教育厅："
    assert "合计97.13，在2个部门中列第1位，等次为一等奖。" in found.lines
    assert found.tables[0][:2] == [
        ["项目", "满分", "得分", "依据", "工作簿行"],
        ["职能绩效目标", "50", "47.50", "条目2026/T001/1：扣2.00分\n条目2026/T002/1：扣0.51分", "2"],
    ]
    assert ["省领导评价", "3", "2.50", "均值83.33，5人", "8"] in found.tables[0]
    assert "省交通厅" not in repr(found.tables) + repr(found.lines)


def test_entries_that_together_reach_the_floor_have_no_share(read: Reading) -> None:
    line = Line(
        Component.FUNCTIONAL, Decimal(50), Decimal(0), (Deduction("a", Decimal(-30)), Deduction("b", Decimal(-30)))
    )
    found = read(document(replace(OWN, results=(replace(SCHOOLS, lines=(line,)),))))
    assert found.tables[0][1][3] == "条目a：合并扣至0，不分摊\n条目b：合并扣至0，不分摊"


def test_what_is_not_set_says_so_and_is_counted(read: Reading) -> None:
    found = read(document(DRAFT))
    assert found.tables[0][2] == ["待定", "省交通厅", "未设定", "15.00", "8.50", "未定", "待定", "3"]
    assert "合计未定的1个部门，还有设定、评价没有齐全或者事项没有了结，不计合计。" in found.lines
    own = replace(OWN, results=(replace(UNSET, lines=(Line(Component.TEAM, None, None, (Deduction("a", None),)),)),))
    found = read(document(own))
    assert "合计未定，等次待定。" in found.lines
    assert found.tables[0][1] == ["队伍建设", "未设定", "未设定", "条目a：未设定", "2"]


def test_before_the_approval_it_is_a_draft_and_says_so(read: Reading) -> None:
    found = read(document(DRAFT))
    assert found.head[-1] == "送审稿"
    words = "本稿未经领导小组审定，得分、位次、等次均以审定的为准。"
    assert words in found.lines
    for settled in (PAPER, replace(ASKED, signature=SIGNED)):  # approved, and asked for with a number
        assert words not in read(document(settled)).lines


@pytest.mark.parametrize("paper", [PAPER, DRAFT, replace(PAPER, audience=Readers.MEMBERS), OWN])
def test_every_row_of_the_table_is_the_row_of_the_workbook_that_it_names(paper: AppraisalPaper, read: Reading) -> None:
    book = cells(paper)
    for row in read(document(paper)).tables[0][1:]:
        *shown, at = row
        stored = [each or "" for each in book[int(at) - 1][: len(shown)]]
        assert list(map(figure, shown)) == list(map(figure, stored))


def figure(cell: object) -> float | str:
    """A cell as a number if it is one."""
    try:
        return float(str(cell))
    except ValueError:
        return str(cell)


def test_the_workbook_has_numbers_and_the_code_of_each_department() -> None:
    head, one, other = cells(DRAFT)
    assert head[-1] == "部门编码"
    assert (one[5], one[-1], other[5], other[-1]) == (97.13, "D001", "未定", "D002")


@pytest.mark.parametrize(("paper", "formats"), [(PAPER, "G G 0.00 0.00"), (OWN, "G G 0.00 G")])
def test_points_in_the_workbook_have_two_digits_and_places_none(paper: AppraisalPaper, formats: str) -> None:
    row = load_workbook(BytesIO(workbook(paper)))["得分"][2]
    assert [cell.number_format.replace("General", "G") for cell in row[:4]] == formats.split()


def test_classes_have_a_column_where_there_are_any(read: Reading) -> None:
    classed = tuple(replace(each, unit_class="甲类") for each in PAPER.results)
    head, row, _ = read(document(replace(PAPER, results=classed))).tables[0]
    assert (head[0], row[0]) == ("类别", "甲类")


def test_the_same_results_make_the_same_file() -> None:
    assert document(PAPER) == document(PAPER)
    assert workbook(PAPER) == workbook(PAPER) != workbook(DRAFT)


@pytest.mark.parametrize("paper", [PAPER, OWN])
def test_a_result_that_was_corrected_names_the_paper_that_made_it(paper: AppraisalPaper, read: Reading) -> None:
    corrected = replace(SCHOOLS, corrected="黔绩领〔2027〕2号，2027-04-01")
    said = "“省教育厅”的得分表已更正（黔绩领〔2027〕2号，2027年4月1日）。"
    assert said in read(document(replace(paper, results=(corrected, *paper.results[1:])))).lines
    assert not [line for line in read(document(paper)).lines if "已更正" in line]


COUNTED = "按考评截止日2027年2月28日终了时的条目"
SIGNED_ROWS = Signature("省目标办", date(2027, 3, 10))
TAKEN_ROWS = (Deduction("2026/T001/1", Decimal(-2)), Deduction("2026/T002/1", Decimal(-3), Decimal(1)))
LINES_ROWS = tuple(
    Line(one, Decimal(50 if one is Component.FUNCTIONAL else 5), Decimal("4.005"), basis=("均值80.1，5人",))
    for one in Component
)
ONE = YearResult("D001", "省教育厅", Decimal("36.045"), LINES_ROWS, place=1, grade="一等奖")
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
    return AppraisalPaper(2026, audience, seen, 2, COUNTED, approved_on, SIGNED_ROWS)


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
    line = replace(LINES_ROWS[0], deductions=TAKEN_ROWS, basis=())
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
        ({"total": None, "place": None, "grade": None}, "合计未定，等次待定。"),
    ],
)
def test_9_3_a_department_is_told_its_total_place_and_grade_as_far_as_known(
    read: Reading, change: dict[str, Any], told: str
) -> None:
    assert told in read(document(paper(Readers.DEPARTMENT, replace(ONE, **change)))).lines


def test_9_3_the_letter_to_a_department_says_what_it_is_for(read: Reading) -> None:
    lines = read(document(paper(Readers.DEPARTMENT, ONE))).lines
    assert lines[2] == ("现将2026年度目标绩效考评结果反馈你单位，作为优化管理和新年度目标管理的参考（《总则》9.3）。")
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
    told = [line for line in read(document(paper(Readers.ALL, *results))).lines if line.startswith("合计未定的")]
    assert told == [f"合计未定的{lacking}个部门，还有设定、评价没有齐全或者事项没有了结，不计合计。"] * bool(lacking)


def test_a_department_whose_name_is_a_formula_stays_text() -> None:
    named = replace(ONE, department="=1+1", grade="=2+2")
    book = load_workbook(BytesIO(workbook(paper(Readers.ALL, named))))
    row = book["得分"][2]
    assert (row[1].value, row[1].data_type) == ("=1+1", "s")
    assert "f" not in {cell.data_type for line in book["得分"] for cell in line}


def test_the_class_stands_first_where_one_department_has_one(read: Reading) -> None:
    table = read(document(paper(Readers.ALL, replace(ONE, unit_class="甲类"), OTHER))).tables[0]
    assert [row[0] for row in table] == ["类别", "甲类", ""]


def test_the_results_say_how_many_totals_rest_on_the_paper_of_an_exception(read: Reading) -> None:
    words = "例外：未作年终复核，年内改革（领导小组，4号，2027-01-15）"
    excepted = replace(ROADS, excepted=(words,))
    lines = read(document(replace(PAPER, results=(SCHOOLS, excepted)))).lines
    assert "1个部门的合计以例外文件代替应办事项：" in lines
    assert f"省交通厅——{days_in_full(words)}。" in lines
