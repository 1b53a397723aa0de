"""1+6+N of the departments: gaps of initial lists, named by department; nothing is blocked by them (1-6.2, A36)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.target.completeness import gaps_in_words, list_gaps
from models.ledger.target.register import INITIAL_LIST, Wanted, list_targets

if TYPE_CHECKING:
    from tests.conftest import Acting

USUAL = {"年度": "2026", "责任部门": "D002", "下达日期": "2026-02-27", "目标类别": "职能绩效目标"}
NONE_OF_TWO = ["缺脱贫攻坚目标1项", "缺本级目标6项"]


def rows(number: int, first: int = 100, **cells: str) -> list[dict[str, str]]:
    codes = (f"T{n}" for n in range(first, first + number))
    return [USUAL | {"编号": code, "目标名称": f"目标{code}"} | cells for code in codes]


def missing(department: str | None = None, year: int = 2026) -> dict[str, list[str]]:
    with begin() as session:
        return {row["department_code"]: row["missing"] for row in list_gaps(session, year, department)}


def test_a_list_without_kinds_lacks_both_origins(march: Acting) -> None:
    assert march.day.year == 2026
    assert missing() == {"D001": NONE_OF_TWO, "D002": NONE_OF_TWO}
    assert missing(year=2025) == {}


@pytest.mark.parametrize(
    ("own", "more", "found"),
    [
        (6, {"目标来源": "脱贫攻坚目标"}, None),
        (4, {"目标来源": "脱贫攻坚目标"}, ["缺本级目标2项"]),
        (6, {"目标来源": "上级目标"}, ["缺脱贫攻坚目标1项"]),
        (6, {"目标来源": "脱贫攻坚目标", "管理方式": "动态目标"}, ["缺脱贫攻坚目标1项"]),
        (6, {"目标类别": "机关建设目标"}, ["缺脱贫攻坚目标1项"]),
    ],
)
def test_a_gap_is_named_by_department(march: Acting, own: int, more: dict[str, str], found: list[str] | None) -> None:
    march.take("targets", *rows(own, 目标来源="本级目标"), *rows(1, 200, **more))
    assert missing("D002").get("D002") == found


def test_a_successor_has_the_targets_of_both(march: Acting) -> None:
    own = rows(6, 目标来源="本级目标", 责任部门="D001")
    march.take("targets", *own, *rows(1, 200, 目标来源="脱贫攻坚目标"))
    assert missing() == {"D001": ["缺脱贫攻坚目标1项"], "D002": ["缺本级目标6项"]}
    march.do(
        "merge_department", department="D001", successor="D002", effective_on="2026-03-05", basis="黔机编〔2026〕12号"
    )
    assert missing() == {}


def test_a_gap_that_was_waived_says_so(march: Acting) -> None:
    march.take("targets", *rows(6, 目标来源="本级目标"))
    source = {"来源文件": "黔府发〔2026〕8号", "来源文件日期": "2026-03-01"}
    march.take("drafts", rows(1, 300)[0] | {"目标来源": "本级目标", "管理方式": "动态目标"} | source)
    march.do("waive_gap", department="D002", gap="缺脱贫攻坚目标1项", reason="没有帮扶任务")
    with begin() as session:
        [found] = [each for each in list_gaps(session, 2026) if each["department_code"] == "D002"]
    assert gaps_in_words(found) == ["缺脱贫攻坚目标1项（已豁免）"]


def test_the_lists_with_gaps_follow_the_faulty_targets(march: Acting) -> None:
    march.take("targets", *rows(4, 目标来源="本级目标"), *rows(1, 200, 目标来源="脱贫攻坚目标"))
    with begin() as session:
        complete = list_targets(session, date(2026, 3, 10), Wanted(2026))
        found = list_targets(session, date(2026, 3, 10), Wanted(2026, incomplete=True))
        tree = list_targets(session, date(2026, 3, 10), Wanted(2026, tree="T100", incomplete=True))
    *_, last = found
    assert (last["code"], last["name"], last["department"]) == ("", INITIAL_LIST, "第002厅")
    assert last["missing"] == ["缺本级目标2项"]
    assert last.keys() == complete[0].keys()
    assert "" not in {row["code"] for row in [*complete, *tree]}


def test_a36_the_agency_names_another_minimum_for_a_year(march: Acting) -> None:
    march.take("targets", *rows(7, 目标来源="本级目标"))
    assert missing("D002") == {"D002": ["缺脱贫攻坚目标1项"]}
    named = {"key": "poverty_relief_least", "basis": "5号"}
    march.do("set_policy", **named, value="巩固脱贫成果目标2项")
    assert missing("D002") == {"D002": ["缺巩固脱贫成果目标2项"]}
    march.do("set_policy", **named, value="巩固脱贫成果目标0项", valid_from="2026-04-01")
    march.do("set_policy", **named, value="巩固脱贫成果目标1项", valid_from="2027-01-01")
    assert missing("D002") == {}  # by the last value of the year
