"""The rows of a yearly noun in a sheet: its first columns, and each department of this year and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.intake.yearly import SecondLevelGiven
from models.ledger.agency_sheet.yearly import list_given, of_department
from models.ledger.jurisdiction import home
from models.ledger.score.second_level import SECOND_LEVEL
from tests.acting import SEEN_THERE
from tests.conftest import counting
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template
from tests.models.ledger.score.appraisal import appraise

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


def test_the_first_columns_name_the_department_and_the_year() -> None:
    columns = of_department(SecondLevelGiven)
    assert [(each.title, each.key) for each in columns] == [("部门名称", False), ("部门编码", True), ("年度", True)]


def test_every_department_is_a_row_of_two_years_and_that_of_the_appraised_one_is_owed(march: Acting) -> None:
    with begin() as session:
        rows = list(list_given(SECOND_LEVEL, session, home(session), march.day.replace(year=2027, month=7)))
    assert [(each.key, each.owed) for each in rows] == [
        ("2026/D001", False),
        ("2026/D002", False),
        ("2027/D001", True),
        ("2027/D002", True),
    ]
    assert rows[0].name == "“第001厅”2026年的二级考评"


KIND = "individuals"
KEPT = """SELECT d.code, i.serial, i.people, i.excellent FROM individuals i
    JOIN department d ON d.id = i.department_id ORDER BY i.id"""
FITS: dict[str, Any] = {"参评人数": 20, "优秀人数": 3, "达标人数": 17, "不达标人数": 0}


@pytest.fixture
@story
def graded(acting: Acting) -> Acting:
    """D001 has the first prize, D002 and D003 the second, D004 the third."""
    return appraise(acting, str(SEEN_THERE), D001="95", D002="90", D003="80", D004="70")


def test_all_departments_are_counted_at_once(graded: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    sheet = fill(export(graded, KIND, tmp_path), dict.fromkeys(range(2, 6), FITS))
    assert counts(take(graded, KIND, sheet)) == (0, 4, 0)
    again = export(graded, KIND, tmp_path)
    assert next((row["部门编码"], row["优秀人数"]) for row in rows_in(again)) == ("D001", 3)
    assert counts(take(graded, KIND, again)) == (0, 0, 4)
    fill(again, {2: {"优秀人数": 5, "达标人数": 15, "更正原因": "填报有误"}})
    assert counts(take(graded, KIND, again)) == (0, 1, 3)
    assert sql.rows(KEPT)[-1] == ("D001", 2, 20, 5)
    assert violations() == []


def test_the_grades_are_computed_once_for_all_rows(graded: Acting, tmp_path: Path) -> None:
    needed = []
    for rows in ((2,), (2, 3, 4)):
        sheet = fill(export(graded, KIND, tmp_path), dict.fromkeys(rows, FITS))
        with counting() as total:
            take(graded, KIND, sheet, keep=False)
        needed.append(total[0])
    assert needed[1] - needed[0] < 2 * 20  # two more rows, and not two more appraisals


def test_numbers_written_as_text_are_numbers(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    cells = {title: f" {value} " for title, value in FITS.items()}
    assert counts(take(graded, KIND, fill(export(graded, KIND, tmp_path), {2: cells}))) == (0, 1, 3)
    assert sql.rows(KEPT) == [("D001", 1, 20, 3)]


def test_other_numbers_without_a_reason_are_refused_in_their_row(graded: Acting, sql: Sql, tmp_path: Path) -> None:
    take(graded, KIND, fill(export(graded, KIND, tmp_path), {2: FITS, 3: FITS}))
    changed: dict[int, dict[str, Any]] = {
        2: {"优秀人数": 2, "达标人数": 18, "更正原因": "填报有误"},
        3: {"优秀人数": 2, "达标人数": 18},
    }
    with pytest.raises(ImportRefused, match="确需更正的选填更正原因"):
        take(graded, KIND, fill(export(graded, KIND, tmp_path), changed))
    assert [row[1] for row in sql.rows(KEPT)] == [1, 1]


KIND_OF_SECOND_LEVEL = "second-level"
GIVEN = """SELECT d.code, s.year, s.serial, s.value::float, s.reason FROM second_level s
    JOIN department d ON d.id = s.department_id ORDER BY s.id"""
PAPER: dict[str, Any] = {"依据文号": "黔目标办〔2027〕3号", "文件日期": "2027-01-12", "依据文件": "结果.pdf"}


@pytest.fixture
def january(march: Acting, tmp_path: Path) -> Acting:
    """Today is 20 January 2027; the papers lie next to the sheet."""
    for paper in ("结果.pdf", "文件.pdf", "分类.pdf", "通报.pdf"):
        (tmp_path / paper).write_bytes(b"%PDF-1.4\n%%EOF\n")
    return march.on("2027-01-20")


def test_every_department_of_the_year_before_is_a_row_until_june(january: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(january, KIND_OF_SECOND_LEVEL, tmp_path))
    assert [(row["部门编码"], row["年度"], row["二级考评得分"]) for row in rows] == [
        ("D001", 2026, None),
        ("D002", 2026, None),
    ]
    assert {row["年度"] for row in rows_in(export(january.on("2027-07-01"), KIND_OF_SECOND_LEVEL, tmp_path))} == {2027}


def test_all_departments_are_entered_at_once_and_only_changes_later(
    january: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(january, KIND_OF_SECOND_LEVEL, tmp_path)
    fill(sheet, {2: {"二级考评得分": 87.5, **PAPER}, 3: {"二级考评得分": "92", **PAPER}})
    assert counts(take(january, KIND_OF_SECOND_LEVEL, sheet)) == (0, 2, 0)
    again = export(january, KIND_OF_SECOND_LEVEL, tmp_path)
    assert [row["二级考评得分"] for row in rows_in(again)] == ["87.5", "92"]
    assert counts(take(january, KIND_OF_SECOND_LEVEL, again)) == (0, 0, 2)
    fill(again, {2: {"二级考评得分": "88.25", "依据文件": "结果.pdf", "更正原因": "复核更正"}})
    assert counts(take(january, KIND_OF_SECOND_LEVEL, again)) == (0, 1, 1)
    assert sql.rows(GIVEN) == [
        ("D001", 2026, 1, 87.5, ""),
        ("D002", 2026, 1, 92.0, ""),
        ("D001", 2026, 2, 88.25, "复核更正"),
    ]
    assert violations() == []


def test_a_value_in_full_width_figures_that_is_taken_twice_changes_nothing(
    january: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = fill(export(january, KIND_OF_SECOND_LEVEL, tmp_path), {2: {"二级考评得分": "８７．５０", **PAPER}})
    assert counts(take(january, KIND_OF_SECOND_LEVEL, sheet)) == (0, 1, 1)
    assert counts(take(january, KIND_OF_SECOND_LEVEL, sheet)) == (0, 0, 2)
    assert sql.rows(GIVEN) == [("D001", 2026, 1, 87.5, "")]


def test_a_sheet_of_before_a_change_is_out_of_date(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(january, KIND_OF_SECOND_LEVEL, tmp_path)
    take(
        january,
        KIND_OF_SECOND_LEVEL,
        fill(export(january, KIND_OF_SECOND_LEVEL, tmp_path), {2: {"二级考评得分": 87.5, **PAPER}}),
    )
    stale = tmp_path / "旧表.xlsx"
    stale.write_bytes(sheet.read_bytes())
    again = export(january, KIND_OF_SECOND_LEVEL, tmp_path)
    take(january, KIND_OF_SECOND_LEVEL, fill(again, {2: {"二级考评得分": 88, **PAPER, "更正原因": "复核更正"}}))
    with pytest.raises(ImportRefused, match="在表格导出以后已有改动，请重新导出后填写"):
        take(january, KIND_OF_SECOND_LEVEL, fill(stale, {2: {"二级考评得分": 90, **PAPER}}))
    assert [row[2:4] for row in sql.rows(GIVEN)] == [(1, 87.5), (2, 88.0)]


def test_a54_only_departments_of_the_end_of_the_year_are_rows(january: Acting, tmp_path: Path) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    january.on("2026-06-01").take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2026-06-01"})
    january.take("departments", {"编码": "D004", "名称": "第四局", "生效日期": "2027-01-05"})
    assert [row["部门编码"] for row in rows_in(export(january, KIND_OF_SECOND_LEVEL, tmp_path))] == ["D002", "D003"]


def test_a_row_of_its_own_is_of_any_year_that_has_begun(january: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D001", "年度": "2025年度", "二级考评得分": "70", **PAPER}
    take(january, KIND_OF_SECOND_LEVEL, fill(template(january, KIND_OF_SECOND_LEVEL, tmp_path), {2: row}))
    assert sql.rows(GIVEN) == [("D001", 2025, 1, 70.0, "")]
    with pytest.raises(ImportRefused, match="2028年尚未开始"):
        take(
            january,
            KIND_OF_SECOND_LEVEL,
            fill(template(january, KIND_OF_SECOND_LEVEL, tmp_path), {2: row | {"年度": 2028}}),
        )


def test_a_paper_that_is_missing_is_complained_about_in_its_own_column(january: Acting, tmp_path: Path) -> None:
    sheet = export(january, KIND_OF_SECOND_LEVEL, tmp_path)
    fill(sheet, {2: {"二级考评得分": 87.5, **PAPER, "依据文件": None}})
    titles = list(rows_in(sheet)[0])
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND_OF_SECOND_LEVEL, sheet)
    [complaint] = refused.value.complaints
    assert (complaint.message, complaint.cell) == ("“依据文件”必填。", f"{chr(65 + titles.index('依据文件'))}2")


KIND_OF_UNGRADED = "ungraded"
KEPT_OF_UNGRADED = """SELECT d.code, u.year, u.kind, u.reason FROM ungraded u
    JOIN department d ON d.id = u.department_id ORDER BY u.id"""
WHY: dict[str, Any] = {
    "类型": "不参加", "原因": "年内新设", "依据": "办法第十二条", "依据文号": "黔目标办〔2027〕4号",
    "文件日期": "2027-01-12", "依据文件": "文件.pdf",
}  # fmt: skip


def test_a_row_that_is_left_empty_is_graded(january: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    sheet = fill(export(january, KIND_OF_UNGRADED, tmp_path), {3: WHY})
    assert counts(take(january, KIND_OF_UNGRADED, sheet)) == (0, 1, 1)
    assert sql.rows(KEPT_OF_UNGRADED) == [("D002", 2026, "not_eligible", "年内新设")]
    again = export(january, KIND_OF_UNGRADED, tmp_path)
    assert [row["类型"] for row in rows_in(again)] == [None, "不参加"]
    assert counts(take(january, KIND_OF_UNGRADED, again)) == (0, 0, 2)
    assert violations() == []


def test_what_is_recorded_is_not_changed_by_a_sheet(january: Acting, sql: Sql, tmp_path: Path) -> None:
    take(january, KIND_OF_UNGRADED, fill(export(january, KIND_OF_UNGRADED, tmp_path), {2: WHY}))
    with pytest.raises(ImportRefused, match="确需更正的先撤回再登记"):
        take(
            january,
            KIND_OF_UNGRADED,
            fill(export(january, KIND_OF_UNGRADED, tmp_path), {2: {"类型": "取消", "依据文件": "文件.pdf"}}),
        )
    assert [row[2] for row in sql.rows(KEPT_OF_UNGRADED)] == ["not_eligible"]


def test_who_was_withdrawn_is_empty_in_the_next_sheet(january: Acting, tmp_path: Path) -> None:
    take(january, KIND_OF_UNGRADED, fill(export(january, KIND_OF_UNGRADED, tmp_path), {2: WHY}))
    january.do("withdraw_without_grade", department="D001", year=2026, reason="核实为满半年")
    assert [row["类型"] for row in rows_in(export(january, KIND_OF_UNGRADED, tmp_path))] == [None, None]


KIND_OF_UNIT_CLASSES = "unit-classes"
GIVEN_OF_UNIT_CLASSES = """SELECT d.code, c.year, c.serial, c.name, c.reason FROM unit_class c
    JOIN department d ON d.id = c.department_id ORDER BY c.id"""
PAPER_OF_UNIT_CLASSES: dict[str, Any] = {
    "依据文号": "黔目标办〔2026〕6号",
    "文件日期": "2026-03-02",
    "依据文件": "分类.pdf",
}


@pytest.fixture
def classed(january: Acting) -> Acting:
    """There are two classes."""
    january.do("set_policy", key="unit_classes", value="甲类、乙类", basis="6号", valid_from="2026-01-01")
    return january


def test_all_departments_are_classed_at_once_and_stay_in_their_class(
    classed: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(classed, KIND_OF_UNIT_CLASSES, tmp_path)
    assert [(row["部门编码"], row["年度"]) for row in rows_in(sheet)] == [("D001", 2026), ("D002", 2026)]
    fill(sheet, {2: {"单位类别": "甲类", **PAPER_OF_UNIT_CLASSES}, 3: {"单位类别": "乙类", **PAPER_OF_UNIT_CLASSES}})
    assert counts(take(classed, KIND_OF_UNIT_CLASSES, sheet)) == (0, 2, 0)
    again = export(classed.on("2027-07-01"), KIND_OF_UNIT_CLASSES, tmp_path)
    assert [(row["年度"], row["单位类别"]) for row in rows_in(again)] == [(2027, "甲类"), (2027, "乙类")]
    assert counts(take(classed.on("2027-07-01"), KIND_OF_UNIT_CLASSES, again)) == (0, 0, 2)
    assert sql.rows(GIVEN_OF_UNIT_CLASSES) == [("D001", 2026, 1, "甲类", ""), ("D002", 2026, 1, "乙类", "")]
    assert violations() == []


def test_a_change_needs_its_reason_in_the_row(classed: Acting, sql: Sql, tmp_path: Path) -> None:
    take(
        classed,
        KIND_OF_UNIT_CLASSES,
        fill(
            export(classed, KIND_OF_UNIT_CLASSES, tmp_path),
            {2: {"单位类别": "甲类", **PAPER_OF_UNIT_CLASSES}},
        ),
    )
    change = {"单位类别": "乙类", "依据文件": "分类.pdf"}
    with pytest.raises(ImportRefused, match="确需变更的写明更正原因"):
        take(
            classed,
            KIND_OF_UNIT_CLASSES,
            fill(export(classed, KIND_OF_UNIT_CLASSES, tmp_path), {2: change}),
        )
    take(
        classed,
        KIND_OF_UNIT_CLASSES,
        fill(export(classed, KIND_OF_UNIT_CLASSES, tmp_path), {2: change | {"更正原因": "误登"}}),
    )
    assert [row[2:] for row in sql.rows(GIVEN_OF_UNIT_CLASSES)] == [(1, "甲类", ""), (2, "乙类", "误登")]


def test_another_spelling_of_a_class_is_the_same(classed: Acting, sql: Sql, tmp_path: Path) -> None:
    take(
        classed,
        KIND_OF_UNIT_CLASSES,
        fill(
            export(classed, KIND_OF_UNIT_CLASSES, tmp_path),
            {2: {"单位类别": " 甲类　", **PAPER_OF_UNIT_CLASSES}},
        ),
    )
    assert sql.rows(GIVEN_OF_UNIT_CLASSES) == [("D001", 2026, 1, "甲类", "")]


KIND_OF_DISCIPLINE = "discipline"
RECORDS = """SELECT d.code, r.year, r.serial, r.fact, r.state FROM discipline r
    JOIN department d ON d.id = r.department_id ORDER BY r.id"""
ROW: dict[str, Any] = {
    "部门编码": "D001", "年度": 2026, "事实": "未按规定报告重大事项", "扣减": "绩效奖下调一档",
    "依据文号": "黔纪通〔2027〕2号", "文件日期": "2027-01-12", "依据文件": "通报.pdf",
}  # fmt: skip


def test_each_row_is_a_fact_and_the_same_sheet_again_is_none(
    january: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    other = ROW | {"部门编码": "D002", "事实": "会议纪律松弛"}
    sheet = fill(template(january, KIND_OF_DISCIPLINE, tmp_path), {2: ROW, 3: other})
    assert counts(take(january, KIND_OF_DISCIPLINE, sheet))[0] == 2
    assert sql.rows(RECORDS) == [
        ("D001", 2026, 1, "未按规定报告重大事项", "recorded"),
        ("D002", 2026, 1, "会议纪律松弛", "recorded"),
    ]
    take(january, KIND_OF_DISCIPLINE, sheet)
    assert len(sql.rows(RECORDS)) == 2
    assert violations() == []


def test_an_exported_sheet_has_what_is_recorded_of_the_appraised_year(january: Acting, tmp_path: Path) -> None:
    assert rows_in(export(january, KIND_OF_DISCIPLINE, tmp_path)) == []
    take(
        january,
        KIND_OF_DISCIPLINE,
        fill(template(january, KIND_OF_DISCIPLINE, tmp_path), {2: ROW}),
    )
    assert [row["事实"] for row in rows_in(export(january, KIND_OF_DISCIPLINE, tmp_path))] == [ROW["事实"]]
    assert rows_in(export(january.on("2027-07-05"), KIND_OF_DISCIPLINE, tmp_path)) == []


def test_what_was_withdrawn_may_be_recorded_again(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(template(january, KIND_OF_DISCIPLINE, tmp_path), {2: ROW})
    take(january, KIND_OF_DISCIPLINE, sheet)
    january.do("withdraw_discipline", department="D001", year=2026, serial=1, reason="误登记")
    take(january, KIND_OF_DISCIPLINE, as_csv(sheet))
    assert [row[2::2] for row in sql.rows(RECORDS)] == [(1, "withdrawn"), (2, "recorded")]


# A sound row of each sheet; its table.
SOUND: dict[str, dict[str, Any]] = {
    KIND: FITS,
    KIND_OF_SECOND_LEVEL: {"二级考评得分": 87.5, **PAPER},
    KIND_OF_UNGRADED: WHY,
    KIND_OF_UNIT_CLASSES: {"单位类别": "甲类", **PAPER_OF_UNIT_CLASSES},
    KIND_OF_DISCIPLINE: ROW,
}
KEPT_IN = {
    KIND: "individuals",
    KIND_OF_SECOND_LEVEL: "second_level",
    KIND_OF_UNGRADED: "ungraded",
    KIND_OF_UNIT_CLASSES: "unit_class",
    KIND_OF_DISCIPLINE: "discipline",
}
STORIES = {KIND: "graded", KIND_OF_UNIT_CLASSES: "classed"}
LAST = {KIND: 5}  # the row of the last department
WRONG: dict[str, list[tuple[dict[str, Any], str]]] = {
    KIND: [
        ({"优秀人数": 4, "达标人数": 16}, "单位等次为三等奖，20人按15%最多3人，填报了4人优秀"),
        ({"达标人数": 18}, "参评20人，各等次合计21人，应当相等"),
        ({"优秀人数": "王芳、李明、张平"}, "不是整数，请只填数字"),
        ({"更正原因": "王芳改为优秀"}, "“王芳改为优秀”不在可选范围内"),
        ({"参评人数": None}, "“参评人数”必填"),
        ({"优秀人数": None}, "“优秀人数”必填"),
        ({"达标人数": 16.5}, "达标人数"),
        ({"不达标人数": -1}, "不达标人数"),
        ({"参评人数": "二十"}, "不是整数，请只填数字"),
        ({"参评人数": "20%"}, "参评人数"),
        ({"参评人数": 0}, "参评人数"),
    ],
    KIND_OF_SECOND_LEVEL: [
        ({"二级考评得分": 101}, "应为0至100的数，最多两位小数，如87.5"),
        ({"二级考评得分": 87.555}, "应为0至100的数，最多两位小数，如87.5"),
        ({"依据文号": None}, "“依据文号”必填"),
        ({"依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
    ],
    KIND_OF_UNGRADED: [
        ({"类型": "缓评"}, "“缓评”不在可选范围内"),
        *(({title: None}, f"“{title}”必填") for title in WHY),
        ({"文件日期": "2027-01-21"}, "文件日期2027-01-21晚于今天"),
        ({"文件日期": "2025-12-31"}, "文件日期2025-12-31早于2026年"),
        ({"文件日期": "去年"}, "文件日期"),
        ({"依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
        ({"依据文件": "../文件.pdf"}, "文件.pdf"),
    ],
    KIND_OF_UNIT_CLASSES: [
        ({"单位类别": "丙类"}, "没有“丙类”这一类单位，可填：甲类、乙类"),
        *(({title: None}, f"“{title}”必填") for title in ("单位类别", *PAPER_OF_UNIT_CLASSES)),
        ({"依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
        ({"文件日期": "2027-01-21"}, "文件日期2027-01-21晚于今天"),
        ({"年度": None}, "年度"),
        ({"年度": "今年"}, "年度"),
    ],
    KIND_OF_DISCIPLINE: [
        ({"扣减": "扣2分"}, "只扣奖不扣分，得分不变"),
        ({"扣减": "扣发500元"}, "金额不入本系统"),
        ({"依据文号": None}, "依据文号"),
        ({"依据文件": None}, "依据文件"),
        ({"依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
        ({"文件日期": "2025-12-31"}, "早于2026年"),
        ({"部门编码": "D999"}, "D999"),
    ],
}


@pytest.fixture
def ready(request: pytest.FixtureRequest, kind: str) -> Acting:
    """The story in which a sheet of this kind is filled in."""
    acting: Acting = request.getfixturevalue(STORIES.get(kind, "january"))
    return acting


def kept(sql: Sql, kind: str) -> list[str]:
    """The departments with a row, by code."""
    table = KEPT_IN[kind]
    return sql.column(f"SELECT d.code FROM {table} k JOIN department d ON d.id = k.department_id ORDER BY k.id")  # noqa: S608 - constants


def refused(acting: Acting, kind: str, sheet: Path, sql: Sql) -> ImportRefused:
    """Returns the refusal of a sheet, if nothing is recorded."""
    with pytest.raises(ImportRefused) as refusal:
        take(acting, kind, sheet)
    assert kept(sql, kind) == []
    return refusal.value


@pytest.mark.database
@pytest.mark.parametrize(("kind", "cells", "words"), [(kind, *wrong) for kind, rows in WRONG.items() for wrong in rows])
def test_one_wrong_row_is_named_and_nothing_is_recorded(
    ready: Acting, sql: Sql, tmp_path: Path, kind: str, cells: dict[str, Any], words: str
) -> None:
    last, other = LAST.get(kind, 3), {"部门编码": "D002"} if kind == KIND_OF_DISCIPLINE else {}
    rows = {2: SOUND[kind], last: SOUND[kind] | other | cells}
    refusal = refused(ready, kind, fill(export(ready, kind, tmp_path), rows), sql)
    assert words in refusal.message
    assert {each.cell[1:] for each in refusal.complaints} == {str(last)}


@pytest.mark.database
@pytest.mark.parametrize("kind", SOUND)
def test_a_department_twice_or_of_no_list_is_refused(ready: Acting, sql: Sql, tmp_path: Path, kind: str) -> None:
    row = {"部门编码": "D001", "年度": 2026, **SOUND[kind]}
    for code, told in (("D001", "与第2行是同一项"), ("D009", "D009")):
        sheet = fill(template(ready, kind, tmp_path), {2: row, 3: row | {"部门编码": code}})
        assert told in refused(ready, kind, sheet, sql).message


@pytest.mark.database
@pytest.mark.parametrize("kind", [each for each in SOUND if each != KIND_OF_DISCIPLINE])
def test_a_sheet_saved_as_text_is_taken_and_a_trial_keeps_nothing(
    ready: Acting, sql: Sql, tmp_path: Path, kind: str
) -> None:
    sheet = as_csv(fill(export(ready, kind, tmp_path), {3: SOUND[kind]}))
    assert counts(take(ready, kind, sheet, keep=False))[1] == 1
    assert kept(sql, kind) == []
    assert counts(take(ready, kind, sheet))[1] == 1
    assert kept(sql, kind) == ["D002"]
