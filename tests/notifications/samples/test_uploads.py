"""Notices about the cloud of targets: opened, warned, cleared, missing, delegated (7.5)."""

from __future__ import annotations

from typing import Any

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.parts import ROAD

CLAUSE = "《目标管控》7.5"


def render_sample(kind: str, number: int = 0, /, **otherwise: Any) -> Rendered:
    sample = SAMPLES[kind][number]
    return render(kind, dict(sample) | {"payload": sample["payload"] | otherwise})


def test_an_office_reads_for_which_project_it_uploads_by_when() -> None:
    rendered = render_sample("upload_opened")
    assert rendered.subject == f"【目标云】2026年4月目标云上传“{ROAD}”，请于4月25日（周六）前上传"
    assert "建议4月24日（周五）前办结。" in rendered.text
    assert "图片和视频应为当月拍摄。" in rendered.text


@pytest.mark.parametrize(
    ("number", "asked", "to_do"), [(0, "请认定", "核对后认定预警属实"), (1, "请补正", "按要求补欠完成")]
)
def test_a_warning_asks_the_agency_to_judge_and_an_office_to_mend(number: int, asked: str, to_do: str) -> None:
    rendered = render_sample("upload_warned", number)
    assert rendered.subject == f"【目标云预警】“{ROAD}”2026年4月预警2项，{asked}"
    assert rendered.text.splitlines()[-1].startswith(f"要做什么：{to_do}")
    assert rendered.markdown == f"**“{ROAD}”2026年4月预警2项**，{asked}。"
    for words in (rendered.text, rendered.html):
        assert to_do in words


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("warnings", [1, 2, 12])
def test_every_warning_is_numbered_in_the_mail_and_only_counted_by_the_robot(number: int, warnings: int) -> None:
    rendered = render_sample(
        "upload_warned", number, warnings=[f"第{each}张图片重复" for each in range(1, warnings + 1)]
    )
    assert rendered.text.count("张图片重复。") == rendered.html.count("张图片重复。") == warnings
    assert f"{warnings}. 第{warnings}张图片重复。" in rendered.text.splitlines()
    assert f"预警{warnings}项" in rendered.subject
    assert "图片" not in rendered.markdown


@pytest.mark.parametrize("progress", ["0", "12.5", "100"])
def test_the_declared_progress_is_given_in_percent(progress: str) -> None:
    rendered = render_sample("upload_warned", progress=progress)
    assert f"实施进度（{progress}%）" in rendered.text
    assert f"实施进度（{progress}%）" in rendered.html


def test_a_cleared_warning_names_the_warnings_and_the_reason() -> None:
    rendered = render_sample("upload_cleared", warnings=["图片重复"], reason="同一机位拍摄！")
    assert rendered.subject == f"【目标云】“{ROAD}”2026年4月预警已消除，无需补正"
    assert rendered.text.splitlines()[2:] == ["1. 图片重复。", "原因：同一机位拍摄！", f"依据：{CLAUSE}。"]


@pytest.mark.parametrize(("projects", "left"), [(1, 0), (8, 0), (9, 1), (60, 52)])
def test_a_robot_names_eight_missing_projects_and_counts_the_rest(projects: int, left: int) -> None:
    rendered = render_sample("uploads_missing", uploads=[f"第{number}标段" for number in range(projects)])
    assert rendered.subject == f"【目标云缺报】2026年4月，{projects}个重点项目未上传实施进度"
    assert rendered.markdown.count("标段") == projects - left
    assert (f"另有{left}项未列出。" in rendered.markdown) == bool(left)
    assert rendered.text.count("标段") == rendered.html.count("标段") == projects


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, f"请自2026年4月20日（周一）起每月上传“{ROAD}”的实施进度"),
        (1, f"“{ROAD}”的实施进度自2026年4月20日（周一）起不再由您单位上传"),
    ],
)
def test_a_delegation_and_its_end_say_since_when(number: int, words: str) -> None:
    rendered = render_sample("upload_delegated", number)
    assert rendered.subject == f"【目标云】{words}"
    assert rendered.markdown == f"**目标云**：{words}。"
    for rendering in (rendered.text, rendered.html):
        assert words in rendering


@pytest.mark.parametrize(("number", "work"), [(0, True), (1, False)])
def test_only_a_delegation_gives_work(number: int, *, work: bool) -> None:
    rendered = render_sample("upload_delegated", number)
    assert ("要做什么：每月25日前上传当月实施进度和当月拍摄的图片、视频。" in rendered.text) == work
    assert ("您单位无需办理。" in rendered.text) != work
    assert ("原因：项目已移交。" in rendered.text.splitlines()) != work


def test_one_project_of_three_months_is_one_project() -> None:
    rows = [f"2026年{month}月：{ROAD}" for month in (4, 5, 6)]
    rendered = render_sample("uploads_missing", periods="2026年4月、5月、6月", projects=1, uploads=rows)
    assert rendered.subject == "【目标云缺报】2026年4月、5月、6月，1个重点项目共3次未上传实施进度"
    for words in (rendered.text, rendered.html, rendered.markdown):
        assert "1个重点项目共3次未按时上传实施进度" in words
        assert all(row[:8] in words for row in rows)


@pytest.mark.parametrize("kind", ["upload_warned", "upload_cleared", "upload_delegated"])
def test_a_long_project_is_cut_in_the_subject_and_whole_in_the_mail(kind: str) -> None:
    project = "新建改建农村公路和桥梁隧道" * 4
    rendered = render_sample(kind, project=project)
    assert f"“{project[:23]}…”" in rendered.subject
    assert project in rendered.text
    assert project in rendered.html


@pytest.mark.parametrize("kind", ["upload_warned", "upload_cleared", "uploads_missing", "upload_opened"])
def test_every_notice_of_the_cloud_names_its_clause(kind: str) -> None:
    rendered = render_sample(kind)
    assert CLAUSE in rendered.text
    assert CLAUSE in rendered.html
