"""Pydantic's errors in words that the person who filled in the form understands."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.contact import LiaisonNamed
from models.intake.cycle import CycleHeld
from models.intake.duty import UrgingDone
from models.intake.faults import complain
from models.intake.inspection import ThirdPartyNamed
from models.intake.meeting import MeetingHeld
from models.intake.negative_list import Rechecked
from models.intake.report import ReportGiven
from models.intake.yearly import TieDecided

NO_FIELD = "没有这个字段，可填：department（部门）、period（期间）、lines（填报内容）、reason（代录原因）。"
REPORT = {"department": "SJYT", "period": "2026-03"}
TIE = {"year": 2026, "reason": "会议", "number": "1号", "dated": "2027-01-18", "evidence": ["纪要.pdf"]}
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (ReportGiven, REPORT, "“填报内容”必填。"),
    (
        LiaisonNamed,
        {"department": "D", "name": "李明", "mobile": "138"},
        "“手机”格式不对，手机号应为11位数字，固定电话前写区号，如0851-85360001。",
    ),
    (
        ThirdPartyNamed,
        {"name": "中鼎", "credit_code": "123", "qualification": "甲级", "independence": "独立"},
        "“统一社会信用代码”格式不对，应为18位数字和大写字母（不含I、O、S、V、Z）。",
    ),
    (TieDecided, {**TIE, "grades": [{"department": "D001", "grade": "一等奖"}]}, "“各部门的等次”至少写2项。"),
    (ReportGiven, {**REPORT, "lines": "无"}, "“填报内容”应为列表。"),
    (
        ReportGiven,
        {**REPORT, "lines": [{"target": "T", "progress": 101}]},
        "“填报内容”第1项（目标T）的进度“101”应在0到100之间；超额完成的，须另填完成数量。",
    ),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": "多"}]}, "“填报内容”第1项“进度”不是数字。"),
    (
        ReportGiven,
        {**REPORT, "lines": [{"target": "T", "progress": "多", "status": "快了"}, 1]},
        (
            "“填报内容”第1项“进度”不是数字；“填报内容”第1项“状态”“快了”不在可选范围内，"
            "可填：已完成、进行中、未开展、受阻；“填报内容”第2项应为{…}形式的内容。"
        ),
    ),
    (
        UrgingDone,
        {"urging": 1.5, "outcome": "", "replaced_by": "飞鸽"},
        "“催办任务编号”不是整数；“结果或原因”不能为空；“改用方式”“飞鸽”不在可选范围内，可填：电话询问、发函、实地催办。",
    ),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": 1}], "period": ""}, "“期间”不能为空。"),
    (
        ReportGiven,
        {**REPORT, "lines": [{"target": "T", "progress": None}], "period": "2026-13"},
        (
            "“期间”“2026-13”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）；"
            "“填报内容”第1项“进度”不是数字。"
        ),
    ),
    (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": 1}], "x": 1}, f"“x”{NO_FIELD}"),
    (
        ReportGiven,
        {**REPORT, "lines": [{"target": "T", "progress": 1, "x": 1}]},
        "“填报内容”第1项“x”没有这个字段，可填：target（目标编号）、indicator（指标编号）、progress（进度）、status（状态）、quantity（完成数量）、remark（说明）。",
    ),
    (
        CycleHeld,
        {"cycle": "monthly_check", "reason": "改革", "from": "昨天"},
        "“起始日期”不是有效日期，应为2026-06-30这样的写法。",
    ),
    (Rechecked, {"target": "T", "passed": False, "found": "否"}, "复查未通过须定新的整改时限，通过则不填。"),
]


@pytest.mark.parametrize(("form", "data", "words"), WRONG)
def test_a_fault_names_the_field_and_the_error(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    assert complain(error.value, form) == words


def test_all_faults_are_reported_at_once() -> None:
    with pytest.raises(ValidationError) as error:
        MeetingHeld.model_validate({"department": "SJYT", "period": "2026Q1", "held_on": "2026-02-30"})
    assert complain(error.value, MeetingHeld).count("；") == 4
    assert "“召开日期”不是有效日期" in complain(error.value, MeetingHeld)


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (
            ThirdPartyNamed,
            {"name": "中鼎", "credit_code": "91520000214430099U", "independence": "独立"},
            "“资质”（--qualification）必填。",
        ),
        (ReportGiven, {**REPORT, "lines": [{"target": "T"}]}, "“填报内容”（--lines）第1项“进度”必填。"),
        (
            CycleHeld,
            {"cycle": "m", "reason": "改革", "from": "昨"},
            "“起始日期”（--from）不是有效日期，应为2026-06-30这样的写法。",
        ),
        (
            Rechecked,
            {"target": "T", "passed": False, "found": "否"},
            "复查未通过须定新的整改时限，通过则不填（--new-limit）。",
        ),
        (
            UrgingDone,
            {"outcome": "已电话"},
            "请写催办任务编号，或者写部门和事项，两者只写一种（--urging、--department、--duty）。",
        ),
        (ReportGiven, {**REPORT, "lines": [{"target": "T", "progress": 1}], "x": 1}, f"“x”{NO_FIELD}"),
    ],
)
def test_for_the_command_line_each_field_is_named_with_its_option(
    form: type[BaseModel], data: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    assert complain(error.value, form, options=True) == words
