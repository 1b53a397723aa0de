"""Pydantic's complaints in words that the person who filled in the form understands."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.acts import MeetingHeld, Rechecked, ReportGiven
from models.intake.faults import complain
from models.intake.pauses import CycleHeld

REPORT = {"department": "SJYT", "period": "2026-03"}
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (ReportGiven, REPORT, "“填报内容”必填。"),
    (ReportGiven, {**REPORT, "lines": "无"}, "“填报内容”应为列表。"),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": 101}]}, "“填报内容”第1项“进度”不能大于100。"),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": "多"}]}, "“填报内容”第1项“进度”不是数字。"),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": 1}], "period": ""}, "“期间”不能为空。"),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": 1}], "x": 1}, "“x”没有这个字段。"),
    (
        CycleHeld,
        {"cycle": "monthly_check", "reason": "改革", "from": "昨天"},
        "“起始日期”不是有效日期，应为2026-06-30这样的写法。",
    ),
    (Rechecked, {"target": "T", "passed": False, "found": "否"}, "复查未通过须定新的整改时限，通过则不填。"),
]


@pytest.mark.parametrize(("form", "said", "words"), WRONG)
def test_a_fault_names_the_field_and_says_what_is_wrong(
    form: type[BaseModel], said: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as error:
        form.model_validate(said)
    assert complain(error.value, form) == words


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as error:
        MeetingHeld.model_validate({"department": "SJYT", "period": "2026Q1", "held_on": "2026-02-30"})
    assert complain(error.value, MeetingHeld).count("；") == 4
    assert "“召开日期”不是有效日期" in complain(error.value, MeetingHeld)
