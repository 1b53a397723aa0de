"""Fixtures shared by several test files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph


@pytest.fixture
@story
def december(march: Acting, store: Path) -> Acting:
    """The year-end check is open; today is 20 December."""
    assert not store.exists()
    march.on("2026-12-01").open("year_end_check", "2026")
    return march.on("2026-12-20")


@pytest.fixture
@story
def january(december: Acting) -> Acting:
    """No office filed anything; the re-verification opened today, 11 January."""
    december.on("2027-01-11").open("year_end_reverification", "2026")
    return december.on("2027-01-11")


@pytest.fixture
def plan() -> dict[str, str]:
    """The six parts of a 《核查方案》 (6.2.1)."""
    return {
        "purpose": "核实目标完成情况",
        "content": "对照目标绩效要求核实完成数量和质量",
        "methods": "查阅资料、实地查看",
        "standard": "目标绩效要求",
        "ends_on": "2026-09-30",
        "requirements": "逐项核实，留存印证材料",
    }


@pytest.fixture
@story
def roster(march: Acting) -> Acting:
    """王文, 李天, 郑玲 and 韩丽 are on the roster; today is 10 September."""
    for name in ("王文", "李天", "郑玲", "韩丽"):
        march.on("2026-09-01").do("register_inspector", name=name)
    return march.on("2026-09-10")


@pytest.fixture
@story
def drafted(roster: Acting, plan: dict[str, str]) -> Acting:
    """The plan of 2026-1 is complete and its team appointed: 王文 leads, 李天 is with him."""
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    roster.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    return roster


@pytest.fixture
@story
def issued(drafted: Acting) -> Acting:
    """The plan of 2026-1 is issued; today is 15 September."""
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    return drafted.on("2026-09-15")


RECEIPTS = """
SELECT d.code, r.received_on::text, r.received_by, r.known FROM entry_receipt r
    JOIN department d ON d.id = r.department_id ORDER BY r.id
"""
ROAD = {
    "编号": "T009", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "数量": "1000", "单位": "公里",
    "完成时限": "2026-12-31", "责任部门": "D001", "下达日期": "2026-02-27",
}  # fmt: skip


@pytest.fixture
def policy(tmp_path: Path, store: Path) -> str:
    """The evidence for the ground of an adjustment."""
    assert not store.exists()
    path = tmp_path / "省政府通知.pdf"
    path.write_bytes(b"a notice of the government")
    return str(path)


@pytest.fixture
@story
def april(march: Acting) -> Acting:
    """D001 leads T009 too, 1000 km of road; its head is 王建国, its leader 赵立; April's check is open; 2 April."""
    march.take("targets", ROAD)
    people = {"主要领导": "王建国", "分管省领导": "赵立"}
    march.take("contacts", *({"部门编码": "D001", "角色": role, "姓名": name} for role, name in people.items()))
    march.on("2026-04-01").open("monthly_check", "2026-04")
    return march.on("2026-04-02")


@pytest.fixture
@story
def asked(april: Acting, policy: str) -> Acting:
    """D001 has asked for 860 km instead; today is 3 April."""
    fields = {
        "target": "T009",
        "ground": "重大政策",
        "reason": "省政府调减年度任务",
        "quantity": "860",
        "note": "只调减本年任务",
    }
    april.office("D001").do("request_adjustment", **fields, evidence=policy)
    return april.on("2026-04-03")


@pytest.fixture
@story
def consented(asked: Acting) -> Acting:
    """The head consented on 3 April, the leader on 7 April; today is 10 April."""
    for who, day, number in (("head", "2026-04-03", "厅签〔2026〕8号"), ("leader", "2026-04-07", "省签〔2026〕31号")):
        asked.on(day).office("D001").do(f"consent_{who}", target="T009", consented_on=day, number=number)
    return asked.on("2026-04-10")


@pytest.fixture
@story
def dated(march: Acting) -> Acting:
    """目标到期 first ran on 5 March; D001 leads T009, due on 30 June, with D002; the check of June is open; 15 June."""
    rows = {"年度": "2026", "下达日期": "2026-03-02", "责任部门": "D001、D002", "完成时限": "2026-06-30"}
    march.take("targets", {"编号": "T009", "目标名称": "农村公路", **rows})
    march.system.do("open_target_dates")
    march.on("2026-06-01").open("monthly_check", "2026-06")
    return march.on("2026-06-15")


@pytest.fixture
@story
def due(dated: Acting) -> Acting:
    """The date of T009 is open since 15 June; today is the 16th."""
    dated.system.do("open_target_dates")
    return dated.on("2026-06-16")


@pytest.fixture
@story
def filed(consented: Acting) -> Acting:
    """The adjustment is filed and in force since 10 April; today is 15 April."""
    consented.office("D001").do("file_adjustment", target="T009")
    return consented.on("2026-04-15")


FINDING: dict[str, Any] = {
    "declared_complete": "是", "declared_reason": "书面申报", "found": "完成86公里", "methods": "实地查看",
    "evidence": [str(SEEN_THERE)],
}  # fmt: skip


@pytest.fixture
@story
def listed(march: Acting) -> Acting:
    """T001 of the first office was listed on 10 September, to be remedied by 20 October; today is the 14th."""
    september = march.on("2026-09-10")
    september.lists("T001")
    september.do("set_limit", target="T001", limit="2026-10-20")
    return march.on("2026-09-14")


@pytest.fixture
@story
def contested(issued: Acting) -> Acting:
    """T001 failed on 15 September, limit 20 October; its department appealed; today is the 22nd."""
    found = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}
    issued.do("record_finding", inspection="2026-1", target="T001", conclusion="未按质按量完成", **found)
    issued.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    appeal = {"target": "T001", "ground": "另有34公里已完工"}
    issued.on("2026-09-21").office("D001").do("lodge_appeal", **appeal)
    return issued.on("2026-09-22")


@pytest.fixture
@story
def reinspected(contested: Acting, plan: dict[str, str]) -> Acting:
    """The appeal was accepted on 22 September; 郑玲 and 韩丽 found T001 failing again and signed; today is the 28th."""
    return inspected_again(contested, plan, "未按质按量完成")


@pytest.fixture
def cleared(contested: Acting, plan: dict[str, str]) -> Acting:
    """The same, but 郑玲 and 韩丽 found that T001 conforms."""
    return inspected_again(contested, plan, "符合目标要求")


def inspected_again(contested: Acting, plan: dict[str, str], conclusion: str) -> Acting:
    """The appeal is accepted and 2026-2 comes to this conclusion; today is 28 September."""
    contested.do("accept_appeal", target="T001")
    contested.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    contested.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    contested.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    contested.do("assign_reinspection", target="T001", inspection="2026-2")
    later = contested.on("2026-09-25")
    found = {**FINDING, "found_on": "2026-09-25", "found_by": "郑玲、韩丽"}
    later.do("record_finding", inspection="2026-2", target="T001", conclusion=conclusion, **found)
    later.do("sign_off", inspection="2026-2", leader="郑玲", limit="2026-10-20")
    return contested.on("2026-09-28")


@pytest.fixture
@story
def unverified(issued: Acting) -> Acting:
    """T001 could not be verified on 15 September, and 王文 signed; it is not on the list; today is the 16th."""
    found = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}
    issued.do("record_finding", inspection="2026-1", target="T001", conclusion="无法核实", **found)
    issued.do("sign_off", inspection="2026-1", leader="王文")
    return issued.on("2026-09-16")


@pytest.fixture
@story
def failed(issued: Acting) -> Acting:
    """T001 failed on 15 September; 王文 has not signed."""
    found = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}
    issued.do("record_finding", inspection="2026-1", target="T001", conclusion="未按质按量完成", **found)
    return issued


Conform = Callable[..., None]


@pytest.fixture
def conform() -> Conform:
    """`conform(acting, "2026-1", "T001")`: the inspected targets conform, and 王文 has signed."""

    def found(acting: Acting, inspection: str, target: str, leader: str = "王文", member: str = "李天") -> None:
        fields: dict[str, Any] = {
            **FINDING,
            "found_on": acting.day,
            "found_by": [leader, member],
            "conclusion": "符合目标要求",
        }
        acting.do("record_finding", inspection=inspection, target=target, **fields)
        acting.do("sign_off", inspection=inspection, leader=leader)

    return found


CLOUD = {
    "编号": "K001", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "下达日期": "2026-02-27",
    "是否重点项目": "是",
}  # fmt: skip


@pytest.fixture
@story
def cloud(march: Acting, store: Path) -> Acting:
    """D001 leads the key projects K001 农村公路 and K002 供水, whose uploads of March opened today, 1 March."""
    assert not store.exists()
    march.take("targets", CLOUD, {**CLOUD, "编号": "K002", "目标名称": "供水"})
    march.on("2026-03-01").open("cloud_monitoring", "2026-03")
    return march.on("2026-03-01")


@pytest.fixture
def picture(photograph: Photograph) -> str:
    """A picture of March."""
    return str(photograph("三月.jpg", 1))


@pytest.fixture
def warned(cloud: Acting, picture: str) -> Acting:
    """K001 is behind in March, uploaded by the agency on the 20th; today is the 21st."""
    cloud.on("2026-03-20").do("upload_progress", target="K001", period="2026-03", progress="5", media=picture)
    return cloud.on("2026-03-21")


@pytest.fixture
@story
def self_checked(march: Acting, store: Path, tmp_path: Path) -> Acting:
    """D001 declared T001 complete and T002 half done, D002 is silent; the online review of 2026Q1 opened today, on
    16 April, due on the 29th; 张三 is on the roster.
    """
    assert not store.exists()
    march.on("2026-04-01").open("self_check", "2026Q1")
    (tmp_path / "验收报告.pdf").write_bytes(b"accepted")
    lines = [{"target": "T001", "progress": 100, "status": "已完成"}, {"target": "T002", "progress": 50}]
    proof = [{"target": "T001", "file": str(tmp_path / "验收报告.pdf")}]
    fields: dict[str, Any] = {"department": "D001", "period": "2026Q1", "lines": lines, "evidence": proof}
    march.on("2026-04-08").office("D001").do("file_self_check", **fields)
    march.on("2026-04-16").open("online_review", "2026Q1")
    march.on("2026-04-16").do("register_inspector", name="张三")
    return march.on("2026-04-16")


def with_others(self_checked: Acting) -> Acting:
    for name in ("李四", "王五", "赵六"):
        self_checked.do("register_inspector", name=name)
    return self_checked


@pytest.fixture
@story
def surveyed(self_checked: Acting) -> Acting:
    """李四, 王五 and 赵六 are on the roster since the decision that one person suffices for this quarter."""
    paper = {"number": "黔目标办〔2026〕9号", "dated": "2026-04-15", "reason": "其余人员均须回避"}
    self_checked.do("allow_single_review", period="2026Q1", departments="D001、D002", **paper)
    return with_others(self_checked)


@pytest.fixture
@story
def paired(self_checked: Acting) -> Acting:
    """张三 reviews T001 and T003, 李四 T002; each needs a second; today is 20 April."""
    with_others(self_checked).do("assign_reviews", period="2026Q1", reviewers="张三、李四")
    return self_checked.on("2026-04-20")


@pytest.fixture
@story
def shared(surveyed: Acting) -> Acting:
    """张三 reviews T001 and T003, 李四 T002; today is 20 April."""
    surveyed.do("assign_reviews", period="2026Q1", reviewers="张三、李四")
    return surveyed.on("2026-04-20")


@pytest.fixture
@story
def undone(shared: Acting) -> Acting:
    """张三 found T001 undone on 20 April; it is proposed, to be confirmed on site by 13 May."""
    lines = [{"target": "T001", "outcome": "未完成", "note": "验收报告未盖章，仅完成86公里"}]
    shared.do("record_online_review", period="2026Q1", reviewer="张三", lines=lines)
    return shared


@pytest.fixture
@story
def limited(march: Acting) -> Acting:
    """T001 is to be remedied by 20 October; today is 10 September."""
    september = march.on("2026-09-10")
    september.lists("T001", "进度滞后", "2026-09-08")
    september.do("set_limit", target="T001", limit="2026-10-20")
    return september


@pytest.fixture
@story
def mid_term(roster: Acting, plan: dict[str, str]) -> Acting:
    """The mid-term inspection 2026-1 of D001 is under way; T001, its sample, was found in order and signed; today is
    20 August.
    """
    roster.on("2026-07-01").open("mid_term_inspection", "2026H1")
    july, this = roster.on("2026-07-10"), {"inspection": "2026-1"}
    july.do(
        "draft_inspection", kind="中期核查", title="中期核查", departments="D001", **plan | {"ends_on": "2026-08-31"}
    )
    strata = [{"name": "农村公路", "ids": ["2026/T001"]}]
    july.do("commit_sample", subject="2026-1", strata=strata, take=1, secret="1" * 64, left_out_reason="只核查这几项")
    july.do("draw_sample", subject="2026-1")
    july.do("appoint_team", **this, leader="王文", members="李天")
    july.do("issue_plan", **this, document_number="黔目标办〔2026〕18号")
    august = roster.on("2026-08-20")
    found: dict[str, Any] = {"found_on": "2026-08-18", "found_by": ["王文", "李天"], "declared_complete": False}
    august.do(
        "record_finding", **this, target="T001", conclusion="符合目标要求", found="属实。", methods="实地查看", **found
    )
    august.do("sign_off", **this, leader="王文")
    return august


@pytest.fixture
@story
def august(march: Acting) -> Acting:
    """中鼎评估公司 is on record and the third quarter's covert visit is open; today is 10 August."""
    standing = {"credit_code": "91520100MA6DL0000X", "qualification": "工程咨询甲级", "independence": "无隶属关系"}
    march.on("2026-07-01").do("register_third_party", name="中鼎评估公司", **standing)
    march.on("2026-07-01").open("covert_visit", "2026Q3")
    return march.on("2026-08-10")


@pytest.fixture
@story
def handed_out(august: Acting) -> Acting:
    """2026Q3-1 asks for T003 and T001; today is 24 August."""
    targets = [{"target": "T003", "place": "某县某镇"}, {"target": "T001"}]
    august.do("hand_out_covert_list", period="2026Q3", third_party="中鼎评估公司", targets=targets)
    return august.on("2026-08-24")
