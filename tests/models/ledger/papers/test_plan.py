"""《核查方案》 as a paper: as issued on its day; later changes of the team are listed in a note."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.plan import Member, PlanPaper, TeamChange, plan_paper
from models.ledger.papers.signature import Signature
from models.rules.errors import Refused
from models.rules.inspection import ControlForm, InspectionKind, Method, Scope
from models.rules.paper_number import PaperMarks, Urgency
from models.rules.public_numbers import NumberKind
from models.rules.sampling import Purpose, secret_hash
from notifications.documents.sample import strata_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SECRET = "ab" * 32
AGENCY = "贵州省目标绩效管理机构"
WANG, LI = Member(1, "王文", leader=True, position="", party=""), Member(1, "李天", leader=False, position="", party="")


def paper(key: str = "2026-1", day: date = date(2026, 10, 12)) -> PlanPaper:
    with begin() as session:
        return plan_paper(session, key, day)


def refused(key: str = "2026-1") -> str:
    with pytest.raises(Refused) as refusal:
        paper(key)
    return refusal.value.message


@pytest.mark.usefixtures("issued")
def test_an_issued_plan_has_its_number_its_day_six_parts_and_the_team() -> None:
    found = paper()
    assert (found.title, found.document_number) == ("第三季度核查方案", "黔目标办〔2026〕20号")
    assert (found.key, found.kind, found.period) == ("2026-1", InspectionKind.QUARTERLY, "")
    assert found.signature == Signature(AGENCY, date(2026, 9, 10))
    assert (found.purpose, found.content) == ("核实目标完成情况", "对照目标绩效要求核实完成数量和质量")
    assert (found.methods, found.standard) == ((Method.PAPERS, Method.VIEWING), "目标绩效要求")
    assert (found.begins_on, found.ends_on) == (date(2026, 9, 10), date(2026, 9, 30))
    assert found.requirements == "逐项核实，留存印证材料"
    assert found.members == (WANG, LI)
    assert (found.departments, found.scopes, found.forms, found.changes, found.samples) == ((), (), (), (), ())
    assert (found.major, found.whole_picture, found.covert, found.called_off) == (False, False, False, None)


MARKS = {"copy_number": "000001", "secrecy": "机密★6个月", "urgency": "加急"}
PLAN = {"inspection": "2026-1", "document_number": "黔目标办〔2026〕20号"}


def test_the_marks_stated_at_the_issue_are_on_the_plan(drafted: Acting, sql: Sql, violations: Violations) -> None:
    assert paper().signature.marks == PaperMarks()
    done = drafted.do("issue_plan", **PLAN, **MARKS)
    assert done.words.endswith("时限2026-09-30。标注份号000001、密级和保密期限机密★6个月、紧急程度加急。")
    assert paper().signature.marks == PaperMarks("000001", "机密★6个月", Urgency.URGENT)
    assert violations() == []
    sql("UPDATE inspection SET marks = '{}'")
    assert len(violations()) == 1


def test_a_secret_plan_needs_its_copy_number_and_is_not_issued(drafted: Acting, sql: Sql) -> None:
    words = drafted.refused("issue_plan", **PLAN, secrecy="秘密★1年")
    assert words == "标注“秘密★1年”的公文须写明份号（--copy-number），6位阿拉伯数字，如：000001。"
    assert sql.value("SELECT state FROM inspection") == "drafted"


def test_the_marks_of_an_issued_plan_do_not_change(drafted: Acting) -> None:
    drafted.do("issue_plan", **PLAN, urgency="加急")
    for same in ({}, {"urgency": "加急"}):
        assert drafted.do("issue_plan", **PLAN, **same).counts == {"issued": 0}
    words = drafted.refused("issue_plan", **PLAN, urgency="特急")
    assert words == (
        "核查2026-1方案此前已下达（黔目标办〔2026〕20号），标注的是紧急程度加急，与所写的不同。"
        "写错的，取消本次核查并写明原因（cancel_inspection），另行拟制、下达。"
    )


def test_a_draft_is_marked_and_dated_with_the_requested_day(drafted: Acting) -> None:
    more = {"period": "2026Q3", "departments": "D001、第002厅", "scopes": "重点民生项目", "major": "是"}
    drafted.do("draft_inspection", inspection="2026-1", forms="明查、暗访", whole_picture="是", **more)
    found = paper(day=date(2026, 9, 11))
    assert (found.title, found.document_number) == ("第三季度核查方案（送审稿）", "")
    assert found.signature.day == date(2026, 9, 11)
    assert (found.period, found.departments, found.scopes) == (
        "2026年第三季度",
        ("第001厅", "第002厅"),
        (Scope.LIVELIHOOD,),
    )
    assert (found.forms, found.covert) == (((ControlForm.OPEN, ControlForm.COVERT),), True)
    assert (found.major, found.whole_picture, found.begins_on) == (True, True, None)
    drafted.do("draft_inspection", inspection="2026-1", forms="暗访")
    assert (paper(day=date(2026, 9, 11)).forms, paper(day=date(2026, 9, 11)).covert) == (((ControlForm.COVERT,),), True)
    assert (found.members, found.changes) == ((WANG, LI), ())


@pytest.mark.parametrize(
    "label",
    [
        pytest.param("座谈了解", id="a"),
        pytest.param("查阅资料", id="b"),
        pytest.param("询问核实", id="c"),
        pytest.param("实地查看", id="d"),
        pytest.param("走访群众", id="e"),
        pytest.param("舆论监督", id="f"),
        pytest.param("在线评审", id="g"),
        pytest.param("公众评议", id="h"),
    ],
)
def test_5_2_a_plan_may_name_each_method_of_the_standard(roster: Acting, plan: dict[str, str], label: str) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan | {"methods": label})
    assert [method.label for method in paper().methods] == [label]


@pytest.mark.parametrize(
    "label",
    [
        pytest.param("政府投资的重大项目", id="a"),
        pytest.param("重点民生项目", id="b"),
        pytest.param("落实政府工作报告的绩效目标", id="c"),
        pytest.param("规范性文件的制定与实施", id="d"),
    ],
)
def test_6_2_3_a_plan_may_name_each_matter_that_is_inspected(drafted: Acting, label: str) -> None:
    drafted.do("draft_inspection", inspection="2026-1", scopes=label)
    assert [scope.label for scope in paper().scopes] == [label]


def test_a_draft_may_still_be_without_a_team(roster: Acting, plan: dict[str, str]) -> None:
    roster.do("draft_inspection", kind="紧急核查", title="防汛专项方案", **plan)
    assert (paper().title, paper().members) == ("防汛专项方案（送审稿）", ())


def test_a_change_of_the_team_is_listed_after_the_issued_team(issued: Acting) -> None:
    before = paper()
    issued.do("replace_member", inspection="2026-1", member="李天", successor="韩丽", reason="配偶任职")
    found = paper()
    assert found.members == before.members
    assert found.changes == (
        TeamChange(date(2026, 9, 15), 1, "李天", joined=False),
        TeamChange(date(2026, 9, 15), 1, "韩丽", joined=True),
    )


def test_who_left_before_the_plan_was_issued_does_not_stand_in_it(drafted: Acting) -> None:
    drafted.do("replace_member", inspection="2026-1", member="李天", successor="韩丽", reason="出差")
    assert [member.name for member in paper().members] == ["王文", "韩丽"]
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    assert [member.name for member in paper().members] == ["王文", "韩丽"]
    assert paper().changes == ()


def test_a_member_of_a_third_party_is_named_with_it(roster: Acting, plan: dict[str, str]) -> None:
    party = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "无利益关系"}
    roster.do("register_third_party", name="信达公司", **party)
    roster.do("register_inspector", name="周平", third_party="信达公司", position="评估师")
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    roster.do("appoint_team", inspection="2026-1", leader="王文", members="信达公司/周平")
    assert paper().members[1] == Member(1, "周平", leader=False, position="评估师", party="信达公司")


def test_departments_bear_the_names_of_the_day_of_issue(drafted: Acting) -> None:
    drafted.do("draft_inspection", inspection="2026-1", departments="D001")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    fields = {"department": "D001", "name": "新厅", "effective_on": "2026-09-20", "basis": "黔机编〔2026〕12号"}
    drafted.on("2026-09-20").do("rename_department", **fields)
    assert paper().departments == ("第001厅",)


def test_it_has_the_published_part_of_a_sample_without_the_secret(drafted: Acting) -> None:
    sample: dict[str, Any] = {"subject": "2026-1", "year": 2026, "by": "department", "take": 1, "secret": SECRET}
    number = {"number_kind": "福彩3D", "number_name": "福彩3D第2026253期", "known_on": "2026-09-20"}
    drafted.do("commit_sample", **sample, **number)
    (found,) = paper().samples
    assert (found["purpose"], found["attempt"], found["reason"], found["marks"]) == (Purpose.TARGETS, 1, "", [])
    assert (found["committed_on"], found["rule_words"]) == ("2026-09-10", "每层抽1项")
    assert strata_of(found) == [("D001 第001厅", 2, 1), ("D002 第002厅", 1, 1)]
    assert (found["number_name"], found["known_on"]) == ("福彩3D第2026253期", "2026-09-20")
    assert (len(found["population_hash"]), found["secret_hash"]) == (64, secret_hash(SECRET))
    assert (found["number_kind"], len(found["commitment_hash"])) == (NumberKind.LOTTERY_3D, 64)
    drafted.on("2026-09-20").do("draw_sample", subject="2026-1", number="058")
    drafted.on("2026-09-21").do("reveal_sample", subject="2026-1")
    assert SECRET not in repr(paper())


def test_a_second_commitment_is_marked_with_its_reason(roster: Acting, plan: dict[str, str]) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    strata = [{"name": "名册", "ids": ["王文", "李天"]}]
    sample: dict[str, Any] = {"subject": "2026-1", "purpose": "team", "strata": strata, "take": 1}
    sample["left_out_reason"] = "其余人员另有任务"
    roster.do("commit_sample", **sample, secret=SECRET)
    roster.do("commit_sample", **sample, secret="cd" * 32, reason="名册有误")
    (found,) = paper().samples
    assert (found["purpose"], found["attempt"], found["reason"]) == (Purpose.TEAM, 2, "名册有误")
    own = "总体为抽取方自备的名单，名册中可以参加的4人中有2人未列入（其余人员另有任务）"
    assert (found["marks"], found["known_on"]) == (["第2次承诺", "仅凭抽取方保证", own], None)
    assert strata_of(found) == [("名册", 2, 1)]


def test_an_inspection_called_off_after_its_plan_says_so(issued: Acting) -> None:
    issued.do("cancel_inspection", inspection="2026-1", reason="并入年度核查")
    assert paper().called_off == (date(2026, 9, 15), "并入年度核查")
    assert paper().signature.day == date(2026, 9, 10)


def test_an_inspection_called_off_as_a_draft_has_no_plan(drafted: Acting) -> None:
    drafted.do("cancel_inspection", inspection="2026-1", reason="重复拟制")
    assert refused() == "核查2026-1在方案下达前已取消（重复拟制），没有核查方案。"


def test_an_unfinished_plan_makes_no_paper(roster: Acting) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", purpose="核实", content="数量")
    assert refused() == "核查方案还缺：核查方法、核查标准、核查时限、核查要求。六项写齐后才能下达。"


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("key", ["2026-9", "第三季度", "", "2026-01"])
def test_an_unknown_number_is_refused(key: str) -> None:
    assert refused(key) == f"没有编号为“{key}”的核查，编号的格式如2026-3。查看：mubiao inspections。"
