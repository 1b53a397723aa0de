"""The proof of a year is recomputed by its own program; each of its forged copies is named (1-5.1)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.records import SEALED as SEALED_THERE
from models.block import canonical
from models.ledger.chain.proof import SEALED, TRANSITION
from models.rules.item_weights import EXAMPLE
from tests.acting import SEEN_THERE
from tests.databases import story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao
    from tests.samples import Some

    Lines = list[Any]
    Forge = Callable[[Lines], object]

pytestmark = [pytest.mark.process, pytest.mark.alone]
ASKED = ("proof", "--year", "2026", "--on", "2027-03-01")
SETTINGS = {"negative_points": "-1.5、-2", "restoring": "50%", "party_item_weights": EXAMPLE}
NAME = "某地保密专项工程"
TARGET = {
    "编号": "T004",
    "目标名称": NAME,
    "责任部门": "D002",
    "年度": "2026",
    "下达日期": "2026-03-02",
    "目标类别": "职能绩效目标",
    "目标来源": "本级目标",
}
SEAL: dict[str, Any] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
NOT_OF_LEDGER = "被更改，与台账不符。"


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Returns the output of the program in a Python with the standard library only."""
    command = [sys.executable, "-I", "-S", "check.py", ".", *words]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert finished.stderr == ""
    return finished.returncode, finished.stdout


@pytest.fixture
@story
def proved(line: Mubiao, anyone: Acting) -> Mubiao:
    """Two departments, a closed online review, an inspection by a drawn sample with a failing target, 二级考评."""
    march = anyone.on("2026-03-10")
    for key, value in SETTINGS.items():
        march.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from="2026-01-01")
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    march.take("targets", TARGET)
    _reviewed(anyone)
    _inspected(anyone)
    paper: dict[str, Any] = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12", "year": 2026}
    day = anyone.on("2027-01-20")
    for code, value in (("D001", "87.5"), ("D002", "91.33")):
        day.do("record_second_level", department=code, value=value, evidence=str(SEEN_THERE), **paper)
    day.do("register_body", name="领导小组", kind="领导小组", basis="1号", valid_from="2025-01-01")
    ended = paper | {"line": "没有公众测评", "decided_by": "领导小组", "reason": "上级统一组织"}
    day.do("except_line", evidence=str(SEEN_THERE), **ended)
    return line


def _reviewed(anyone: Acting) -> None:
    """王文 reviews all: T003 and T004 lack material; of T001 and T002 one is drawn; 李天 is the second."""
    anyone.on("2026-04-01").open("self_check", "2026Q1")
    lines = [{"target": code, "progress": 50} for code in ("T001", "T002")]
    anyone.on("2026-04-08").office("D001").do("file_self_check", department="D001", period="2026Q1", lines=lines)
    day = anyone.on("2026-04-16")
    day.open("online_review", "2026Q1")
    for name in ("王文", "李天"):
        day.do("register_inspector", name=name)
    day.do("assign_reviews", period="2026Q1", reviewers="王文")
    lacking = dict.fromkeys(("T003", "T004"), "材料不足")
    _review(day, "王文", {"T001": "完成属实", "T002": "完成属实"} | lacking)
    drawn = re.findall(r"（(T\d+)）", day.system.do("draw_reviews").words)
    assert "办结" in _review(day, "李天", dict.fromkeys(drawn, "完成属实") | lacking)


def _review(day: Acting, reviewer: str, found: dict[str, str]) -> str:
    lines = [{"target": code, "outcome": outcome, "note": "见附件"} for code, outcome in found.items()]
    return day.do("record_online_review", period="2026Q1", reviewer=reviewer, lines=lines).words


def _inspected(anyone: Acting) -> None:
    day = anyone.on("2026-09-10")
    parts = dict.fromkeys(("purpose", "content", "standard", "requirements"), "按方案")
    plan: dict[str, Any] = parts | {"methods": "实地查看", "ends_on": "2026-09-30"}
    day.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    day.do("commit_sample", subject="2026-1", year=2026, by="department", share="100%", secret="ab" * 32)
    day.do("draw_sample", subject="2026-1")
    day.do("reveal_sample", subject="2026-1")
    day.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    day.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    told = {"declared_complete": "是", "declared_reason": "书面申报", "found": "属实", "methods": "实地查看"}
    found: dict[str, Any] = told | {"found_by": "王文、李天", "evidence": [str(SEEN_THERE)], "found_on": "2026-09-10"}
    for target, conclusion in (*((f"T00{n}", "符合目标要求") for n in (1, 2, 3)), ("T004", "未按质按量完成")):
        day.do("record_finding", inspection="2026-1", target=target, conclusion=conclusion, **found)
    day.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")


def record(kind: str, change: Forge) -> tuple[str, Forge]:
    """A forged record: the text of the first one of its kind, changed."""

    def forge(lines: Lines) -> None:
        line = first_of(kind, lines)
        values = json.loads(line["text"])
        change(values)
        line["text"] = json.dumps(values, ensure_ascii=False)

    return "records.jsonl", forge


def digested(line: dict[str, Any], text: str | None) -> None:
    """Its true digest, with another text or none."""
    line["digest"] = sha256(line.pop("text").encode()).hexdigest()
    line.update({} if text is None else {"text": text})


def proof(change: Callable[[dict[str, Any]], object]) -> tuple[str, Forge]:
    return "proof.json", lambda lines: change(lines[0])


def sheet(change: Callable[[dict[str, Any]], object]) -> tuple[str, Forge]:
    return "scores.jsonl", lambda lines: change(lines[0])


def entry(lines: Lines) -> dict[str, Any]:
    found: dict[str, Any] = next(e for s in lines[:-1] for part in s["lines"] for e in part["entries"])
    return found


def without(kind: str) -> Forge:
    return lambda lines: lines.remove(first_of(kind, lines))


def first_of(kind: str, lines: Lines) -> dict[str, Any]:
    return next(each for each in lines if each["record"] == kind)


FORGED: dict[str, tuple[tuple[str, Forge], str]] = {
    "date": (record("deadline", lambda row: row.__setitem__(7, "2026-04-30")), f"期限 .*：{NOT_OF_LEDGER}"),
    "calendar": (proof(lambda p: p["calendar"]["days"].pop()), "工作日历：内容与其版本号不符，被更改。"),
    "calendar of no deadline": (proof(lambda p: p["calendar"].update(version="0")), "工作日历：内容与其版本号不符"),
    "cut-off": (sheet(lambda s: s.update(until="2027-02-01")), "scores.jsonl：各部门的考评截止日不同。"),
    "holiday": (
        proof(lambda p: p["calendar"]["days"].insert(0, ["2026-07-01", "holiday", "", ""])),
        "工作日历 2026-07-01：与台账登记的不同。",
    ),
    "draw": (record("sample", lambda row: row[16][0][1].reverse()), f"样本 .*：{NOT_OF_LEDGER}"),
    "draw of reviews": (record("review_task", lambda row: row.__setitem__(5, "")), f"复核分派 .*：{NOT_OF_LEDGER}"),
    "rate": (proof(lambda p: p["rates"][0].update(failing=0)), "核查2026-1的误差率，合计：按记录应为"),
    "vote": (record("second_level", lambda row: row.__setitem__(3, 99)), f"二级考评 .*：{NOT_OF_LEDGER}"),
    "weight": (sheet(lambda s: s["lines"][0].update(weight="55")), "权重应为50，写的是55。"),
    "setting": (
        sheet(lambda s: s["lines"][1]["settings"][0]["value"].update(ideology="9")),
        "设定party_item_weights第1版与台账的不同。",
    ),
    "entry": (("scores.jsonl", lambda lines: entry(lines).update(listed_on="2026-09-01")), "台账于2026-09-10列入"),
    "paper": (
        sheet(lambda s: s["lines"][8]["papers"][0].update(paper_number="黔目标办〔2027〕4号")),
        "二级考评与台账登记的不同。",
    ),
    "exception": (
        record("score_exception", lambda row: row.__setitem__(row.index("2027-01-12"), "2027-01-13")),
        f"合计例外 .*：{NOT_OF_LEDGER}",
    ),
    "exception left out": (sheet(lambda s: s["excepted"].clear()), "D001）：合计例外与台账登记的不同。"),
    "invented exemption": (
        sheet(lambda s: s["exempted"].append({"target": "T001", "paper_number": "1号", "paper_date": "2027-01-05"})),
        "目标 2026|T001：免予考评（1号，2027-01-05）与台账登记的不同。",
    ),
    "block": (
        ("chain.jsonl", lambda lines: lines[4]["header"].update(actor="别人")),
        "经办人、日期.*被更改。",
    ),
    "result": (("chain.jsonl", lambda lines: lines[4].update(result='{"words":""}')), "：办理结果被更改。"),
    "missing block": (("chain.jsonl", lambda lines: lines.pop(4)), "：与上一块不相接"),
    "missing row": (("records.jsonl", without("finding")), "核查结果 .*：缺少这一条，台账有。"),
    "doubled row": (("records.jsonl", lambda lines: lines.append(lines[-1])), "：列了两次。"),
    "added row": (
        ("records.jsonl", lambda lines: lines.append(lines[-1] | {"key": "D009|2026|1"})),
        "D009|2026|1：台账没有这一条，与台账不符。",
    ),
    "text next to its digest": (
        ("records.jsonl", lambda lines: digested(first_of("second_level", lines), "[]")),
        f"二级考评 .*：{NOT_OF_LEDGER}",
    ),
    "digest alone": (
        ("records.jsonl", lambda lines: digested(first_of("second_level", lines), None)),
        "二级考评 .*：只有校验码，没有内容，台账也没有标注其目标的密级。",
    ),
    "missing sheet": (("scores.jsonl", lambda lines: lines.pop(0)), "scores.jsonl：应有2个部门，实有1个。"),
    "other year": (proof(lambda p: p.update(year=2025)), "不是2025年的得分"),
    "day": (proof(lambda p: p.update(made_on="2026-12-31", department="D001")), "有其他部门的内容，不是一个部门的证明"),
    "kind": (proof(lambda p: p["records"].pop("appeal")), "proof.json：没有“appeal”这一种记录，或其名称、栏目"),
    "columns": (proof(lambda p: p["records"]["appeal"]["columns"].reverse()), "没有“appeal”这一种记录，或其名称、栏目"),
    "columns of what is only read": (
        proof(lambda p: p["records"]["evaluation"]["columns"].reverse()),
        "没有“evaluation”这一种记录，或其名称、栏目",
    ),
    "title": (proof(lambda p: p["records"]["appeal"].update(title="建议")), "没有“appeal”这一种记录，或其名称"),
    "rate twice": (proof(lambda p: p["rates"].append(p["rates"][0])), "proof.json：同一次核查的误差率列了两次。"),
    "no rehearsal": (proof(lambda p: p.update(rehearsal=False)), "proof.json：是否为演练，与台账的不同。"),
    "no number": (sheet(lambda s: s["lines"][0].update(weight="1/0")), "scores.jsonl：其中有内容被破坏，无法复核"),
    "no sheet": (("scores.jsonl", lambda lines: lines.insert(0, None)), "scores.jsonl第1行：不是本系统写出的"),
    "no rates": (proof(lambda p: p["rates"].clear()), "核查2026-1的误差率：没有列出"),
    "state": (
        ("scores.jsonl", lambda lines: entry(lines).update(state="made_good")),
        "的状态与台账的不同",
    ),
    "paper of a setting": (
        sheet(lambda s: s["lines"][1]["settings"][0].update(basis="9号")),
        "设定party_item_weights第1版与台账的不同。",
    ),
    "words of an entry": (("scores.jsonl", lambda lines: entry(lines).update(finding="已完工")), "的情况与台账的不同"),
    "name of a target": (("scores.jsonl", lambda lines: entry(lines).update(name="别的")), "的目标名称与台账的不同"),
    "who signed": (("scores.jsonl", lambda lines: entry(lines).update(signed_by="李天")), "的签字人与台账的不同"),
    "sheet of no rehearsal": (sheet(lambda s: s.update(rehearsal=False)), "D001）：是否为演练，与台账的不同。"),
    "no version": (sheet(lambda s: s["cut_off"].update(value=[12, 31])), "设定appraisal_cut_off第None版与台账的不同。"),
    "other place": (proof(lambda p: p.update(jurisdiction="别省")), "“别省”不是这个台账的。"),
}


def test_each_forged_folder_is_named(proved: Mubiao, anyone: Acting, tmp_path: Path, some: Some) -> None:
    """One year, copied for each forgery."""
    told = proved.done(*ASKED, "-o", str(tmp_path / "证明"))
    known = told.strip().rsplit(" ", 1)[1]
    (code, said), (_, alone) = check(tmp_path / "证明", known), check(tmp_path / "证明")
    assert (code, said.splitlines()[0]) == (0, "【演练】以下出自演练系统。")
    assert (said.splitlines()[:-1], "1个样本，2个部门的得分。" in said) == (alone.splitlines()[:-1], True)
    assert f"第{known.partition(':')[0]}块及以前没有被改写、删去；" in said
    for name, ((file, forge), sentence) in some(FORGED.items(), 12):
        copy = tmp_path / name
        shutil.copytree(tmp_path / "证明", copy)
        lines = _lines(copy / file)
        forge(lines)
        text = "\n".join(json.dumps(each, ensure_ascii=False) for each in lines)
        (copy / file).write_text(text, encoding="utf-8")
        code, said = check(copy)
        assert code == 1, name
        assert re.search(sentence.replace("|", r"\|"), said), (name, said[:600])
    anyone.on("2027-02-01").do("set_policy", key="restoring", value="40%", basis="〔2027〕1号", valid_from="2027-02-01")
    proved.done(*ASKED, "-o", str(tmp_path / "later"))
    for name in ("chain.jsonl", "records.jsonl"):  # of another state of a ledger: no file of the first proof
        shutil.copytree(tmp_path / "证明", tmp_path / name)
        shutil.copy(tmp_path / "later" / name, tmp_path / name / name)
        assert check(tmp_path / name)[0] == 1
    number, _, code_of_block = known.partition(":")
    assert "末尾被截去，或之前的记录被改写" in check(tmp_path / "证明", f"{number}:{code_of_block[::-1]}")[1]
    shutil.copy(tmp_path / "证明" / "chain.jsonl", tmp_path / "证明" / "records.jsonl")
    assert check(tmp_path / "证明")[0] == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("proof.json", "proof.json第1行：不完整"),
        ("chain.jsonl", "末行：不是台账末块的说明，文件被截断。"),
        ("records.jsonl", "records.jsonl第{last}行：不完整，被截断或破坏"),
        ("scores.jsonl", "scores.jsonl第{last}行：不完整，被截断或破坏"),
    ],
)
def test_a_file_that_ends_too_early_or_is_gone_is_named(proved: Mubiao, tmp_path: Path, file: str, words: str) -> None:
    folder = tmp_path / "证明"
    proved.done(*ASKED, "-o", str(folder))
    assert "校验码“1:zz”应写成“块数:校验码”" in check(folder, "1:zz")[1]
    text = (folder / file).read_text(encoding="utf-8").rstrip("\n")
    (folder / file).write_text(text[:-9], encoding="utf-8")
    code, said = check(folder)
    assert (code, words.format(last=text.count("\n") + 1) in said) == (1, True), said
    (folder / file).unlink()
    code, said = check(folder)
    assert (code, file in said) == (1, True), said


def test_a_ledger_that_is_written_again_without_a_draw_is_named(proved: Mubiao, tmp_path: Path) -> None:
    """Each block of it is sound: only the line that no draw and no second person passed tells."""
    proved.done(*ASKED, "-o", str(tmp_path / "证明"))
    records, chain = tmp_path / "证明" / "records.jsonl", tmp_path / "证明" / "chain.jsonl"
    lines, texts = _lines(records), dict[str, str]()
    for line in (each for each in lines if each["record"] == "review_task"):
        line["text"] = canonical([*json.loads(line["text"])[:5], "", False])
        texts[line["key"]] = sha256(line["text"].encode()).hexdigest()
    *blocks, end = _lines(chain)
    previous = "0" * 64
    for block in blocks:
        block["moves"] = [_redone(move, texts) for move in block["moves"]]
        digests = "\n".join(sha256(move.encode()).hexdigest() for move in block["moves"])
        block |= {"content": sha256(digests.encode()).hexdigest(), "previous": previous}
        sealed = json.dumps([previous, block["content"], block["header"]], **SEAL)
        previous = block["hash"] = sha256(sealed.encode()).hexdigest()
    end["head"]["hash"] = previous
    heading = json.loads((tmp_path / "证明" / "proof.json").read_text(encoding="utf-8")) | {"head": end["head"]}
    (tmp_path / "证明" / "proof.json").write_text(canonical(heading), encoding="utf-8")
    for file, written in ((records, lines), (chain, [*blocks, end])):
        file.write_text("\n".join(map(canonical, written)), encoding="utf-8")
    code, said = check(tmp_path / "证明")
    told = said.splitlines()[1:]
    assert (code, len(told)) == (1, 1), said
    assert re.fullmatch("在线复核2026Q1（王文）：T00[12]没有第二人的意见，也没有经抽取免除，本季度已办结。", told[0])


def _redone(text: str, digests: dict[str, str]) -> str:
    move = json.loads(text)
    if (move[0], len(move)) == ("review_task", TRANSITION):
        move[5] = digests[move[1]]
    return json.dumps(move, ensure_ascii=False)


def test_a_department_gets_its_own_rows_and_digests_of_the_others(proved: Mubiao, tmp_path: Path) -> None:
    proved.done(*ASKED, "--department", "D001", "-o", str(tmp_path / "证明"))
    code, said = check(tmp_path / "证明")
    assert (code, "1个部门的得分。" in said) == (0, True)
    own = {each["key"] for each in _lines(tmp_path / "证明" / "records.jsonl")}
    assert SEALED == SEALED_THERE
    assert {"2026|T001", "D001|2026|1"} <= own
    assert own.isdisjoint({"2026|T004", "D002|2026|1", "D002"})
    assert not any("text" in each for each in _lines(tmp_path / "证明" / "records.jsonl") if each["record"] in SEALED)
    texts = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "证明").glob("*.jsonl"))
    assert NAME not in texts
    assert "91.33" not in texts
    assert "2026-1" in own  # the exception of all departments
    lines = _lines(tmp_path / "证明" / "records.jsonl")
    digested(first_of("obligation", lines), None)
    shutil.copytree(tmp_path / "证明", tmp_path / "无内容")
    (tmp_path / "无内容" / "records.jsonl").write_text("\n".join(map(canonical, lines)), encoding="utf-8")
    assert "只有校验码、没有内容的记录1条：" in check(tmp_path / "无内容")[1]
    scores = tmp_path / "证明" / "scores.jsonl"
    scores.write_text(scores.read_text(encoding="utf-8").replace("没有公众测评，", "拟列入未决定，"), encoding="utf-8")
    assert "D001）：合计例外与台账登记的不同。" in check(tmp_path / "证明")[1]
    assert "已有内容，没有改动" in proved.refused(*ASKED, "-o", str(tmp_path / "证明"))


def test_what_is_marked_is_shown_by_its_digest(proved: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    anyone.on("2027-02-20").do("mark_secret", target="T004", year=2026, marking="工作秘密", reason="涉及未公开规划")
    proved.done(*ASKED, "-o", str(tmp_path / "证明"))
    assert check(tmp_path / "证明")[0] == 0
    files = [file for file in (tmp_path / "证明").iterdir() if file.suffix != ".py"]
    assert [file.name for file in files if NAME in file.read_text(encoding="utf-8")] == []
    shown = [each for each in _lines(tmp_path / "证明" / "records.jsonl") if "text" in each]
    assert "2026|T004" not in {each["key"] for each in shown}
    hide(tmp_path / "证明", "innovation", "second_level")  # of no target
    code, said = check(tmp_path / "证明")
    assert (code, said.count("二级考评的文件，得分和台账中只有一处有。")) == (1, 2)


def test_what_is_hidden_without_a_marking_is_named(proved: Mubiao, tmp_path: Path) -> None:
    """The entry stands in neither file, and its moves are shown by their digests."""
    proved.done(*ASKED, "-o", str(tmp_path / "证明"))
    hide(tmp_path / "证明", "negative_entry", "entry_origin", "finding")
    code, said = check(tmp_path / "证明")
    assert (code, "（sign_off）：有变动只列校验码，台账却没有标注密级的目标。" in said) == (1, True)


def hide(folder: Path, *kinds: str) -> None:
    """Leave out the records of these kinds, and show each move about one by its digest."""
    kept = [each for each in _lines(folder / "records.jsonl") if each["record"] not in kinds]
    chain = _lines(folder / "chain.jsonl")
    for block in chain[:-1]:
        moves = [
            sha256(m.encode()).hexdigest() if m.startswith(tuple(f'["{k}"' for k in kinds)) else m
            for m in block["moves"]
        ]
        if moves != block["moves"]:
            block["moves"] = moves
            block.pop("result", None)
    for file, lines in (("records.jsonl", kept), ("chain.jsonl", chain)):
        (folder / file).write_text("\n".join(map(canonical, lines)), encoding="utf-8")


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(each) for each in file.read_text(encoding="utf-8").splitlines()]
