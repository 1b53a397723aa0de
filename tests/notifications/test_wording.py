"""Lists in a notice; the other words are tested with the samples (test_samples.py)."""

from __future__ import annotations

from notifications.wording import naming, numbered, rest


def test_a_list_is_numbered_and_its_lines_may_be_shortened() -> None:
    assert numbered(["甲", "乙丙丁"]) == "1. 甲\n2. 乙丙丁"
    assert numbered(["甲乙丙"], 2) == "1. 甲…"
    assert numbered([]) == ""


def test_a_list_says_what_it_leaves_out() -> None:
    assert rest(["甲"] * 7, 5) == "另有2项未列出。"
    assert rest(["甲"] * 7, 5, "个部门") == "另有2个部门未列出。"
    assert rest(["甲"] * 5, 5) == ""


def test_a_duty_names_its_first_targets_and_says_how_many_there_are() -> None:
    assert naming(["甲", "乙"], 2) == "甲、乙。"
    assert naming(["甲", "乙"], 9) == "甲、乙等9项。"
    assert naming([], 0) == ""
