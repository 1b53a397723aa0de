"""本级没有的考评项目: a county without 省领导 and 二级考评 has totals after a paper of its leading group (A78)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.asked import list_asked
from models.ledger.jurisdiction import home
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.score.derivations import score_derivations
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.appraisal import lines_in_words
from models.rules.score.result import Readers
from notifications.documents.appraisal import _before_the_list, _table
from tests.databases import story
from tests.models.ledger.appraisal.year import AFTER, GROUP, LEADERS, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Acting, Sql, Violations

ABSENT: dict[str, Any] = {"year": 2026, "decided_by": "领导小组", "number": "县目标〔2027〕1号", "dated": "2027-01-15"}
ABSENT |= {"evidence": str(PAPER)}
CARRIED, OUT = {"way": "由其余机关管理项目按比例承担"}, {"way": "不计"}
LED, SECOND = {"component": "省领导评价"}, {"component": "二级考评"}
WORDS = f"本级没有省领导评价，不计，与1-6.1不同（{GROUP}，县目标〔2027〕1号，2027-01-15）"


@pytest.fixture
@story
def county(march: Acting, sql: Sql) -> Acting:
    """Everything of 2026 is done, but there are no ratings and no 二级考评; today is 20 January 2027."""
    complete(march, sql, rated=False)
    sql("UPDATE department SET management = 'direct'")
    january = march.on("2027-01-20")
    paper: dict[str, Any] = {"year": 2026, "number": "县办〔2027〕3号", "dated": "2027-01-12", "evidence": str(PAPER)}
    prize = {"prize": "二等奖", "project": "一次办", "minutes": str(PAPER)}
    january.do("record_innovation", department="D001", **prize, **paper)
    january.do("record_innovation", department="D002", prize="未参加", **paper)
    return january


def sheets(day: str = AFTER) -> Mapping[str, ScoreSheet]:
    with begin() as session:
        return {each.code: each for each in score_sheets(session, 2026, date.fromisoformat(day))}


def totals() -> dict[str, Decimal | None]:
    return {code: each.total for code, each in sheets().items()}


def test_without_a_paper_there_is_no_total_and_with_one_there_is(county: Acting, violations: Violations) -> None:
    assert set(totals().values()) == {None}
    told = county.do("record_absent_component", **ABSENT, **LED, **CARRIED)
    assert "本级没有省领导评价，由其余机关管理项目按比例承担，与1-6.1不同" in told.words
    assert "满分100分" in told.words
    assert set(totals().values()) == {None}
    assert "满分97分" in county.do("record_absent_component", **ABSENT, **SECOND, **OUT).words
    assert totals() == {"D001": Decimal("93"), "D002": Decimal("91")}  # 50 - 2 + 41 + 2 × 6 ÷ 3, and 91 without a prize
    assert [f"{line.weight}" for line in sheets()["D001"].lines[-3:]] == ["0", "6", "0"]
    assert not [each for each in violations() if "合计例外" in each or "得分表" in each]  # the rest was made in SQL


def test_the_same_again_changes_nothing_and_another_way_is_refused(county: Acting, sql: Sql) -> None:
    county.do("record_absent_component", **ABSENT, **LED, **OUT)
    assert county.do("record_absent_component", **ABSENT, **LED, **OUT).counts == {"recorded": 0}
    assert "已登记；有误的先撤回" in county.refused("record_absent_component", **ABSENT, **LED, **CARRIED)
    assert "已撤回2026年合计例外第1项（本级没有省领导评价，县目标〔2027〕1号，2027-01-15）：有误。" in (
        county.do("withdraw_exception", year=2026, serial=1, reason="有误").words
    )
    assert "不需要撤回" in county.refused("withdraw_exception", year=2026, serial=1, reason="有误")
    county.do("record_absent_component", **ABSENT, **LED, **CARRIED)
    assert sql.rows("SELECT serial, way, lifts FROM score_exception ORDER BY 1") == [
        (1, "left_out", None),
        (2, "left_out", 1),
        (3, "carried", None),
    ]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"decided_by": "目标办"}, "本级没有省领导评价的考评办法须由领导小组决定，“目标办”不是"),
        ({"dated": "2027-01-21"}, "晚于今天"),
        ({"component": "职能绩效目标"}, "各级都有，不能登记为没有"),
        ({"component": "创新项目评选"}, "怎样计分由机构设定（innovation_absent）"),
        ({"evidence": ()}, "依据文件"),
        ({"departments": "D001"}, "departments"),
        ({"year": 2028}, "2028年尚未开始"),
    ],
)
def test_what_is_no_such_paper_of_the_leading_group_is_refused(
    county: Acting, other: dict[str, Any], words: str
) -> None:
    assert words in county.refused("record_absent_component", **ABSENT | LED | OUT | other)


def test_what_leaders_rated_cannot_be_absent(county: Acting) -> None:
    county.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS))
    ratings = [{"department": code, "mark": "90"} for code in ("D001", "D002")]
    of_year: dict[str, Any] = {"rated_by": "张平", "year": 2026}
    county.do("enter_leader_ratings", **of_year, ratings=ratings, rated_on="2027-01-18", evidence=str(PAPER))
    assert "本级有这一项" in county.refused("record_absent_component", **ABSENT, **LED, **OUT)
    county.do("withdraw_leader_ratings", **of_year, reason="误录")
    county.do("record_absent_component", **ABSENT, **LED, **OUT)


def test_values_of_what_the_level_does_not_have_stay_and_do_not_count(county: Acting) -> None:
    value: dict[str, Any] = {"department": "D001", "year": 2026, "value": "80", "number": "县办〔2027〕3号"}
    county.do("record_second_level", **value, dated="2027-01-12", evidence=str(PAPER))
    county.do("record_absent_component", **ABSENT, **LED, **OUT)
    said = county.do("record_absent_component", **ABSENT, **SECOND, **OUT).words
    assert "此前登记的1个部门的二级考评仍留存，不计。" in said
    assert totals() == {"D001": Decimal("91"), "D002": Decimal("91")}
    with begin() as session:
        derived = list(score_derivations(session, 2026, county.day))
    assert all(line.recomputed == line.points for sheet in derived for line in sheet.lines)


def test_what_is_absent_has_no_results(county: Acting) -> None:
    for component in (LED, SECOND):
        county.do("record_absent_component", **ABSENT, **component, **OUT)
    rating = {"rated_by": "张平", "year": 2026, "ratings": [{"department": "D001", "mark": "90"}]}
    refused = county.refused("enter_leader_ratings", **rating, rated_on=county.day, evidence=str(PAPER))
    assert f"2026年已登记{WORDS}，不再登记其结果" in refused
    value = {"department": "D001", "year": 2026, "value": "80", "number": "县办〔2027〕3号", "dated": "2027-01-12"}
    assert "不再登记其结果" in county.refused("record_second_level", **value, evidence=str(PAPER))


def test_nothing_changes_once_the_sheets_are_drafted_and_each_says_the_paper(
    county: Acting, sql: Sql, violations: Violations
) -> None:
    for component in (LED, SECOND):
        county.do("record_absent_component", **ABSENT, **component, **OUT)
    drafted(county)
    said = dict(lines_in_words(str(sql.value("SELECT content FROM score_sheet ORDER BY id LIMIT 1"))))
    assert (said["省领导评价"], said["合计"]) == (f"满分0.00分，得0.00分；{WORDS}", "91.00分（满分94分）")
    march = county.on("2027-03-02")
    assert "得分表已经拟定" in march.refused("record_absent_component", **ABSENT, **LED, **OUT)
    assert "得分表已经拟定" in march.refused("withdraw_exception", year=2026, serial=1, reason="有误")
    for office in ("D001", "D002"):
        objects(county, sql, office=office)
    after = county.on(AFTER)
    after.do("approve_appraisal", year=2026, number="县目标〔2027〕9号", dated=AFTER, evidence=str(PAPER))
    assert not [each for each in violations() if "合计例外" in each or "得分表" in each]  # the rest was made in SQL


def test_the_papers_print_what_is_other_than_the_standard(county: Acting) -> None:
    county.do("record_absent_component", **ABSENT, **LED, **OUT)
    county.do("record_absent_component", **ABSENT, **SECOND, **CARRIED)
    with begin() as session:
        paper = appraisal_paper(session, 2026, county.day, Readers.APPROVING)
        derived = list(score_derivations(session, 2026, county.day))
    said = "\n".join(_before_the_list(paper))
    assert "本级没有省领导评价，不计，与1-6.1不同" in said
    assert "县目标〔2027〕1号，2027年1月15日）；满分97分。" in said
    titles, _ = _table(paper)
    assert "合计（满分97）" in titles
    assert not {"省领导评价", "二级考评"} & titles.keys()
    assert all(line.recomputed == line.points for sheet in derived for line in sheet.lines)


def test_who_rates_is_not_asked_for_at_a_level_without_leaders(county: Acting) -> None:
    def asked() -> set[str]:
        with begin() as session:
            return {f"{row['kind']}" for row in list_asked(session, home(session), county.day)}

    assert "leaders" in asked()
    county.do("record_absent_component", **ABSENT, **LED, **OUT)
    assert "leaders" not in asked()
