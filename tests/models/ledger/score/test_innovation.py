"""创新项目评选: the result of a unit with its paper, and the points that follow from it (1-2.16, A2, A41)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError
from sqlmodel import select

from models.database import begin
from models.ledger.acts import Role
from models.ledger.score.innovation import rank_on
from models.records import Department
from models.rules.errors import Refused
from models.rules.score.innovation import PRIZE_EXAMPLE, Rank
from tests.databases import story
from tests.models.ledger.score.appraisal import refused_unchanged
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations


RESULTS = "SELECT year, serial, prize, project, rank, reason FROM innovation ORDER BY id"
DIRECT = {"编码": "D001", "名称": "第001厅", "管理类别": "直接管理"}
DELEGATED = DIRECT | {"管理类别": "委托管理"}
ABSENT = {"prize": "未参加", "project": ""}


@pytest.fixture
@story
def judged(january: Acting) -> Acting:
    """D001 is managed directly, and the points of the prizes are set for 2026."""
    january.take("departments", DIRECT)
    basis = {"basis": "黔目标办〔2026〕30号", "valid_from": "2026-12-01"}
    january.do("set_policy", key="innovation_prizes", value=PRIZE_EXAMPLE, **basis)
    return january


@pytest.fixture
def won(policy: str, tmp_path: Path) -> dict[str, Any]:
    """D001 has the second prize of 2026, which another body gave: the agency asked for no applications."""
    minutes = str(tmp_path / "评选纪要.pdf")
    Path(minutes).write_bytes(b"%PDF-1.4 minutes")
    paper = {"number": "黔目标办〔2027〕2号", "dated": "2027-01-11", "evidence": policy}
    return {"department": "D001", "year": 2026, "prize": "二等奖", "project": "一次办", "minutes": minutes, **paper}


def test_2_16_a_prize_is_recorded_with_its_paper_and_gives_its_points(
    judged: Acting, won: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = judged.do("record_innovation", **won)
    assert done.words == "已登记“第001厅”2026年的创新项目评选：二等奖。"
    assert done.counts == {"recorded": 1, "evidence": 2}
    assert sql.rows(RESULTS) == [(2026, 1, "second", "一次办", None, "")]
    line = line_of("D001", "innovation")
    assert (line.points, line.basis) == (Decimal(2), ("二等奖，一次办（黔目标办〔2027〕2号，2027-01-11），系统外评选",))
    assert line_of("D002", "innovation").lacks == ("创新项目评选尚无评价结果",)
    assert violations() == []


def test_no_prize_is_0(judged: Acting, won: dict[str, Any]) -> None:
    judged.do("record_innovation", **won | {"prize": "未获奖"})
    assert line_of("D001", "innovation").points == 0


def test_2_16_a_delegated_unit_below_deputy_rank_is_refused(judged: Acting, won: dict[str, Any], sql: Sql) -> None:
    judged.take("departments", DELEGATED)
    assert "请写明级别（--rank）" in judged.refused("record_innovation", **won)
    told = judged.refused("record_innovation", **won, rank="副厅级以下")
    assert told == "“第001厅”是副厅级以下的委托管理单位，不可申报创新项目，结果登记为“未参加”。"
    assert sql.rows(RESULTS) == []
    judged.do("record_innovation", **won, rank="副厅级")
    assert sql.rows(RESULTS) == [(2026, 1, "second", "一次办", "deputy", "")]


def test_a41_a_unit_that_is_left_out_has_the_9_in_the_other_two(
    judged: Acting, won: dict[str, Any], mark: dict[str, Any]
) -> None:
    judged.do("record_innovation", **won | ABSENT)
    assert line_of("D001", "innovation").lacks == ("创新项目评选未参加的怎样计分（innovation_absent）未设定",)
    basis = {"basis": "黔目标办〔2026〕31号", "valid_from": "2026-12-02"}
    judged.do("set_policy", key="innovation_absent", value="不计", **basis)
    judged.do("record_second_level", **mark)
    left_out = line_of("D001", "innovation")
    assert (left_out.weight, left_out.points) == (Decimal(0), Decimal(0))
    assert line_of("D001", "second_level").points == Decimal("3.9375")
    assert {line_of("D001", each).weight for each in ("leaders", "second_level")} == {Decimal("4.5")}
    assert line_of("D002", "leaders").weight == Decimal(3)


def test_the_same_again_changes_nothing_and_another_needs_a_reason(
    judged: Acting, won: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    judged.do("record_innovation", **won)
    same = judged.do("record_innovation", **won)
    assert (same.words, same.counts) == ("“第001厅”2026年的创新项目评选此前已登记，未作改动。", {"recorded": 0})
    told = judged.refused("record_innovation", **won | {"prize": "一等奖"})
    assert told.startswith("“第001厅”2026年的创新项目评选已登记为二等奖，一次办（黔目标办〔2027〕2号，2027-01-11）")
    done = judged.do("record_innovation", **won | {"prize": "一等奖", "reason": "复核更正"})
    assert done.words == "已登记“第001厅”2026年的创新项目评选：一等奖，取代二等奖。"
    assert [row[1:3] for row in sql.rows(RESULTS)] == [(1, "second"), (2, "first")]
    line = line_of("D001", "innovation")
    assert line.points == Decimal(3)
    assert line.basis == (
        "一等奖，一次办（黔目标办〔2027〕2号，2027-01-11），系统外评选，更正原因：复核更正",
        "此前：二等奖，一次办（黔目标办〔2027〕2号，2027-01-11），系统外评选",
    )
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"dated": "2025-12-31"}, "文件日期2025-12-31早于2026年，不是该年度的考评结果，请核对。"),
        ({"prize": "未参加"}, "“未参加”的没有创新项目，请核对等次，或去掉项目名称。"),
        ({"project": ""}, "请写明创新项目的名称（--project）。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
        ({"minutes": ()}, "2026年没有经本系统申报、评审创新项目，是系统外评选，须附组织单位的评选纪要（--minutes）。"),
    ],
)
def test_what_contradicts_itself_is_refused(
    judged: Acting, won: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert judged.refused("record_innovation", **won | change) == told
    assert sql.rows(RESULTS) == []


def test_an_office_records_no_result(judged: Acting, won: dict[str, Any], sql: Sql) -> None:
    assert judged.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        judged.office("D001").do("record_innovation", **won)
    assert sql.rows(RESULTS) == []


def test_a41_0_takes_nothing_from_the_other_two(judged: Acting, won: dict[str, Any], mark: dict[str, Any]) -> None:
    basis = {"basis": "黔目标办〔2026〕31号", "valid_from": "2026-12-02"}
    judged.do("set_policy", key="innovation_absent", value="0分", **basis)
    judged.do("record_second_level", **mark)
    judged.do("record_innovation", **won | ABSENT)
    absent = line_of("D001", "innovation")
    assert (absent.weight, absent.points) == (Decimal(3), Decimal(0))
    assert absent.basis == ("未参加（黔目标办〔2027〕2号，2027-01-11）",)
    assert line_of("D001", "second_level").points == Decimal("2.625")


def test_a53_the_points_are_those_of_31_december(judged: Acting, won: dict[str, Any]) -> None:
    later = {"basis": "黔目标办〔2027〕1号", "valid_from": "2027-01-15"}
    judged.do("record_innovation", **won)
    judged.do("set_policy", key="innovation_prizes", value="一等奖1、二等奖0.5、三等奖0、鼓励奖0", **later)
    assert line_of("D001", "innovation").points == Decimal(2)


def test_a_unit_without_a_kind_of_management_is_refused(judged: Acting, won: dict[str, Any], sql: Sql) -> None:
    told = judged.refused("record_innovation", **won | {"department": "D002"})
    assert told == "“第002厅”没有填写管理类别，不能判断可否参加创新项目评选。请在部门表中补填后再登记。"
    judged.do("record_innovation", **won | ABSENT | {"department": "D002"})
    assert sql.rows(RESULTS) == [(2026, 1, "absent", "", None, "")]


@pytest.fixture
def called(judged: Acting, policy: str) -> Acting:
    """Units may apply for 2026 until 5 February 2027; it is 20 January."""
    paper = {"number": "黔目标办〔2027〕1号", "dated": "2027-01-10", "evidence": policy}
    judged.do("call_innovation", year=2026, opens_on="2027-01-20", closes_on="2027-02-05", **paper)
    return judged


def test_2_16_who_applied_has_no_result_past_the_rounds(
    called: Acting, won: dict[str, Any], policy: str, sql: Sql
) -> None:
    paper = {"number": "黔一厅函〔2027〕1号", "dated": "2027-01-20", "evidence": policy}
    called.office("D001").do("apply_innovation", department="D001", year=2026, project="一次办", content="办", **paper)
    for prize in ("一等奖", "未获奖", "未参加"):
        change = {"prize": prize} | (ABSENT if prize == "未参加" else {})
        told = called.on("2027-02-06").refused("record_innovation", **won | change)
        assert told == "“第001厅”已申报创新项目2026-1，结果由现场评审产生，不能直接登记。"
    assert sql.rows(RESULTS) == []


def test_2_16_a_prize_that_was_recorded_before_the_call_counts_no_more(
    judged: Acting, won: dict[str, Any], policy: str, sql: Sql
) -> None:
    judged.do("record_innovation", **won)
    paper = {"number": "黔目标办〔2027〕5号", "dated": "2027-01-15", "evidence": policy}
    judged.do("call_innovation", year=2026, opens_on="2027-01-20", closes_on="2027-02-05", **paper)
    assert line_of("D001", "innovation").lacks == ("创新项目评选尚无评价结果",)
    later = {"prize": "未参加", "project": "", "reason": "没有申报"}
    judged.on("2027-02-06").do("record_innovation", **won | later)
    assert len(sql.rows(RESULTS)) == 2
    assert line_of("D001", "innovation").lacks != ("创新项目评选尚无评价结果",)


def test_2_16_who_did_not_apply_is_absent_after_the_closing_day(called: Acting, won: dict[str, Any], sql: Sql) -> None:
    told = called.refused("record_innovation", **won | ABSENT)
    assert told == "2026年的创新项目申报至2027-02-05，此前不能登记结果。"
    later = called.on("2027-02-06")
    told = later.refused("record_innovation", **won)
    assert told == "“第001厅”2026年没有申报创新项目，结果只能登记为“未参加”。"
    later.do("record_innovation", **won | ABSENT)
    assert [row[2] for row in sql.rows(RESULTS)] == ["absent"]


def test_2_16_the_rank_on_record_is_that_of_the_unit(judged: Acting, won: dict[str, Any], policy: str) -> None:
    judged.take("departments", DELEGATED)
    paper = {"number": "黔编〔2018〕7号", "dated": "2018-12-01", "evidence": policy}
    judged.do("register_rank", department="D001", rank="副厅级以下", since="2018-12-01", **paper)
    told = judged.refused("record_innovation", **won, rank="副厅级")
    assert told == "“第001厅”登记的级别是副厅级以下，与所写的副厅级不同，请核对。"
    assert "不可申报创新项目" in judged.refused("record_innovation", **won)
    judged.do("register_rank", department="D001", rank="副厅级", since="2026-03-01", **paper)
    judged.do("record_innovation", **won)


RANKS = "SELECT serial, rank, since::text FROM department_rank ORDER BY id"


def on(day: str) -> Rank | None:
    with begin() as session:
        department = session.exec(select(Department).where(Department.code == "D001")).one()
        return rank_on(session, department, date.fromisoformat(day))


def test_2_16_a_rank_holds_from_its_day_and_earlier_ones_stay(
    january: Acting, ranked: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = january.do("register_rank", **ranked)
    assert done.words == "已登记“第001厅”自2018-12-01起为副厅级（黔编〔2018〕7号）。"
    assert january.do("register_rank", **ranked).counts == {"registered": 0}
    january.do("register_rank", **ranked | {"rank": "正厅级", "since": "2026-05-01", "number": "黔编〔2026〕2号"})
    assert sql.rows(RANKS) == [(1, "deputy", "2018-12-01"), (2, "full", "2026-05-01")]
    days = ["2018-11-30", "2018-12-01", "2026-04-30", "2026-05-01"]
    assert [on(day) for day in days] == [None, Rank.DEPUTY, Rank.DEPUTY, Rank.FULL]
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"department": "AGENCY"}, "是管理机构，不参加创新项目评选，不登记级别。"),
    ],
)
def test_the_agency_and_a_paper_of_a_day_to_come_are_refused(
    january: Acting, ranked: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert january.refused("register_rank", **ranked | change).endswith(told)
    assert sql.rows(RANKS) == []


@pytest.mark.parametrize("field", ["department", "rank", "since", "number", "dated", "evidence"])
def test_no_rank_is_registered_without_its_paper(january: Acting, ranked: dict[str, Any], sql: Sql, field: str) -> None:
    fields = {name: value for name, value in ranked.items() if name != field}
    assert refused_unchanged(january, sql, "register_rank", fields)


@pytest.mark.parametrize("change", [{"rank": "局级"}, {"department": "D009"}, {"since": "2018-13-01"}, {"number": " "}])
def test_what_is_no_rank_is_refused(january: Acting, ranked: dict[str, Any], sql: Sql, change: dict[str, Any]) -> None:
    assert refused_unchanged(january, sql, "register_rank", ranked | change)


def test_offices_and_heads_register_no_rank(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    for other in (january.office("D001"), january.office("D002"), january.head("D001"), january.system):
        assert "不能执行“登记部门级别”" in refused_unchanged(other, sql, "register_rank", ranked)


def test_the_same_rank_twice_at_once_is_registered_once(
    january: Acting, ranked: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[lambda session: january.within(session, "register_rank", **ranked)] * 2)
    assert sorted(each.counts["registered"] for each in done) == [0, 1]
    assert (len(sql.rows(RANKS)), violations()) == (1, [])


def test_a_wrong_rank_is_corrected_from_the_same_day_by_another_paper(
    january: Acting, ranked: dict[str, Any], sql: Sql
) -> None:
    january.do("register_rank", **ranked)
    january.do("register_rank", **ranked | {"rank": "正厅级", "number": "黔编〔2018〕8号"})
    assert (on("2018-12-01"), [row[0] for row in sql.rows(RANKS)]) == (Rank.FULL, [1, 2])


WRITTEN = "SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM transition), (SELECT count(*) FROM exhibit)"


def register(agency: Acting, fields: dict[str, Any], session: Session) -> Summary:
    return agency.within(session, "register_rank", **fields)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"department": "D099"}, "部门“D099”不在部门名单中"),
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
    ],
)
def test_a_refused_rank_leaves_nothing(
    january: Acting, ranked: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    before = sql.rows(WRITTEN)
    assert january.refused("register_rank", **ranked | change).startswith(told)
    assert (sql.rows(RANKS), sql.rows(WRITTEN)) == ([], before)


def test_neither_an_office_nor_a_head_ranks_its_department(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    for actor in (january.office("D001"), january.head("D001")):
        with pytest.raises(Refused):
            actor.do("register_rank", **ranked | {"rank": "正厅级"})
    assert sql.rows(RANKS) == []


@pytest.mark.parametrize("text", ["D001", "第001厅", "第００１厅", "Ｄ001"])
def test_a_unit_is_ranked_by_code_and_by_name_in_any_width(
    january: Acting, ranked: dict[str, Any], sql: Sql, text: str
) -> None:
    january.do("register_rank", **ranked)
    assert january.do("register_rank", **ranked | {"department": text}).counts == {"registered": 0}
    assert len(sql.rows(RANKS)) == 1


@pytest.mark.parametrize(
    "change", [{"rank": "正厅级"}, {"since": "2019-01-01"}, {"number": "另一文号"}, {"dated": "2019-01-01"}]
)
def test_what_differs_in_anything_is_a_rank_of_its_own_and_the_first_stays(
    january: Acting, ranked: dict[str, Any], sql: Sql, violations: Violations, change: dict[str, str]
) -> None:
    january.do("register_rank", **ranked)
    assert january.do("register_rank", **ranked | change).counts == {"registered": 1, "evidence": 1}
    assert [row[0] for row in sql.rows(RANKS)] == [1, 2]
    assert sql.rows(RANKS)[0] == (1, "deputy", "2018-12-01")
    assert violations() == []


def test_a_rank_that_was_wrong_is_taken_back_by_a_later_one_of_the_same_day(
    january: Acting, ranked: dict[str, Any]
) -> None:
    january.do("register_rank", **ranked | {"rank": "副厅级以下"})
    january.do("register_rank", **ranked)
    assert str(on("2026-12-31")) == "deputy"


def test_a_rank_returns_to_what_it_was_with_a_row_of_its_own(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    for rank in ("副厅级", "正厅级", "副厅级"):
        january.do("register_rank", **ranked | {"rank": rank})
    assert [row[1] for row in sql.rows(RANKS)] == ["deputy", "full", "deputy"]


def test_a_rank_of_a_day_to_come_does_not_hold_before_it(january: Acting, ranked: dict[str, Any]) -> None:
    january.do("register_rank", **ranked)
    day = date(2027, 7, 1)
    january.do("register_rank", **ranked | {"rank": "正厅级", "since": str(day), "number": "黔编〔2027〕1号"})
    assert [str(on(str(each))) for each in (day - timedelta(1), day)] == ["deputy", "full"]


def test_the_ranks_of_two_units_are_counted_apart(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    january.do("register_rank", **ranked)
    january.do("register_rank", **ranked | {"department": "D002", "rank": "正厅级"})
    assert sql.rows(RANKS) == [(1, "deputy", "2018-12-01"), (1, "full", "2018-12-01")]
    assert str(on("2026-12-31")) == "deputy"


def test_one_rank_at_once_is_registered_once(
    january: Acting, ranked: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[partial(register, january, ranked)] * 2)
    assert sorted(each.counts["registered"] for each in done) == [0, 1]
    assert len(sql.rows(RANKS)) == 1
    assert violations() == []


@pytest.mark.parametrize("rank", ["科级", "", "正处级", "副厅"])
def test_another_rank_is_no_rank(january: Acting, ranked: dict[str, Any], sql: Sql, rank: str) -> None:
    with pytest.raises((Refused, ValidationError)):
        january.do("register_rank", **ranked | {"rank": rank})
    assert sql.rows(RANKS) == []


def test_a_rank_follows_a_renamed_unit(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    january.do("register_rank", **ranked)
    january.do("rename_department", department="D001", name="新一局", effective_on="2027-01-20", basis="黔编1号")
    assert january.do("register_rank", **ranked | {"department": "第001厅"}).counts == {"registered": 0}
    done = january.do("register_rank", **ranked | {"rank": "正厅级", "department": "新一局"})
    assert done.words == "已登记“新一局”自2018-12-01起为正厅级（黔编〔2018〕7号）。"
    assert len(sql.rows(RANKS)) == 2
