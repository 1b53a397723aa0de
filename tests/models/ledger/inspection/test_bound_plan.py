"""A commitment names a drafted inspection: its plan is frozen, targets are drawn, then the team, then it is issued."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.acts import Summary
from models.ledger.inspection.bound_plan import FROZEN
from models.ledger.papers.plan import plan_paper
from models.ledger.sample.document import document_of
from models.ledger.sample.draw import samples_of
from models.records import Inspection
from models.rules.errors import Refused
from models.rules.sample_commitments import plan_hash
from models.rules.sample_documents import check_document
from models.rules.sampling import Purpose
from tests.conftest import SEEN_THERE
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Together, Violations

TARGETS: dict[str, Any] = {"subject": "2026-1", "year": 2026, "take": 1, "secret": "ab" * 32}
PART = {"left_out_reason": "只核查这一部分"}
TEAM: dict[str, Any] = {"subject": "2026-1", "purpose": "team", "take": 2, "secret": "cd" * 32}
SLIP = SEEN_THERE.parent / "help.txt"
BOTH = {"subject": "2026-1", "purpose": "team"}
PEOPLE: dict[str, Any] = {"number_kind": "两人报数", "known_on": "2026-09-20"}


@pytest.fixture
@story
def planned(roster: Acting, plan: dict[str, str]) -> Acting:
    """The plan of 2026-1 about D001 is complete, without a team; today is 10 September."""
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", period="2026Q3", departments="D001", **plan)
    return roster


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "专项核查"),
        ("period", "2026Q2"),
        ("departments", "D002"),
        ("content", "只看一处"),
        ("scopes", "重点民生项目"),
        ("standard", "从宽"),
    ],
)
def test_what_a_commitment_fixed_of_the_plan_is_not_changed(planned: Acting, name: str, value: str) -> None:
    planned.do("commit_sample", **TARGETS)
    refused = planned.refused("draft_inspection", inspection="2026-1", **{name: value})
    assert refused.startswith(f"核查2026-1已承诺抽样，{FROZEN[name]}不能再改；确需改的，取消本次核查并写明原因")


def test_the_rest_of_the_plan_and_the_same_values_may_be_written(planned: Acting) -> None:
    planned.do("commit_sample", **TARGETS)
    same = {"standard": "目标绩效要求", "departments": "第001厅", "period": " 2026Q3 ", "ends_on": "2026-10-30"}
    assert planned.do("draft_inspection", inspection="2026-1", **same).counts == {"revised": 1}


def test_4_4_the_departments_of_the_plan_are_the_population(planned: Acting, sql: Sql) -> None:
    planned.do("commit_sample", **TARGETS)
    assert sql.value("SELECT population FROM sample") == [["全部", 1, ["2026/T001", "2026/T002"]]]


@pytest.mark.parametrize(
    "wider",
    [
        {"departments": "D002"},
        {"departments": "D001、D002"},
        {"year": None, "strata": [{"name": "甲", "ids": ["2026/T001", "2026/T003"]}]},
    ],
)
def test_4_4_a_population_wider_than_the_plan_is_refused(planned: Acting, sql: Sql, wider: dict[str, Any]) -> None:
    refused = planned.refused("commit_sample", **TARGETS | wider)
    assert refused.startswith("部门D002不在核查2026-1的受核查部门（D001）中，其目标不能列入总体。请只从受核查部门")
    assert sql.value("SELECT count(*) FROM sample") == 0


def test_4_4_a_part_of_the_plan_and_a_list_within_it_are_a_population(planned: Acting) -> None:
    listed = {"year": None, "strata": [{"name": "甲", "ids": ["2026/T001"]}]}
    assert planned.do("commit_sample", **TARGETS | listed | PART).counts["population"] == 1
    planned.do("draft_inspection", kind="专项核查", title="两厅", departments="D001、D002", standard="目标绩效要求")
    part = {"subject": "2026-2", "departments": "D002"}
    assert planned.do("commit_sample", **TARGETS | part | PART).counts["population"] == 1


WHOLE_PLAN = "总体不能只取其中一部分部门。请去掉 --departments，或先修改方案的受核查部门（draft_inspection）。"


@pytest.mark.parametrize("kind", ["中期核查", "年度核查"])
@pytest.mark.parametrize(("named", "left"), [("D001、D002", "部门D001"), (None, "全部部门")])
def test_6_2_1_an_inspection_that_judges_every_department_draws_from_all_of_them(
    planned: Acting, sql: Sql, kind: str, named: str | None, left: str
) -> None:
    planned.do("draft_inspection", kind=kind, title="全面核查", departments=named, standard="目标绩效要求")
    whole = TARGETS | {"subject": "2026-2"}
    assert planned.refused("commit_sample", **whole, departments="D002") == (
        f"核查2026-2是{kind}，对{left}也要作出总体评价，{WHOLE_PLAN}"
    )
    assert sql.value("SELECT count(*) FROM sample") == 0
    assert planned.do("commit_sample", **whole).counts["population"] == 3


def test_all_departments_of_the_plan_may_be_written_out(planned: Acting) -> None:
    both = {"departments": "D001、D002"}
    planned.do("draft_inspection", kind="中期核查", title="中期核查", standard="目标绩效要求", **both)
    assert planned.do("commit_sample", **TARGETS | {"subject": "2026-2"} | both).counts["population"] == 3


def test_the_successor_of_a_merged_department_of_the_plan_is_in_the_population(planned: Acting, sql: Sql) -> None:
    merger = {"department": "D001", "successor": "D002", "effective_on": "2026-09-10", "basis": "黔机编〔2026〕12号"}
    planned.do("merge_department", **merger)
    assert planned.do("commit_sample", **TARGETS).counts["population"] == 3
    assert sql.value("SELECT source -> 'departments' FROM sample") == ["D002"]


def test_a_plan_without_a_commitment_is_not_frozen(planned: Acting) -> None:
    assert planned.do("draft_inspection", inspection="2026-1", standard="从严").counts == {"revised": 1}


def test_without_a_drafted_inspection_and_its_standard_nothing_is_committed_to(planned: Acting) -> None:
    planned.do("draft_inspection", kind="专项核查", title="没有标准")
    assert "没有编号为“2026-Q3-1”的核查" in planned.refused("commit_sample", **TARGETS | {"subject": "2026-Q3-1"})
    assert "核查2026-2的方案还没有写明核查标准" in planned.refused("commit_sample", **TARGETS | {"subject": "2026-2"})
    planned.do("cancel_inspection", inspection="2026-1", reason="重复拟制")
    assert planned.refused("commit_sample", **TARGETS).startswith("核查2026-1已取消。抽样应在下达方案之前")


def test_targets_are_drawn_then_the_team_then_the_plan_is_issued(planned: Acting) -> None:
    issue = {"inspection": "2026-1", "document_number": "黔目标办〔2026〕20号"}
    planned.do("commit_sample", **TARGETS)
    planned.do("commit_sample", **TEAM)
    first = "已承诺，尚未抽取：应先抽目标，再抽核查组。请先抽取（mubiao sample draw 2026-1）。"
    assert planned.refused("draw_sample", **BOTH).endswith(first)
    assert "“2026-1”抽查目标已承诺，尚未抽取，方案不能下达" in planned.refused("issue_plan", **issue)
    planned.do("draw_sample", subject="2026-1")
    assert "“2026-1”抽取核查组已承诺，尚未抽取，方案不能下达" in planned.refused("issue_plan", **issue)
    team = planned.do("draw_sample", **BOTH)
    assert team.counts == {"drawn": 2}
    again = TARGETS | {"reason": "名单有误"}
    assert planned.refused("commit_sample", **again) == (
        "核查2026-1的核查组已经抽取，不能再承诺抽取目标：应先抽目标，再抽核查组。"
        "须抽取目标的，取消本次核查并写明原因（cancel_inspection），另行拟制。"
    )


def test_after_the_plan_is_issued_nothing_is_committed_to_or_drawn(issued: Acting, sql: Sql) -> None:
    assert "方案已下达。抽样应在下达方案之前" in issued.refused("commit_sample", **TARGETS)
    sql("UPDATE inspection SET state = 'drafted'")
    number = {"number_kind": "福彩3D", "number_name": "福彩3D第2026250期", "known_on": "2026-09-16"}
    issued.do("commit_sample", **TARGETS, **number)
    next_day = issued.on("2026-09-16")
    next_day.do("draw_sample", subject="2026-1", number="058")
    sql("UPDATE inspection SET state = 'issued'")
    corrected = next_day.refused("draw_sample", subject="2026-1", number="085", reason="录错")
    assert corrected == "核查2026-1方案已下达，不能再抽取。"


def test_a_mid_term_or_year_end_inspection_is_not_issued_without_drawn_targets(
    roster: Acting, plan: dict[str, str]
) -> None:
    roster.do("draft_inspection", kind="中期核查", title="中期核查", **plan)
    roster.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    refused = roster.refused("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    assert refused.startswith("核查2026-1是中期核查，须随机抽取样本（4.4），还没有抽取，方案不能下达。")


def test_a_mistyped_number_is_corrected_with_its_reason(planned: Acting, sql: Sql) -> None:
    number = {"number_kind": "福彩3D", "number_name": "福彩3D第2026245期", "known_on": "2026-09-11"}
    planned.do("commit_sample", **TARGETS, **number)
    tomorrow = planned.on("2026-09-11")
    tomorrow.do("draw_sample", subject="2026-1", number="085")
    assert "公开数录错的，写明原因再抽" in tomorrow.refused("draw_sample", subject="2026-1", number="058")
    tomorrow.do("draw_sample", subject="2026-1", number="058", reason="录错")
    assert sql.value("SELECT mistyped -> 0 ->> 'number' FROM sample") == "085"


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ("D001/周涛、D001/赵敏", "报数的两人应来自不同部门，现在都是“第001厅”的。"),
        ("D001/周涛", "两人报数的，公开数名称应写明两人：部门/姓名、部门/姓名，按报数的次序。"),
        ("D001/周涛、D009/赵敏", "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ("D001/周涛、D002/李 天", "两人报数的，公开数名称应写明两人：部门/姓名、部门/姓名，按报数的次序。"),
    ],
)
def test_two_people_of_two_departments_give_the_number(planned: Acting, people: str, why: str) -> None:
    assert planned.refused("commit_sample", **TARGETS, **PEOPLE, number_name=people) == why


@pytest.mark.parametrize(
    ("people", "remark"),
    [
        ("D001/周涛、D002/周涛", "有同名的“周涛”，请核对是不同的人。"),
        ("D001/周涛、D002/李天", "核查人员名册中也有“李天”，报数的人不参加核查，请核对。"),
        ("D001/周涛、D002/赵敏", ""),
    ],
)
def test_an_equal_name_is_a_remark(planned: Acting, people: str, remark: str) -> None:
    words = planned.do("commit_sample", **TARGETS, **PEOPLE, number_name=people).words
    assert words.endswith(remark)
    assert ("请核对" in words) is bool(remark)


def test_two_people_of_a_department_and_of_the_one_that_it_was_merged_into_are_of_one(planned: Acting) -> None:
    merger = {"department": "D001", "successor": "D002", "effective_on": "2026-09-10", "basis": "黔机编〔2026〕12号"}
    planned.do("merge_department", **merger)
    refused = planned.refused("commit_sample", **TARGETS, **PEOPLE, number_name="D001/周涛、D002/赵敏")
    assert refused == "报数的两人应来自不同部门，现在都是“第002厅”的。"


def test_none_of_the_two_people_is_of_the_agency(planned: Acting, sql: Sql) -> None:
    code, name = sql.rows("SELECT code, name FROM department WHERE is_agency")[0]
    refused = planned.refused("commit_sample", **TARGETS, **PEOPLE, number_name=f"D001/周涛、{code}/赵敏")
    assert refused == f"报数的人不能是抽取方“{name}”的。"


def test_the_number_of_two_people_is_drawn_with_both_their_slips(
    planned: Acting, sql: Sql, violations: Violations, tmp_path: Path
) -> None:
    planned.do("commit_sample", **TARGETS, **PEOPLE, number_name="D001/周涛、D002/赵敏")
    slips = [str(SEEN_THERE), str(SLIP)]
    later = planned.on("2026-09-20")
    copied = tmp_path / "第二份.txt"
    copied.write_bytes(SEEN_THERE.read_bytes())
    for given in ([], slips[:1], [slips[0], slips[0]], [slips[0], str(copied)]):
        assert later.refused("draw_sample", subject="2026-1", number="58,120033", evidence=given) == (
            "“2026-1”抽查目标：公开数由D001/周涛、D002/赵敏两人报数，须附两人各自写好并签名的报数单，每人一个文件（--evidence）。"
        )
    later.do("draw_sample", subject="2026-1", number="000058， 120033", evidence=slips)
    assert sql.value("SELECT number FROM sample") == "58,120033"
    assert sql.column("SELECT record FROM exhibit") == ["sample", "sample"]
    assert violations() == []


def test_every_other_commitment_for_inspections_of_this_kind_and_period_is_named(
    planned: Acting, plan: dict[str, str]
) -> None:
    planned.do("commit_sample", **TARGETS)
    planned.do("draw_sample", subject="2026-1")
    planned.do("cancel_inspection", inspection="2026-1", reason="重复拟制")
    for kind, period in (("季度核查", "2026Q3"), ("季度核查", "2026Q2"), ("专项核查", "2026Q3"), ("季度核查", "")):
        more = {"period": period} if period else {}
        planned.do("draft_inspection", kind=kind, title="另一核查", **more, **plan)
    planned.do("commit_sample", **TARGETS | {"subject": "2026-5"})
    planned.do("commit_sample", **TARGETS | {"subject": "2026-2"})
    with begin() as session:
        document = document_of(session, samples_of(session, 2, "2026-2", Purpose.TARGETS), rehearsal=False)
    assert [(each["subject"], each["inspection"], bool(each["drawn_on"])) for each in document["related"]] == [
        ("2026-1", "cancelled", True),
        ("2026-5", "drafted", False),
    ]
    planned.do("draw_sample", subject="2026-2")
    planned.do("reveal_sample", subject="2026-2")
    with begin() as session:
        document = document_of(session, samples_of(session, 2, "2026-2", Purpose.TARGETS), rehearsal=False)
    assert check_document(document).faults == ()
    assert [each["hash"] for each in document["related"]] == document["related_before"]
    assert len(check_document(document | {"related": []}).faults) == 2


def test_4_4_draws_of_targets_and_of_teams_are_named_together(planned: Acting, plan: dict[str, str]) -> None:
    planned.do("draft_inspection", kind="季度核查", title="另一核查", **plan)
    for subject in ("2026-1", "2026-2"):
        planned.do("commit_sample", **TARGETS | {"subject": subject})
        planned.do("draw_sample", subject=subject)
        planned.do("commit_sample", **TEAM | {"subject": subject})
    planned.do("commit_sample", **TEAM | {"subject": "2026-2", "reason": "名册有变"})
    with begin() as session:
        document = document_of(session, samples_of(session, 2, "2026-2", Purpose.TARGETS), rehearsal=False)
        found = plan_paper(session, "2026-2", date(2026, 9, 10))
    others = [("2026-1", "targets", 1), ("2026-1", "team", 1), ("2026-2", "team", 1)]
    named = [(each["subject"], each["purpose"], each["attempt"]) for each in document["related"]]
    assert named == [*others, ("2026-2", "team", 2)]
    assert [(each["subject"], each["purpose"], each["attempt"]) for each in found.related] == others


def test_a_plan_without_a_sample_names_those_of_its_kind_and_period(planned: Acting, plan: dict[str, str]) -> None:
    planned.do("draft_inspection", kind="季度核查", title="另一核查", **plan)
    planned.do("commit_sample", **TARGETS)
    with begin() as session:
        assert [each["subject"] for each in plan_paper(session, "2026-2", date(2026, 9, 10)).related] == ["2026-1"]


def test_4_4_a_draw_for_a_part_of_the_period_is_named_too(planned: Acting, plan: dict[str, str]) -> None:
    for period in ("2026-09", "2026-10", "2027Q1"):
        planned.do("draft_inspection", kind="季度核查", title="另一核查", period=period, **plan)
    for number in range(2, 5):
        planned.do("commit_sample", **TARGETS | {"subject": f"2026-{number}"})
    planned.do("commit_sample", **TARGETS)
    with begin() as session:
        document = document_of(session, samples_of(session, 2, "2026-1", Purpose.TARGETS), rehearsal=False)
    assert [each["subject"] for each in document["related"]] == ["2026-2"]


ISSUE: dict[str, Any] = {"number_kind": "双色球", "number_name": "双色球第2026108期", "known_on": "2026-09-20"}


@pytest.fixture
def second(planned: Acting, plan: dict[str, str]) -> Acting:
    """The targets of 2026-1 wait for issue 108, which comes on 20 September; 2026-2 is a draft as well."""
    planned.do("commit_sample", **TARGETS, **ISSUE)
    planned.do("draft_inspection", kind="专项核查", title="专项核查", departments="D001", **plan)
    return planned


@pytest.mark.parametrize("name", ["双色球第2026108期", "双色球 第２０２６１０８期", "2026108"])
def test_a_number_that_an_earlier_commitment_shows_to_be_public_is_refused(second: Acting, name: str) -> None:
    given = TARGETS | ISSUE | {"subject": "2026-2", "number_name": name, "known_on": "2026-10-20"}
    assert second.on("2026-09-20").refused("commit_sample", **given) == (
        f"“{name}”的号码已在2026-09-20公布（见“2026-1”抽查目标），承诺时已经可以知道，请约定以后的一期。"
    )


@pytest.mark.parametrize(
    ("day", "more"),
    [
        ("2026-09-19", {}),
        ("2026-09-20", {"number_name": "双色球第2026109期", "known_on": "2026-09-22"}),
        ("2026-09-20", {"number_kind": "福彩3D", "number_name": "福彩3D第2026255期", "known_on": "2026-09-22"}),
        ("2026-09-20", {"number_kind": "指数收盘点位", "known_on": "2026-09-22"}),
    ],
)
def test_a_number_that_is_still_to_come_may_serve_two_samples(second: Acting, day: str, more: dict[str, Any]) -> None:
    given = TARGETS | ISSUE | {"subject": "2026-2"} | more
    assert second.on(day).do("commit_sample", **given).counts["population"] == 2


def test_an_issue_of_long_ago_is_refused(second: Acting) -> None:
    given = TARGETS | ISSUE | {"subject": "2026-2", "number_name": "双色球第2026010期"}
    assert second.refused("commit_sample", **given).startswith("“双色球第2026010期”与公布日期2026-09-20不符")


@pytest.mark.parametrize("name", ["福彩3D", "福彩3D当日开奖号码"])
def test_a_lottery_without_an_issue_is_refused(planned: Acting, name: str) -> None:
    number = {"number_kind": "福彩3D", "number_name": name, "known_on": "2026-09-20"}
    assert planned.refused("commit_sample", **TARGETS, **number).startswith(f"“{name}”没有写明是哪一期")


def test_another_day_of_one_name_without_an_issue_is_another_number(second: Acting) -> None:
    index = {"number_kind": "指数收盘点位", "number_name": "上证指数", "subject": "2026-2"}
    second.do("commit_sample", **TARGETS | ISSUE | index)
    again = TARGETS | ISSUE | index | {"known_on": "2026-09-23", "reason": "改日"}
    assert second.on("2026-09-22").do("commit_sample", **again).counts["population"] == 2


def test_a_team_that_was_chosen_by_hand_is_not_drawn_afterwards(planned: Acting) -> None:
    planned.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    assert planned.refused("commit_sample", **TEAM) == (
        "核查2026-1的核查组已经组成，不能再抽取核查组：应先抽取，再按抽取的名单组成。"
        "须抽取的，取消本次核查并写明原因（cancel_inspection），另行拟制。"
    )


def test_a_plan_that_is_changed_while_a_sample_is_committed_to_does_not_leave_the_commitment(
    planned: Acting, together: Together, sql: Sql
) -> None:
    committed, changed = together(
        lambda session: planned.within(session, "commit_sample", **TARGETS),
        lambda session: planned.within(session, "draft_inspection", inspection="2026-1", standard="从宽"),
    )
    assert isinstance(committed, Summary)
    assert isinstance(changed, Refused) == (sql.value("SELECT standard FROM inspection") == "目标绩效要求")
    with begin() as session:
        row = session.exec(select(Inspection)).one()
        assert sql.value("SELECT plan_hash FROM sample") == plan_hash(row.model_dump(mode="json") | {"key": row.key})
