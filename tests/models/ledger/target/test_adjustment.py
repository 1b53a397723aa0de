"""目标调整: requested with ground and evidence, one at a time, by the lead department (6.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

ASK = {"target": "T009", "ground": "重大政策", "reason": "省政府调减年度任务", "note": "只调减本年任务"}
STANDS = "SELECT number, state, requested_on::text, changes FROM adjustment ORDER BY number"
ASKS = "SELECT requirement, quantity, unit, deadline::text, version FROM target WHERE code = 'T009'"
AS_ISSUED = [("建成1000公里", 1000, "公里", "2026-12-31", 1)]


def refused(acting: Acting, policy: str, **more: Any) -> str:
    return acting.refused("request_adjustment", **{**ASK, "evidence": policy, **more})


def test_an_office_asks_to_adjust_its_target_and_nothing_changes_yet(
    april: Acting, policy: str, sql: Sql, violations: Violations
) -> None:
    summary = april.office("D001").do(
        "request_adjustment", **ASK, quantity="860", deadline="2026-10-31", evidence=policy
    )
    changes = "数量由1000改为860，完成时限由2026年12月31日改为2026年10月31日"
    assert summary.words == f"已申请“农村公路”第1次调整：{changes}。请先后报主要领导、分管省领导同意，再报备案。"
    assert summary.counts == {"requested": 1, "evidence": 1}
    assert sql.rows(STANDS) == [(1, "requested", "2026-04-02", {"quantity": "860", "deadline": "2026-10-31"})]
    assert sql.rows(ASKS) == AS_ISSUED
    assert violations() == []


def test_a_requirement_given_as_empty_is_removed(april: Acting, policy: str, sql: Sql) -> None:
    summary = april.do("request_adjustment", **ASK, quantity="", unit="", evidence=policy)
    assert "数量由1000改为无，单位由公里改为无" in summary.words
    assert sql.rows(STANDS)[0][3] == {"quantity": None, "unit": None}


def test_the_agency_may_enter_a_request_for_the_office_with_the_day_it_came(
    april: Acting, policy: str, sql: Sql
) -> None:
    april.on_behalf("纸质", "厅函〔2026〕5号", "2026-03-30").do(
        "request_adjustment", **ASK, unit="千米", evidence=policy
    )
    assert sql.value("SELECT requested_on::text FROM adjustment") == "2026-03-30"
    assert sql.value("SELECT received_on::text FROM exhibit") == "2026-03-30"


def test_words_that_contradict_the_new_quantity_are_asked_about(april: Acting, policy: str, sql: Sql) -> None:
    text = refused(april, policy, quantity="860", note="")
    assert text == (
        "调整后的数量860公里与绩效要求中的“1000公里”不一致。请一并调整绩效要求（requirement）；"
        "两者确实不同的，写明说明（note）。"
    )
    assert refused(april, policy, requirement="建成700公里", note="").startswith(
        "调整后的数量1000公里与绩效要求中的“700公里”"
    )
    note = "SELECT detail ->> 'note' FROM transition WHERE event = 'requested'"
    april.do("request_adjustment", **ASK, quantity="860", evidence=policy)
    assert sql.value(note) == "只调减本年任务"


@pytest.mark.parametrize(
    "change", [{"quantity": "860", "requirement": "建成860公里"}, {"unit": "千米"}, {"deadline": "2026-11-30"}]
)
def test_an_adjustment_that_fits_its_words_needs_no_note(april: Acting, policy: str, change: dict[str, str]) -> None:
    assert april.do("request_adjustment", **ASK | {"note": ""}, **change, evidence=policy).counts["requested"] == 1


def test_only_the_lead_department_may_request(april: Acting, policy: str) -> None:
    text = refused(april.office("D002"), policy, quantity="860")
    assert text == "您只能办理本部门的事项，不能办理“第001厅”的事项。"
    assert "应由" in refused(april.head("D001"), policy, quantity="860")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "须写明要调整的内容，至少一项：新的绩效要求、新的数量、新的单位、新的完成时限"),
        ({"quantity": "860", "ground": "领导要求"}, "“调整事由”“领导要求”不在可选范围内，可填：重大政策、不可抗力"),
        ({"quantity": "860", "reason": " "}, "“调整原因”不能为空"),
        ({"quantity": "860", "evidence": []}, "“印证材料”不能为空"),
        ({"quantity": "八百六"}, "“新的数量”“八百六”不是数"),
        ({"deadline": "2026-02-30"}, "“新的完成时限”“2026-02-30”不是有效日期"),
        ({"requirement": ""}, "“新的绩效要求”不能为空"),
        ({"quantity": "1000.0"}, "新的数量与现行的相同（1000），请只填写要调整的内容。"),
        ({"deadline": "2026-10-31", "unit": "公里"}, "新的单位与现行的相同（公里）"),
        ({"deadline": "2026-04-01"}, "新的完成时限2026-04-01早于申请日期2026-04-02，请核对。"),
        ({"quantity": "860", "target": "T099"}, "2026年目标中没有编号“T099”。"),
        ({"quantity": "860", "evidence": "没有.pdf"}, "无法读取文件“没有.pdf”：文件不存在。"),
    ],
)
def test_a_request_needs_a_change_a_ground_and_evidence(
    april: Acting, policy: str, sql: Sql, fields: dict[str, Any], complaint: str
) -> None:
    assert complaint in refused(april, policy, **fields)
    assert sql.rows(STANDS) == []


def test_a_target_without_a_quantity_has_none_to_take_away(april: Acting, policy: str) -> None:
    assert "新的数量与现行的相同（无）" in refused(april, policy, target="T001", quantity="")


def test_one_adjustment_of_a_target_is_under_way_at_a_time(asked: Acting, policy: str) -> None:
    text = refused(asked, policy, quantity="900")
    assert text == "目标T009的第1次调整正在办理（已申请），报备案或撤回后才能再申请。"
    asked.do("request_adjustment", **{**ASK, "target": "T001"}, quantity="3", evidence=policy)


def test_of_two_who_ask_at_once_one_is_refused(april: Acting, policy: str, together: Together, sql: Sql) -> None:
    def ask(session: Any) -> Any:
        return april.within(session, "request_adjustment", **ASK, quantity="860", evidence=policy)

    april.do("request_adjustment", **{**ASK, "target": "T001"}, quantity="3", evidence=policy)
    results = together(ask, ask)
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Summary"]
    assert sql.value("SELECT count(*) FROM adjustment") == 2


@pytest.mark.parametrize(("day", "asked"), [("2026-12-31", True), ("2027-01-01", False)])
def test_a_target_is_adjusted_only_while_it_is_carried_out(
    april: Acting,
    policy: str,
    day: str,
    asked: bool,  # noqa: FBT001 - a column of the table
) -> None:
    acting = april.on(day)
    if asked:
        acting.do("request_adjustment", **ASK, year=2026, quantity="860", evidence=policy)
        return
    text = refused(acting, policy, year=2026, quantity="860")
    assert text == "目标T009的实施到2026-12-31为止，此后不再调整（6.1.7：在目标绩效管理实施过程中）。"


def test_a_target_is_not_adjusted_before_it_was_issued(april: Acting, policy: str) -> None:
    text = refused(april.on("2026-02-26"), policy, quantity="860")
    assert text == "目标T009于2026-02-27下达，2026-02-26还不能申请调整，请核对日期。"


def test_an_adjustment_not_in_force_can_be_withdrawn_and_requested_again(
    asked: Acting, policy: str, sql: Sql, violations: Violations
) -> None:
    summary = asked.office("D001").do("withdraw_adjustment", target="T009", reason="任务数有变")
    assert summary.words == "“农村公路”第1次调整已撤回，目标仍按现行要求执行。"
    again = asked.do("withdraw_adjustment", target="T009", reason="任务数有变")
    assert (again.words, again.counts) == ("“农村公路”第1次调整此前已撤回，未作改动。", {"withdrawn": 0})
    asked.do("request_adjustment", **ASK, quantity="900", evidence=policy)
    assert [row[:2] for row in sql.rows(STANDS)] == [(1, "withdrawn"), (2, "requested")]
    assert violations() == []


def test_a_missing_adjustment_cannot_be_withdrawn(april: Acting) -> None:
    text = april.refused("withdraw_adjustment", target="T009", reason="无")
    assert text == "目标T009没有申请过调整，请先申请目标调整（request_adjustment）。"


def test_a_successor_continues_the_adjustment_of_a_merged_department(
    asked: Acting, sql: Sql, violations: Violations
) -> None:
    asked.on("2026-04-07").do(
        "merge_department", department="D001", successor="D002", effective_on="2026-04-07", basis="黔机编〔2026〕12号"
    )
    later = asked.on("2026-04-08")
    gone = later.office("D001").refused("withdraw_adjustment", target="T009", reason="合并")
    assert gone == "您只能办理本部门的事项，不能办理“第002厅”的事项。"
    later.head("D002").do("consent_head", target="T009", consented_on=str(later.day), number="签1号")
    fields = {"consented_on": "2026-04-08", "number": "省签〔2026〕31号", "consented_by": "赵立"}
    later.office("D002").do("consent_leader", target="T009", **fields)
    later.office("D002").do("file_adjustment", target="T009")
    listed = sql.rows(
        "SELECT d.code, n.audience FROM notice n JOIN department d ON d.id = n.department_id"
        " WHERE n.kind = 'adjustment_filed' ORDER BY 2"
    )
    assert listed == [("AGENCY", "agency"), ("D002", "head"), ("D002", "office")]
    assert sql.rows(ASKS)[0][1:] == (860, "公里", "2026-12-31", 2)
    assert violations() == []
