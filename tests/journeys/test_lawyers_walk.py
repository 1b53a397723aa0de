"""The lawyer's walk: 3 departments with 13 targets each, a rehearsal from April 2026 to March 2027.

At each step the refusal or the line before the total is there; what the standard asks for ends it. With everything
done the totals are those that the records of the exported ledger give, by the proof's program and by this file's own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.cycles import CYCLES
from models.rules.kinds import PartyItem
from tests.conftest import SEEN_THERE
from tests.journeys.appraisal_year import LEADERS, MARKS, PAGE, PAPER, SETTINGS, Year, founded_year, paper
from tests.journeys.appraised_stations import AT_WORK, GROUP, HOLIDAYS
from tests.surveys import filled_survey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases, Sql

A, B, C = CODES = ("SJYT", "GZJT", "SJTT")
EVERY, YEAR = set(CODES), {"year": "2026"}
PROVED = {"印证材料": PAGE, "来源": "纸质", "来源说明": "来函"}
RATED = "评价表.txt"
UNCHECKED_MEAN = "省领导评价不公开，3个部门未审定的平均分没有重算。"
SECOND = {A: "90", B: "85", C: "80"}
SIGNED = {"paper": "演示签〔2027〕2号", "paper_date": "2027-01-20"}
LISTED = {f"{A}-1", f"{B}-1"}  # one is remedied, one is appealed
PLAN = {
    "purpose": "核实",
    "content": "对照绩效要求",
    "methods": "实地查看",
    "standard": "绩效要求",
    "requirements": "两人到场",
}
SEEN = {"methods": "实地查看", "found_by": "王文、李天", "evidence": PAPER}
# What stands before a total, by words of its line.
LINES = (
    "拟列入的条目尚未认定",
    "没有申报完成，也没有列入负面清单",
    "没有印证材料",
    "未作年终复核",
    "的申诉尚未办结",
    "整改完成尚未复查",
    "没有公众测评",
    "没有签字的核查",
)
PROPOSED, UNDONE, BARE, UNVERIFIED, APPEALED, UNCHECKED, UNASKED, UNINSPECTED = LINES


@pytest.fixture
def year(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql) -> Iterator[Year]:
    with founded_year(databases, tmp_path, monkeypatch, sql) as made:
        (made.folder / RATED).write_text("评价表")  # what leaders signed is marked, and so is each use of the file
        yield made


def before_totals(s: Year) -> dict[str, set[str]]:
    """The lines before the totals: which departments have each."""
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in json.loads(s.done("scores", "--year", "2026", "--json")):
        for words in sheet["lacks"]:
            for line in LINES:
                if line in words:
                    found[line].add(sheet["code"])
                    assert sheet["total"] is None
    return dict(found)


def issued(s: Year) -> None:
    """In April 39 targets are not taken without the paper that issued them."""
    s.at("2026-04-01")
    named = zip(CODES, ("省教育厅", "省住房城乡建设厅", "省交通运输厅"), strict=True)
    s.take("departments", [{"编码": code, "名称": name, "管理类别": "直接管理"} for code, name in named])
    s.take("contacts", [{"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS])
    s.act("register_body", kind="领导小组", name=GROUP)
    for key, value in (SETTINGS | {"leader_least": "3", "survey_groups": "社会公众"}).items():
        s.act("set_policy", key=key, value=value, basis="演示规〔2026〕1号", **{"valid-from": "2026-01-01"})
    for cycle in CYCLES:
        if cycle.periodic and cycle not in AT_WORK:
            s.act("pause_cycle", cycle=cycle.key, reason="本例只看考评")
    for name in ("王文", "李天"):
        s.act("register_inspector", name=name)
    relief = {"目标来源": "脱贫攻坚目标"}
    kinds = [relief] + [{"目标来源": "本级目标"}] * 7
    kinds = [{"目标类别": "职能绩效目标"} | each for each in kinds]
    kinds += [{"目标类别": "机关建设目标", "党建项目": item.label} for item in PartyItem]
    usual = {"年度": "2026", "下达日期": "2026-03-02", "党建项目": "", "目标来源": ""}
    rows = [
        {"编号": f"{code}-{n}", "目标名称": f"{code}目标{n}", "责任部门": code, **usual, **kind}
        for code in CODES
        for n, kind in enumerate(kinds, 1)
    ]
    with pytest.raises(AssertionError, match="taken-over"):
        s.take("targets", rows)
    assert "新增39" in s.take("targets", rows, "--taken-over", "黔目标〔2026〕2号", "2026-03-02")


def found(s: Year) -> None:
    """In September two targets are listed by a special inspection, one of them is remedied; a third is proposed."""
    s.at("2026-09-14")
    s.act("draft_inspection", kind="专项核查", title="专项核查", **PLAN, ends_on="2026-09-30")
    s.act("appoint_team", inspection="2026-1", leader="王文", members="李天")
    s.act("issue_plan", inspection="2026-1", document_number="演示核〔2026〕1号")
    for target in sorted(LISTED):
        failed = {"conclusion": "未按质按量完成", "found": "尚未完工", "found_on": "2026-09-14"}
        s.act("record_finding", inspection="2026-1", target=target, **failed, **SEEN)
    signed = {"paper": "演示签〔2026〕1号", "paper_date": "2026-09-14"}
    s.act("sign_off", inspection="2026-1", leader="王文", limit="2026-10-30", **signed)
    s.act("propose_entry", target=f"{A}-3", way="暗访", finding="工程停工", found_on="2026-09-14")
    s.at("2026-09-28")
    by = {"by": f"{A}/目标办", "target": f"{A}-1", "source": "纸质", "source-note": "来函"}
    s.act("declare_completion", **by, completed_on="2026-09-28", measures="已建成")
    s.act("file_feedback", **by, feedback="已建成")


def filed(s: Year) -> None:
    """In December one target is not filed, one has no evidence, and one that is listed is appealed."""
    s.at("2026-12-01", "08:30")
    s.done("run", "year_end_check")
    s.at("2026-12-18")
    s.take("calendar", HOLIDAYS)
    done = {"进度": 100, "状态": "已完成", "来源": "纸质", "来源说明": "来函", "收到日期": "2026-12-18"}
    says = {f"{B}-1": done | {"进度": 60, "状态": "进行中"}, f"{B}-2": {}}
    s.fill("year-end-filings", lambda row: says.get(row["目标编号"], done))
    s.fill("year-end-evidence", lambda row: {} if row["目标编号"] in (f"{A}-2", f"{B}-2") else PROVED)
    s.act("lodge_appeal", target=f"{B}-1", by=f"{B}/目标办", ground="已按要求完成", evidence=PAPER)
    assert before_totals(s) == {APPEALED: {B}}  # while the year runs the scores are a trial


def planned(s: Year) -> None:
    """The year-end plan is not issued before it is decided who is not visited, and a sample is drawn."""
    plan = PLAN | {"kind": "年度核查", "title": "年终复核", "period": "2026", "departments": f"{A}、{B}"}
    plan |= {"unvisited": f"{C}：当年未抽中", "ends_on": "2027-01-31"}
    s.act("draft_inspection", **plan)
    s.act("appoint_team", inspection="2026-2", leader="王文", members="李天")
    issue = {"inspection": "2026-2", "document_number": "演示核〔2026〕2号"}
    assert "不到现场核查的部门1个，有目标的部门3个，超过设定的0%" in s.refused("issue_plan", **issue)
    s.act("cancel_inspection", inspection="2026-2", reason="未写明决定")
    decided = {"decision_number": "演示组〔2026〕7号", "decision_date": "2026-12-15", "evidence": PAPER}
    decided |= {"decision_by": GROUP}
    s.act("draft_inspection", **plan, **decided)
    s.act("appoint_team", inspection="2026-3", leader="王文", members="李天")
    issue = {"inspection": "2026-3", "document_number": "演示核〔2026〕3号"}
    assert "须随机抽取样本（4.4），还没有抽取" in s.refused("issue_plan", **issue)
    s.done("sample", "commit", "2026-3", "--year", "2026", "--departments", f"{A}、{B}", "--share", "100%")
    s.done("sample", "draw", "2026-3")
    s.act("issue_plan", **issue)


def asked(s: Year) -> None:
    """In January each line stands before the total of whom it concerns, and the sheets are not drafted."""
    s.at("2027-01-20")
    s.done("run", "year_end_reverification")
    assert before_totals(s) == {
        PROPOSED: {A}, BARE: {A}, UNCHECKED: {A}, UNDONE: {B}, APPEALED: {B},
        UNVERIFIED: EVERY, UNASKED: EVERY, UNINSPECTED: {C},
    }  # fmt: skip


@contextmanager
def ends(s: Year, *lines: str) -> Iterator[None]:
    """What is done within ends these lines and no other."""
    before = before_totals(s)
    yield
    assert before_totals(s) == {line: of for line, of in before.items() if line not in lines}


def settled(s: Year) -> None:
    """Filing, evidence, ruling and recheck end their lines."""
    with ends(s, UNDONE):
        done = {"进度": 100, "状态": "已完成", "来源": "纸质", "来源说明": "来函"}
        s.fill("year-end-filings", lambda row: done if row["目标编号"] == f"{B}-2" else {})
        s.fill("year-end-evidence", lambda row: PROVED if row["目标编号"] == f"{B}-2" else {})
    with ends(s, BARE):
        s.fill("year-end-evidence", lambda row: PROVED if row["目标编号"] == f"{A}-2" else {})
    with ends(s, APPEALED):
        s.act("refuse_appeal", target=f"{B}-1", **YEAR, reason="未附新材料")
    with ends(s, UNCHECKED):
        seen = {"rechecked_by": "王文、李天", "signed_by": "王文", "found": "属实", "evidence": PAPER}
        s.act("recheck", target=f"{A}-1", **YEAR, passed="是", **seen, **SIGNED)


def inspected(s: Year) -> None:
    """The inspection finds the proposed target in order; departments are re-verified on it, or by papers."""
    with ends(s, PROPOSED):
        s.act("assign_confirmation", target=f"{A}-3", **YEAR, inspection="2026-3")
        seen = {"核查方法": "实地查看", "核查日期": "2027-01-20", "核查人员": "王文、李天", "印证材料": PAGE}
        says = {f"{B}-1": {"核查结论": "未按质按量完成", "核查情况": "尚未完工"}}
        fine = {"核查结论": "符合目标要求", "核查情况": "已完工"}
        s.fill("findings", lambda r: seen | says.get(r["目标编号"], fine) if r["核查编号"] == "2026-3" else {})
        s.act("sign_off", inspection="2026-3", leader="王文", **SIGNED)
    with ends(s, UNVERIFIED):
        for code in (A, B):
            said = {"overall": "推进有力", "made_good": "已补欠"}
            s.act("evaluate_department", inspection="2026-3", department=code, **said)
            s.act("record_reverification", department=code, period="2026", complete="是")
        papers = {"complete": "是", "uninspected": "当年未抽中，材料复核"}
        s.act("record_reverification", department=C, period="2026", **papers)
    assert before_totals(s) == {UNASKED: EVERY, UNINSPECTED: {C}}
    with ends(s, UNINSPECTED):
        why = {"line": "没有签字的核查", "departments": C, "reason": "随机抽样未抽到", "decided_by": GROUP}
        s.act("except_line", **YEAR, **why, **paper("演示组〔2027〕1号", "2027-01-20"))


def valued(s: Year) -> None:
    """Leaders rate, one department has a prize from outside, each its value of the second level and its class."""
    scale, page = dict(zip(LEADERS, MARKS, strict=True)), {"评价日期": "2027-01-18", "评价表原件": RATED}
    s.fill("leader-ratings", lambda row: {"评价": scale[row["省领导"]], **page})
    s.by("李明").fill("leader-readings", lambda row: {"评价": scale[row["省领导"]]})
    given = {"依据文号": "演示办〔2027〕3号", "文件日期": "2027-01-12", "依据文件": PAGE}
    s.by("王芳").fill("second-level", lambda row: {"二级考评得分": SECOND[row["部门编码"]], **given})
    s.fill("unit-classes", lambda _: {"单位类别": "甲类", **given})
    for code in CODES:
        prize = {"prize": "一等奖", "project": "一次办", "minutes": PAPER} if code == C else {"prize": "未参加"}
        s.act("record_innovation", department=code, **YEAR, **prize, **paper("演示办〔2027〕2号", "2027-01-11"))


def drafted(s: Year) -> None:
    """After the cut-off day the sheets are drafted with the survey only; no department objects."""
    asked = {**YEAR, "due": "2027-03-08"}
    assert "考评截止日2027-02-26未过" in s.refused("draft_appraisal", **asked)
    s.at("2027-03-01")
    assert UNASKED in s.refused("draft_appraisal", **asked)
    with ends(s, UNASKED):
        s.act("hand_out_survey", **YEAR, **paper("演示办〔2027〕4号", "2027-02-26"))
        s.done("import", "survey-results", str(filled_survey(s.folder)))
    assert "已拟定2026年3个部门的得分表" in s.act("draft_appraisal", **asked)
    assert UNCHECKED_MEAN in recheck(proved(s))
    number = "演示组〔2027〕2号"
    told = s.refused("approve_appraisal", **YEAR, **paper(number, "2027-03-01"))
    assert "还没有核对完毕的有3个部门" in told
    s.at("2027-03-10")
    approval = {**YEAR, **paper(number, "2027-03-10")}
    assert "3个部门的得分表已由省直机关目标绩效管理领导小组审定" in s.act("approve_appraisal", **approval)


def recomputed(s: Year) -> None:
    """By hand, by the program of the proof and from the records of its folder the totals are the same."""
    told = {code: s.total(code) for code in CODES}
    assert {code: str(total) for code, total in told.items()} == {
        A: "95.9",  # 50 + 41 + 2.7 of three leaders + 2.7 of the second level - 0.5: half is restored
        B: "95.25",  # 50 + 41 + 2.7 + 2.55 - 1
        C: "99.1",  # 50 + 41 + 2.7 + 2.4 + 3
    }
    grades = {code: grade for code, (_, grade) in s.grades().items()}
    assert grades == {C: "二等奖", A: "三等奖", B: "三等奖"}  # 20 % of three are no first prize, 40 % one second
    folder = proved(s)
    assert totals_of(folder) == told
    assert UNCHECKED_MEAN not in recheck(folder)
    forge_mean(folder)
    assert "省领导评价与审定的得分表不同" in recheck(folder)
    digest = sha256(SEEN_THERE.read_bytes()).hexdigest()
    s.act("mark_secret", evidence=digest, marking="工作秘密", reason="涉及未公开规划")
    proved(s)  # evidence that is marked is not said to lack


def recheck(folder: Path) -> str:
    words = [sys.executable, str(folder / "check.py"), str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603 - see below


def forge_mean(folder: Path) -> None:
    """Raise the mean of the leaders of one department, with its points and its total."""
    sheets = [json.loads(line) for line in (folder / "scores.jsonl").read_text().splitlines()]
    [line] = [line for line in sheets[0]["lines"] if line["component"] == "leaders"]
    sheets[0]["total"] = str(Decimal(sheets[0]["total"]) + 3 - Decimal(line["points"]))
    line |= {"given": "100", "points": "3"}
    (folder / "scores.jsonl").write_text("".join(json.dumps(each) + "\n" for each in sheets))


def proved(s: Year) -> Path:
    """Write a proof, and check it."""
    folder = s.folder / f"证明{len(list(s.folder.iterdir()))}"
    s.done("proof", "--year", "2026", "-o", str(folder))
    words = [sys.executable, str(folder / "check.py"), str(folder)]
    checked = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - the script of this test
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout[:3000]
    return folder


def totals_of(folder: Path) -> dict[str, Decimal]:
    """A second script: from the records alone, with the ratings, which are not in them (4.7)."""
    columns = json.loads((folder / "proof.json").read_text())["records"]
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in map(json.loads, (folder / "records.jsonl").read_text().splitlines()):
        names = columns[line["record"]]["columns"]
        rows[line["record"]].append(dict(zip(names, json.loads(line.get("text", "[]")), strict=False)))
    value = {row["key"]: row["value"] for row in rows["policy"]}
    size, back = Decimal(value["negative_points"]["ordinary"][0]), Decimal(value["restoring"]["share"])
    takes = {"remedying": size, "made_good": size * (1 - back)}
    leaders = 3 * sum(map(Decimal, MARKS), Decimal()) / len(MARKS) / 100
    whole = sum(map(Decimal, value["party_item_weights"].values()), Decimal(50)) + leaders
    totals = dict.fromkeys(CODES, whole)
    for row in rows["negative_entry"]:
        totals[row["department_id"]] += takes.get(row["state"], 0)
    for row in rows["second_level"]:
        totals[row["department_id"]] += 3 * Decimal(row["value"]) / 100
    for row in rows["innovation"]:
        totals[row["department_id"]] += Decimal(value["innovation_prizes"].get(row["prize"], 0))
    return totals


def test_the_lawyers_walk(year: Year) -> None:
    issued(year)
    found(year)
    filed(year)
    planned(year)
    asked(year)
    settled(year)
    inspected(year)
    valued(year)
    drafted(year)
    recomputed(year)
