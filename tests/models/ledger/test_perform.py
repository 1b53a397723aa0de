"""Performing an act: what holds for every act, shown by doing the example of each as the reference prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.reference.acts import stories
from models.ledger.acts import ACTS, Act, Role, Summary
from tests.models.ledger.stories import Told, tell_all
from tests.models.ledger.written import WRITES

if TYPE_CHECKING:
    from typing import Any

    from tests.conftest import Databases

PAPER = {"means": "paper", "note": "收文8号"}
OF_OFFICES = [name for name, act in ACTS.items() if {Role.OFFICE, Role.AGENCY} <= act.roles]
OF_THE_AGENCY = [name for name, act in ACTS.items() if Role.AGENCY in act.roles and Role.OFFICE not in act.roles]
AN_INSPECTOR = "核查人员名册中没有“无名氏”，请先登记（register_inspector）。"
UNKNOWN = {
    "department": "部门“省教育厅局”不在部门名单中，是否为“省教育厅”。查看：mubiao departments。",
    "target": "2026年目标中没有编号“GZ0000-0-0”。",
    "inspection": "没有编号为“2026-99”的核查，编号的格式如2026-3。查看：mubiao inspections。",
    "obligation": "没有编号为999的应办事项。查看：mubiao owed。",
    "urging": "没有编号为999的催办任务。查看：mubiao owed --overdue。",
    "message": "没有编号为999的待重试、已搁置或送达不明的消息。查看：mubiao messages。",
    "opinion": "没有编号为“2026-99”的公众意见，编号的格式如2026-3。",
    "inspector": AN_INSPECTOR,
    "leader": AN_INSPECTOR,
    "members": AN_INSPECTOR,
    "third_party": "没有登记第三方机构“无名公司”，请先登记其资质和独立性（register_third_party）。",
    "reader": "没有找到“SJYT/无名氏”：应为“部门编码/姓名”，且该人当日在任。查看：mubiao contacts --department SJYT。",
    "successor": "部门“省教育厅局”不在部门名单中，是否为“省教育厅”。查看：mubiao departments。",
}
# The acts that may name one, whose example does not.
LEFT_OUT = {
    "department": {"register_urging"},
    "inspection": {"admit_reader", "arrange_inspection", "dismiss_reader", "draft_inspection", "handle_appeal"}
    | {"lift_marking", "mark_secret", "open_secret", "recheck", "record_field_visit"},
    "opinion": {"enter_opinion"},
    "leader": {"correct_field_visit"},
    "third_party": {"register_inspector"},
    "reader": {"dismiss_reader"},
    "successor": {"exchange_reviewer"},
}
OTHERWISE = {
    ("confirm_message", "message"): "没有编号为999的送达不明的消息。查看：mubiao messages --state doubtful。",
    ("withdraw_draft", "target"): "没有编号为“GZ0000-0-0”的目标草案。",
    ("remove_indicator", "target"): "没有编号为“GZ0000-0-0”的目标草案。",
    ("answer_objection", "target"): "没有编号为“GZ0000-0-0”的目标草案。",
    ("attach_evidence", "target"): "目标GZ0000-0-0不在该部门2026-03应填报的目标中。",
    ("replace_member", "successor"): AN_INSPECTOR,
}
ANY_NAME = {"draft_inspection", "register_inspector", "exchange_reviewer", "commit_sample"}
TITLES_OF_PERIODS = {
    "upload_progress": "月份", "confirm_warning": "月份", "clear_warning": "月份", "assign_reviews": "季度",
    "leave_out_period": "", "allow_single_review": "季度", "withdraw_single_review": "季度",
    "close_online_review": "季度", "exchange_reviewer": "季度", "record_online_review": "季度",
    "record_meeting": "季度", "correct_meeting": "季度或半年", "record_review": "半年",
    "record_reverification": "年度", "amend_report": "期间",
    "submit_report": "期间", "return_report": "期间", "attach_evidence": "期间", "file_self_check": "期间",
    "file_year_end_check": "期间", "open_cycle": "", "freeze_negative_list": "", "compile_quality_report": "",
    "hand_out_covert_list": "", "publish_opinions": "",
}  # fmt: skip
# The examples of the acts in ANY_NAME do not give such a name, or any name will do.
NAMED = {name: set(act.form.model_fields) & UNKNOWN.keys() for name, act in ACTS.items() if act.form}
NAMING = [name for name in NAMED if NAMED[name] and name not in ANY_NAME]


@pytest.fixture(scope="module")
def performed(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Told], dict[str, list[str]]]:
    """Every act as it was done first, and what `verify` says at the end of each story."""
    return tell_all(databases, tmp_path_factory.mktemp("stories"))


@pytest.fixture
def first(performed: tuple[dict[str, Told], dict[str, list[str]]], name: str) -> Told:
    return performed[0][name]


@pytest.fixture
def ends(performed: tuple[dict[str, Told], dict[str, list[str]]]) -> dict[str, list[str]]:
    return performed[1]


def titles(act: Act[Any]) -> str:
    return "或".join(sorted(role.label for role in act.roles - {Role.SYSTEM})) or Role.SYSTEM.label


def without_signature(source: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in source.items() if key not in {"paper", "paper_date", "also"}}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_in_another_role_is_refused_says_who_may_do_it_and_has_written_no_row(first: Told, name: str) -> None:
    act = ACTS[name]
    assert first.refused.keys() == set(Role) - act.roles
    for role, words in first.refused.items():
        assert words == f"“{role.label}”不能执行“{act.title}”，应由{titles(act)}办理。"
    assert first.written_by_refusals == set()


@pytest.mark.exhaustive(12)
@pytest.mark.parametrize("name", ACTS)
def test_of_two_equal_requests_at_once_one_is_done_and_a_third_one_later_writes_nothing(first: Told, name: str) -> None:
    one, other = first.answers
    assert isinstance(one, Summary)
    assert one == other == first.again
    assert first.written_again == set()
    act, role, day, _source, result = first.blocks[0]
    assert (len(first.blocks), act, day, result) == (1, name, first.day, one.as_json())
    assert Role(role) in ACTS[name].roles


@pytest.mark.exhaustive(5)
@pytest.mark.parametrize("name", [name for name in OF_OFFICES if not ACTS[name].instead])
def test_an_act_that_the_agency_does_for_an_office_keeps_its_source_in_the_block(first: Told, name: str) -> None:
    assert first.blocks[0][1] == "agency", name
    assert without_signature(first.blocks[0][3]) == PAPER


@pytest.mark.exhaustive(10)
@pytest.mark.parametrize("name", OF_THE_AGENCY)
def test_an_act_that_no_office_may_do_has_no_source(first: Told, name: str) -> None:
    text = f"“{ACTS[name].title}”应由{titles(ACTS[name])}办理，不是代部门录入，请去掉来源。"
    assert first.sourceless == text
    assert without_signature(first.blocks[0][3]) == {}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_moves_these_records_which_agree_with_their_digests_and_queues_these_notices(
    first: Told, name: str
) -> None:
    moves = [f"{record} {event}{f' {old}>{new}' if old or new else ''}" for record, event, old, new in first.moves]
    assert (moves, [" ".join(notice) for notice in first.notices]) == WRITES[name]
    assert first.violations == []


@pytest.mark.parametrize("story", stories())
def test_verify_is_clean_at_the_end_of_every_story(ends: dict[str, list[str]], story: str) -> None:
    assert ends[story] == []


@pytest.mark.parametrize("name", NAMING)
def test_an_act_about_something_unknown_is_refused_and_says_what_is_known(first: Told, name: str) -> None:
    known = {field: words for field, words in first.misnamed.items() if field not in {"period", "cycle"}}
    assert known
    assert known == {field: OTHERWISE.get((name, field), UNKNOWN[field]) for field in known}


@pytest.mark.exhaustive(3)
@pytest.mark.parametrize("name", TITLES_OF_PERIODS)
def test_a_month_that_does_not_exist_is_refused_with_the_four_forms(first: Told, name: str) -> None:
    field = f"“{TITLES_OF_PERIODS[name]}”" if TITLES_OF_PERIODS[name] else "期间"
    done = f"“{ACTS[name].title}”未执行：" if TITLES_OF_PERIODS[name] else ""
    forms = "应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。"
    assert first.misnamed["period"] == f"{done}{field}“2026-13”无法识别，{forms}"


@pytest.mark.parametrize("name", ["open_cycle", "leave_out_period", "pause_cycle", "resume_cycle"])
def test_an_unknown_cycle_is_refused_and_all_cycles_are_named(first: Told, name: str) -> None:
    assert first.misnamed["cycle"].startswith(
        "没有名为“weekly_check”的周期，是否为“季度自查”（self_check）？可用的有：monthly_check（月度检查）、"
    ), name


def test_the_fields_that_name_something_are_tried_in_every_act_that_has_them(
    performed: tuple[dict[str, Told], dict[str, list[str]]],
) -> None:
    tried = {field: {act for act, each in performed[0].items() if field in each.misnamed} for field in UNKNOWN}
    for field, acts in tried.items():
        having = {name for name, act in ACTS.items() if act.form and field in act.form.model_fields}
        assert having - acts == LEFT_OUT.get(field, set()), field
    assert all(tried.values())
    assert {act for act, each in performed[0].items() if "period" in each.misnamed} == TITLES_OF_PERIODS.keys()


def test_the_table_of_what_is_written_has_every_act_and_no_other() -> None:
    assert WRITES.keys() == ACTS.keys()
