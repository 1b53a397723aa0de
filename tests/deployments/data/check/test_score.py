"""The printed program recomputes every sheet of an export, agrees with the list, and names a changed number (A37)."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.check_program import check_program
from deployments.data.check.chain import BROKEN
from deployments.data.check.program import main
from deployments.data.check.score import LABELS, check_sheet, check_table
from models.rules.item_weights import EXAMPLE
from models.rules.score.component import Component
from models.rules.score.innovation import PRIZE_EXAMPLE
from models.rules.states import EntryState
from models.rules.states.negative_list import UNCONFIRMED
from tests.databases import story
from tests.deployments.data.sheets import DEDUCTED, Entry, exported, rated
from tests.models.ledger.appraisal.year import GROUP
from tests.models.ledger.score.appraisal import excepted

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
LATE = dict.fromkeys(("found_on", "proposed_on", "listed_on"), "2027-03-05")
ASKED = ("scores", "--year", "2026", "--on", "2027-03-01")


def check(folder: Path, *words: str) -> tuple[int, str]:
    """Returns the output of the program in a Python with the standard library only."""
    command = [sys.executable, "-I", "-S", "check.py", *words]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    assert finished.stderr == ""
    return finished.returncode, finished.stdout.removeprefix("【演练】以下出自演练系统。\n")


@pytest.fixture
@story
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
    (tmp_path / "check.py").write_text(line.done("scores", "--script"), encoding="utf-8")
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
    given: Any = (
        ("D001", "87.5", {"prize": "二等奖", "project": "一次办", "minutes": paper["evidence"]}),
        ("D002", "91.33", {"prize": "未参加"}),
    )
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
    january.do("register_body", name=GROUP, kind="领导小组", basis="1号", valid_from="2026-01-01")
    excepted(january, paper["evidence"], "没有公众测评")
    excepted(january, paper["evidence"], "未作年终复核", "D001", "D002")


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
        (lambda s: s["lines"][0]["entries"][0].update(LATE), "以后才提出、发现，不应计入。"),
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


F = Component.FUNCTIONAL
LISTED, MADE_GOOD = EntryState.LISTED, EntryState.MADE_GOOD
limits = st.none() | st.decimals(min_value=0, max_value=9, places=2)
entries = st.tuples(st.sampled_from(sorted(set(EntryState) - UNCONFIRMED)), st.integers(1, 4), st.booleans(), limits)
found = st.dictionaries(st.sampled_from(DEDUCTED), st.lists(entries, max_size=6), max_size=3)
marks = st.lists(st.integers(0, 100).map(str), min_size=3, max_size=7)
values = st.decimals(min_value=0, max_value=100, places=2)
prizes = st.sampled_from(["一等奖", "二等奖", "未参加"])
cents = st.integers(-300, 300).filter(bool).map(lambda each: Decimal(each) / 100)


def faults(sheet: dict[str, Any]) -> list[str]:
    return list(check_sheet(sheet))


@settings(max_examples=settings().max_examples * 3 // 10)
@given(found, marks, prizes, values)
def test_every_sheet_of_the_rules_is_sound(
    its: dict[Component, list[Entry]], ratings: list[str], prize: str, value: Decimal
) -> None:
    assert faults(exported(its, rated(ratings, prize, value))) == []


@settings(max_examples=settings().max_examples * 3 // 10)
@given(found, st.integers(0, 8), cents)
def test_changed_points_of_any_line_are_named_with_the_total(
    its: dict[Component, list[Entry]], which: int, change: Decimal
) -> None:
    sheet = exported(its)
    line = sheet["lines"][which]
    line["points"] = str(Decimal(line["points"]) + change)
    told = faults(sheet)
    assert any(each.startswith(f"第001厅（D001）{LABELS[which]}：得分") for each in told)
    assert any("合计应为" in each for each in told)


@settings(max_examples=settings().max_examples * 3 // 10)
@given(found, st.integers(0, 8), cents)
def test_a_changed_weight_of_any_line_is_named(its: dict[Component, list[Entry]], which: int, change: Decimal) -> None:
    sheet = exported(its)
    line = sheet["lines"][which]
    line["weight"] = str(Decimal(line["weight"]) + change)
    assert any(f"{LABELS[which]}：权重应为" in each for each in faults(sheet))


@settings(max_examples=settings().max_examples * 3 // 10)
@given(found, cents)
def test_a_changed_total_is_the_only_fault(its: dict[Component, list[Entry]], change: Decimal) -> None:
    sheet = exported(its)
    sheet["total"] = str(Decimal(sheet["total"]) + change)
    [told] = faults(sheet)
    assert told.startswith("第001厅（D001）：合计应为")


@settings(max_examples=settings().max_examples * 3 // 10)
@given(found, st.sampled_from(["entry", "limit", "state", "settings", "lines", "department", "points_version"]))
def test_a_sheet_without_one_of_its_names_gives_no_other_error_than_those_that_are_caught(
    its: dict[Component, list[Entry]], name: str
) -> None:
    sheet = exported(its | {F: [(LISTED, 1, False, None)]})
    for each in (sheet, sheet["lines"][0], sheet["lines"][0]["entries"][0]):
        each.pop(name, None)
    with pytest.raises(BROKEN):
        faults(sheet)


@pytest.mark.parametrize("which", range(9))
def test_a_missing_a_second_and_a_moved_line_are_named(which: int) -> None:
    whole = exported()["lines"]
    moved = [*whole[:which], *whole[which + 1 :], whole[which]][: 9 if which < 8 else 8]
    for lines in (whole[:which] + whole[which + 1 :], [*whole, whole[which]], moved, []):
        sheet = exported() | {"lines": lines}
        assert faults(sheet) == ["第001厅（D001）：应有九项，一项一行，次序不变。"]


@pytest.mark.parametrize(
    ("its", "points"),
    [
        ((LISTED, 1, False, None), "48.5"),
        ((LISTED, 2, False, None), "48"),
        ((LISTED, 9, False, None), "48"),
        ((LISTED, 1, True, None), "47"),
        ((LISTED, 1, True, Decimal("2.5")), "47.5"),
        ((MADE_GOOD, 1, False, None), "49.25"),
        ((MADE_GOOD, 1, True, Decimal("0.4")), "49.6"),
        ((EntryState.REMEDYING, 1, False, None), "48.5"),
        ((EntryState.WITHDRAWN, 1, False, None), "50"),
        ((EntryState.CORRECTED, 1, True, None), "50"),
    ],
)
def test_a11_a38_one_entry_takes_what_its_listing_says(its: Entry, points: str) -> None:
    sheet = exported({F: [its]})
    assert (sheet["lines"][0]["points"], faults(sheet)) == (points, [])


def test_at_the_floor_no_entry_has_a_share() -> None:
    sheet = exported({F: [(LISTED, 1, True, None)] * 17})
    line = sheet["lines"][0]
    assert (line["points"], line["at_floor"]) == ("0", True)
    assert faults(sheet) == []
    line["entries"][0]["taken"] = "3"
    assert faults(sheet) == ["第001厅（D001）职能绩效：条目2026/T001/1应扣分（不分摊），写的是3。"]
    line["at_floor"] = False
    assert "第001厅（D001）职能绩效：得分应为0（扣至0），写的是0。" in faults(sheet)


def test_what_is_unset_has_no_points_and_a_written_number_is_named() -> None:
    sheet = exported({F: [(LISTED, 1, False, None)]})
    sheet["lines"][0]["settings"] = []
    assert faults(sheet) == [
        "第001厅（D001）职能绩效：得分应为未设定，写的是48.5。",
        "第001厅（D001）职能绩效：条目2026/T001/1应扣未设定，写的是1.5。",
    ]
    unweighted = exported()
    unweighted["lines"][1]["settings"] = []
    assert faults(unweighted)[0].endswith("思想建设：权重应为未设定，写的是8。")


def test_a_restoring_share_that_is_unset_leaves_the_entry_open() -> None:
    sheet = exported({F: [(MADE_GOOD, 1, False, None)]})
    line = sheet["lines"][0]
    line["settings"] = [each for each in line["settings"] if each["key"] != "restoring"]
    line.update(points=None)
    line["entries"][0].update(taken=None)
    assert faults(sheet | {"total": None}) == []


SET = {"valid_from": "2026-01-01", "value": [3, 9]}
MARCH, LATER = {"cut_off": SET}, {"cut_off": SET | {"value": [3, 10]}}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"until": "2027-03-09"} | MARCH, "条目2026/T001/1在考评截止日2027-03-09以后才提出、发现，不应计入。"),
        ({"until": "2027-03-10", "after_list": "2027-03-10"} | MARCH, None),
        ({"until": "2027-03-09", "after_list": "2027-03-10"} | MARCH, "考评截止日应为2027-03-10，写的是2027-03-09。"),
        ({"until": "2027-03-10"} | LATER, None),
        ({"until": "2027-03-10"} | MARCH, "：考评截止日应为2027-03-09，写的是2027-03-10。"),
        ({"until": "2027-03-10"}, "：考评截止日应为未设定，写的是2027-03-10。"),
        ({"cut_off": SET | {"valid_from": "2027-01-01"}}, "：考评截止日的设定在2026-12-31以后才生效。"),
        ({"year": 2025}, "设定party_item_weights第1版在2025-12-31以后才生效。"),
    ],
)
def test_a53_the_day_of_what_counts_is_checked(change: dict[str, Any], told: str | None) -> None:
    sheet = exported({F: [(LISTED, 1, False, None)]}) | change
    sheet["lines"][0]["entries"][0] |= {"listed_on": "2027-03-10", "found_on": "2027-03-10"}
    assert any(str(told) in each for each in faults(sheet)) == (told is not None)
    assert (faults(sheet) == []) == (told is None)


def test_a53_what_was_proposed_by_the_cut_off_counts_when_it_is_confirmed_later() -> None:
    sheet = exported({F: [(LISTED, 1, False, None)]}) | {"until": "2027-03-09"} | MARCH
    sheet["lines"][0]["entries"][0] |= dict.fromkeys(("listed_on", "found_on"), "2027-03-10")
    assert len(faults(sheet)) == 1
    sheet["lines"][0]["entries"][0]["proposed_on"] = "2027-03-09"
    assert faults(sheet) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("size", "记分应为-1.5，写的是-9。"),
        ("restored", "恢复比例应为0.5，写的是-9。"),
        ("points", "得分应为-0.75，写的是-9。"),
    ],
)
def test_each_number_of_an_entry_is_recomputed(name: str, told: str) -> None:
    sheet = exported({F: [(MADE_GOOD, 1, False, None)]})
    sheet["lines"][0]["entries"][0][name] = "-9"
    assert faults(sheet) == [f"第001厅（D001）职能绩效：条目2026/T001/1的{told}"]


@pytest.mark.parametrize("which", [6, 7, 8])
@pytest.mark.parametrize("name", ["given", "full"])
def test_what_was_given_and_of_what_is_recomputed(which: int, name: str) -> None:
    sheet = exported()
    sheet["lines"][which][name] = "17"
    assert any(each.startswith(f"第001厅（D001）{LABELS[which]}：") for each in faults(sheet))


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.update(weight="49"),
        lambda line: line.update(at_floor=True),
        lambda line: line["entries"].clear(),
        lambda line: line["entries"][0].update(taken="0"),
        lambda line: line["entries"][0].update(limit="9"),
    ],
)
def test_a_list_with_another_weight_or_entry_does_not_agree(change: Callable[[dict[str, Any]], object]) -> None:
    sheet = exported({F: [(LISTED, 1, False, None)]})
    row = deepcopy(sheet)
    change(row["lines"][0])
    assert list(check_table([sheet], [row])) == ["第001厅（D001）：得分表与依据不同。"]


def test_a_setting_of_another_version_is_not_taken_for_the_one_of_the_entry() -> None:
    sheet = exported({F: [(LISTED, 1, False, None)]})
    sheet["lines"][0]["entries"][0]["points_version"] = 2
    assert "职能绩效：得分应为未设定" in faults(sheet)[0]
    later = deepcopy(sheet["lines"][0]["settings"][0]) | {"version": 2, "valid_from": "2026-03-11"}
    sheet["lines"][0]["settings"].append(later)
    assert faults(sheet) == ["第001厅（D001）职能绩效：条目2026/T001/1用的设定negative_points第2版在列入以后才生效。"]


@settings(max_examples=settings().max_examples * 3 // 10)
@given(found)
def test_a_list_of_the_same_points_agrees_and_one_of_others_does_not(its: dict[Component, list[Entry]]) -> None:
    sheet = exported(its)
    row = deepcopy(sheet)
    assert list(check_table([sheet], [row])) == []
    row["total"] = "0.01"
    assert list(check_table([sheet], [row])) == ["第001厅（D001）：得分表与依据不同。"]
    row["code"] = "D002"
    assert [each[:4] for each in check_table([sheet], [row])] == ["D001", "D002"]


BAD = [
    b"", b"\n", b"[]", b"{", b"{}", b"null", b"\xff\xfe", b"1\n2", b'{"sheets": 1}\n', b'{"sheets": "0"}',
    b'[]\n{"sheets": 1}', b'{}\n{"sheets": 1}', b'null\n{"sheets": 1}', b'{"lines": 1}\n{"sheets": 1}', b"{\n}",
    b"{\n" + b"[" * 100_000, b"\0",
]  # fmt: skip


@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
def test_no_bad_file_gives_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    place = tmp_path / "scores.jsonl"
    place.write_bytes(content)
    assert main([str(place)]) == 2
    assert capsys.readouterr().out.startswith("无法读取：文件不存在、不完整，不是导出的文件")


@pytest.mark.parametrize("table", ["", "{", "[1]", "{}", '[{"code": "D001"}]', "null"])
def test_no_bad_list_gives_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str) -> None:
    paths = [str(write(tmp_path, [exported()])), str(tmp_path / "scores.json")]
    Path(paths[1]).write_text(table, encoding="utf-8")
    code, said = main(paths), capsys.readouterr().out
    assert (code, said) == (1, "D001：只在依据和得分表之一中。\n") if table == "{}" else code == 2


def write(folder: Path, sheets: list[dict[str, Any]], said: int | None = None) -> Path:
    """Write an export of these sheets."""
    place = folder / "scores.jsonl"
    lines = [
        json.dumps(each, ensure_ascii=False) for each in [*sheets, {"sheets": len(sheets) if said is None else said}]
    ]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_an_export_of_no_department_is_sound_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path, []))]) == 0
    assert capsys.readouterr().out == "核对无误：0个部门，0个有合计。\n"


def test_a_sheet_that_was_taken_out_is_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path, [exported()], said=2))]) == 2
    assert "应有2个部门，实有1个" in capsys.readouterr().out


def test_a_mark_of_the_byte_order_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    place = write(tmp_path, [exported()])
    place.write_bytes(b"\xef\xbb\xbf" + place.read_bytes().replace(b"\n", b"\r\n"))
    assert main([str(place)]) == 0


def test_a_rehearsal_is_stamped_and_a_fault_is_told_below(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path, [exported() | {"rehearsal": True, "total": "1"}]))]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert (first, second[:16]) == ("【演练】以下出自演练系统。", "第001厅（D001）：合计应为")


def test_without_a_file_it_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main([]), main(["a", "b", "c"])) == (2, 2)
    assert capsys.readouterr().out.count("用法（任何装有 Python 3.9 以上的电脑") == 2


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse(check_program(), feature_version=(3, 9))
    names = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    names |= {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    assert {each.split(".")[0] for each in names} <= sys.stdlib_module_names
