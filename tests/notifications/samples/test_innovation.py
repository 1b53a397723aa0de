"""Notices about a project of 创新项目评选: each step says what became of it and why."""

from __future__ import annotations

import pytest

from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.innovation import STEPS


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_an_office_reads_what_became_of_its_project_and_why(number: int) -> None:
    _, result, why = STEPS[number]
    rendered = render("innovation_step", SAMPLES["innovation_step"][number])
    assert rendered.subject == f"【创新项目】2026-3“公路养护进度“一图通览””：{result}"
    assert f"您单位申报的创新项目2026-3“公路养护进度“一图通览””：{result}，请核对。" in rendered.text.splitlines()
    assert f"说明：{why}。" in rendered.text.splitlines()
    assert result in rendered.html
    assert result in rendered.markdown
