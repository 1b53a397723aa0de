"""机构设定: set from a day on with its basis, stored by version, never for settled days (A11, A14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.policies import list_policies, value_on, versions_of
from models.rules.policy import LODGING_DAYS, SETTINGS
from models.statements import transaction
from tests.databases import story

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Sql, Together, Violations

POINTS = {"key": "negative_points", "basis": "黔目标办〔2026〕5号"}
DAYS = {"key": "appeal_lodging_days", "basis": "黔目标办〔2026〕5号"}


def listed(day: str, *, everything: bool = False) -> list[tuple[Any, ...]]:
    with begin() as session:
        rows = list_policies(session, date.fromisoformat(day), everything=everything)
    return [(row["key"], row["words"], str(row["valid_from"] or ""), row["in_force"]) for row in rows]


@pytest.mark.usefixtures("march")
def test_settings_are_unset_initially() -> None:
    assert listed("2026-03-05") == [(key, "未设定", "", True) for key in SETTINGS]


def test_a_setting_is_stored_with_day_source_and_basis(march: Acting, sql: Sql, violations: Violations) -> None:
    done = march.do("set_policy", **POINTS, value="-1、-2", valid_from="2026-01-01")
    assert done.words == "“负面清单记分”自2026-01-01起：第1次-1分，第2次起-2分。依据：黔目标办〔2026〕5号。"
    assert done.data == {"key": "negative_points", "version": 1, "valid_from": "2026-01-01"}
    rows = sql.rows("SELECT version, value, valid_from::text, source, basis, recorded_on::text FROM policy")
    assert rows == [(1, {"ordinary": ["-1", "-2"]}, "2026-01-01", "local", "黔目标办〔2026〕5号", "2026-03-05")]
    assert sql.column("SELECT event FROM transition WHERE record = 'policy'") == ["set"]
    assert violations() == []


def test_the_same_value_again_changes_nothing(march: Acting, sql: Sql) -> None:
    march.do("set_policy", **POINTS, value="-1")
    again = march.on("2026-03-09").do("set_policy", **POINTS, value=[-1])
    assert (again.words, again.counts) == ("“负面清单记分”自2026-03-05起即为每项-1分，未作改动。", {"set": 0})
    assert sql.value("SELECT count(*) FROM policy") == 1


def test_an_unset_setting_cannot_be_removed(march: Acting, sql: Sql) -> None:
    assert march.do("set_policy", **POINTS, value="未设定").words == "“负面清单记分”此前即未设定，未作改动。"
    assert sql.value("SELECT count(*) FROM policy") == 0


def test_a_later_setting_holds_from_its_day_and_the_one_before_until_then(march: Acting) -> None:
    march.do("set_policy", **DAYS, value=10)
    march.do("set_policy", **DAYS, value=15, valid_from="2026-07-01")
    lodging = "appeal_lodging_days"
    shown = [row for row in listed("2026-06-30") if row[0] == lodging]
    assert shown == [(lodging, "10个工作日", "2026-03-05", True), (lodging, "15个工作日", "2026-07-01", False)]
    assert [row[1:] for row in listed("2026-07-01") if row[0] == lodging] == [("15个工作日", "2026-07-01", True)]
    assert len([row for row in listed("2026-07-01", everything=True) if row[0] == lodging]) == 2
    assert [row[1] for row in listed("2026-03-04") if row[0] == lodging] == ["未设定", "10个工作日", "15个工作日"]


def test_a_setting_is_taken_back_from_a_day_on(march: Acting) -> None:
    march.do("set_policy", **DAYS, value=10)
    march.do("set_policy", **DAYS, value="未设定", valid_from="2026-07-01")
    with begin() as session:
        held = [value_on(session, 2, LODGING_DAYS, date(2026, month, 1)) for month in (3, 4, 7)]
    assert held == [None, 10, None]


def test_a_mistake_is_corrected_from_the_same_day(march: Acting, sql: Sql) -> None:
    march.do("set_policy", **DAYS, value=10, valid_from="2026-07-01")
    march.on("2026-03-09").do("set_policy", **DAYS, value=15, valid_from="2026-07-01")
    assert [row[1] for row in listed("2026-03-09") if row[0] == DAYS["key"]] == ["未设定", "15个工作日"]
    assert sql.column("SELECT version FROM policy ORDER BY id") == [1, 2]


def test_a_setting_before_an_existing_one_is_refused(march: Acting) -> None:
    march.do("set_policy", **POINTS, value="-1", valid_from="2026-03-01")
    text = march.refused("set_policy", **POINTS, value="-2", valid_from="2026-02-28")
    assert text == "“负面清单记分”已有自2026-03-01起的设定，生效日期2026-02-28不能早于该日。"
    assert "不能早于该日" in march.refused("set_policy", **POINTS, value="-1", valid_from="2026-02-28")


@pytest.mark.parametrize(
    "key", ["appeal_lodging_days", "appeal_answer_days", "appeal_ruling_days", "urgent_inspection_days"]
)
def test_a_time_limit_holds_for_no_day_that_has_passed(march: Acting, key: str) -> None:
    text = march.refused("set_policy", key=key, value=10, basis="5号", valid_from="2026-03-04")
    assert text.endswith("不追溯，生效日期2026-03-04不能早于今天（2026-03-05）。")


@pytest.fixture
@story
def scored(march: Acting) -> Acting:
    """T001 was listed on 10 March and T003 on the 20th, under -1 since January; today is 3 April."""
    march.do("set_policy", **POINTS, value="-1", valid_from="2026-01-01")
    for target, day in (("T001", "2026-03-10"), ("T003", "2026-03-20")):
        march.on(day).lists(target, "进度滞后", day)
    return march.on("2026-04-03")


NO_EARLIER = (
    "不追溯：最近一次列入负面清单在2026-03-20，已列入的条目按列入当日的设定记分，"
    "生效日期应晚于2026-03-20（--valid-from）。"
)


@pytest.mark.parametrize("since", ["2026-02-01", "2026-03-10", "2026-03-20"])
@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("negative_points", "-2", "负面清单记分"),
        ("negative_points", "未设定", "负面清单记分"),
        ("restoring", "全部恢复", "补欠后恢复记分"),
    ],
)
def test_points_of_listed_entries_are_not_changed_afterwards(
    scored: Acting, sql: Sql, key: str, value: str, name: str, since: str
) -> None:
    text = scored.refused("set_policy", key=key, value=value, basis="5号", valid_from=since)
    assert text == f"“{name}”{NO_EARLIER}"
    assert sql.value("SELECT count(*) FROM policy") == 1


def test_points_are_changed_from_the_day_after_the_last_listing(scored: Acting) -> None:
    assert scored.do("set_policy", **POINTS, value="-2", valid_from="2026-03-21").counts == {"set": 1}
    assert scored.do("set_policy", **POINTS, value="-3").data["valid_from"] == "2026-04-03"


def test_on_the_day_of_a_listing_points_are_set_from_the_next_day_on(march: Acting) -> None:
    march.lists("T001")
    text = march.refused("set_policy", **POINTS, value="-1")
    assert text.endswith("生效日期应晚于2026-03-05（--valid-from）。")
    assert march.do("set_policy", **POINTS, value="-1", valid_from="2026-03-06").counts == {"set": 1}


def test_a_frozen_list_changes_nothing_about_that(scored: Acting) -> None:
    scored.do("freeze_negative_list", period="2026Q1")
    assert NO_EARLIER in scored.refused("set_policy", **POINTS, value="-2", valid_from="2026-03-20")


def test_at_the_go_live_points_are_set_for_days_that_have_passed(march: Acting) -> None:
    march.do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-03-05")
    for key, value in (("negative_points", "-1"), ("restoring", "50%")):
        done = march.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-01-01")
        assert done.data["valid_from"] == "2026-01-01"


def test_a_mistake_is_corrected_for_days_that_have_passed_while_nothing_is_listed(march: Acting) -> None:
    march.do("set_policy", **POINTS, value="-10", valid_from="2026-01-01")
    assert march.do("set_policy", **POINTS, value="-1", valid_from="2026-01-01").counts == {"set": 1}


def test_two_settings_at_once_are_two_versions(march: Acting, sql: Sql, together: Together) -> None:
    def setting(value: str) -> Any:
        def work(session: Session) -> Any:
            return march.within(session, "set_policy", **POINTS, value=value)

        return work

    together(setting("-1"), setting("-2"))
    assert sql.column("SELECT version FROM policy ORDER BY id") == [1, 2]


def test_only_the_agency_sets(march: Acting) -> None:
    text = march.office("D001").refused("set_policy", **POINTS, value="-1")
    assert text == "“部门目标办”不能执行“设定机构规则”，应由省直目标绩效管理机构办理。"


QUOTAS = {"key": "grade_quotas", "value": "一等奖30%、其余三等奖", "basis": "5号"}
POLICIES = "SELECT p::text FROM policy p UNION ALL SELECT t::text FROM transition t ORDER BY 1"


@pytest.mark.parametrize("field", ["key", "basis"])
def test_a_setting_without_a_name_or_a_basis_changes_nothing(march: Acting, sql: Sql, field: str) -> None:
    before = sql.rows(POLICIES)
    assert march.refused("set_policy", **{name: value for name, value in QUOTAS.items() if name != field})
    assert sql.rows(POLICIES) == before


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("grade_quotas", "一等奖60%、二等奖50%、其余三等奖", "比例合计110%，不得超过100%"),
        ("grade_quotas", "优秀30%、其余三等奖", "没有“优秀”这一等次"),
        ("individual_ratios", "一等奖101%", "应为等次和不超过100%的比例"),
        ("unit_classes", "甲类、甲类", "每一类只写一次"),
        ("leader_least", "2", "少于3人的平均会透露个人的评价"),
        ("no_such_key", "1", "no_such_key"),
    ],
)
def test_a_value_that_cannot_hold_changes_nothing(march: Acting, sql: Sql, key: str, value: str, words: str) -> None:
    before = sql.rows(POLICIES)
    assert words in march.refused("set_policy", key=key, value=value, basis="5号")
    assert sql.rows(POLICIES) == before


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("grade_quotas", "一等奖30%、其余三等奖", " 一等奖３０.00％，其余 三等奖"),
        ("individual_ratios", "一等奖25%、二等奖20%", "一等奖25.0%,二等奖20%"),
        ("unit_classes", "甲类、乙类", "甲类；乙类"),
    ],
)
def test_another_spelling_of_a_value_is_the_same_value(march: Acting, sql: Sql, key: str, one: str, other: str) -> None:
    march.do("set_policy", key=key, value=one, basis="5号")
    assert march.do("set_policy", key=key, value=other, basis="6号").counts == {"set": 0}
    assert sql.column("SELECT basis FROM policy") == ["5号"]


def test_offices_and_heads_set_no_quotas(march: Acting, sql: Sql) -> None:
    before = sql.rows(POLICIES)
    for other in (march.office("D001"), march.head("D002"), march.system):
        assert "不能执行“设定机构规则”" in other.refused("set_policy", **QUOTAS)
    assert sql.rows(POLICIES) == before


def test_a_value_that_is_tried_is_listed_once_and_never_kept(march: Acting, sql: Sql) -> None:
    march.do("set_policy", **QUOTAS, valid_from="2026-01-01")
    with begin() as session:
        transaction(session).tried = {"grade_quotas": None}
        assert value_on(session, 2, SETTINGS["grade_quotas"], date(2026, 12, 31)) is None
        assert [each.version for each in versions_of(session, 2, SETTINGS["grade_quotas"])] == [1, 0]
        assert versions_of(session, 2, SETTINGS["unit_classes"]) == []
    assert sql.column("SELECT version FROM policy") == [1]


def test_a53_after_the_cut_off_day_only_a_numbered_paper_changes_what_the_year_is_reckoned_with(
    march: Acting, sql: Sql
) -> None:
    quotas: dict[str, Any] = {"key": "grade_quotas", "basis": "有误", "valid_from": "2026-01-01"}
    march.do("set_policy", key="appraisal_cut_off", value="2月26日", basis="依据", valid_from="2026-01-01")
    march.on("2027-02-26").do("set_policy", **quotas, value="一等奖30%、其余二等奖")
    march.on("2027-02-26").do("set_policy", **quotas, value="一等奖50%、其余二等奖")
    after = march.on("2027-02-27")
    changed = quotas | {"value": "一等奖60%、其余二等奖"}
    for since in ("2026-01-01", "2026-12-31"):
        words = after.refused("set_policy", **changed | {"valid_from": since})
        assert words.startswith(
            "2026年的考评截止日已过，“单位等次比例”在2026-12-31已有设定；此时再改的，依据（--basis）须写明"
        )
    assert sql.value("SELECT count(*) FROM policy WHERE key = 'grade_quotas'") == 2
    after.do("set_policy", **changed | {"basis": "黔绩领〔2027〕5号"})
    after.do("set_policy", **changed | {"valid_from": "2027-01-01", "value": "一等奖40%、其余二等奖"})
    after.do("set_policy", key="leader_least", value="3", basis="首次设定", valid_from="2026-01-01")
