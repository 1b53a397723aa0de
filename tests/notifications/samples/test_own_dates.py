"""The notices of 目标到期: what is due when, how it is answered, and the list of dates that had passed before."""

from __future__ import annotations

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES


def rendered(kind: str, number: int = 0) -> Rendered:
    return render(kind, SAMPLES[kind][number])


def test_the_office_reads_what_is_due_and_how_to_answer() -> None:
    found = rendered("opened_target_due")
    assert found.subject == "【目标到期】“新建农村公路120公里”，请于6月30日（周二）前填报已完成"
    assert "目标到期“新建农村公路120公里”期限为2026年6月30日（周二），还有10个工作日。" in found.text
    assert (
        "请填所附回复表（或在月度检查、季度自查中填报已完成），并附印证材料，以收到齐全的日期认定是否按时。"
        in found.text
    )
    assert "期限依据：《总则》2.7、2.9，目标或指标自定的完成时限" in found.text


def test_a_leaf_is_named() -> None:
    assert "目标到期“农村供水保障（指标1-2）”" in rendered("opened_target_due", 1).text


def test_the_agency_reads_the_list_of_dates_that_had_passed() -> None:
    found = rendered("target_dates_passed")
    assert found.subject == "【目标到期】23项目标的完成时限早已过去，没有开启到期事项，请核对"
    assert "1. 省交通运输厅：新建农村公路120公里，完成时限2026年1月31日" in found.text
    assert "其余21项见 mubiao targets。" in found.text


@pytest.mark.parametrize("kind", ["reminder", "overdue"])
def test_reminders_say_which_day_counts(kind: str) -> None:
    found = [render(kind, each) for each in SAMPLES[kind] if each["duty"]["key"] == "target_due"]
    assert found
    assert all("目标到期“" in each.text for each in found)
    if kind == "overdue":
        assert "以收到申报已完成和印证材料的日期认定是否按时。" in found[0].text
