"""季度自查: completion declared per target; a completed target needs evidence (7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.report.leaf_reports import planted

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Meanwhile, Sql, Violations

STATE = """
SELECT o.state, o.counted_on::text, o.late, o.due_version FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D001' AND o.kind = 'self_check'
"""
LINES = """
SELECT l.version, t.code, l.target_version, l.progress, l.status FROM report_line l
    JOIN obligation o ON o.id = l.obligation_id JOIN department d ON d.id = o.department_id
    JOIN target t ON t.id = l.target_id
WHERE d.code = 'D001' AND o.kind = 'self_check' AND l.version > 0 ORDER BY 1, 2
"""
USES = """
SELECT t.code, u.file_name, u.received_on::text FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id
    JOIN target t ON t.id = u.target_id WHERE o.kind = 'self_check' ORDER BY 1, 2
"""
HALF = {"target": "T002", "progress": 50}
DONE = {"target": "T001", "progress": 100, "status": "已完成"}
UNPROVED = (
    "以下1项目标申报已完成，没有印证材料：T001 目标T001。请随自查一并提交（--evidence），"
    "或先提交印证材料（attach_evidence）；本季度月度检查中已提交的，不必重复提交。"
)


@pytest.fixture
def quarter(march: Acting, store: Path) -> Acting:
    """The self-check of the first quarter opened on 1 April, due on the 15th; today is the 8th."""
    assert not store.exists()
    march.on("2026-04-01").open("self_check", "2026Q1")
    return march.on("2026-04-08")


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "验收报告.pdf"
    path.write_bytes(b"accepted")
    return str(path)


def declaration(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"department": "D001", "period": "2026Q1", "lines": list(lines), **more}


def file(acting: Acting, *lines: dict[str, Any], **more: Any) -> Summary:
    return acting.do("file_self_check", **declaration(*lines, **more))


def attach(acting: Acting, picture: str, period: str, target: str = "T001") -> Summary:
    return acting.do("attach_evidence", department="D001", period=period, target=target, file=picture)


def brought(picture: str) -> list[dict[str, str]]:
    return [{"target": "T001", "file": picture}]


# Declarations


def test_7_1_an_office_declares_every_target_and_is_done(quarter: Acting, picture: str, sql: Sql) -> None:
    summary = file(quarter.office("D001"), DONE, HALF, evidence=brought(picture))
    assert summary.words == "“第001厅”2026Q1已填报2项。新增印证材料1份。"
    assert summary.counts == {"reports": 1, "lines": 2, "late": 0, "notices": 1, "evidence": 1}
    assert sql.rows(STATE) == [("discharged", "2026-04-08", False, 1)]
    assert sql.rows(LINES) == [(1, "T001", 1, 100, "done"), (1, "T002", 1, 50, None)]
    assert sql.rows(USES) == [("T001", "验收报告.pdf", "2026-04-08")]


def test_6_1_5_the_head_is_notified_of_the_result_of_every_version(quarter: Acting, picture: str, sql: Sql) -> None:
    file(quarter, {**DONE, "progress": 60, "status": "进行中"}, HALF)
    file(quarter, DONE, evidence=brought(picture))
    query = "SELECT occasion, audience, payload -> 'facts' ->> 0 FROM notice WHERE kind = 'result' ORDER BY id"
    assert sql.rows(query) == [
        ("1", "head", "共2项目标，平均进度55.0%。"),
        ("2", "head", "共2项目标，已完成1项、平均进度75.0%。"),
    ]


def test_nothing_complete_needs_no_evidence(quarter: Acting, sql: Sql) -> None:
    assert file(quarter, {**HALF, "target": "T001"}, HALF).words == "“第001厅”2026Q1已填报2项。"
    assert sql.rows(USES) == []


def test_the_same_again_changes_nothing(quarter: Acting, picture: str, sql: Sql) -> None:
    file(quarter, DONE, HALF, evidence=brought(picture))
    before = sql.value("SELECT hash FROM chain_head")
    again = file(quarter, DONE, HALF, evidence=brought(picture))
    assert (again.words, again.counts) == ("与已填报内容相同，未作改动。", {"reports": 0, "same": 1, "evidence": 0})
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_change_is_a_new_version_and_lines_not_named_stay(quarter: Acting, sql: Sql) -> None:
    file(quarter, {**HALF, "target": "T001"}, HALF)
    file(quarter.on("2026-04-10"), {**HALF, "progress": 70})
    assert [row[:2] + row[3:4] for row in sql.rows(LINES)] == [
        (1, "T001", 50), (1, "T002", 50), (2, "T001", 50), (2, "T002", 70),
    ]  # fmt: skip
    assert sql.rows(STATE) == [("discharged", "2026-04-08", False, 1)]


@pytest.mark.parametrize(("day", "late"), [("2026-04-15", False), ("2026-04-16", True), ("2026-12-01", True)])
def test_a25_after_the_tenth_working_day_it_is_marked_late_and_not_refused(
    quarter: Acting, sql: Sql, day: str, *, late: bool
) -> None:
    summary = file(quarter.on(day), {**HALF, "target": "T001"}, HALF)
    assert ("（逾期）" in summary.words, summary.counts["late"]) == (late, late)
    assert sql.rows(STATE) == [("discharged", day, late, 1)]


def test_a27_on_behalf_of_an_office_the_day_of_receipt_counts(quarter: Acting, picture: str, sql: Sql) -> None:
    received = quarter.on("2026-04-20").on_behalf("纸质", "收文12号", "2026-04-15")
    file(received, DONE, HALF, evidence=brought(picture))
    assert sql.rows(STATE) == [("discharged", "2026-04-15", False, 1)]
    assert sql.rows(USES) == [("T001", "验收报告.pdf", "2026-04-15")]
    early = quarter.on("2026-04-20").on_behalf("纸质", "收文12号", "2026-03-31")
    assert "早于该事项开始的日期2026-04-01" in early.refused("file_self_check", **declaration({**HALF, "progress": 60}))


# Evidence of completed targets


@pytest.mark.parametrize(
    "line",
    [
        DONE,
        {"target": "T001", "progress": 100},
        {"target": "T001", "progress": 80, "status": "已完成", "remark": "余款未付"},
    ],
)
def test_7_1_a_target_declared_complete_without_evidence_is_refused_by_name(
    quarter: Acting, sql: Sql, line: dict[str, Any]
) -> None:
    before = sql.value("SELECT hash FROM chain_head")
    assert quarter.refused("file_self_check", **declaration(line, HALF)) == UNPROVED
    assert sql.rows(STATE) == [("open", None, None, 1)]
    assert (sql.rows(LINES), sql.value("SELECT hash FROM chain_head")) == ([], before)


def test_every_target_without_evidence_is_named_at_once(quarter: Acting) -> None:
    refused = quarter.refused("file_self_check", **declaration(DONE, {**DONE, "target": "T002"}))
    assert "以下2项目标申报已完成，没有印证材料：T001 目标T001；T002 目标T002。" in refused


def test_evidence_of_another_target_or_of_the_whole_proves_nothing(quarter: Acting, picture: str, sql: Sql) -> None:
    for target in ("T002", ""):
        evidence = [{"target": target, "file": picture}]
        assert quarter.refused("file_self_check", **declaration(DONE, HALF, evidence=evidence)) == UNPROVED
    assert sql.value("SELECT count(*) FROM evidence_use") == 0


def test_evidence_may_have_been_attached_before(quarter: Acting, picture: str, sql: Sql) -> None:
    assert attach(quarter.office("D001"), picture, "2026Q1").words == "已提交印证材料“验收报告.pdf”。"
    file(quarter.office("D001"), DONE, HALF)
    assert sql.rows(USES) == [("T001", "验收报告.pdf", "2026-04-08")]


def test_a16_evidence_of_a_month_of_the_quarter_counts_without_a_second_upload(
    quarter: Acting, picture: str, sql: Sql, violations: Violations
) -> None:
    attach(quarter.on("2026-03-20"), picture, "2026-03")
    summary = file(quarter, DONE, HALF)
    assert summary.words == "“第001厅”2026Q1已填报2项。月度检查已提交的印证材料1份同时作为印证。"
    assert sql.rows(USES) == [("T001", "验收报告.pdf", "2026-03-20")]
    assert sql.value("SELECT count(*) FROM evidence") == 1
    assert file(quarter, DONE, HALF).counts["evidence"] == 0
    assert violations() == []


def test_a_target_with_leaves_needs_evidence_of_itself_or_of_each_leaf(
    march: Acting, picture: str, sql: Sql, violations: Violations
) -> None:
    april = planted(march)
    april.open("self_check", "2026Q1")
    given = declaration(DONE, HALF)
    assert april.refused("file_self_check", **given) == UNPROVED
    some = [{"target": "T001", "indicator": leaf, "file": picture} for leaf in ("1-1", "2")]
    assert "：T001 目标T001（指标1-2）。" in april.refused("file_self_check", **given, evidence=some)
    last = {"target": "T001", "indicator": "1-2", "file": picture}
    assert april.do("file_self_check", **given, evidence=[*some, last]).counts["evidence"] == 3
    assert sql.rows("SELECT indicator FROM evidence_use ORDER BY 1") == [("1-1",), ("1-2",), ("2",)]
    assert violations() == []


def test_a16_evidence_of_a_leaf_stays_that_of_the_leaf(march: Acting, picture: str, sql: Sql) -> None:
    april = planted(march)
    april.do("attach_evidence", department="D001", period="2026-04", target="T001", indicator="2", file=picture)
    july = april.on("2026-07-01")
    july.open("self_check", "2026Q2")
    refused = july.refused("file_self_check", **{**declaration(DONE, HALF), "period": "2026Q2"})
    assert "：T001 目标T001（指标1-1、1-2）。" in refused
    assert sql.rows("SELECT indicator FROM evidence_use") == [("2",)]


def test_a16_evidence_of_an_incomplete_target_is_not_copied(quarter: Acting, picture: str, sql: Sql) -> None:
    attach(quarter.on("2026-03-20"), picture, "2026-03")
    file(quarter, {**HALF, "target": "T001"}, HALF)
    assert sql.rows(USES) == []


def test_a16_evidence_of_another_quarter_does_not_count(quarter: Acting, picture: str) -> None:
    quarter.on("2026-04-01").open("monthly_check", "2026-04")
    attach(quarter, picture, "2026-04")
    assert quarter.refused("file_self_check", **declaration(DONE, HALF)) == UNPROVED


def test_a16_evidence_goes_with_a_target_that_changed_hands(quarter: Acting, picture: str, sql: Sql) -> None:
    attach(quarter.on("2026-03-20"), picture, "2026-03")
    reform = {"effective_on": "2026-04-02", "basis": "黔机编〔2026〕12号"}
    quarter.do("merge_department", department="D001", successor="D002", **reform)
    file(quarter.office("D002"), DONE, HALF)
    assert sql.rows(USES) == [("T001", "验收报告.pdf", "2026-03-20")]


# Refused declarations, and returns by the agency


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"period": "2026-03"}, "“季度自查”没有期间“2026-03”，正确写法如2026Q1。"),
        ({"period": "2026Q2"}, "没有“2026年第二季度自查”这一应办事项"),
        ({"department": "D003"}, "部门“D003”不在部门名单中"),
        ({"lines": [HALF]}, "一次填报须包含本部门全部目标，还缺1项：T001。"),
        ({"lines": [HALF, DONE, {**HALF, "target": "T003"}]}, "目标T003不在该部门2026Q1应填报的目标中"),
        ({"lines": [HALF, HALF, DONE]}, "目标T002重复填报"),
        ({"evidence": [{"target": "T003", "file": __file__}]}, "目标T003不在该部门2026Q1应填报的目标中。"),
        ({"evidence": [{"target": "T001", "file": "/no/such.pdf"}]}, "无法读取文件“/no/such.pdf”：文件不存在。"),
    ],
)
def test_an_invalid_declaration_is_refused_and_nothing_is_stored(
    quarter: Acting, sql: Sql, wrong: dict[str, Any], complaint: str
) -> None:
    before = sql.value("SELECT hash FROM chain_head")
    assert complaint in quarter.refused("file_self_check", **declaration(DONE, HALF) | wrong)
    assert sql.value("SELECT hash FROM chain_head") == before


def test_another_office_cannot_declare_it(quarter: Acting) -> None:
    refused = quarter.office("D002").refused("file_self_check", **declaration(HALF))
    assert refused == "您只能办理本部门的事项，不能办理“第001厅”的事项。"


def test_a_waived_self_check_is_not_declared(quarter: Acting, sql: Sql) -> None:
    number = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.kind = 'self_check'"
    quarter.do("waive", obligation=sql.value(f"{number} AND d.code = 'D001'"), reason="职能停办")
    refused = quarter.refused("file_self_check", **declaration({**HALF, "target": "T001"}, HALF))
    assert refused == "“第001厅”2026年第一季度自查已豁免，无需填报；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。"


def test_the_agency_returns_a_declaration_and_it_is_filed_again(
    quarter: Acting, sql: Sql, violations: Violations
) -> None:
    file(quarter, {**HALF, "target": "T001"}, HALF)
    back = {"department": "D001", "period": "2026Q1", "reason": "进度与现场不符"}
    assert quarter.do("return_report", **back).words == "已退回“第001厅”2026年第一季度自查填报，应于2026-04-15前重报。"
    assert sql.rows(STATE) == [("open", None, None, 2)]
    file(quarter.on("2026-04-14"), {**HALF, "target": "T001"}, HALF)
    assert sql.rows(STATE) == [("discharged", "2026-04-14", False, 2)]
    assert violations() == []


def test_two_who_declare_at_once_leave_one_declaration(quarter: Acting, meanwhile: Meanwhile, sql: Sql) -> None:
    lines = ({**HALF, "target": "T001"}, HALF)
    meanwhile("WITH lines AS", lambda: file(quarter, *lines))
    assert quarter.unavailable("file_self_check", **declaration(*lines)) == "另一操作刚刚写入了同一记录，请重试。"
    assert sql.value("SELECT count(*) FROM report") == 1
