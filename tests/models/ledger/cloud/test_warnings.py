"""认定预警: a person confirms or clears a warning; only a confirmed one may be proposed for the list (7.5, A22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

OF = {"target": "K001", "period": "2026-03"}
STATES = "SELECT state, decided_on::text, reason FROM cloud_upload ORDER BY id"
ENTRIES = """
SELECT e.state, e.finding, e.found_on::text, x.way FROM negative_entry e JOIN entry_origin x ON x.entry_id = e.id
"""


def test_a_warning_that_is_true_is_confirmed_and_enters_no_list_by_itself(warned: Acting, sql: Sql) -> None:
    done = warned.do("confirm_warning", **OF, reason="现场仅完成路基清表")
    assert (done.words, done.counts) == ("“农村公路”2026年3月目标云预警已认定属实。", {"confirmed": 1, "proposed": 0})
    assert sql.rows(STATES) == [("confirmed", "2026-03-21", "现场仅完成路基清表")]
    assert sql.rows(ENTRIES) == []
    again = warned.on("2026-03-22").do("confirm_warning", **OF)
    assert (again.words, again.counts["confirmed"]) == ("“农村公路”2026年3月目标云预警此前已认定属实。", 0)
    assert sql.rows(STATES)[0][1] == "2026-03-21"


def test_a_reason_after_the_decision_is_not_stored_and_the_answer_says_so(warned: Acting, sql: Sql) -> None:
    warned.do("confirm_warning", **OF)
    again = warned.do("confirm_warning", **OF, reason="现场仅完成路基清表")
    assert again.words == (
        "“农村公路”2026年3月目标云预警此前已认定属实（2026-03-21，没有写理由），这次的理由没有登记。"
    )
    assert sql.rows(STATES) == [("confirmed", "2026-03-21", "")]


def test_a_confirmed_warning_can_be_proposed_for_the_negative_list(
    warned: Acting, sql: Sql, violations: Violations
) -> None:
    done = warned.do("confirm_warning", **OF, propose=True)
    assert done.words.endswith("已提出将“农村公路”（第001厅）列入负面清单，待现场认定。")
    finding = "2026年3月目标云预警：截至3月20日时间过去21.7%，申报进度5%，未达到时间进度"
    assert sql.rows(ENTRIES) == [("proposed", finding, "2026-03-20", "cloud")]
    text = warned.refused("confirm_warning", **OF, propose=True)
    assert text == "目标K001已在2026-03-21提出拟列入负面清单，等待现场认定，不能重复提出。"
    assert violations() == []


def test_a_confirmed_warning_can_be_proposed_later(warned: Acting, sql: Sql) -> None:
    warned.do("confirm_warning", **OF)
    done = warned.on("2026-03-23").do("confirm_warning", **OF, reason="逾期未补", propose=True)
    assert done.counts == {"confirmed": 0, "proposed": 1}
    assert sql.rows(ENTRIES)[0][1].endswith("未达到时间进度。逾期未补")


def test_a_wrong_warning_is_cleared_and_the_warned_department_is_notified(warned: Acting, sql: Sql) -> None:
    done = warned.do("clear_warning", **OF, reason="合同约定下半年开工")
    assert done.words == "“农村公路”2026年3月目标云预警已消除：合同约定下半年开工。"
    assert sql.rows(STATES) == [("cleared", "2026-03-21", "合同约定下半年开工")]
    query = "SELECT audience, payload ->> 'reason' FROM notice WHERE kind = 'upload_cleared'"
    assert sql.rows(query) == [("office", "合同约定下半年开工")]
    again = warned.do("clear_warning", **OF, reason="另有说明")
    assert (again.words, again.counts) == (
        "“农村公路”2026年3月目标云预警此前已消除（2026-03-21，理由为“合同约定下半年开工”），这次的理由没有登记，未作改动。",
        {"cleared": 0},
    )
    assert "此前已消除，未作改动。" in warned.do("clear_warning", **OF, reason="合同约定下半年开工").words
    assert warned.refused("confirm_warning", **OF) == "该预警此前已消除，不再认定。"


def test_the_agencys_own_missing_upload_is_cleared_without_a_notice(cloud: Acting, sql: Sql) -> None:
    cloud.on("2026-03-26").system.do("judge_missing_uploads")
    assert cloud.on("2026-03-27").do("clear_warning", **OF, reason="项目停建").counts["notices"] == 0
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'upload_cleared'") == 0


def test_an_upload_without_warning_superseded_or_absent_is_not_decided(warned: Acting, picture: str) -> None:
    warned.do("upload_progress", **OF, progress="40", media=picture)
    assert warned.refused("confirm_warning", **OF) == "该上传判定正常，没有预警。"
    assert warned.refused("clear_warning", **OF, reason="无") == "该上传判定正常，没有预警。"
    text = warned.refused("clear_warning", target="K002", period="2026-03", reason="无")
    assert text == "“供水”2026年3月没有目标云上传记录。查看：mubiao uploads。"


def test_an_office_does_not_decide_about_its_own_warning(warned: Acting) -> None:
    text = warned.office("D001").refused("clear_warning", **OF, reason="无")
    assert text == "“部门目标办”不能执行“消除目标云预警”，应由省直目标绩效管理机构办理。"
