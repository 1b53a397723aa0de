"""The list of acts by topic, and the fields of one act: every line fits the screen."""

from __future__ import annotations

import re

import pytest

from deployments.commands.act_help import TOPICS, format_act, format_acts, listed_acts, suggest_act, wrap
from deployments.text_table import width
from models.ledger.acts import ACTS, find_act


def test_the_list_has_every_act_once_under_its_topic() -> None:
    text = format_acts()
    lines = text.splitlines()
    assert max(map(width, lines)) <= 100
    named = [line.split()[0] for line in lines if re.match(r"[a-z_]+ ", line)]
    assert sorted(named) == sorted(act.name for act in listed_acts())
    topics = [line for line in lines if line in TOPICS.values()]
    assert topics == [words for words in TOPICS.values() if words in topics]
    assert text.index("\n负面清单和整改\n") < text.index("\nset_limit ") < text.index("\n申诉\n")


def test_every_room_of_the_ledger_has_a_topic() -> None:
    """Only acts that lie in no room, and what a sheet alone offers, belong to 其他."""
    rooms = {act.body.__module__.split(".")[2] for act in listed_acts() if act.body.__module__.count(".") > 2}
    assert rooms - set(TOPICS) == {"agency_sheet"}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_the_fields_of_every_act_fit_the_screen(name: str) -> None:
    act = find_act(name)
    text = format_act(act)
    assert max(map(width, text.splitlines())) <= 100
    form = act.form
    fields = {(each.alias or key).replace("_", "-"): each for key, each in form.model_fields.items()} if form else {}
    assert [each for each in fields if f"\n  --{each}  " not in text] == []
    assert [
        each for each in fields if fields[each].is_required() and not re.search(rf"--{each}  .*（必填）", text)
    ] == []


def test_a_field_is_shown_with_its_values_and_default() -> None:
    text = format_act(ACTS["record_finding"])
    assert "  --conclusion  核查结论（必填）：符合目标要求、未按质按量完成、无法核实\n" in text
    assert "  --way  核查途径（可以不写，默认现场）：现场、在线、暗访、目标云、目标到期\n" in text
    assert "monthly_check、" in format_act(ACTS["pause_cycle"])
    assert "没有要填的内容。" in format_act(ACTS["watch_liaisons"])
    assert "mubiao import" in format_act(ACTS["import_targets"])


def test_a_long_text_is_wrapped_between_words() -> None:
    lines = list(wrap("甲" * 48 + "abcde、" + "乙" * 3))
    assert lines == ["甲" * 48, "    abcde、乙乙乙"]
    assert list(wrap("甲" * 50 + "，")) == ["甲" * 48, "    甲甲，"]


@pytest.mark.parametrize(("name", "found"), [("submit_reprt", "submit_report"), ("填报检查", "submit_report")])
def test_the_nearest_act_is_suggested(name: str, found: str) -> None:
    assert f"“{found}”" in suggest_act(name)
    assert suggest_act("zzzzzz") == ""
