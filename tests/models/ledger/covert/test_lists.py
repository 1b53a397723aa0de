"""暗访清单: handed out to a third party with the current requirements (7.4, A25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SAID = {"period": "2026Q3", "third_party": "中鼎评估公司"}
LIST = "SELECT period, number, handed_out_on::text FROM covert_list"
ITEMS = "SELECT position, code, place FROM covert_item ORDER BY position"
DUTIES = """
SELECT o.kind, o.subject, o.state, o.late, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind LIKE 'covert%' ORDER BY o.id
"""
pytestmark = pytest.mark.usefixtures("committed_first")


def test_7_4_a_list_is_frozen_with_its_requirements_and_opens_the_duty_to_return_results(
    august: Acting, sql: Sql, violations: Violations
) -> None:
    targets = [{"target": "T003", "place": "某县某镇"}, {"target": "T001"}]
    done = august.do("hand_out_covert_list", **SAID, targets=targets)
    assert done.words == "暗访清单2026Q3-1已提供给第三方机构，共2项；应于2026-08-31前收回结果。"
    assert done.counts == {"handed_out": 1, "items": 2, "late": 0}
    assert sql.rows(LIST) == [("2026Q3", 1, "2026-08-10")]
    assert sql.rows(ITEMS) == [(1, "T003", "某县某镇"), (2, "T001", "")]
    assert sql.rows(DUTIES) == [
        ("covert_list", "", "discharged", False, "2026-08-15"),
        ("covert_return", "2026Q3-1", "open", None, "2026-08-31"),
    ]
    assert len(sql.value("SELECT digest FROM covert_list")) == 64
    assert violations() == []


def test_later_requirements_do_not_change_a_list(august: Acting, sql: Sql) -> None:
    august.do("hand_out_covert_list", **SAID, targets="T001")
    row = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001", "绩效要求": "建成10公里"}
    august.take("targets", row | {"下达日期": "2026-02-27"}, reason="漏写要求")
    assert sql.value("SELECT requirement FROM target WHERE code = 'T001'") == "建成10公里"
    assert sql.value("SELECT requirement FROM covert_item") == ""


@pytest.mark.parametrize(("day", "late"), [("2026-08-15", False), ("2026-08-17", True)])
def test_a25_the_fifteenth_is_the_last_day_working_day_or_not(
    august: Acting, sql: Sql, day: str, *, late: bool
) -> None:
    done = august.on(day).do("hand_out_covert_list", **SAID, targets="T001")
    assert ("，逾期；" in done.words, done.counts["late"]) == (late, int(late))
    assert sql.rows(DUTIES)[0][3] is late


def test_a_quarter_without_an_open_cycle_can_have_a_list(august: Acting, sql: Sql) -> None:
    assert august.do("hand_out_covert_list", **SAID | {"period": "2026Q2"}, targets="T001").counts["late"] == 0
    assert sql.rows(DUTIES)[-1] == ("covert_return", "2026Q2-1", "open", None, "2026-05-31")


def test_another_third_party_has_a_separate_list(august: Acting, sql: Sql) -> None:
    standing = {"credit_code": "91520100MA6DL0001X", "qualification": "甲级", "independence": "独立"}
    august.do("register_third_party", name="黔信公司", **standing)
    august.do("hand_out_covert_list", **SAID, targets="T001")
    done = august.do("hand_out_covert_list", period="2026Q3", third_party="黔信公司", targets="T001、T002")
    assert done.data["list"] == "2026Q3-2"
    assert [row[1] for row in sql.rows(DUTIES)] == ["", "2026Q3-1", "2026Q3-2"]


def drafted(acting: Acting) -> None:
    """The plan of 2026-1 is drafted, so that targets can be drawn for it."""
    acting.do("draft_inspection", kind="专项核查", title="专项核查", standard="目标绩效要求")


def test_drawn_targets_are_listed_in_the_order_of_drawing(august: Acting, sql: Sql) -> None:
    drafted(august)
    august.do("commit_sample", subject="2026-1", year=2026, take=2, secret="1" * 64)
    text = august.refused("hand_out_covert_list", **SAID, sample="2026-1")
    assert text == "“2026-1”抽查目标：已承诺，待抽取，还没有抽取（draw_sample），不能作为暗访清单。"
    august.do("draw_sample", subject="2026-1")
    august.do("hand_out_covert_list", **SAID, sample=" 2026-1 ")
    drawn = [f"2026/{code}" for _, code, _ in sql.rows(ITEMS)]
    assert sql.value("SELECT drawn -> 0 -> 1 FROM sample") == drawn
    assert sql.value("SELECT s.subject FROM covert_list l JOIN sample s ON s.id = l.sample_id") == "2026-1"


def test_a_sample_of_another_year_is_no_list_of_this_one(august: Acting) -> None:
    drafted(august.on("2026-12-01"))
    august.on("2026-12-01").do("commit_sample", subject="2026-1", year=2026, take=1, secret="1" * 64)
    january = august.on("2027-01-05")
    january.do("draw_sample", subject="2026-1")
    text = january.refused("hand_out_covert_list", period="2027Q1", third_party="中鼎评估公司", sample="2026-1")
    assert text.startswith("2027年已下达的目标中没有2026/T00")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"targets": "T001、T777、T778"}, "2026年已下达的目标中没有T777、T778，请核对目标编号。"),
        ({"targets": "T001、T002、T001"}, "目标T001在清单中重复，每项目标只列一次。"),
        ({"targets": "T001", "period": "2026Q4"}, "2026年第四季度2026-10-01才开始，今天是2026-08-10"),
        ({"targets": "T001", "period": "2026-08"}, "“第三方暗访”没有期间“2026-08”"),
        ({"targets": "T001", "third_party": "无名公司"}, "没有登记第三方机构“无名公司”，请先登记其资质和独立性"),
        ({"targets": ""}, "目标编号（targets）和样本事项（sample）两者选一"),
        ({"targets": "T001", "sample": "2026-1"}, "目标编号（targets）和样本事项（sample）两者选一"),
        ({"sample": "2026-9"}, "“2026-9”抽查目标还没有承诺抽样。"),
    ],
)
def test_an_invalid_list_is_refused_and_nothing_is_stored(
    august: Acting, sql: Sql, fields: dict[str, Any], refusal: str
) -> None:
    assert refusal in august.refused("hand_out_covert_list", **SAID | fields)
    assert sql.rows(LIST) == sql.rows(ITEMS) == []


def test_a_target_that_is_not_issued_yet_is_not_visited(august: Acting, sql: Sql) -> None:
    row = {"编号": "T009", "年度": "2026", "目标名称": "新建", "责任部门": "D001", "下达日期": "2026-08-10"}
    august.take("targets", row)
    sql("UPDATE target SET issued_on = '2026-08-11' WHERE code = 'T009'")
    assert "没有T009" in august.refused("hand_out_covert_list", **SAID, targets="T009")
    assert august.on("2026-08-11").do("hand_out_covert_list", **SAID, targets="T009").counts["items"] == 1


def test_a_list_that_was_handed_out_is_not_altered(handed_out: Acting, sql: Sql) -> None:
    text = handed_out.refused("hand_out_covert_list", **SAID, targets="T002")
    assert text == "2026年第三季度已于2026-08-10向第三方机构“中鼎评估公司”提供暗访清单2026Q3-1，不再更改。"
    assert sql.value("SELECT count(*) FROM covert_item") == 2


def test_two_at_once_hand_out_one_list(august: Acting, together: Any, sql: Sql) -> None:
    give = {**SAID, "targets": "T001"}
    results = together(*[lambda session: august.within(session, "hand_out_covert_list", **give)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Summary"]
    assert sql.value("SELECT count(*) FROM covert_list") == 1


def test_no_department_gets_an_obligation_or_a_notice(handed_out: Acting, sql: Sql) -> None:
    for day in ("2026-08-26", "2026-08-31", "2026-09-01"):
        handed_out.on(day).system.do("remind")
    listed = sql.rows("SELECT DISTINCT n.audience FROM notice n WHERE n.subject LIKE '%covert%'")
    assert listed == [("agency",)]
    with begin() as session:
        for code in ("D001", "D002"):
            assert not [
                item for item in list_obligations(session, handed_out.day, department=code) if "covert" in item.row.kind
            ]
        (item,) = list_obligations(session, handed_out.day, kind="covert_return")
    assert item.title == "收回暗访清单2026Q3-1的结果"


def test_the_chain_names_no_project_that_is_only_visited(handed_out: Acting, sql: Sql) -> None:
    assert handed_out.day.month == 8
    query = "SELECT record_key || detail::text FROM transition WHERE record LIKE 'covert%'"
    query += " UNION ALL SELECT result::text FROM block WHERE act = 'hand_out_covert_list'"
    lines = sql.column(query)
    assert len(lines) == 4
    assert not [line for line in lines if "T001" in line or "T003" in line or "某县" in line or "中鼎" in line]
