"""目标下达: targets from a sheet; an issued one is adjusted, transferred or corrected, never overwritten."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TARGET = {
    "编号": "T009", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "数量": "1000", "单位": "公里",
    "完成时限": "2026-12-31", "责任部门": "D001", "配合部门": "D002", "下达日期": "2026-02-27",
}  # fmt: skip
MARCH = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001", "下达日期": "2026-02-27"}
RESPONSIBLE = """
SELECT x.position, d.code, x.since::text FROM target_department x JOIN target t ON t.id = x.target_id
JOIN department d ON d.id = x.department_id WHERE t.code = :code ORDER BY t.year DESC, x.position
"""
EVENTS = "SELECT event, detail FROM transition WHERE record = 'target' AND record_key = :key ORDER BY id"
HEAD = "SELECT hash FROM chain_head"
BASIS = "黔机编〔2026〕12号"
TYPO = "录入时看错行"
NOT_OF_2026 = "不是2026年度目标的下达日期，应在2025-11-01至2026-12-31之间，请核对年度和下达日期"


def counts(acting: Acting, *rows: dict[str, Any], reason: str = "") -> tuple[int, int, int]:
    found = acting.take("targets", *rows, reason=reason).counts
    return found["new"], found["changed"], found["same"]


def complaints(acting: Acting, *rows: dict[str, Any], reason: str = "") -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("targets", *rows, reason=reason)
    assert refusal.value.message.startswith(f"未导入：共发现{len(refusal.value.complaints)}处问题，未作任何改动。")
    return [str(complaint) for complaint in refusal.value.complaints]


@pytest.fixture
@story
def road(march: Acting) -> Acting:
    """`march`, where T009 is issued too and D003 leads nothing; today is 10 March."""
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    march.take("targets", TARGET)
    return march.on("2026-03-10")


def test_a_target_has_its_requirement_and_the_document_it_comes_from(march: Acting, sql: Sql) -> None:
    march.take("targets", TARGET | {"来源文件": "黔府发〔2026〕1号"})
    found = sql.rows("SELECT requirement, source_document FROM target WHERE code = 'T009'")
    assert found == [("建成1000公里", "黔府发〔2026〕1号")]


def test_a_second_import_changes_nothing(road: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    assert counts(road, TARGET) == (0, 0, 1)
    assert sql.value(HEAD) == before


def test_a_column_that_is_missing_in_a_second_import_changes_nothing(road: Acting, sql: Sql) -> None:
    road.take("targets", TARGET | {"配合部门": "D003", "目标类别": "职能绩效目标"})
    before = sql.value(HEAD)
    few = ("编号", "年度", "目标名称", "责任部门")
    assert counts(road, {name: TARGET[name] for name in few}) == (0, 0, 1)
    assert sql.value(HEAD) == before


def test_a_row_that_is_missing_in_a_second_import_changes_nothing(road: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    assert counts(road, MARCH) == (0, 0, 1)
    assert sql.value(HEAD) == before
    assert sql.value("SELECT count(*) FROM target") == 4


def test_every_complaint_comes_at_once_and_no_row_is_taken(march: Acting, sql: Sql) -> None:
    found = complaints(
        march,
        TARGET | {"编号": "T008", "责任部门": "第01厅"},
        TARGET | {"编号": "T009", "配合部门": "XYZ"},
        TARGET | {"编号": "T010", "完成时限": "2026-02-30"},
    )
    assert len(found) == 3
    assert any("第2行“责任部门”列：责任部门“第01厅”不在部门名单中，是否为“第001厅”" in complaint for complaint in found)
    assert any("第3行“配合部门”列：配合部门“XYZ”不在部门名单中" in complaint for complaint in found)
    assert any("第4行“完成时限”列" in complaint for complaint in found)
    assert sql.value("SELECT count(*) FROM target") == 3


@pytest.mark.parametrize("code", ["T001/1", "T001|1"])
def test_a_new_code_holds_nothing_that_separates_the_parts_of_keys(march: Acting, sql: Sql, code: str) -> None:
    (found,) = complaints(march, TARGET | {"编号": code})
    assert found.endswith(f"“{code}”含有“{code[4]}”，编号中不能用，请改用“-”")
    sql("UPDATE target SET code = :code WHERE code = 'T001'", code=code)
    assert counts(march, {"编号": code, "年度": "2026", "目标名称": "目标T001", "责任部门": "D001"}) == (0, 0, 1)


def test_an_ambiguous_short_name_is_refused(march: Acting) -> None:
    march.take("departments", *({"编码": f"D00{n}", "名称": f"第00{n}厅", "简称": "厅"} for n in (1, 2)))
    assert "“厅”对应多个部门，请改用部门编码或全称" in complaints(march, TARGET | {"责任部门": "厅"})[0]


def test_the_first_of_several_leads_and_the_others_cooperate(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    march.take("targets", TARGET | {"责任部门": "第002厅；D001", "配合部门": "D003、第002厅"})
    assert sql.rows(RESPONSIBLE, code="T009") == [(0, "D002", None), (1, "D001", None), (2, "D003", None)]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"完成时限": "2026-02-26"}, "完成时限2026-02-26早于下达日期2026-02-27，请核对"),
        ({"下达日期": "2026-03-06"}, "下达日期2026-03-06在今天（2026-03-05）之后，目标下达以后再导入"),
        ({"下达日期": "2025-02-27"}, f"下达日期2025-02-27{NOT_OF_2026}"),
        ({"下达日期": "2025-10-31"}, f"下达日期2025-10-31{NOT_OF_2026}"),
        ({"下达日期": "", "完成时限": "2026-03-04"}, "完成时限2026-03-04早于下达日期2026-03-05，请核对"),
        ({"责任部门": "AGENCY"}, "责任部门“贵州省目标绩效管理机构”是管理机构，不能作责任部门，请填写承担目标的部门"),
        ({"责任部门": "D001", "配合部门": "第001厅"}, "配合部门“第001厅”与“D001”是同一部门，请只写一次"),
        ({"责任部门": "D001", "配合部门": "D002、第002厅"}, "配合部门“第002厅”与“D002”是同一部门，请只写一次"),
    ],
)
def test_a_row_that_cannot_be_is_refused(march: Acting, sql: Sql, cells: dict[str, str], words: str) -> None:
    [complaint] = complaints(march, TARGET | {"配合部门": ""} | cells)
    assert complaint.endswith(words)
    assert sql.value("SELECT count(*) FROM target") == 3


def undated(acting: Acting, stated: date | None = None, **cells: str) -> str:
    """Import T009 without 下达日期, with a day for the whole sheet or none; returns the answer."""
    row = TARGET | {"下达日期": "", "配合部门": ""} | cells
    return acting.take("targets", row, issued_on=stated).words


def test_an_empty_issue_date_is_the_beginning_of_the_year_with_a_note(march: Acting, sql: Sql) -> None:
    words = undated(march)
    assert "注意：1项没有下达日期，按年初下达记载（2026-01-01）；实际是同一天下达的，导入时写 --issued-on 日期" in words
    assert sql.value("SELECT issued_on::text FROM target WHERE code = 'T009'") == "2026-01-01"
    assert "没有下达日期" not in undated(march.on("2026-03-09"))


def test_one_day_is_stated_for_all_rows_of_a_sheet_without_their_own(march: Acting, sql: Sql) -> None:
    assert "没有下达日期" not in undated(march, date(2026, 2, 9))
    assert sql.value("SELECT issued_on::text FROM target WHERE code = 'T009'") == "2026-02-09"


def test_targets_of_an_earlier_deadline_and_year_are_taken_without_a_day(march: Acting, sql: Sql) -> None:
    undated(march, 完成时限="2026-02-01")
    undated(march, 年度="2025", 完成时限="2025-12-31")
    found = "SELECT issued_on::text FROM target WHERE code = 'T009' ORDER BY year"
    assert sql.column(found) == ["2025-01-01", "2026-01-01"]
    november = march.on("2026-11-20")
    undated(november, 编号="T010", 年度="2027", 完成时限="2027-12-31")
    assert sql.value("SELECT issued_on::text FROM target WHERE code = 'T010'") == "2026-11-20"


def test_a_target_is_issued_from_the_november_before_its_year_on(road: Acting) -> None:
    november = road.on("2026-11-02")
    assert counts(november, TARGET | {"年度": "2027", "下达日期": "2026-11-01"}) == (1, 0, 0)


@pytest.mark.parametrize("day", ["2026-03-11", "2025-02-27"])
def test_no_correction_gives_a_target_an_impossible_day(road: Acting, sql: Sql, day: str) -> None:
    [complaint] = complaints(road, TARGET | {"下达日期": day}, reason=TYPO)
    assert "“下达日期”列：" in complaint
    assert sql.value("SELECT issued_on::text FROM target WHERE code = 'T009'") == "2026-02-27"


def test_one_code_in_two_years_is_two_targets(road: Acting, sql: Sql) -> None:
    assert counts(road, TARGET | {"年度": "2025", "下达日期": "2025-02-27"}) == (1, 0, 0)
    assert sql.value("SELECT count(*) FROM target WHERE code = 'T009'") == 2


def test_those_who_help_may_change_by_an_import_and_it_is_written_down(road: Acting, sql: Sql) -> None:
    assert counts(road, TARGET | {"配合部门": "D003"}) == (0, 1, 0)
    assert sql.rows(RESPONSIBLE, code="T009") == [(0, "D001", None), (1, "D003", None)]
    assert [row[0] for row in sql.rows(EVENTS, key="2026|T009")] == ["issued", "changed"]


# Issued targets

FIXED = [("绩效要求", "建成900公里"), ("数量", "900"), ("单位", "里"), ("完成时限", "2027-01-31"), ("完成时限", "")]


@pytest.mark.parametrize(("column", "value"), FIXED)
def test_6_1_7_an_issued_target_is_not_changed_by_an_import(road: Acting, sql: Sql, column: str, value: str) -> None:
    before = sql.value(HEAD)
    assert complaints(road, TARGET | {column: value}) == [
        (
            f"表.csv 第2行“{column}”列：{column}与已下达的目标不同；"
            "目标下达后的调整须按6.1.7办理（申请目标调整，request_adjustment），不能通过导入更改，"
            "确系录入错误的，用 --correction 写明原因更正"
        )
    ]
    assert sql.value(HEAD) == before


DESCRIBED = {
    "目标类别": "职能绩效目标",
    "目标来源": "本级目标",
    "来源文件": "黔府发〔2026〕1号",
    "上级目标编号": "T001",
}
DIFFERING = [
    ("目标名称", "农村公路", "农村公路建设"),
    ("目标类别", "职能绩效目标", "机关建设目标"),
    ("目标来源", "本级目标", ""),
    ("来源文件", "黔府发〔2026〕1号", "黔府发〔2026〕2号"),
    ("上级目标编号", "T001", "T002"),
    ("下达日期", "2026-02-27", "2026-12-27"),
    ("是否重点项目", "是", "否"),
    ("是否重点项目", "是", ""),
]


@pytest.mark.parametrize(("column", "now", "value"), DIFFERING)
def test_what_an_issued_target_is_changes_by_no_import(
    march: Acting, sql: Sql, column: str, now: str, value: str
) -> None:
    issued = TARGET | DESCRIBED | {"是否重点项目": "是"}
    march.take("targets", issued)
    before = sql.value(HEAD)
    assert complaints(march, issued | {column: value}) == [
        (
            f"表.csv 第2行“{column}”列：{column}与已下达的目标不同（现为“{now}”）；目标下达后不能通过导入更改，"
            "确系录入错误的，用 --correction 写明原因更正"
        )
    ]
    assert sql.value(HEAD) == before


@pytest.mark.parametrize(("column", "value"), DESCRIBED.items())
def test_an_empty_cell_may_be_filled_in_by_an_import(road: Acting, sql: Sql, column: str, value: str) -> None:
    assert counts(road, TARGET | {column: value}) == (0, 1, 0)
    assert sql.rows(EVENTS, key="2026|T009")[-1] == ("changed", {})
    assert counts(road, TARGET | {column: value}) == (0, 0, 1)


def test_another_lead_is_a_transfer(road: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    assert complaints(road, TARGET | {"责任部门": "D002", "配合部门": "D001"}) == [
        (
            "表.csv 第2行“责任部门”列：责任部门与已下达的目标不同（现由“第001厅”牵头）；"
            "改由其他部门牵头须办理目标划转（transfer_targets），确系录入错误的，用 --correction 写明原因更正"
        )
    ]
    assert sql.value(HEAD) == before


@pytest.mark.parametrize(("column", "value"), FIXED)
def test_a_typing_error_is_corrected_on_record_and_the_version_stays(
    road: Acting, sql: Sql, violations: Violations, column: str, value: str
) -> None:
    names = {"绩效要求": "requirement", "数量": "quantity", "单位": "unit", "完成时限": "deadline"}
    explained = TARGET | {column: value, "说明": "另有出处"}
    summary = road.take("targets", explained, MARCH, reason=TYPO)
    assert summary.words == (
        "目标共2行：新增0，更改1，未变1。其中更正1项，原因：录入时看错行。"
        f"\n更正：T009 {column}由“{TARGET[column]}”改为“{value}”。"
    )
    assert summary.counts == {"rows": 2, "new": 0, "changed": 1, "same": 1}
    event, detail = sql.rows(EVENTS, key="2026|T009")[-1]
    assert event == "corrected"
    assert detail == {
        "from": {names[column]: TARGET[column]},
        "to": {names[column]: value},
        "reason": TYPO,
        "note": "另有出处",
    }
    assert sql.value("SELECT version FROM target WHERE code = 'T009'") == 1
    assert counts(road, TARGET | {column: value}) == (0, 0, 1)
    assert violations() == []


def test_with_a_reason_and_nothing_to_correct_an_import_is_an_ordinary_one(road: Acting, sql: Sql) -> None:
    summary = road.take("targets", TARGET | {"来源文件": "黔府发〔2026〕1号"}, TARGET | {"编号": "T010"}, reason=TYPO)
    assert summary.words == "目标共2行：新增1，更改1，未变0。"
    assert sql.rows(EVENTS, key="2026|T009")[-1] == ("changed", {})


def test_a_corrected_lead_takes_over_the_open_obligations_of_the_target(
    road: Acting, sql: Sql, violations: Violations
) -> None:
    project = {**MARCH, "编号": "K001", "是否重点项目": "是"}
    road.take("targets", project)
    road.open("cloud_monitoring", "2026-03")
    road.do("delegate_upload", target="K001")
    assert counts(road, project | {"责任部门": "D003"}, reason=TYPO) == (0, 1, 0)
    assert sql.rows(RESPONSIBLE, code="K001") == [(0, "D003", "2026-03-02")]
    assert sql.rows(EVENTS, key="2026|K001")[-1] == (
        "corrected",
        {"from": {"lead": "第001厅"}, "to": {"lead": "第003厅"}, "reason": TYPO},
    )
    debtor = "SELECT d.code FROM obligation o JOIN department d ON d.id = o.owed_by WHERE o.subject = '2026/K001'"
    assert sql.column(debtor) == ["D003"]
    taken = "SELECT detail FROM transition WHERE record = 'obligation' AND event = 'taken_over'"
    assert sql.column(taken) == [{"from": "第001厅", "to": "第003厅", "reason": TYPO}]
    assert violations() == []


def test_a_lead_corrected_after_a_transfer_reports_from_the_day_of_the_transfer(road: Acting, sql: Sql) -> None:
    form = {"department": "D001", "successor": "D003", "effective_on": "2026-03-10", "basis": BASIS}
    road.do("transfer_targets", targets="T001", **form)
    road.take("departments", {"编码": "D004", "名称": "第004厅"})
    road.take("targets", MARCH | {"责任部门": "D004"}, reason=TYPO)
    assert sql.rows(RESPONSIBLE, code="T001") == [(0, "D004", "2026-03-02")]


def test_the_month_that_was_opened_stays_with_the_lead_that_was_wrong(road: Acting, sql: Sql) -> None:
    road.take("targets", MARCH | {"责任部门": "D003"}, reason=TYPO)
    for day in ("2026-03-11", "2026-04-01"):
        road.on(day).system.do("reconcile")
    lines = """SELECT o.period, d.code FROM report_line l JOIN obligation o ON o.id = l.obligation_id
        JOIN department d ON d.id = o.department_id JOIN target t ON t.id = l.target_id
        WHERE t.code = 'T001' ORDER BY o.period"""
    assert sql.rows(lines) == [("2026-03", "D001"), ("2026-04", "D003"), ("2026Q1", "D003")]


# After a reform


def test_the_sheet_of_before_a_merger_or_a_renaming_is_still_the_same(road: Acting, sql: Sql) -> None:
    form = {"effective_on": "2026-03-10", "basis": BASIS}
    rows = TARGET | {"责任部门": "第001厅", "配合部门": "第002厅；第003厅"}, MARCH
    road.take("targets", *rows)
    road.do("rename_department", department="D002", name="第二局", **form)
    road.do("merge_department", department="D001", successor="D003", **form)
    before = sql.value(HEAD)
    assert counts(road, *rows) == (0, 0, 2)
    assert sql.value(HEAD) == before


def test_a_lead_that_took_over_keeps_its_day_when_those_who_help_change(road: Acting, sql: Sql) -> None:
    road.do("merge_department", department="D001", successor="D003", effective_on="2026-03-10", basis=BASIS)
    assert counts(road, TARGET | {"责任部门": "D003", "配合部门": ""}) == (0, 1, 0)
    assert sql.rows(RESPONSIBLE, code="T009") == [(0, "D003", "2026-03-02")]


def test_no_correction_undoes_a_transfer(road: Acting, sql: Sql) -> None:
    form = {"effective_on": "2026-03-10", "basis": BASIS}
    road.do("transfer_targets", department="D001", successor="D003", targets="T009", **form)
    text = "表.csv 第2行“责任部门”列：责任部门：该目标已划转“第003厅”牵头，请按现牵头部门填写"
    assert complaints(road, TARGET) == [text]
    assert complaints(road, TARGET | {"数量": "900"}, reason=TYPO) == [text]
    assert counts(road, TARGET | {"责任部门": "D002", "配合部门": ""}, reason=TYPO) == (0, 1, 0)
    assert sql.rows(RESPONSIBLE, code="T009") == [(0, "D002", "2026-03-02")]


def test_a_new_target_that_names_a_merged_department_is_led_by_its_successor(road: Acting, sql: Sql) -> None:
    road.do("merge_department", department="D001", successor="D003", effective_on="2026-03-10", basis=BASIS)
    assert counts(road, TARGET | {"编号": "T010", "配合部门": "D003、D002"}) == (1, 0, 0)
    assert sql.rows(RESPONSIBLE, code="T010") == [(0, "D003", None), (1, "D002", None)]


def test_a_past_year_that_is_imported_again_stays_with_those_who_led_it(road: Acting, sql: Sql) -> None:
    past = TARGET | {"年度": "2025", "下达日期": "2025-02-27", "完成时限": "2025-12-31"}
    road.take("targets", past)
    road.do("merge_department", department="D001", successor="D003", effective_on="2026-03-10", basis=BASIS)
    assert counts(road, past) == (0, 0, 1)
    assert sql.rows(RESPONSIBLE, code="T009")[2:] == [(0, "D001", None), (1, "D002", None)]


def test_a_new_target_is_not_led_by_an_ended_department(road: Acting) -> None:
    road.take("departments", {"编码": "D004", "名称": "第004厅", "失效日期": "2026-03-09"})
    road.on("2026-03-09").take("targets", TARGET | {"编号": "T010", "责任部门": "D004"})
    rows = TARGET | {"编号": "T011", "责任部门": "D004"}, TARGET | {"编号": "T010", "责任部门": "D004"}
    assert complaints(road, *rows) == [
        "表.csv 第2行“责任部门”列：责任部门“第004厅”已于2026-03-09终止，请填写现任责任部门"
    ]
