"""Notices about a project of 创新项目评选: each step says what became of it and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.innovation import STEPS, innovation_samples
from notifications.samples.parts import context_of


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_an_office_reads_what_became_of_its_project_and_why(number: int) -> None:
    _, result, why = STEPS[number]
    rendered = render("innovation_step", SAMPLES["innovation_step"][number])
    assert rendered.subject == f"【创新项目】2026-3“公路养护进度“一图通览””：{result}"
    assert f"您单位申报的创新项目2026-3“公路养护进度“一图通览””：{result}，请核对。" in rendered.text.splitlines()
    assert f"说明：{why}。" in rendered.text.splitlines()
    assert result in rendered.html
    assert result in rendered.markdown


DAY = date(2026, 11, 20)


def rendered(**change: str) -> Any:
    usual: dict[str, Any] = {
        "project": "2026-3",
        "name": "一次办",
        "result": "入围",
        "why": "2026年11月18日专家初评，5人评审",
    }
    return render("innovation_step", context_of("office", DAY, **usual | change))


def test_a_name_in_marks_of_html_is_shown_and_not_obeyed() -> None:
    made = rendered(name="<script>alert(1)</script>", why="<b>属实</b>")
    assert "<script>" not in made.html
    assert "<b>属实" not in made.html
    assert "&lt;script&gt;" in made.html
    assert "<script>alert(1)</script>" in made.text


@pytest.mark.parametrize("name", ["一次办\n抄送：全体", "一次办\r\nBcc: x@example.org", "一次办\u2028第二行"])
def test_a_name_of_several_lines_stays_in_one(name: str) -> None:
    made = rendered(name=name)
    assert len(made.subject.splitlines()) == 1
    assert not any(line.startswith(("抄送", "Bcc", "第二行")) for line in made.text.splitlines())


def test_a_long_name_is_cut_and_the_result_is_still_read() -> None:
    made = rendered(name="办" * 200)
    assert "…" in made.subject
    assert "入围" in made.subject
    assert made.text.splitlines()[1].endswith("”：入围，请核对。")
    assert "办" * 61 not in made.text


@pytest.mark.parametrize(
    ("why", "line"), [("重复。", "说明：重复。"), ("重复", "说明：重复。"), ("重复！", "说明：重复！")]
)
def test_a_reason_ends_with_one_full_stop(why: str, line: str) -> None:
    assert line in rendered(why=why).text.splitlines()


def test_each_notice_says_what_to_do_and_by_which_rule() -> None:
    for context in innovation_samples()["innovation_step"]:
        text = render("innovation_step", context).text
        assert "要做什么：属实的，不需要做什么；有误的，请立即告知管理机构。" in text.splitlines()
        assert "依据：《总则》2.16。" in text.splitlines()


def test_the_samples_show_every_end_of_a_project() -> None:
    assert [result for _, result, _ in STEPS] == ["已申报", "已撤回", "入围", "未入围", "一等奖", "未获奖"]
    assert all(date.fromisoformat(day).year == 2026 and why for day, _, why in STEPS)
