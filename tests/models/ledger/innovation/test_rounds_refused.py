"""专家初评 and 现场评审: what no round may do, and that a refused one changes nothing (1-2.16)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.innovation.conftest import results_of, votes_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.models.ledger.innovation.conftest import Stored

STATES = "SELECT state FROM innovation_project ORDER BY year, number"
ROUNDS = "SELECT stage, serial FROM innovation_round ORDER BY id"


def hold(agency: Acting, name: str, fields: dict[str, Any], session: Session) -> Summary:
    return agency.within(session, name, **fields)


@pytest.fixture
def shortlisted(applied: Acting, expert: dict[str, Any]) -> Acting:
    """The experts shortlisted 2026-1 and 2026-3; it is 9 December."""
    applied.do("record_expert_round", **expert)
    return applied.on("2026-12-09")


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
    assert sql.column(STATES) == ["awarded", "declined", "declined"]


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
    assert sql.rows(ROUNDS) == [("expert", 1), ("on_site", 1), ("on_site", 2)]


def test_one_round_recorded_twice_at_once_is_one(
    applied: Acting, expert: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[partial(hold, applied, "record_expert_round", expert)] * 2)
    assert sorted(each.counts["recorded"] for each in done) == [0, 1]
    assert sql.rows(ROUNDS) == [("expert", 1)]
    assert sql.value("SELECT count(*) FROM notice WHERE occasion = 'expert-1'") == 3
    assert violations() == []


def test_two_rounds_at_once_that_differ_leave_the_first(
    applied: Acting, expert: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    both = [expert, expert | {"number": "评9"}]
    done = together(*(partial(hold, applied, "record_expert_round", fields) for fields in both))
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert sql.rows(ROUNDS) == [("expert", 1)]
    assert violations() == []


def test_a_withdrawn_project_is_not_judged(
    called: Acting, project: dict[str, Any], applied: Acting, expert: dict[str, Any], sql: Sql
) -> None:
    called.office("D004").do("apply_innovation", **project | {"department": "D004"})
    called.office("D004").do("withdraw_innovation", project="2026-4", reason="换一项")
    strange = expert | {"results": [*expert["results"], *results_of({"2026-4": "入围"})]}
    assert applied.refused("record_expert_round", **strange).startswith("项目2026-4不在这次专家初评之列")
    applied.do("record_expert_round", **expert)
    assert sql.column(STATES) == ["shortlisted", "declined", "shortlisted", "withdrawn"]


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
    assert sql.column(STATES) == ["awarded", "declined", "unawarded", "shortlisted"]
    assert sql.rows(ROUNDS) == [("expert", 1), ("on_site", 1), ("expert", 1)]
    assert violations() == []
