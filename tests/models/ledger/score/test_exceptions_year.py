"""A paper of the leading group ends the year of go-live: no total, place, grade or individuals' number of it (A37)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.agency_sheet.yearly import INDIVIDUALS_SHEET
from models.ledger.appraisal.watch import show_appraisal
from models.ledger.duty.asked import list_asked
from models.ledger.duty.seconds import unrated_lines
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.papers.year_results import year_results
from models.ledger.score.facts import facts_on
from models.ledger.score.grades import appraised, grades
from models.ledger.score.sheets import score_sheets
from models.ledger.score.trial import try_settings
from models.ledger.score.why_score import exported_scores, why_score
from models.rules.errors import Refused
from models.rules.score.result import Readers
from tests.databases import story
from tests.models.ledger.appraisal.year import GROUP
from tests.models.ledger.leader_rating.conftest import by
from tests.models.ledger.score.appraisal import PAPER, appraise

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from tests.conftest import Acting, Make, Sql, Violations

JANUARY = date(2027, 1, 20)
SAID = f"2026年不在本系统作年度考评（{GROUP}，黔目标〔2026〕9号，2026-12-22），没有得分合计、位次、等次和个人等次人数"
TAKEN_BACK: dict[str, Any] = {"year": 2026, "serial": 3, "reason": "文件有误"}


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """The paper that ends 2026."""
    decided = {"decided_by": GROUP, "number": "黔目标〔2026〕9号", "dated": "2026-12-22"}
    return {"year": 2026, "reason": "年底启用", **decided, "evidence": policy}


@pytest.fixture
@story
def whole(acting: Acting, policy: str) -> Acting:
    """Both departments have a total of 2026, the year of go-live; today is 20 January 2027."""
    return appraise(acting, policy, D001="90", D002="90")


@pytest.fixture
def ended(whole: Acting, paper: dict[str, Any]) -> Acting:
    whole.do("end_year", **paper)
    return whole


def test_the_year_has_no_total_no_place_and_no_grade(ended: Acting, violations: Violations) -> None:
    assert ended.day == JANUARY
    with begin() as session:
        assert [(each.total, each.lacks) for each in score_sheets(session, 2026, JANUARY)] == [(None, (SAID,))] * 2
        assert {(each.place, each.grade) for each in grades(session, 2026, JANUARY).standings} == {(None, "")}
        assert {(each.total, each.grade) for each in appraised(session, 2026, JANUARY).results} == {(None, None)}
        assert {each.total for each in score_sheets(session, 2026, date(2026, 12, 30))} == {None}
    assert violations() == []


INDIVIDUALS = {"people": 4, "excellent": 1, "reached": 3, "not_reached": 0}
UNGRADED = {"kind": "不参加", "reason": "新设", "basis": "办法", **PAPER}


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("draft_appraisal", {"due": "2027-01-25"}),
        ("record_individuals", {"department": "D001", **INDIVIDUALS}),
        ("appraise_without_grade", {"department": "D001", **UNGRADED}),
        ("record_absent_component", {"component": "二级考评", "way": "不计", "decided_by": "领导小组", **PAPER}),
    ],
)
def test_every_act_that_makes_one_is_refused_with_the_paper(
    ended: Acting, policy: str, name: str, fields: dict[str, Any]
) -> None:
    proved = {"evidence": policy} if "number" in fields else {}
    assert SAID in by(ended, "李明").refused(name, year=2026, **fields, **proved)


READERS: list[Callable[[Session], Any]] = [
    lambda session: why_score(session, "D001", 2026, JANUARY),
    lambda session: list(exported_scores(session, 2026, JANUARY)),
    lambda session: try_settings(session, 2026, JANUARY, {}),
    *(lambda session, reader=reader: appraisal_paper(session, 2026, JANUARY, reader, "D001") for reader in Readers),
]


@pytest.mark.parametrize("read", READERS)
def test_every_paper_list_and_proof_that_has_one_is_refused_with_the_paper(
    ended: Acting, read: Callable[[Session], Any]
) -> None:
    assert ended.day == JANUARY
    with begin() as session, pytest.raises(Refused, match="黔目标〔2026〕9号"):
        read(session)


def test_no_total_rests_on_any_paper_of_a_year_that_was_ended(ended: Acting) -> None:
    assert ended.day == JANUARY
    with begin() as session:
        words = facts_on(session, 2026, JANUARY).words
    assert "黔目标〔2026〕9号" not in words
    assert words.count("了结的事项，没有合计以它为据") == 1
    assert "个部门的合计以它为据" not in words


def test_what_only_an_appraisal_needs_is_not_asked_for(whole: Acting, paper: dict[str, Any]) -> None:
    def asked() -> tuple[set[str], int, int]:
        with begin() as session:
            kinds = {row["kind"] for row in list_asked(session, 2, JANUARY)} & {"survey", "leaders"}
            years = [each.key for each in INDIVIDUALS_SHEET.rows(session, 2, JANUARY) if each.key.startswith("2026")]
            return kinds, len(years), len(unrated_lines(session, 2, JANUARY))

    whole.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "新任"})
    assert asked() == (set(), 2, 1)
    whole.do("withdraw_exception", year=2026, serial=1, reason="误")
    assert asked()[0] == {"survey"}
    whole.do("end_year", **paper)
    assert asked() == (set(), 0, 0)


def test_the_progress_of_the_year_is_not_told_any_more(whole: Acting, paper: dict[str, Any], targets: Make) -> None:
    targets("D001")
    whole.do("set_policy", key="appraisal_cut_off", value="2月26日", basis="5号", valid_from="2026-12-31")
    whole.system.do("watch_appraisal")
    with begin() as session:
        assert show_appraisal(session, JANUARY) != []
    whole.do("end_year", **paper)
    with begin() as session:
        assert show_appraisal(session, JANUARY) == []
    assert whole.on("2027-01-21").system.do("watch_appraisal").words == ""


def test_each_department_is_told_and_everything_else_runs_on(
    ended: Acting, policy: str, targets: Make, sql: Sql
) -> None:
    told = "SELECT d.code, n.audience, n.payload ->> 'number' FROM notice n JOIN department d ON d.id = n.department_id"
    rows = sql.rows(f"{told} WHERE n.kind = 'year_ended' ORDER BY d.code")
    assert rows == [("D001", "office", "黔目标〔2026〕9号"), ("D002", "office", "黔目标〔2026〕9号")]
    targets("D001")
    ended.on("2027-01-21").lists("T001", year=2026)
    ended.do("classify_unit", department="D001", year=2026, unit_class="乙类", reason="更正", **PAPER, evidence=policy)
    with begin() as session:
        assert [len(each.entries) for each in year_results(session, 2026, date(2027, 1, 21)).departments] == [1, 0]


def test_the_same_paper_again_changes_nothing_and_another_is_refused(ended: Acting, paper: dict[str, Any]) -> None:
    assert ended.do("end_year", **paper).counts == {"ended": 0}
    assert "先撤回（withdraw_exception）" in ended.refused("end_year", **paper | {"number": "黔目标〔2026〕8号"})


def test_taken_back_on_record_the_year_is_appraised_again_and_each_is_told(
    ended: Acting, sql: Sql, violations: Violations
) -> None:
    assert ended.do("withdraw_exception", **TAKEN_BACK).counts == {"withdrawn": 1, "notices": 2}
    with begin() as session:
        assert {each.total is None for each in score_sheets(session, 2026, JANUARY)} == {False}
    assert sql.rows("SELECT serial, kind, lifts FROM score_exception WHERE kind = 'year' ORDER BY serial") == [
        (3, "year", None),
        (4, "year", 3),
    ]
    assert violations() == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"year": 2027}, "只有启用的年度（2026年）可以整个不作考评"),
        ({"year": 2025}, "只有启用的年度（2026年）可以整个不作考评"),
        ({"decided_by": "省委"}, "须由领导小组决定"),
        ({"dated": "2025-12-31"}, "早于2026年"),
        ({"dated": "2027-01-21"}, "晚于今天"),
        ({"number": "会议研究"}, "会议研究"),
        ({"evidence": ""}, "请选择要提交的材料"),
    ],
)
def test_what_does_not_end_a_year_is_refused(
    whole: Acting, paper: dict[str, Any], sql: Sql, other: dict[str, Any], words: str
) -> None:
    assert words in whole.refused("end_year", **paper | other)
    assert sql.rows("SELECT id FROM score_exception WHERE kind = 'year'") == []


def test_the_office_of_the_group_cannot_end_a_year(whole: Acting, paper: dict[str, Any]) -> None:
    whole.do("register_body", name="省目标办公室", kind="领导小组办公室", basis="1号", valid_from="2025-01-01")
    assert "须由领导小组决定" in whole.refused("end_year", **paper | {"decided_by": "省目标办公室"})


DRAFTED = """
INSERT INTO score_sheet (department_id, year, version, content, digest, total, state, drafted_on, facts)
SELECT id, 2026, 1, '', '', 0, 'superseded', '2027-01-20', '{}' FROM department WHERE code = 'D001'
"""


def test_once_a_sheet_was_drafted_the_year_is_not_ended(whole: Acting, paper: dict[str, Any], sql: Sql) -> None:
    sql(DRAFTED)
    assert "得分表已经拟定" in whole.refused("end_year", **paper)
    assert "只限启用的年度" in whole.refused("except_line", **paper | {"line": "整个年度", "dated": "2027-01-19"})


def test_a_year_that_ended_before_go_live_has_no_grade_and_no_numbers_either(
    whole: Acting, policy: str, sql: Sql
) -> None:
    sql("UPDATE jurisdiction SET go_live = '2027-01-01' WHERE go_live IS NOT NULL")
    assert "在启用（2027-01-01）以前" in whole.refused(
        "record_individuals", year=2026, department="D001", **INDIVIDUALS
    )
    given = {"department": "D001", **UNGRADED, "evidence": policy}
    assert "在启用（2027-01-01）以前" in whole.refused("appraise_without_grade", year=2026, **given)
    with begin() as session:
        assert {(each.place, each.grade) for each in grades(session, 2026, JANUARY).standings} == {(None, "")}
        assert not [each for each in INDIVIDUALS_SHEET.rows(session, 2, JANUARY) if each.key.startswith("2026")]
