"""考评事实: figures with their rows, what is hidden of them, and the paragraph of a year (1-8.2)."""

from __future__ import annotations

from datetime import date

from models.rules.kinds import Labelled
from models.rules.score.component import Component
from models.rules.score.facts import (
    FIRST_ROWS,
    OF_DEPARTMENTS,
    Contested,
    Fact,
    FactKind,
    FactRow,
    YearFacts,
    as_data,
    hidden,
    read_facts,
    rows_of,
    told_facts,
)
from models.rules.secrecy import WITHHELD, Secret, Secrets

DAY = date(2027, 3, 1)
T1, T2 = (FactRow("target", f"2026|T00{each}", f"T00{each}") for each in (1, 2))
FILE = FactRow("evidence", "ab" * 32, "abababababab：这份材料用于2项目标：T001、T002")
EXCEPTED = FactRow("score_exception", "2026-1", "黔目标〔2027〕4号：没有公众测评")


def year(**more: Fact) -> YearFacts:
    """D001 has these facts, D002 the same file and paper."""
    other = (Fact(FactKind.SHARED, (FILE,)), Fact(FactKind.EXCEPTED, (EXCEPTED,)))
    return YearFacts(
        2026,
        DAY,
        (Fact(FactKind.UNLISTED, (T1,), before=("2026年第一季度",)),),
        {"D001": (*more.values(), *other), "D002": other},
        {"D001": "第001厅", "D002": "第002厅"},
    )


def test_a_figure_is_the_number_of_its_rows_with_what_belongs_to_it() -> None:
    assert Fact(FactKind.LATE).words == "0项"
    assert Fact(FactKind.LOOKED, (T1,), 3).words == "1项，占3项的33.3%"
    quarters = Fact(FactKind.UNCHECKED, (T1, T2), before=("2026年第一季度", "2026年第二季度"))
    assert quarters.words == "2个，启用以前：2026年第一季度、2026年第二季度"
    assert Fact(FactKind.SHARED, (FILE,)).words == "1份"


def test_what_an_objection_took_out_is_counted_apart() -> None:
    fact = Fact(FactKind.UNSEEN, (T1, T2), 2).without(["2026|T002"])
    assert (fact.rows, fact.words) == ((T1,), "1项，占2项的50.0%，另有1项依据异议答复不计")


def test_a_line_of_a_sheet_names_the_first_rows() -> None:
    assert Fact(FactKind.UNSEEN, (T1, T2)).told(1) == ("事实·没有人看过的目标", "2项：T001等")
    assert Fact(FactKind.UNSEEN).told(1) == ("事实·没有人看过的目标", "0项")


def test_a_row_about_a_marked_record_is_a_number_only() -> None:
    secrets = Secrets((Secret("目标T001（内部）", subjects=("2026/T001",)),))
    [fact] = hidden([Fact(FactKind.UNSEEN, (T1, T2))], secrets)
    assert [row.words for row in fact.rows] == [WITHHELD, "T002"]
    assert "T001" not in fact.rows[0].key
    assert hidden([fact], secrets) == (fact,)
    [shared] = hidden([Fact(FactKind.SHARED, (FILE,))], secrets)
    assert shared.rows[0].words == WITHHELD


def test_kept_facts_are_read_as_they_were() -> None:
    facts = (Fact(FactKind.LOOKED, (T1,), 2), Fact(FactKind.UNCHECKED, (), None, ("2026年第一季度",), 1))
    data = as_data(DAY, facts)
    assert data["day"] == "2027-03-01"
    assert read_facts(data) == facts
    assert read_facts({}) == ()
    assert rows_of(data, Contested.LOOKED) == [T1]
    assert year().as_data("D003") == {"day": "2027-03-01", "facts": []}
    assert year().as_data("")["facts"][0]["before"] == ["2026年第一季度"]


def test_a_message_names_no_figure_that_is_nothing() -> None:
    data = as_data(DAY, (Fact(FactKind.LATE), Fact(FactKind.UNDONE, left_out=1), Fact(FactKind.LOOKED, (T1,))))
    assert [title for title, _ in told_facts(data, FIRST_ROWS)] == ["事实·应办未办", "事实·有人看过的目标"]
    assert len(told_facts(data, FIRST_ROWS + 1)) == 3


def test_a_file_that_two_departments_gave_is_one_and_each_paper_says_how_many_totals_rest_on_it() -> None:
    words = year(late=Fact(FactKind.LATE, (T1,))).words
    assert words == (
        "截至2027年3月1日的记录，不影响得分，也不阻止合计：管理机构；各部门应办未办0项、逾期办结1项；"
        "没有负面清单的季度1个，启用以前：2026年第一季度；有人看过的目标0项；没有人看过的目标0项；"
        "用于多项目标的材料1份（最多的：这份材料用于2项目标）；黔目标〔2027〕4号了结的事项，2个部门的合计以它为据"
    )
    assert YearFacts(2026, DAY, ()).words.endswith("用于多项目标的材料0份；没有以文件了结的事项")


def test_each_component_and_each_fact_of_a_department_may_be_objected_to() -> None:
    def named(*kinds: Labelled) -> list[tuple[str, str]]:
        return [(each.value, each.label) for each in kinds]

    assert named(*Contested) == named(*Component, *OF_DEPARTMENTS)
    assert [each.is_fact for each in (Contested.TEAM, Contested.LATE)] == [False, True]
    assert [each.asked for each in (Contested.TEAM, Contested.LATE)] == ["对队伍建设的异议理由", "异议：逾期办结"]
