"""Why a department has its score: refused where it has none, without marked content and single ratings (4.7, A54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.why_score import why_score
from models.rules.errors import Refused
from models.rules.secrecy import WITHHELD

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql

REFORM: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}


def why(department: str = "D001", year: int = 2026, acting: Acting | None = None) -> dict[str, Any]:
    assert acting
    with begin() as session:
        return why_score(session, department, year, acting.day)


def refused(department: str, year: int, acting: Acting) -> str:
    with pytest.raises(Refused) as refusal:
        why(department, year, acting)
    return refusal.value.message


def test_the_department_is_found_by_any_of_its_names(march: Acting) -> None:
    assert why("第001厅", acting=march)["code"] == why("D001", acting=march)["code"] == "D001"


def test_an_unknown_department_and_the_agency_are_refused(march: Acting) -> None:
    assert refused("D009", 2026, march).startswith("部门“D009”不在部门名单中")
    assert refused("AGENCY", 2026, march).endswith("是管理机构，没有得分。")


def test_a_year_without_anything_is_refused_until_something_is_given(january: Acting, mark: dict[str, Any]) -> None:
    told = "2027年没有目标，也没有评价，没有得分可以说明。其他年度请改 --year。"
    assert refused("D001", 2027, january) == told
    july = january.on("2027-07-01")
    july.do("record_second_level", **mark | {"year": 2027, "dated": "2027-06-30"})
    assert why("D001", 2027, july)["year"] == 2027


def test_a54_who_was_merged_names_the_successor(march: Acting) -> None:
    march.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **REFORM)
    assert refused("D001", 2026, march) == (
        "“第001厅”已于2026年4月1日终止，没有2026年的得分。"
        "其条目计入承接部门“第002厅”的得分：mubiao why --score D002 --year 2026。"
    )
    assert why("D002", acting=march)["code"] == "D002"


def test_a54_who_ended_without_a_merger_names_those_with_its_targets_or_says_that_there_are_none(
    march: Acting, departments: Make, sql: Sql
) -> None:
    [other] = departments(1)
    day = {"effective_on": "2026-04-02", "year": 2026}
    for target, successor in (("T001", "D002"), ("T002", other)):
        march.on("2026-04-02").do("transfer_targets", **REFORM | day | {"targets": target, "successor": successor})
    sql("UPDATE department SET valid_to = '2026-06-30' WHERE code IN ('D001', 'D002')")
    assert refused("D001", 2026, march).endswith(
        "其条目计入承接部门“第002厅”、“第003厅”的得分：mubiao why --score D002 --year 2026。"
    )
    assert refused("D002", 2026, march).endswith("没有2026年的得分。没有登记承接部门。")


def test_a54_who_was_founded_after_the_year_is_refused(march: Acting, departments: Make) -> None:
    [code] = departments(1, 生效日期="2027-02-01")
    assert refused(code, 2026, march) == "“第003厅”自2027年2月1日起设立，没有2026年的得分。"


def test_4_7_of_a_marked_target_neither_name_nor_finding_is_shown(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001", "少建34公里")
    sql("UPDATE target SET category = 'functional'")
    march.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密项目")
    found = why(acting=march)
    [entry] = found["lines"][0]["entries"]
    assert (entry["entry"], entry["name"], entry["finding"]) == ("2026/T001/1", "目标T001（工作秘密）", WITHHELD)
    assert "34公里" not in str(found)


def test_4_7_a_marked_finding_is_not_shown_either(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001", "少建34公里")
    sql("UPDATE target SET category = 'functional'")
    march.do("mark_secret", target="T001", year=2026, inspection="2026-1", marking="工作秘密", reason="涉密")
    assert "34公里" not in str(why(acting=march))


def test_2_15_no_single_rating_is_there(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    for key, value in (("leader_scale", "0–100"), ("leader_least", "3")):
        january.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-12-01")
    names = ("张平", "李安", "王和")
    january.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in names))
    for name, given in zip(names, ("81.25", "92.75", "77"), strict=True):
        fields: dict[str, Any] = {"rated_by": name, "year": 2026, "ratings": [{"department": "D001", "mark": given}]}
        january.do("enter_leader_ratings", **fields, evidence=mark["evidence"], rated_on="2027-01-18")
    sql("UPDATE leader_sheet SET state = 'confirmed'")
    found = why(acting=january)
    line = next(each for each in found["lines"] if each["component"] == "leaders")
    assert (line["number"], line["full"]) == (3, "100")
    assert line["given"].startswith("83.6666666666")
    assert not any(given in str(found) for given in ("81.25", "92.75", *names))
