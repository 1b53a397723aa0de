"""专家初评 and 现场评审: from the votes of the jurors to the result of each unit (1-2.16)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.innovation.conftest import results_of, votes_of
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.models.ledger.innovation.conftest import Stored


STATES = "SELECT state FROM innovation_project ORDER BY number"
ROUNDS = "SELECT stage, serial, reason FROM innovation_round ORDER BY id"
RESULTS = """
SELECT d.code, i.serial, i.prize, i.project, i.rank, i.reason FROM innovation i
JOIN department d ON d.id = i.department_id ORDER BY i.id
"""
TOLD = """
SELECT n.subject, n.payload->>'result', n.payload->>'why' FROM notice n
WHERE n.kind = 'innovation_step' AND n.occasion = :occasion ORDER BY n.id
"""


@pytest.fixture
def shortlisted(applied: Acting, expert: dict[str, Any]) -> Acting:
    """The experts shortlisted 2026-1 and 2026-3; it is 9 December."""
    applied.do("record_expert_round", **expert)
    return applied.on("2026-12-09")


def test_2_16_the_experts_decide_by_their_votes_and_each_office_is_told(
    applied: Acting, expert: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = applied.do("record_expert_round", **expert)
    assert done.words == "已登记2026年的专家初评：3人评审3项，入围2项。"
    assert done.counts == {"recorded": 1, "chosen": 2, "results": 0, "notices": 3, "evidence": 1}
    assert sql.column(STATES) == ["shortlisted", "declined", "shortlisted"]
    assert sql.rows(TOLD, occasion="expert-1") == [
        ("2026-1", "入围", "2026年11月5日专家初评，3人评审，2人评为入围"),
        ("2026-2", "不入围", "2026年11月5日专家初评，3人评审：成效尚未显现"),
        ("2026-3", "入围", "2026年11月5日专家初评，3人评审，3人评为入围"),
    ]
    assert applied.do("record_expert_round", **expert).counts == {"recorded": 0}
    assert violations() == []


def test_2_16_the_on_site_round_gives_each_unit_its_prize_and_its_points(
    shortlisted: Acting, onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    assert line_of("D001", "innovation").points is None
    done = shortlisted.do("record_onsite_round", **onsite)
    assert done.words == "已登记2026年的现场评审：3人评审2项，获奖1项。"
    assert sql.column(STATES) == ["awarded", "declined", "unawarded"]
    assert sql.rows(RESULTS) == [
        ("D001", 1, "second", "入学一次办", None, ""),
        ("D002", 1, "none", "数字档案", "deputy", ""),
    ]
    lines = [line_of(code, "innovation") for code in ("D001", "D002", "D004")]
    assert [line.points for line in lines] == [Decimal(2), Decimal(0), None]
    assert lines[0].basis == ("二等奖，入学一次办（评2，2026-12-09）",)
    assert sql.rows(TOLD, occasion="on_site-1")[1] == (
        "2026-3",
        "未获奖",
        "2026年12月8日现场评审，3人评审：推广价值有限",
    )
    assert violations() == []


def test_2_16_no_result_past_the_rounds(shortlisted: Acting, onsite: dict[str, Any], policy: str) -> None:
    paper = {"number": "3号", "dated": "2026-12-09", "evidence": policy}
    given = {"department": "D001", "year": 2026, "prize": "一等奖", "project": "入学一次办", **paper}
    assert "结果由现场评审产生，不能直接登记" in shortlisted.refused("record_innovation", **given)
    shortlisted.do("record_onsite_round", **onsite)
    assert "结果由现场评审产生" in shortlisted.refused("record_innovation", **given, reason="更正")


def test_2_16_no_on_site_round_without_the_experts(applied: Acting, onsite: dict[str, Any], sql: Sql) -> None:
    told = applied.on("2026-12-09").refused("record_onsite_round", **onsite)
    assert told == "2026年的创新项目没有登记专家初评，不能现场评审，请先登记（record_expert_round）。"
    assert sql.rows(ROUNDS) == []


@pytest.mark.parametrize(
    ("day", "change", "told"),
    [
        ("2026-11-05", {"held_on": "2026-10-30"}, "评审日期2026-10-30早于2026-10-31：申报至2026-10-30截止，请核对。"),
        ("2026-11-04", {}, "评审日期2026-11-05晚于今天（2026-11-04），请核对。"),
        ("2026-11-05", {"dated": "2026-11-04"}, "评审记录日期2026-11-04应在评审日期2026-11-05至今天（2026-11-05）之间"),
        ("2026-11-05", {"dated": "2026-11-06"}, "评审记录日期2026-11-06应在评审日期2026-11-05至今天（2026-11-05）之间"),
        ("2026-11-05", {"year": 2025}, "2025年的创新项目评选尚未通知申报"),
    ],
)
def test_a_round_on_another_day_is_refused(
    applied: Acting, expert: dict[str, Any], sql: Sql, day: str, change: dict[str, Any], told: str
) -> None:
    assert applied.on(day).refused("record_expert_round", **expert | change).startswith(told)
    assert sql.rows(ROUNDS) == []


def test_an_on_site_round_is_not_backdated_to_before_the_experts_result_was_told(
    shortlisted: Acting, onsite: dict[str, Any]
) -> None:
    told = shortlisted.refused("record_onsite_round", **onsite | {"held_on": "2026-11-04", "dated": "2026-11-04"})
    assert told == "评审日期2026-11-04早于2026-11-05：专家初评的结果2026-11-05才登记、告知，请核对。"


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ({"2026-1": "一等奖"}, "项目2026-1定为“一等奖”，3名评委中只有1人评为该等次或更高，没有超过半数，请核对。"),
        ({"2026-1": "三等奖"}, "项目2026-1定为“三等奖”，请写明理由。"),
        ({"2026-3": "未获奖"}, "项目2026-3定为“未获奖”，请写明理由。"),
        (
            {"2026-1": "特等奖"},
            "项目2026-1的“特等奖”不是现场评审的等次，可填：一等奖、二等奖、三等奖、",
        ),
        ({"2026-1": "未参加"}, "项目2026-1的“未参加”不是现场评审的等次"),
        ({"2026-2": "二等奖"}, "项目2026-2不在这次现场评审之列，应评审：2026-1、2026-3。"),
    ],
)
def test_a_result_that_the_votes_do_not_support_is_refused(
    shortlisted: Acting, onsite: dict[str, Any], sql: Sql, results: dict[str, str], told: str
) -> None:
    given = {"2026-1": "二等奖", "2026-3": "未获奖：推广价值有限"} | results
    said = shortlisted.refused("record_onsite_round", **onsite | {"results": results_of(given)})
    assert said.startswith(told)
    assert sql.column(STATES) == ["shortlisted", "declined", "shortlisted"]


def test_a_prize_is_given_no_more_often_than_the_setting_allows(
    shortlisted: Acting, onsite: dict[str, Any], sql: Sql
) -> None:
    basis = {"basis": "黔目标办〔2026〕41号", "valid_from": "2026-11-10"}
    shortlisted.on("2026-11-10").do("set_policy", key="innovation_places", value="一等奖1", **basis)
    both = {"2026-1": "一等奖 一等奖 一等奖", "2026-3": "一等奖 一等奖 一等奖"}
    firsts = onsite | {"votes": votes_of(both), "results": results_of({"2026-1": "一等奖", "2026-3": "一等奖"})}
    told = shortlisted.refused("record_onsite_round", **firsts)
    assert told == "一等奖限1项，定了2项：2026-1、2026-3，请由评委会重新评定。"
    lower = results_of({"2026-1": "一等奖", "2026-3": "二等奖：一等奖限1项，得票在后"})
    shortlisted.do("record_onsite_round", **firsts | {"results": lower})
    assert [row[2] for row in sql.rows(RESULTS)] == ["first", "second"]


def test_a2_no_prize_without_the_points_of_the_prizes(shortlisted: Acting, onsite: dict[str, Any], sql: Sql) -> None:
    sql("DELETE FROM policy WHERE key = 'innovation_prizes'")
    told = shortlisted.refused("record_onsite_round", **onsite)
    assert told == "2026年各等次的分值未设定，请先设定：mubiao act set_policy --key innovation_prizes。"


def test_a_round_is_corrected_with_a_reason_and_the_results_follow(
    shortlisted: Acting, onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    shortlisted.do("record_onsite_round", **onsite)
    other = results_of({"2026-1": "未获奖：材料不实", "2026-3": "未获奖：推广价值有限"})
    told = shortlisted.refused("record_onsite_round", **onsite | {"results": other})
    assert told == "2026年的现场评审已登记（2026-12-08），确需更正的写明更正原因（--reason）。"
    shortlisted.do("record_onsite_round", **onsite | {"results": other, "reason": "复核材料"})
    assert sql.column(STATES) == ["unawarded", "declined", "unawarded"]
    assert sql.rows(RESULTS)[2:] == [
        ("D001", 2, "none", "入学一次办、一网通办", None, "复核材料"),
        ("D002", 2, "none", "数字档案", "deputy", "复核材料"),
    ]
    assert line_of("D001", "innovation").points == 0
    assert violations() == []


def test_the_experts_result_is_corrected_until_the_on_site_round(
    shortlisted: Acting, expert: dict[str, Any], onsite: dict[str, Any], sql: Sql
) -> None:
    kept = results_of({"2026-1": "入围", "2026-2": "不入围：成效尚未显现", "2026-3": "不入围：材料不实"})
    shortlisted.do("record_expert_round", **expert | {"results": kept, "reason": "复核材料"})
    assert sql.column(STATES) == ["shortlisted", "declined", "declined"]
    shortlisted.do("record_expert_round", **expert | {"reason": "材料已补正"})
    shortlisted.do("record_onsite_round", **onsite | {"held_on": "2026-12-09"})
    told = shortlisted.refused("record_expert_round", **expert | {"results": kept, "reason": "再次复核"})
    assert told == "2026年的创新项目已经现场评审，专家初评的结果不能再改。"


def test_where_nothing_is_shortlisted_every_unit_has_its_0(
    applied: Acting, expert: dict[str, Any], onsite: dict[str, Any], sql: Sql
) -> None:
    none = results_of({f"2026-{n}": "不入围：成效尚未显现" for n in (1, 2, 3)})
    assert applied.do("record_expert_round", **expert | {"results": none}).counts["results"] == 2
    assert [row[:4] for row in sql.rows(RESULTS)] == [
        ("D001", 1, "none", "入学一次办、一网通办"),
        ("D002", 1, "none", "数字档案"),
    ]
    assert line_of("D002", "innovation").points == 0
    told = applied.on("2026-12-09").refused("record_onsite_round", **onsite)
    assert told == "2026年没有入围的创新项目，不能登记现场评审。"


def test_the_results_of_a_round_that_was_opened_again_do_not_count_meanwhile(
    applied: Acting, expert: dict[str, Any]
) -> None:
    none = results_of({f"2026-{n}": "不入围：成效尚未显现" for n in (1, 2, 3)})
    applied.do("record_expert_round", **expert | {"results": none})
    applied.do("record_expert_round", **expert | {"reason": "复核材料"})
    assert line_of("D001", "innovation").points is None


def test_a_round_without_applications_is_refused(called: Acting, expert: dict[str, Any]) -> None:
    told = called.on("2026-11-05").refused("record_expert_round", **expert)
    assert told == "2026年没有申报的创新项目，不能登记专家初评。"


def test_a_unit_that_was_merged_has_no_result_and_its_successor_is_told(
    shortlisted: Acting, onsite: dict[str, Any], sql: Sql
) -> None:
    merged = {"department": "D002", "successor": "D004", "effective_on": "2026-12-01", "basis": "黔编〔2026〕8号"}
    shortlisted.on("2026-12-01").do("merge_department", **merged)
    shortlisted.do("record_onsite_round", **onsite)
    assert [row[0] for row in sql.rows(RESULTS)] == ["D001"]
    told = "SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE n.occasion = 'on_site-1'"
    assert sorted(sql.column(told)) == ["D001", "D004"]


ROUNDS_OF_DECISIONS = "SELECT count(*) FROM innovation_round"


def test_a_juror_who_left_a_project_out_is_named(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    told = applied.refused("record_expert_round", **expert | {"votes": expert["votes"][:-1]})
    assert told == "评委“陈三”没有评定项目2026-3，每名评委应评定全部项目；中途回避的，其评定一并去掉。"
    assert sql.value(ROUNDS_OF_DECISIONS) == 0


def test_a_juror_who_votes_twice_in_two_spellings_is_refused(applied: Acting, expert: dict[str, Any], sql: Sql) -> None:
    again = {"juror": "陈　一", "project": "2026-1", "vote": "入围"}
    told = applied.refused("record_expert_round", **expert | {"votes": [*expert["votes"], again]})
    assert told == "评委“陈一”对项目2026-1评定了两次，请只保留一次。"
    assert sql.value(ROUNDS_OF_DECISIONS) == 0


@pytest.mark.parametrize(
    ("vote", "told"),
    [
        ({"project": "2026-9"}, "评委“陈四”评定的项目2026-9不在这次专家初评之列。"),
        ({"vote": "一等奖"}, "项目2026-1的“一等奖”不是专家初评的等次，可填：入围、不入围。"),
    ],
)
def test_a_vote_on_another_project_or_of_another_round_is_refused(
    applied: Acting, expert: dict[str, Any], vote: dict[str, str], told: str
) -> None:
    strange = {"juror": "陈四", "project": "2026-1", "vote": "入围"} | vote
    assert applied.refused("record_expert_round", **expert | {"votes": [*expert["votes"], strange]}) == told


@pytest.mark.parametrize(
    ("results", "told"),
    [
        (["入围", "不入围：略"], "项目2026-3没有结果，专家初评应评审全部项目。"),
        (["入围", "不入围：略", "入围", "入围"], "项目2026-3写了两个结果，请只保留一个。"),
    ],
)
def test_each_project_has_one_result(applied: Acting, expert: dict[str, Any], results: list[str], told: str) -> None:
    keys = ["2026-1", "2026-2", "2026-3", "2026-3"]
    given = [each for key, line in zip(keys, results, strict=False) for each in results_of({key: line})]
    assert applied.refused("record_expert_round", **expert | {"results": given}) == told


STATES_REFUSED = "SELECT state FROM innovation_project ORDER BY year, number"
ROUNDS_REFUSED = "SELECT stage, serial FROM innovation_round ORDER BY id"


def hold(agency: Acting, name: str, fields: dict[str, Any], session: Session) -> Summary:
    return agency.within(session, name, **fields)


def changed(fields: dict[str, Any], part: str, place: int, **values: str) -> dict[str, Any]:
    """The minutes with other values in one vote or result."""
    rows = [dict(row) for row in fields[part]]
    rows[place] |= values
    return fields | {part: rows}


@pytest.mark.parametrize(
    ("part", "place", "values", "told"),
    [
        ("votes", 0, {"vote": "一等奖"}, "项目2026-1的“一等奖”不是专家初评的等次，可填：入围、不入围。"),
        ("votes", 0, {"project": "2026-4"}, "评委“陈一”评定的项目2026-4不在这次专家初评之列。"),
        ("votes", 0, {"project": "2025-1"}, "评委“陈一”评定的项目2025-1不在这次专家初评之列。"),
        ("votes", 0, {"juror": "陈二"}, "评委“陈二”对项目2026-1评定了两次，请只保留一次。"),
        ("votes", 0, {"juror": "陈四"}, "评委“陈一”没有评定项目2026-1，每名评委应评定全部项目"),
        ("results", 0, {"project": "2026-2"}, "项目2026-2写了两个结果，请只保留一个。"),
        ("results", 0, {"project": "2026-9"}, "项目2026-9不在这次专家初评之列，应评审：2026-1、2026-2、2026-3。"),
        ("results", 0, {"result": "获奖"}, "项目2026-1的“获奖”不是专家初评的等次，可填：入围、不入围。"),
        ("results", 0, {"result": "不入围"}, "项目2026-1定为“不入围”，请写明理由。"),
        ("results", 1, {"result": "入围"}, "项目2026-2定为“入围”，3名评委中只有1人评为该等次或更高"),
        ("results", 1, {"reason": ""}, "项目2026-2定为“不入围”，请写明理由。"),
    ],
)
def test_2_16_minutes_with_one_wrong_line_leave_nothing(
    applied: Acting, expert: dict[str, Any], stored: Stored, part: str, place: int, values: dict[str, str], told: str
) -> None:
    before = stored()
    wrong = changed(expert, part, place, **values)
    assert applied.refused("record_expert_round", **wrong).startswith(told)
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"held_on": "2026-12-10", "dated": "2026-12-10"}, "评审日期2026-12-10晚于今天（2026-12-09），请核对。"),
        ({"held_on": "2026-11-04", "dated": "2026-11-04"}, "评审日期2026-11-04早于2026-11-05：专家初评的结果"),
        ({"dated": "2026-12-07"}, "评审记录日期2026-12-07应在评审日期2026-12-08至今天（2026-12-09）之间，请核对。"),
        ({"dated": "2026-12-10"}, "评审记录日期2026-12-10应在评审日期2026-12-08至今天（2026-12-09）之间，请核对。"),
        ({"year": 2025}, "2025年各等次的分值未设定，请先设定：mubiao act set_policy --key innovation_prizes。"),
        ({"year": 2027}, "2027年的创新项目没有登记专家初评，不能现场评审，请先登记（record_expert_round）。"),
    ],
)
def test_2_16_an_on_site_round_out_of_its_days_leaves_nothing(
    shortlisted: Acting, onsite: dict[str, Any], stored: Stored, change: dict[str, Any], told: str
) -> None:
    before = stored()
    assert shortlisted.refused("record_onsite_round", **onsite | change).startswith(told)
    assert stored() == before


@pytest.mark.parametrize("name", ["record_expert_round", "record_onsite_round"])
def test_neither_an_office_nor_a_head_records_a_round(
    shortlisted: Acting, expert: dict[str, Any], onsite: dict[str, Any], stored: Stored, name: str
) -> None:
    fields = onsite if name == "record_onsite_round" else expert
    before = stored()
    for actor in (shortlisted.office("D001"), shortlisted.head("D001")):
        with pytest.raises(Refused):
            actor.do(name, **fields)
    assert stored() == before


def test_a_declined_project_has_no_vote_on_site(shortlisted: Acting, onsite: dict[str, Any], stored: Stored) -> None:
    votes = [*onsite["votes"], *votes_of({"2026-2": "一等奖 一等奖 一等奖"})]
    before = stored()
    told = shortlisted.refused("record_onsite_round", **onsite | {"votes": votes})
    assert told == "评委“陈一”评定的项目2026-2不在这次现场评审之列。"
    assert stored() == before


def test_a_tie_that_was_declared_between_the_rounds_holds_on_site(
    shortlisted: Acting, onsite: dict[str, Any], stored: Stored
) -> None:
    shortlisted.do("declare_juror_tie", juror="陈三", department="D001", reason="曾任职")
    before = stored()
    told = shortlisted.refused("record_onsite_round", **onsite)
    assert told == "评委“陈三”与申报单位“第001厅”有回避情形（曾任职），不能参加评审。"
    assert stored() == before


def test_a_tie_to_a_unit_that_is_not_on_site_is_no_obstacle_there(
    applied: Acting, expert: dict[str, Any], onsite: dict[str, Any], sql: Sql
) -> None:
    kept = results_of({"2026-1": "入围", "2026-2": "不入围：略", "2026-3": "不入围：材料不实"})
    applied.do("record_expert_round", **expert | {"results": kept})
    later = applied.on("2026-12-09")
    later.do("declare_juror_tie", juror="陈三", department="D002", reason="曾任职")
    only = onsite | {"votes": onsite["votes"][:3], "results": onsite["results"][:1]}
    later.do("record_onsite_round", **only)
    assert sql.column(STATES_REFUSED) == ["awarded", "declined", "declined"]


def test_the_order_of_votes_and_results_is_of_no_weight(
    applied: Acting, expert: dict[str, Any], stored: Stored
) -> None:
    applied.do("record_expert_round", **expert)
    before = stored()
    turned = expert | {part: [*reversed(expert[part])] for part in ("votes", "results")}
    again = applied.do("record_expert_round", **turned)
    assert again.words == "2026年的专家初评此前已登记，未作改动。"
    assert {table: rows for table, rows in stored().items() if table != "block"} == {
        table: rows for table, rows in before.items() if table != "block"
    }


@pytest.mark.parametrize("change", [{"place": "另一处"}, {"number": "评9"}, {"dated": "2026-12-08"}])
def test_minutes_that_differ_in_anything_need_a_reason(
    shortlisted: Acting, onsite: dict[str, Any], sql: Sql, change: dict[str, str]
) -> None:
    shortlisted.do("record_onsite_round", **onsite)
    told = shortlisted.refused("record_onsite_round", **onsite | change)
    assert told == "2026年的现场评审已登记（2026-12-08），确需更正的写明更正原因（--reason）。"
    shortlisted.do("record_onsite_round", **onsite | change, reason="更正记录")
    assert sql.rows(ROUNDS_REFUSED) == [("expert", 1), ("on_site", 1), ("on_site", 2)]


def test_one_round_recorded_twice_at_once_is_one(
    applied: Acting, expert: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[partial(hold, applied, "record_expert_round", expert)] * 2)
    assert sorted(each.counts["recorded"] for each in done) == [0, 1]
    assert sql.rows(ROUNDS_REFUSED) == [("expert", 1)]
    assert sql.value("SELECT count(*) FROM notice WHERE occasion = 'expert-1'") == 3
    assert violations() == []


def test_two_rounds_at_once_that_differ_leave_the_first(
    applied: Acting, expert: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    both = [expert, expert | {"number": "评9"}]
    done = together(*(partial(hold, applied, "record_expert_round", fields) for fields in both))
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert sql.rows(ROUNDS_REFUSED) == [("expert", 1)]
    assert violations() == []


def test_a_withdrawn_project_is_not_judged(
    called: Acting, project: dict[str, Any], applied: Acting, expert: dict[str, Any], sql: Sql
) -> None:
    called.office("D004").do("apply_innovation", **project | {"department": "D004"})
    called.office("D004").do("withdraw_innovation", project="2026-4", reason="换一项")
    strange = expert | {"results": [*expert["results"], *results_of({"2026-4": "入围"})]}
    assert applied.refused("record_expert_round", **strange).startswith("项目2026-4不在这次专家初评之列")
    applied.do("record_expert_round", **expert)
    assert sql.column(STATES_REFUSED) == ["shortlisted", "declined", "shortlisted", "withdrawn"]


def test_a_correction_of_the_experts_is_told_once_more(
    applied: Acting, expert: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    applied.do("record_expert_round", **expert)
    kept = results_of({"2026-1": "入围", "2026-2": "不入围：略", "2026-3": "不入围：材料不实"})
    applied.do("record_expert_round", **expert | {"results": kept, "reason": "复核材料"})
    told = "SELECT subject, payload->>'result' FROM notice WHERE occasion = 'expert-2' ORDER BY id"
    assert sql.rows(told) == [("2026-1", "入围"), ("2026-2", "不入围"), ("2026-3", "不入围")]
    assert violations() == []


def test_the_second_year_has_rounds_of_its_own(
    shortlisted: Acting, onsite: dict[str, Any], expert: dict[str, Any], paper: dict[str, Any], project: dict[str, Any],
    sql: Sql, violations: Violations,
) -> None:  # fmt: skip
    shortlisted.do("record_onsite_round", **onsite)
    later = shortlisted.on("2027-10-12")
    days: dict[str, Any] = {"year": 2027, "opens_on": "2027-10-12", "closes_on": "2027-10-29"}
    later.do("call_innovation", **days, **paper | {"dated": "2027-10-11"})
    later.office("D001").do("apply_innovation", **project | {"year": 2027, "dated": "2027-10-12"})
    held = expert | {"year": 2027, "held_on": "2027-11-05", "dated": "2027-11-05"}
    held |= {"votes": votes_of({"2027-1": "入围 入围 入围"}), "results": results_of({"2027-1": "入围"})}
    later.on("2027-11-05").do("record_expert_round", **held)
    assert sql.column(STATES_REFUSED) == ["awarded", "declined", "unawarded", "shortlisted"]
    assert sql.rows(ROUNDS_REFUSED) == [("expert", 1), ("on_site", 1), ("expert", 1)]
    assert violations() == []
