"""`mubiao policies`: every setting with its value, or 未设定; `set_policy` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.text_table import width
from models.rules.policy import SETTINGS
from tests.deployments.tables import read_table

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao

SET = ("act", "set_policy", "--basis", "黔目标办〔2026〕5号", "--on", "2026-03-05")


def test_a_missing_setting_is_shown_as_unset(line: Mubiao) -> None:
    rows = [row.split() for row in line.done("policies").splitlines()[2:9]]
    assert [(row[0], row[-1]) for row in rows] == [
        ("negative_points", "未设定"),
        ("restoring", "未设定"),
        ("appeal_lodging_days", "未设定"),
        ("appeal_answer_days", "未设定"),
        ("appeal_ruling_days", "未设定"),
        ("urgent_inspection_days", "未设定"),
        ("poverty_relief_least", "未设定"),
    ]


def test_each_unset_setting_has_an_example_that_can_be_typed(line: Mubiao) -> None:
    said = line.done("policies")
    assert max(map(width, said.splitlines())) <= 100
    examples = said.partition("未设定的，内容可以这样写：")[2]
    assert all(f"\n{each.key} " in examples for each in SETTINGS.values())
    rows = [row.split() for row in examples.splitlines()]
    assert ["appeal_lodging_days", "10", "10个工作日"] in rows
    assert ["leader_least", "3", "3人"] in rows
    line.done(*SET, "--key", "leader_least", "--value", "4")
    assert "leader_least" not in line.done("policies", "--on", "2026-03-05").partition("未设定的，内容")[2]


def test_the_help_of_the_act_has_the_same_examples(line: Mubiao) -> None:
    text = line.done("act", "set_policy", "--help")
    assert "\n内容（--value）随设定而定，示例：\n" in text
    assert "\n  urgent_inspection_days  紧急核查下达后核查签字的时限：5（5个工作日）\n" in text
    assert all(f"\n  {each.key}  {each.name}：" in text for each in SETTINGS.values())
    assert "示例：" not in line.done("act", "withdraw_discipline", "--help")


def test_a_setting_is_listed_with_its_day_source_and_basis(line: Mubiao) -> None:
    line.done(*SET, "--key", "negative_points", "--value", "-2")
    row = read_table(line.done("policies", "--on", "2026-03-05"))[0]
    assert row[2:] == ["1-2.23", "每项-2分", "2026-03-05", "机构设定", "黔目标办〔2026〕5号"]


def test_a_table_of_points_is_given_as_json(line: Mubiao) -> None:
    value = '{"一般": ["-1", "-2"], "重点项目": "-4"}'
    line.done(*SET, "--key", "negative_points", "--value", value, "--valid-from", "2026-01-01")
    line.done(*SET, "--key", "negative_points", "--value=-3", "--valid-from", "2026-02-01")
    held, *rest = line.json("policies", "--on", "2026-03-05")
    assert (held["value"], held["valid_from"], held["source"]) == ({"ordinary": ["-3"]}, "2026-02-01", "local")
    assert [row["value"] for row in rest] == [None] * (len(SETTINGS) - 1)
    everything = line.json("policies", "--all")
    assert [row["words"] for row in everything[:2]] == ["第1次-1分，第2次起-2分；重点项目每项-4分", "每项-3分"]


def test_a_wrong_value_is_refused_with_what_may_be_written(line: Mubiao) -> None:
    text = line.refused(*SET, "--key", "restoring", "--value", "一半")
    assert text.strip() == "“设定机构规则”未执行：“内容”（--value）“一半”应为：全部恢复、不恢复，或恢复的比例，如50%。"
