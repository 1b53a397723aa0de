"""A target that is exempt from the appraisal of its year: by the paper of the body that decides it (A37)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.paper_numbers import list_numbers
from models.ledger.score.exemption import exempted_targets
from models.ledger.score.gate import gate_facts
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.ledger.score.why_score import why_score
from models.rules.errors import Refused, Unavailable
from models.rules.score.gate import GateKind
from models.rules.secrecy import WITHHELD
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

LAST = date(2026, 12, 31)
ROWS = "SELECT serial, exempted, reason, paper_number FROM exemption ORDER BY id"


@pytest.fixture
@story
def group(january: Acting) -> Acting:
    """The leading group is in office since 2025, its office since 2026; today is 20 January 2027."""
    for name, kind, since in (
        ("省目标领导小组", "领导小组", "2025-01-01"),
        ("省目标办公室", "领导小组办公室", "2026-01-01"),
    ):
        january.do("register_body", name=name, kind=kind, basis="黔委〔2025〕1号", valid_from=since)
    return january


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """What exempts T003 of D002."""
    decided = {"decided_by": "省目标领导小组", "number": "黔目标〔2027〕4号", "dated": "2027-01-15", "evidence": policy}
    return {"target": "T003", "year": 2026, "reason": "任务已由国家取消", **decided}


def sheet(code: str = "D002") -> ScoreSheet:
    with begin() as session:
        return next(each for each in score_sheets(session, 2026, date(2027, 1, 20)) if each.code == code)


def waiting() -> int:
    with begin() as session:
        facts = gate_facts(session, 2, LAST, None, date(2027, 1, 20)).values()
    return len([fact for found in facts for fact in found if fact.kind is GateKind.TARGETS])


def is_open() -> bool:
    return GateKind.TARGETS in {each.kind for each in sheet().open}


def test_an_exempt_target_is_open_no_more_and_stands_in_the_sheet(
    group: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    assert (waiting(), is_open()) == (2, True)
    done = group.do("exempt_target", **paper)
    assert done.words == "2026年目标T003免予考评：任务已由国家取消。已列入负面清单的条目照常扣分。"
    assert done.counts == {"exempted": 1, "evidence": 1}
    assert (waiting(), is_open()) == (1, False)
    [found] = sheet().exempted
    assert found.words == "目标T003免予考评（省目标领导小组，黔目标〔2027〕4号，2027-01-15）"
    assert sql.column("SELECT record_key FROM exhibit WHERE record = 'exemption'") == ["2026|T003|1"]
    assert violations() == []


def test_the_same_again_changes_nothing_and_a_second_paper_is_refused(
    group: Acting, paper: dict[str, Any], sql: Sql
) -> None:
    group.do("exempt_target", **paper)
    assert group.do("exempt_target", **paper).counts == {"exempted": 0}
    told = group.refused("exempt_target", **paper | {"number": "黔目标〔2027〕5号"})
    assert told == (
        "2026年目标T003此前已免予考评（黔目标〔2027〕4号，2027-01-15），登记有误的，先撤销（withdraw_exemption）再登记。"
    )
    assert len(sql.rows(ROWS)) == 1


def test_it_is_taken_back_with_a_reason_and_may_be_recorded_again(
    group: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    back: dict[str, Any] = {"target": "T003", "year": 2026, "reason": "登记有误"}
    assert group.refused("withdraw_exemption", **back) == "2026年目标T003没有免予考评，不需要撤销。"
    group.do("exempt_target", **paper)
    assert group.do("withdraw_exemption", **back).counts == {"withdrawn": 1}
    assert (waiting(), sheet().exempted) == (2, ())
    assert group.refused("withdraw_exemption", **back) == "2026年目标T003没有免予考评，不需要撤销。"
    group.do("exempt_target", **paper)
    assert [row[:2] for row in sql.rows(ROWS)] == [(1, True), (2, False), (3, True)]
    assert waiting() == 1
    assert violations() == []


def test_entries_about_it_count_as_before(group: Acting, paper: dict[str, Any], sql: Sql) -> None:
    group.do("set_policy", key="negative_points", value="-2", basis="5号", valid_from="2026-01-01")
    sql("UPDATE target SET category = 'functional'")
    group.lists("T003", year=2026)
    before = sheet().lines[0].points
    group.do("exempt_target", **paper)
    assert sheet().lines[0].points == before == 48


@pytest.mark.parametrize(
    ("category", "named", "allowed"),
    [
        ("functional", "省目标办公室", True),
        ("functional", "领导小组办公室", True),
        ("functional", "省目标领导小组", True),
        ("building", "省目标办公室", False),
        ("building", "领导小组", True),
        (None, "省目标办公室", False),
    ],
)
def test_the_body_that_approves_such_targets_decides_it_or_the_leading_group(
    group: Acting, paper: dict[str, Any], sql: Sql, category: str | None, named: str, *, allowed: bool
) -> None:
    sql("UPDATE target SET category = :category WHERE code = 'T003'", category=category)
    if allowed:
        assert group.do("exempt_target", **paper | {"decided_by": named}).counts["exempted"] == 1
        return
    told = group.refused("exempt_target", **paper | {"decided_by": named})
    assert told.startswith(f"目标T003免予考评须由领导小组决定，“{named}”不是2027-01-15在任的这类单位")
    assert sql.rows(ROWS) == []


@pytest.mark.parametrize("named", ["第002厅", "省委组织部", "管理机构"])
def test_no_other_body_decides_it_nor_one_that_was_not_in_office_then(
    group: Acting, paper: dict[str, Any], named: str, sql: Sql
) -> None:
    group.do("register_body", name="省委组织部", kind="组织部", basis="黔委〔2025〕1号")
    assert "（已登记的：省目标领导小组）" in group.refused("exempt_target", **paper | {"decided_by": named})
    sql("UPDATE body SET valid_to = '2026-12-31' WHERE name = '省目标领导小组'")
    assert "（已登记的：无）" in group.refused("exempt_target", **paper)


def test_a_paper_has_its_number_its_date_and_its_file(group: Acting, paper: dict[str, Any], sql: Sql) -> None:
    assert "晚于今天" in group.refused("exempt_target", **paper | {"dated": "2027-01-21"})
    assert "早于2026年" in group.refused("exempt_target", **paper | {"dated": "2025-12-31"})
    assert "不是文号" in group.refused("exempt_target", **paper | {"number": "会议纪要"})
    assert "依据文件" in group.refused("exempt_target", **{k: v for k, v in paper.items() if k != "evidence"})
    group.do("exempt_target", **paper)
    assert "请核对" not in group.do("exempt_target", **paper | {"target": "T001"}).words
    assert len(sql.rows(ROWS)) == 2


def test_a_paper_with_another_date_is_named(group: Acting, paper: dict[str, Any]) -> None:
    group.do("exempt_target", **paper)
    words = group.do("exempt_target", **paper | {"target": "T001", "dated": "2027-01-16"}).words
    first = "免予考评的文件（省目标领导小组，2027-01-15）"
    assert words.endswith(f"照常扣分。同一文件（黔目标〔2027〕4号）另用于{first}，请核对。")


def test_a_number_that_another_body_has_is_named_and_is_none_of_ours(
    group: Acting, paper: dict[str, Any], sql: Sql
) -> None:
    group.do("exempt_target", **paper)
    group.do("register_body", name="省目标办公室", kind="领导小组办公室")
    sql("UPDATE target SET category = 'functional'")
    other = paper | {"target": "T001", "decided_by": "省目标办公室", "number": "黔目标[2027]4号"}
    words = group.do("exempt_target", **other).words
    assert words.endswith("另用于免予考评的文件（省目标领导小组，2027-01-15），请核对。")
    with begin() as session:
        assert list_numbers(session, 2, None) == []  # it is no paper of the agency


def test_a_number_of_another_kind_of_paper_is_named(group: Acting, paper: dict[str, Any], sql: Sql) -> None:
    sql("UPDATE target SET paper_number = '黔目标〔2027〕4号', paper_date = '2027-01-15' WHERE code = 'T001'")
    words = group.do("exempt_target", **paper).words
    assert words.endswith("另用于此前导入目标的下达文件（T001，2027-01-15），请核对。")


def test_a_date_that_was_wrong_is_mended_after_it_was_taken_back(group: Acting, paper: dict[str, Any]) -> None:
    group.do("exempt_target", **paper)
    group.do("withdraw_exemption", target="T003", year=2026, reason="日期有误")
    assert group.do("exempt_target", **paper | {"dated": "2027-01-16"}).counts["exempted"] == 1


def test_the_paper_is_not_older_than_the_target(group: Acting, paper: dict[str, Any], sql: Sql) -> None:
    sql("UPDATE target SET issued_on = '2026-03-02' WHERE code = 'T003'")
    told = group.refused("exempt_target", **paper | {"dated": "2026-03-01"})
    assert told == "文件日期2026-03-01早于目标T003下达的日期2026-03-02，请核对。"
    assert group.do("exempt_target", **paper | {"dated": "2026-03-02"}).counts["exempted"] == 1


def test_an_unknown_or_withdrawn_target_and_a_year_to_come_are_refused(
    group: Acting, paper: dict[str, Any], sql: Sql
) -> None:
    assert "T009" in group.refused("exempt_target", **paper | {"target": "T009"})
    assert "2028年尚未开始" in group.refused("exempt_target", **paper | {"year": 2028})
    sql("UPDATE target SET withdrawn_on = '2026-06-01' WHERE code = 'T003'")
    assert group.refused("exempt_target", **paper) == "目标T003是误导入的，已于2026-06-01撤回，不再办理。"


def test_no_office_may_do_it_and_no_row_without_a_paper_can_be_written(
    group: Acting, paper: dict[str, Any], sql: Sql
) -> None:
    assert group.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        group.office("D002").do("exempt_target", **paper)
    group.do("exempt_target", **paper)
    with pytest.raises(Unavailable):  # the constraint
        sql("UPDATE exemption SET paper_number = ''")


def test_a54_the_successor_has_it_in_its_sheet(group: Acting, paper: dict[str, Any]) -> None:
    reform: dict[str, Any] = {"department": "D002", "successor": "D001", "basis": "黔机编〔2026〕12号"}
    group.do("exempt_target", **paper)
    group.on("2026-12-28").do("merge_department", effective_on="2026-12-28", **reform)
    with begin() as session:
        found = exempted_targets(session, 2, LAST)
    assert [[each.target for each in targets] for targets in found.values()] == [["T003"]]
    assert [each.target for each in sheet("D001").exempted] == ["T003"]


def test_4_7_of_a_marked_target_the_reason_is_not_shown(group: Acting, paper: dict[str, Any]) -> None:
    group.do("exempt_target", **paper)
    group.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密项目")
    with begin() as session:
        [found] = why_score(session, "D002", 2026, group.day)["exempted"]
    assert (found["target"], found["name"], found["reason"]) == ("T003", "目标T003（工作秘密）", WITHHELD)
    assert "国家取消" not in str(sheet().exempted[0].words)
