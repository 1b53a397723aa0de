"""Notices about the adjustment of a target: what changes, who consented, and what each audience does."""

from __future__ import annotations

from typing import Any

import pytest

from models.rules.kinds import AdjustmentGround
from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES
from notifications.samples.adjustments import LATER_DATES, LESS, NO_DAY, REWORDED
from notifications.samples.parts import DEPARTMENT, ROAD

FILED, RETURNED = SAMPLES["adjustment_filed"][0], SAMPLES["adjustment_returned"][0]
BACK = {"from": "2026-12-31", "to": "2026-10-31"}


def filed(audience: str = "office", /, **otherwise: Any) -> Rendered:
    return render("adjustment_filed", dict(FILED) | {"audience": audience, "payload": FILED["payload"] | otherwise})


def returned(audience: str = "office", /, **otherwise: Any) -> Rendered:
    return render(
        "adjustment_returned", dict(RETURNED) | {"audience": audience, "payload": RETURNED["payload"] | otherwise}
    )


@pytest.mark.parametrize(
    ("changes", "deadline", "words"),
    [
        ([LESS], NO_DAY, "数量由120改为86"),
        ([REWORDED], NO_DAY, "绩效要求由“新建农村公路120公里”改为“新建农村公路86公里，改造危桥12座”"),
        ([LESS], LATER_DATES, "数量由120改为86；完成时限由2026年10月31日（周六）改为2026年12月31日（周四）"),
        ([], BACK, "完成时限由2026年12月31日（周四）改为2026年10月31日（周六）"),
        ([], {"from": "", "to": "2026-12-31"}, "完成时限由无改为2026年12月31日（周四）"),
        ([], {"from": "2026-12-31", "to": ""}, "完成时限由2026年12月31日（周四）改为无"),
        ([["单位", "公里", "千米"], LESS], NO_DAY, "单位由公里改为千米；数量由120改为86"),
        ([], NO_DAY, "内容不在此显示"),
    ],
)
def test_the_change_is_told_from_the_old_to_the_new(changes: list[Any], deadline: dict[str, str], words: str) -> None:
    rendered = filed(changes=changes, deadline=deadline)
    assert f"调整内容：{words}。" in rendered.text.splitlines()
    assert words in rendered.html
    assert rendered.markdown.endswith(f"起生效。{words}。")
    assert f"恢复内容：{words}。" in returned(changes=changes, deadline=deadline).text.splitlines()


@pytest.mark.parametrize(("length", "stored"), [(119, 119), (120, 120), (121, 119), (400, 119)])
def test_long_words_are_cut_at_a_hundred_and_twenty(length: int, stored: int) -> None:
    text = filed(changes=[["绩效要求", "长" * length, "短"]], deadline=NO_DAY).text
    assert f"由“{'长' * stored}{'…' if stored < length else ''}”改为“短”" in text


@pytest.mark.parametrize(
    ("audience", "first"),
    [
        ("agency", f"请核对{DEPARTMENT}报备的“{ROAD}”第1次调整，自2026年7月3日（周五）起生效。"),
        ("office", f"请自2026年7月3日（周五）起按调整后的要求执行“{ROAD}”，第1次调整已报备案。"),
        ("head", f"请知悉：“{ROAD}”第1次调整已报备案，自2026年7月3日（周五）起生效。"),
    ],
)
def test_each_audience_reads_its_own_first_sentence(audience: str, first: str) -> None:
    rendered = filed(audience)
    assert first in rendered.text.splitlines()
    assert first.rstrip("。") in rendered.html


@pytest.mark.parametrize(
    ("audience", "subject"),
    [
        ("agency", f"【调整备案】{DEPARTMENT}报备“{ROAD}”目标调整"),
        ("office", f"【调整备案】“{ROAD}”目标调整自7月3日（周五）起生效"),
        ("head", f"【调整备案】“{ROAD}”目标调整自7月3日（周五）起生效"),
    ],
)
def test_only_the_agency_reads_in_the_subject_who_files(audience: str, subject: str) -> None:
    assert filed(audience).subject == subject
    assert (DEPARTMENT in filed(audience).markdown) == (audience == "agency")


@pytest.mark.parametrize("audience", ["agency", "office", "head"])
def test_both_consents_are_named_with_day_and_document(audience: str) -> None:
    lines = filed(audience).text.splitlines()
    assert "主要领导同意：王建国，2026年6月29日（周一），签字页1f9c0d3ab812" in lines
    assert "分管省领导同意：赵立，2026年7月1日（周三），省签〔2026〕31号" in lines
    assert "调整依据：《目标管控》6.1.7，报部门主要领导和分管省领导同意后备案。" in lines


@pytest.mark.parametrize("ground", AdjustmentGround)
def test_the_ground_of_the_adjustment_comes_with_its_reason(ground: AdjustmentGround) -> None:
    rendered = filed(ground=ground.label, reason="任务调减")
    assert f"调整事由：{ground.label}。任务调减。" in rendered.text.splitlines()
    assert "任务调减" not in rendered.markdown


@pytest.mark.parametrize(
    ("audience", "last"),
    [
        ("agency", "要做什么：核对印证材料和同意文件；不齐全的，写明原因退回补正。"),
        ("office", "已开启的填报仍按原要求，此后开启的按新要求。"),
        ("head", "已开启的填报仍按原要求，此后开启的按新要求。"),
    ],
)
def test_each_audience_reads_what_to_do_next(audience: str, last: str) -> None:
    assert filed(audience).text.splitlines()[-1] == last


@pytest.mark.parametrize("number", [1, 2, 11])
def test_the_number_of_the_adjustment_stands_in_both_notices(number: int) -> None:
    for rendered in (filed(number=number), returned(number=number)):
        assert f"第{number}次调整" in rendered.text
        assert f"第{number}次调整" in rendered.markdown


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ("office", "要做什么：按退回原因补正后再报备案；备案前按原要求执行。"),
        ("head", "提请关注：补正后再报备案，备案之日起按新要求执行。"),
    ],
)
def test_a_returned_adjustment_says_why_and_what_counts_until_then(audience: str, words: str) -> None:
    rendered = returned(audience)
    assert "退回原因：缺分管省领导签批件，请补正。" in rendered.text.splitlines()
    assert rendered.text.splitlines()[-1] == words
    assert "自7月8日（周三）起恢复原要求" in rendered.markdown


def test_hostile_words_of_a_change_are_escaped_once() -> None:
    rendered = filed(changes=[["绩效要求", "<i>旧</i>", "新&老"]], deadline=NO_DAY)
    assert "绩效要求由“<i>旧</i>”改为“新&老”。" in rendered.text
    assert "&lt;i&gt;旧&lt;/i&gt;" in rendered.html
    assert "新&amp;老" in rendered.html
    assert "&amp;lt;" not in rendered.html
    assert "&amp;amp;" not in rendered.html
