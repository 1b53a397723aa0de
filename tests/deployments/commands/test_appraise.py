"""`mubiao appraise --with`: totals, places and grades before and after, and nothing changed (1-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.score.appraisal import PAPER, RECORDED, appraise

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ON = ("--year", "2026", "--on", "2027-03-01")


@pytest.fixture
def four(founded_line: Mubiao, anyone: Acting, tmp_path: Path) -> Acting:
    """Four departments with complete totals."""
    assert founded_line.database
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4")
    return appraise(anyone, str(tmp_path / "结果.pdf"), D001="90", D002="80", D003="70", D004="60")


@pytest.fixture
def wish(tmp_path: Path) -> str:
    """Half of the departments have the first prize."""
    file = tmp_path / "设定.toml"
    file.write_text('grade_quotas = "一等奖50%、其余三等奖"\n', "utf-8")
    return str(file)


def test_who_would_move_is_listed_and_nothing_is_changed(
    founded_line: Mubiao, four: Acting, wish: str, sql: Sql
) -> None:
    assert four.day.year == 2027
    blocks = sql.value("SELECT count(*) FROM block")
    said = founded_line.done("appraise", *ON, "--with", wish).splitlines()
    assert [row.split() for row in said[2:6]] == [
        ["D001", "第001厅", "96.10", "96.10", "1", "1", "一等奖", "一等奖"],
        ["D002", "第002厅", "95.80", "95.80", "2", "2", "二等奖", "一等奖", "变动"],
        ["D003", "第003厅", "95.50", "95.50", "3", "3", "二等奖", "三等奖", "变动"],
        ["D004", "第004厅", "95.20", "95.20", "4", "4", "三等奖", "三等奖"],
    ]
    assert said[6:] == [
        "改后会变动的2个，共4个部门；只是试算，没有作任何改动。",
        "试用的设定：单位等次比例，一等奖50%、其余三等奖。",
    ]
    assert sql.value("SELECT count(*) FROM block") == blocks
    assert "一等奖25%" in founded_line.done("policies")


def test_the_same_as_json(founded_line: Mubiao, four: Acting, wish: str) -> None:
    assert four.day.year == 2027
    found = founded_line.json("appraise", *ON, "--with", wish)
    assert (found["year"], found["settings"]) == (2026, {"grade_quotas": "一等奖50%、其余三等奖"})
    assert [each["moved"] for each in found["departments"]] == [False, True, True, False]
    second = found["departments"][1]
    assert (second["before"]["grade"], second["after"]["grade"], second["after"]["exact"]) == (
        "二等奖",
        "一等奖",
        "479/5",
    )
    assert found["missing"] == {"before": [], "after": []}


def test_what_would_be_missing_is_said(founded_line: Mubiao, four: Acting, tmp_path: Path) -> None:
    assert four.day.year == 2027
    (tmp_path / "缺.toml").write_text('unit_classes = "乙类"\n', "utf-8")
    said = founded_line.done("appraise", *ON, "--with", str(tmp_path / "缺.toml")).splitlines()
    assert said[-1] == "改后还缺：“第001厅”、“第002厅”、“第003厅”等4个部门登记的“甲类”不在设定的单位类别中。"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('grade_quotas = "一等奖90%、二等奖20%、其余三等奖"\n', "比例合计110%，不得超过100%"),
        ('letterhead = "默认"\n', "不是考评的设定"),
        ("grade_quotas\n", "不是有效的TOML"),
    ],
)
def test_a_file_that_cannot_hold_is_refused_in_one_sentence(
    founded_line: Mubiao, tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "错.toml").write_text(content, "utf-8")
    told = founded_line.refused("appraise", *ON, "--with", str(tmp_path / "错.toml"))
    assert words in told
    assert told.count("\n") == 1


def test_without_a_file_it_is_wrong_usage(founded_line: Mubiao) -> None:
    assert "--with" in founded_line.refused("appraise", *ON, code=2)


def test_without_departments_there_is_a_sentence(founded_line: Mubiao, wish: str) -> None:
    assert founded_line.done("appraise", *ON, "--with", wish).startswith("该年度没有纳入考评的部门。")


def test_who_has_no_grade_and_no_total_is_shown_so(
    founded_line: Mubiao, four: Acting, wish: str, tmp_path: Path
) -> None:
    why: dict[str, Any] = {"kind": "取消", "reason": "一票否决", "basis": "办法第十三条"}
    paper = PAPER | {"evidence": str(tmp_path / "结果.pdf")}
    four.take("departments", {"编码": "D005", "名称": "第005厅", "生效日期": "2026-06-01"})
    for code in ("D001", "D005"):
        four.do("appraise_without_grade", department=code, year=2026, **why, **paper)
    said = [row.split() for row in founded_line.done("appraise", *ON, "--with", wish).splitlines()]
    assert said[2] == ["D001", "第001厅", "96.10", "96.10", "不定等次", "不定等次"]
    assert said[6] == ["D005", "第005厅", "未设定", "未设定", "不定等次", "不定等次"]


def test_a_setting_that_is_tried_as_it_is_moves_no_department(
    founded_line: Mubiao, four: Acting, tmp_path: Path
) -> None:
    assert four.day.year == 2027
    (tmp_path / "同.toml").write_text('grade_quotas = "一等奖25%、二等奖50%、其余三等奖"\n', "utf-8")
    found = founded_line.json("appraise", *ON, "--with", str(tmp_path / "同.toml"))
    assert [each["moved"] for each in found["departments"]] == [False] * 4
    assert [each["before"] == each["after"] for each in found["departments"]] == [True] * 4


def test_what_is_missing_now_and_what_would_be_are_said_apart(
    founded_line: Mubiao, four: Acting, wish: str, tmp_path: Path
) -> None:
    four.do("set_policy", key="grade_quotas", value="未设定", basis="6号", valid_from="2026-02-01")
    said = founded_line.done("appraise", *ON, "--with", wish).splitlines()
    assert said[-1] == "现在还缺：单位等次比例（grade_quotas）未设定。"
    (tmp_path / "缺.toml").write_text('unit_classes = "未设定"\n', "utf-8")
    found = founded_line.json("appraise", *ON, "--with", str(tmp_path / "缺.toml"))
    assert found["missing"] == {
        "before": ["单位等次比例（grade_quotas）未设定"],
        "after": ["单位类别（unit_classes）未设定", "单位等次比例（grade_quotas）未设定"],
    }


def test_two_settings_are_tried_together_and_both_are_said(founded_line: Mubiao, four: Acting, tmp_path: Path) -> None:
    assert four.day.year == 2027
    content = 'unit_classes = "甲类、丙类"\ngrade_quotas = "一等奖100%、其余三等奖"\n'
    (tmp_path / "两项.toml").write_text(content, "utf-8")
    said = founded_line.done("appraise", *ON, "--with", str(tmp_path / "两项.toml")).splitlines()
    assert {row.split()[7] for row in said[2:6]} == {"一等奖"}
    assert sorted(said[7:]) == [
        "试用的设定：单位等次比例，一等奖100%、其余三等奖。",
        "试用的设定：单位类别，甲类、丙类。",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "中没有设定，每行写一项"),
        ('grade_quotas = "其余三等奖"\n"单位等次比例" = "其余三等奖"\n', "写了两次"),
        ("unknown = 1\n", "“unknown”不是考评的设定，可写："),
    ],
)
def test_a_refused_file_changes_nothing(
    founded_line: Mubiao, four: Acting, tmp_path: Path, sql: Sql, content: str, words: str
) -> None:
    assert four.day.year == 2027
    (tmp_path / "错.toml").write_text(content, "utf-8")
    before = sql.rows(RECORDED)
    told = founded_line.refused("appraise", *ON, "--with", str(tmp_path / "错.toml"))
    assert words in told
    assert sql.rows(RECORDED) == before


def test_a_file_that_there_is_not_is_refused(founded_line: Mubiao, tmp_path: Path) -> None:
    assert "没有.toml" in founded_line.refused("appraise", *ON, "--with", str(tmp_path / "没有.toml"))
