"""The printed program recomputes every sheet of an export, agrees with the list, and names a changed number (A37)."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.item_weights import EXAMPLE
from models.rules.score.innovation import PRIZE_EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

    Change = Callable[[dict[str, Any]], object]

SETTINGS = {
    "negative_points": "-1.5、-2",
    "restoring": "50%",
    "party_item_weights": EXAMPLE,
    "leader_scale": "好：100、差：40",
    "leader_least": "3",
    "innovation_prizes": PRIZE_EXAMPLE,
    "innovation_absent": "不计",
    "appraisal_cut_off": "2月28日",
}
ASKED = ("scores", "--year", "2026", "--on", "2027-03-01")


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Returns the output of the program in a Python with the standard library only."""
    command = [sys.executable, "-I", "-S", "check_scores.py", *words]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    assert finished.stderr == ""
    return finished.returncode, finished.stdout.removeprefix("【演练】以下出自演练系统。\n")


@pytest.fixture
def folder(line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path) -> Path:
    """An export of a year in which every kind of line occurs, with the program and the list."""
    march = anyone.on("2026-03-10")
    for key, value in SETTINGS.items():
        march.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from="2026-01-01")
    sql("UPDATE target SET category = 'functional', weight = 1 WHERE code <> 'T002'")
    sql("UPDATE target SET category = 'building', item = 'team' WHERE code = 'T002'")
    sql("UPDATE department SET management = 'direct' WHERE NOT is_agency")
    for code in ("T001", "T002", "T003"):
        march.lists(code)
    _make_good(march)
    _give(march.on("2027-01-20"), tmp_path)
    (tmp_path / "check_scores.py").write_text(line.done("scores", "--script"), encoding="utf-8")
    line.done(*ASKED, "--export", str(tmp_path / "scores.jsonl"))
    (tmp_path / "scores.json").write_text(line.done(*ASKED, "--json"), encoding="utf-8")
    (tmp_path / "why.json").write_text(line.done("why", "--score", "D001", *ASKED[1:], "--json"), encoding="utf-8")
    return tmp_path


def _make_good(march: Acting) -> None:
    march.do("set_limit", target="T002", limit="2026-04-30")
    done = march.on("2026-04-10")
    done.office("D001").do("declare_completion", target="T002", measures="补建", completed_on="2026-04-10")
    done.office("D001").do("file_feedback", target="T002", feedback="已补建")
    done.rechecks("T002")
    march.on("2026-05-06").lists("T002")


def _give(january: Acting, folder: Path) -> None:
    (folder / "结果.pdf").write_bytes(b"%PDF-1.4")
    paper: dict[str, Any] = {
        "number": "黔目标办〔2027〕3号",
        "dated": "2027-01-12",
        "evidence": str(folder / "结果.pdf"),
        "year": 2026,
    }
    given: Any = (("D001", "87.5", {"prize": "二等奖", "project": "一次办"}), ("D002", "91.33", {"prize": "未参加"}))
    for code, value, prize in given:
        january.do("record_second_level", department=code, value=value, **paper)
        january.do("record_innovation", department=code, **prize, **paper)
    names = ("张平", "李安", "王和")
    january.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in names))
    for name, mark in zip(names, ("好", "差", "差"), strict=True):
        ratings = [{"department": code, "mark": mark} for code in ("D001", "D002")]
        fields: dict[str, Any] = {"rated_by": name, "year": 2026, "ratings": ratings, "rated_on": "2027-01-18"}
        january.do("enter_leader_ratings", **fields, evidence=paper["evidence"])
        _as(january, "李明").do("confirm_leader_ratings", rated_by=name, year=2026, ratings=ratings)


def _as(acting: Acting, name: str) -> Acting:
    return replace(acting, actor=replace(acting.actor, entered_by=name))


def rewrite(folder: Path, change: Change) -> None:
    """Change the first sheet of the export."""
    place = folder / "scores.jsonl"
    first, *rest = place.read_text(encoding="utf-8").splitlines()
    sheet = json.loads(first)
    change(sheet)
    place.write_text("\n".join([json.dumps(sheet, ensure_ascii=False), *rest]) + "\n", encoding="utf-8")


@pytest.mark.process
def test_it_agrees_with_the_list_and_with_one_department(folder: Path) -> None:
    assert check(folder, "scores.jsonl", "scores.json") == (0, "核对无误：2个部门，2个有合计。\n")
    assert check(folder, "scores.jsonl") == (0, "核对无误：2个部门，2个有合计。\n")
    assert check(folder, "why.json") == (0, "核对无误：1个部门，1个有合计。\n")
    sheets = [json.loads(each) for each in (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()]
    points = [[each["points"] for each in sheet["lines"]] for sheet in sheets[:2]]
    assert points[0][:5] == ["49", "8", "9", "8", "5.25"]
    assert points[0][7:] == ["2", "2.625"]
    assert points[1][6:] == ["2.7", "0", "4.10985"]


@pytest.mark.exhaustive(2)
@pytest.mark.process
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda s: s["lines"][0].update(points="49.5"), "职能绩效：得分应为49，写的是49.5。"),
        (lambda s: s["lines"][0].update(weight="51"), "职能绩效：权重应为50，写的是51。"),
        (lambda s: s["lines"][0]["entries"][0].update(limit="0.5"), "职能绩效：得分应为49.5，写的是49。"),
        (lambda s: s["lines"][0]["entries"][0].update(taken="0.5"), "条目2026/T001/1应扣1，写的是0.5。"),
        (lambda s: s["lines"][0].update(at_floor=True), "职能绩效：得分应为49，写的是49。"),
        (lambda s: s["lines"][0]["entries"].clear(), "职能绩效：得分应为50，写的是49。"),
        (lambda s: s["lines"][0]["entries"].append(s["lines"][0]["entries"][0]), "职能绩效：同一条目列了两次。"),
        (lambda s: s["lines"][0]["entries"][0].update(listed_on="2027-03-05"), "以后列入，不应计入。"),
        (lambda s: s["lines"][0]["entries"][0].update(listed_on="2025-03-05"), "在列入以后才生效。"),
        (lambda s: s["lines"][0]["settings"][0]["value"].update(ordinary=["0"]), "职能绩效：得分应为50，写的是49。"),
        (lambda s: s["lines"][4]["settings"][0]["value"].update(team="9"), "队伍建设：权重应为9，写的是8。"),
        (lambda s: s["lines"][4]["entries"][0].update(state="listed"), "队伍建设：得分应为4.5，写的是5.25。"),
        (lambda s: s["lines"][6].update(given="61"), "省领导评价：得分应为1.83，写的是1.8。"),
        (lambda s: s["lines"][6].update(number=2), "省领导评价：得分应为未设定，写的是1.8。"),
        (lambda s: s["lines"][6]["settings"][0].update(valid_from="2027-01-01"), "在2026-12-31以后才生效。"),
        (lambda s: s["lines"][7]["papers"][0].update(value="一等奖"), "创新项目：得分应为3，写的是2。"),
        (lambda s: s["lines"][8]["papers"][0].update(value="90.00"), "二级考评：得分应为2.7，写的是2.625。"),
        (lambda s: s["lines"][8].update(points="3.1"), "二级考评：得分3.1小于0或大于权重3。"),
        (lambda s: s.update(total="84"), "合计应为93.675，写的是84。"),
        (lambda s: s.update(lacks=["申诉"]), "合计应为未设定，写的是93.675。"),
        (lambda s: s.update(total=None), "合计应为93.675，写的是未设定。"),
        (lambda s: s["lines"].pop(), "应有九项，一项一行，次序不变。"),
    ],
)
def test_it_names_what_was_changed(folder: Path, change: Change, told: str) -> None:
    rewrite(folder, change)
    code, said = check(folder, "scores.jsonl")
    assert code == 1
    assert "第001厅（D001）" in said
    assert told in said


@pytest.mark.process
def test_a_list_that_says_something_else_is_named(folder: Path) -> None:
    place = folder / "scores.json"
    table = json.loads(place.read_text(encoding="utf-8"))
    table[0]["lines"][0]["points"] = "50"
    table[1]["code"] = "D009"
    place.write_text(json.dumps(table), encoding="utf-8")
    code, said = check(folder, "scores.jsonl", "scores.json")
    assert (code, said.splitlines()) == (
        1,
        [
            "D002：只在依据和得分表之一中。",
            "D009：只在依据和得分表之一中。",
            "第001厅（D001）：得分表与依据不同。",
        ],
    )


@pytest.mark.process
def test_what_is_no_export_or_is_cut_off_cannot_be_read(folder: Path) -> None:
    assert check(folder, "nothing.jsonl")[0] == 2
    whole = (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()
    for lines in (whole[:1], whole[1:], ["[]"], ["{"]):
        (folder / "scores.jsonl").write_text("\n".join(lines), encoding="utf-8")
        code, said = check(folder, "scores.jsonl")
        assert (code, said.startswith("无法读取：")) == (2, True)
    assert check(folder)[0] == 2


def test_the_export_leaves_out_what_is_marked_and_every_single_rating(
    line: Mubiao, folder: Path, anyone: Acting
) -> None:
    anyone.on("2026-03-11").do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    line.done(*ASKED, "--export", str(folder / "scores.jsonl"))
    text = (folder / "scores.jsonl").read_text(encoding="utf-8")
    assert "目标T001（工作秘密）" in text
    assert "“目标T001”" not in text
    assert "张平" not in text


def test_an_export_needs_a_place_with_its_ending(line: Mubiao, folder: Path) -> None:
    assert "应以 .jsonl 结尾" in line.refused(*ASKED, "--export", str(folder / "scores.xlsx"))
