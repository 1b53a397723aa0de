"""A year of targets of 30 departments: drafted, agreed, approved, issued, broken down, due, adjusted (Part 1, 2.3-2.9).

The agency types commands and imports workbooks, the offices answer with the sheets that were mailed to them, and the
flows run with their steps. Lists and milestones are those of tests/data/guizhou.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.rules.cycles import CYCLES, YEAR_END_CHECK
from tests.by_mail import Duty, Values, mailing_of
from tests.conftest import SEEN_THERE, rehearse
from tests.journeys import guizhou
from tests.journeys.story import NUMBER, Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases, Sql

ASKED, DUE, SUBMITTED, APPROVED, ISSUED = "2026-02-10", "2026-03-03", "2026-03-04", "2026-03-06", "2026-03-09"
AGAIN, AGAIN_DUE, LAST = "2026-03-10", "2026-03-17", "2026-03-20"
CONSULTATION, RECEIPT = Duty("consultation", "2026"), Duty("receipt", "2026")
SILENT, OBJECTING, SHORT, PARTLY = "SSLT", "SJYT", "SDAG", "SZJT"
CONTESTED, RETURNED, MISSED, ADJUSTED = "GZ2017-01-2", "GZ2017-04-3", "GZ2021-06-1", "GZ2021-09-1"
CORRECTED, URGENT = "GZ2017-10-1", "XD-SYJT-1"
PAPER = str(SEEN_THERE)
STATES = "SELECT state, count(*) FROM target_draft GROUP BY 1 ORDER BY 1"
CONSULTED = """
SELECT p.number, y.consulted, count(*) FROM submission_line y JOIN submission p ON p.id = y.submission_id
GROUP BY 1, 2 ORDER BY 1, 2
"""
LISTED = """
SELECT r.code FROM draft_line l JOIN target_draft r ON r.id = l.draft_id JOIN obligation o ON o.id = l.obligation_id
    JOIN department d ON d.id = o.owed_by WHERE o.kind = 'consultation' AND o.round = 1 AND d.code = :office ORDER BY 1
"""
BY_OFFICES = "SELECT DISTINCT act, known FROM block WHERE role = 'office' AND known <> 'claimed'"
OWN_DATES = "SELECT subject, state, opened_on::text FROM obligation WHERE kind = 'target_due' ORDER BY subject"
STANDINGS = "SELECT payload::text FROM notice WHERE kind = 'target_setting' ORDER BY id DESC LIMIT 1"
ENTRIES = "SELECT t.code, e.state FROM negative_entry e JOIN target t ON t.id = e.target_id"


@pytest.fixture
def story(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql) -> Iterator[Story]:
    """贵州省 with its 30 departments and the two bodies that approve; the cycles of every month rest."""
    home, folder = tmp_path / "home", tmp_path / "sheets"
    folder.mkdir()
    with databases.fresh("founded") as url, mailing_of(home, monkeypatch) as mailing:
        rehearse()
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("MUBIAO_OPERATOR", "王芳")
        made = Story(url, mailing, folder, sql)
        made.at("2026-02-02", "08:30")
        made.take("departments", guizhou.departments())
        roles = {"联络员": "周涛", "主要领导": "王建国", "分管省领导": "赵立"}
        made.take("contacts", [{"部门编码": "SJTT", "角色": role, "姓名": name} for role, name in roles.items()])
        made.take("bodies", [
            {"单位名称": "省直机关目标绩效管理领导小组", "单位类别": "领导小组"},
            {"单位名称": "省直机关目标绩效管理领导小组办公室", "单位类别": "领导小组办公室"},
        ])  # fmt: skip
        made.act("set_policy", key="source_series", value="演示发", basis="演示规〔2026〕1号")
        for cycle in CYCLES:
            if cycle.periodic and cycle is not YEAR_END_CHECK:
                made.act("pause_cycle", cycle=cycle.key, reason="本例只看目标")
        yield made


def drafted(s: Story) -> None:
    """On the first Monday of February the flow says that no department has a list; then the drafts are imported."""
    assert "30个部门尚未全部下达" in s.done("run", "target_setting")
    s.at(ASKED)
    assert "新增361" in s.take("drafts", guizhou.drafts())
    assert "新增6" in s.take("indicators", guizhou.milestones())
    assert "省档案馆：缺本级目标1项" in s.done("drafts", "--year", "2026")


def consulted(s: Story) -> None:
    """28 offices agree by mail, one objects to a target, one is silent."""
    said = s.act("consult_drafts", due=DUE)
    assert "已就361项2026年目标草案向30个部门征求意见" in said
    s.run("deliver", f"{ASKED} 10:30")
    for each in guizhou.departments():
        if (office := each["编码"]) != SILENT:
            rows: Values = {code: {"opinion": "同意"} for code in s.sql.column(LISTED, office=office)}
            if office == OBJECTING:
                objection = {"opinion": "有异议", "reason": "县数含已摘帽的县", "proposal": "改为60个县"}
                rows[CONTESTED] = objection
            s.answer(office, CONSULTATION, "2026-02-26 10:00", rows)
    s.run("receive", "2026-02-26 11:00")
    s.run("deliver", "2026-02-26 11:10")
    assert "有异议1项（GZ2017-01-2），管理机构将逐项答复" in s.words_to(OBJECTING)
    s.at("2026-03-02")
    s.done("run", "target_setting")
    assert "省档案馆：待报审11项，缺本级目标1项" in s.sql.value(STANDINGS)


def submitted(s: Story) -> None:
    """An objection without its answer stops the submission; a sum that is short goes on with its reason."""
    s.at(SUBMITTED)
    asked = {"category": "职能绩效目标"}
    assert "GZ2017-01-2“开展学前教育儿童营养改善计划的贫困县”：部门的异议尚未答复" in s.refused(
        "submit_drafts", **asked
    )
    s.act("answer_objection", target=CONTESTED, accepted="false", answer="以省政府工作报告的66个县为准")
    s.run("deliver", f"{SUBMITTED} 10:30")
    assert "以省政府工作报告的66个县为准" in s.words_to(OBJECTING)
    assert "分解2项合计13万户，少2万户" in s.refused("submit_drafts", **asked)
    said = s.act("submit_drafts", **asked, short_reason="其余2万户由市县自行安排")
    assert "已报审2026-1：211项职能绩效目标，由省直机关目标绩效管理领导小组办公室审批。其中7项部门未反馈意见" in said
    assert "已报审2026-2：150项机关建设目标" in s.act("submit_drafts", category="机关建设目标")
    paper = s.paper("2026-1")
    for words in ("其余2万户由市县自行安排", "未反馈7项", "县数含已摘帽的县", "以省政府工作报告的66个县为准"):
        assert words in paper
    assert s.sql.rows(CONSULTED) == [
        (1, "agreed", 203), (1, "settled", 1), (1, "silent", 7), (2, "agreed", 145), (2, "silent", 5),
    ]  # fmt: skip


def partly_approved_and_issued(s: Story) -> None:
    """One target comes back; a list that is one 本级目标 short is not issued with the others."""
    s.at(APPROVED)
    back = {"returned": RETURNED, "reason": "与住房保障规划不一致"}
    said = s.act(
        "approve_drafts", submission="2026-1", number="演示批〔2026〕1号", dated=APPROVED, evidence=PAPER, **back
    )
    assert "210项通过，1项退回" in said
    s.act("approve_drafts", submission="2026-2", number="演示批〔2026〕2号", dated=APPROVED, evidence=PAPER)
    s.at(ISSUED)
    first = {"submission": "2026-1", "number": "演示〔2026〕1号", "dated": ISSUED}
    refusal = s.refused("issue_targets", **first)
    assert "未下达：1个部门的目标清单不足“1+6+N”或权重不符。省档案馆：缺本级目标1项。" in refusal
    theirs = [row["编号"] for row in guizhou.drafts() if row["编号"].startswith(f"XG-{SHORT}-")]
    s.act("return_drafts", submission="2026-1", targets=json.dumps(theirs), reason="缺本级目标1项，补齐或者豁免后再报")
    assert "已下达204项2026年目标（演示〔2026〕1号），29个部门须在2026-03-16前签收" in s.act("issue_targets", **first)
    second = s.act("issue_targets", submission="2026-2", number="演示〔2026〕2号", dated=ISSUED)
    assert "已下达150项" in second


def waived_and_issued(s: Story) -> None:
    """The gap is waived with a reason that the next paper tells; what came back is changed and consulted again."""
    s.at(AGAIN)
    gap = {"department": "省档案馆", "gap": "缺本级目标1项", "reason": "职能单一"}
    assert "已豁免：职能单一" in s.act("waive_gap", **gap)
    columns = ("编号", "年度", "目标名称", "责任部门", "绩效要求", "数量", "单位", "虚构")
    row = next({name: row[name] for name in columns} for row in guizhou.drafts() if row["编号"] == RETURNED)
    assert "更改1" in s.take("drafts", [row | {"绩效要求": "农村危房改造18万户", "数量": "18", "虚构": "是"}])
    s.act("consult_drafts", due=AGAIN_DUE)
    number = s.sql.value(NUMBER, kind="consultation", office=PARTLY)
    opinion = s.folder / "意见.json"
    opinion.write_text(json.dumps({"obligation": number, "lines": [{"target": RETURNED, "opinion": "同意"}]}))
    s.done(
        "act",
        "give_opinions",
        "--by",
        f"{PARTLY}/目标办",
        "--source",
        "电话",
        "--source-note",
        "周涛",
        "--file",
        str(opinion),
    )
    s.at(LAST)
    assert "已报审2026-3：7项" in s.act("submit_drafts", category="职能绩效目标")
    paper = s.paper("2026-3")
    assert all(words in paper for words in ("拟予豁免", "省档案馆", "缺本级目标1项", "职能单一"))
    s.act("approve_drafts", submission="2026-3", number="演示批〔2026〕3号", dated=LAST, evidence=PAPER)
    assert "已下达7项" in s.act("issue_targets", submission="2026-3", number="演示〔2026〕3号", dated=LAST)
    assert s.sql.rows(STATES) == [("issued", 361)]


def received(s: Story) -> None:
    """Offices receive their lists by mail, one with a question; nothing is left to set in April."""
    s.run("deliver", f"{LAST} 11:00")
    question = {CONTESTED: {"question": "66个县的名单请一并下发"}}
    s.answer(OBJECTING, RECEIPT, f"{LAST} 15:00", {"receipt": "已签收", **question})
    s.run("receive", f"{LAST} 15:10")
    s.run("deliver", f"{LAST} 15:11")
    assert "有疑问1项（GZ2017-01-2）" in s.words_to(OBJECTING)
    s.at("2026-04-01", "08:30")
    assert "2026年目标均已下达，没有在办的草案" in s.done("run", "target_setting")


def corrected(s: Story) -> None:
    """A mistyped name is corrected on the page of the source; both versions stay visible."""
    s.at("2026-04-15")
    row = {"编号": CORRECTED, "年度": "2026", "目标名称": "公共安全视频探头新装", "责任部门": "SGAT"}
    s.take("targets", [row], "--correction", "名称录错一字", "--evidence", PAPER)
    why = s.done("why", "--target", CORRECTED)
    assert "目标名称由公共安全视频探头安装改为公共安全视频探头新装" in why
    assert "更正原因：名称录错一字" in why


def a_leaf_adjusted(s: Story) -> None:
    """A flood makes less of one leaf possible: asked, agreed by head and leader, filed; both amounts are shown."""
    s.at("2026-07-06")
    of = {"by": "SJTT/周涛", "target": ADJUSTED, "source": "纸质", "source-note": "演示函〔2026〕8号"}
    asked = {"ground": "不可抗力", "reason": "洪灾毁损工地", "quantity": "1200", "indicator": "2", "evidence": PAPER}
    s.act("request_adjustment", **of, **asked)
    agreed = {"consented_on": "2026-07-06", "consented_by": "王建国"}
    s.act("consent_head", **of | agreed, number="演示签〔2026〕8号")
    s.act("consent_leader", **of | agreed | {"consented_by": "赵立"}, number="演示签〔2026〕31号")
    s.act("file_adjustment", **of)
    why = s.done("why", "--target", ADJUSTED)
    assert "1200公里" in why
    assert "此前（第1版）" in why
    assert "1500公里" in why


def a_milestone_missed(s: Story) -> None:
    """A milestone opens ten working days before its day, is missed, proposed by the sweep, and confirmed on site."""
    subject = f"2026/{MISSED}//1"  # of its leaf 1
    for day in ("2026-09-15", "2026-09-16"):
        assert s.sql.rows(OWN_DATES) == []
        s.at(day, "08:30")
        s.done("run", "daily_sweep")
    assert s.sql.rows(OWN_DATES) == [(subject, "open", "2026-09-16")]
    assert "省地质博物馆建成开放" in s.words_to("SZRT")
    s.at("2026-10-08", "08:30")
    assert "拟列入负面清单，待现场认定" in s.done("run", "daily_sweep")
    assert s.sql.rows(ENTRIES) == [(MISSED, "proposed")]
    confirmed_on_site(s)
    assert s.sql.rows(ENTRIES) == [(MISSED, "remedying")]
    s.run("deliver", "2026-10-14 16:00")
    assert "省地质博物馆建成开放" in s.words_to("SZRT")


def confirmed_on_site(s: Story) -> None:
    """Two inspectors look at the site, their leader signs."""
    s.at("2026-10-12")
    for name in ("王文", "李天"):
        s.act("register_inspector", name=name)
    plan = {
        "purpose": "核实节点",
        "content": "对照指标核实",
        "methods": "实地查看",
        "standard": "指标1",
        "requirements": "两人到场",
    }
    s.act("draft_inspection", kind="专项核查", title="节点核查", begins_on="2026-10-12", ends_on="2026-10-30", **plan)
    s.act("appoint_team", inspection="2026-1", leader="王文", members="李天")
    s.act("issue_plan", inspection="2026-1", document_number="演示核〔2026〕1号")
    s.at("2026-10-14")
    found = {
        "conclusion": "未按质按量完成",
        "found": "主体工程未过半",
        "found_on": "2026-10-14",
        "found_by": "王文、李天",
    }
    s.act("record_finding", inspection="2026-1", target=MISSED, methods="实地查看", evidence=PAPER, **found)
    signed = {"paper": "演示签〔2026〕40号", "paper_date": "2026-10-14"}
    s.act("sign_off", inspection="2026-1", leader="王文", limit="2026-11-20", **signed)


def urgent_in_december(s: Story) -> None:
    """A target of December skips consulting with a reason; its office hears of it the same day."""
    s.at("2026-12-01", "08:30")
    s.done("run", "year_end_check")
    day = "2026-12-07"
    s.at(day)
    row = guizhou.FUNCTIONAL | {
        "编号": URGENT, "目标名称": "低温雨雪冰冻应急", "绩效要求": "受灾群众安置率100%", "目标来源": "本级目标",
        "管理方式": "动态目标", "来源文件": "演示发〔2026〕9号", "来源文件日期": "2026-12-06",
        "责任部门": "SYJT", "虚构": "是",
    }  # fmt: skip
    s.take("drafts", [row])
    asked = {"category": "职能绩效目标", "targets": URGENT}
    assert "动态目标不经沟通报审的，须写明原因" in s.refused("submit_drafts", **asked)
    s.act("submit_drafts", **asked, unconsulted_reason="灾情紧急")
    assert "未沟通，原因：灾情紧急" in s.paper("2026-4")
    s.act("approve_drafts", submission="2026-4", number="演示批〔2026〕4号", dated=day, evidence=PAPER)
    s.act("issue_targets", submission="2026-4", number="演示〔2026〕4号", dated=day)
    s.run("deliver", f"{day} 16:00")
    assert "低温雨雪冰冻应急" in s.words_to("SYJT")
    assert URGENT in s.sheet_of("year_end_check", "SYJT")


def what_is_left(s: Story) -> None:
    """The tree still shows what is short, the list of what is incomplete names one gap, and the ledger verifies."""
    s.at("2026-12-31")
    tree = s.done("targets", "--year", "2026", "--tree", guizhou.WHOLE)
    assert "“GZ2020-10-1”15万户，分解2项合计13万户，少2万户" in tree
    lacking = s.done("targets", "--year", "2026", "--incomplete")
    assert [row.split() for row in lacking.splitlines() if "清单" in row] == [
        ["职能绩效目标清单", "省档案馆", "缺本级目标1项（已豁免）"]
    ]
    assert s.sql.rows(BY_OFFICES) == [("take_answer", "known")]
    assert "台账核验无误" in s.done("verify")


def test_a_year_of_targets(story: Story) -> None:
    """Each step stands on the one before."""
    drafted(story)
    consulted(story)
    submitted(story)
    partly_approved_and_issued(story)
    waived_and_issued(story)
    received(story)
    corrected(story)
    a_leaf_adjusted(story)
    a_milestone_missed(story)
    urgent_in_december(story)
    what_is_left(story)
