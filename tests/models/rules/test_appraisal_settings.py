"""The settings of the appraisal: none has a default, each names its clause, and each may hold for a year that ended."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.faults import complain
from models.intake.policy import PolicySet
from models.rules.appraisal_settings import (
    CUT_OFF,
    GRADE_QUOTAS,
    INDIVIDUAL_RATIOS,
    INNOVATION_ABSENT,
    INNOVATION_PRIZES,
    LEADER_LEAST,
    LEADER_SCALE,
    OF_APPRAISAL,
    SURVEY_GROUP_WEIGHTS,
)
from models.rules.points import UNSET
from models.rules.policy import SETTINGS, find_setting, read_value, say_value, write_value
from models.rules.setting import Setting

BASIS = "黔目标办〔2026〕30号"
every_setting = pytest.mark.parametrize("setting", OF_APPRAISAL, ids=lambda each: each.key)


def fault(key: str, value: str) -> str:
    """Return the words with which a value is refused."""
    with pytest.raises(ValidationError) as refused:
        PolicySet(key=key, value=value, basis=BASIS)
    return complain(refused.value, PolicySet)


@every_setting
def test_each_is_a_setting_of_the_agency_by_key_and_by_title(setting: Setting) -> None:
    assert SETTINGS[setting.key] is find_setting(setting.key) is find_setting(setting.name) is setting


@every_setting
def test_each_may_hold_from_a_day_that_has_passed_because_the_year_is_appraised_after_it(setting: Setting) -> None:
    assert not setting.prospective
    assert setting.clause.startswith("1-")


@every_setting
def test_each_can_be_unset_and_is_written_as_it_is_read(setting: Setting) -> None:
    assert (read_value(setting, UNSET), say_value(setting, None)) == (None, UNSET)
    stored = read_value(setting, setting.example.partition("（")[0])
    assert read_value(setting, write_value(setting, stored)) == stored


def test_a_scale_without_values_is_refused_with_an_example() -> None:
    assert fault(LEADER_SCALE.key, "好、较好、一般、差") == (
        "“内容”“好、较好、一般、差”应为0–100，或写明各等次和它的分值（0至100，一个等次只写一次），如："
        "好：100、较好：85、一般：70、差：50。"
    )


def test_a_least_number_under_three_is_refused_with_the_reason() -> None:
    assert fault(LEADER_LEAST.key, "2") == "“内容”“2”应为3至99的整数：少于3人的平均会透露个人的评价。"


def test_a_scale_of_marks_and_one_of_words_are_said_in_words() -> None:
    marks, words = (read_value(LEADER_SCALE, raw) for raw in ("百分制", "好100、差50"))
    assert (say_value(LEADER_SCALE, marks), say_value(LEADER_SCALE, words)) == ("0–100", "好：100、差：50")


def test_points_of_prizes_that_rise_are_refused_with_an_example() -> None:
    rising = "一等奖1、二等奖2、三等奖1、鼓励奖0"
    assert fault(INNOVATION_PRIZES.key, rising) == (
        f"“内容”“{rising}”中低的等次不能多于高的等次，如：一等奖3、二等奖2、三等奖1、鼓励奖0.5。"
    )


def test_what_an_absent_unit_has_is_one_of_two() -> None:
    assert fault(INNOVATION_ABSENT.key, "平均分") == "“内容”“平均分”不在可选范围内，可填：0分、不计。"
    assert say_value(INNOVATION_ABSENT, read_value(INNOVATION_ABSENT, "0")) == "0分"


def test_weights_of_groups_that_do_not_sum_are_refused_with_their_sum() -> None:
    assert fault(SURVEY_GROUP_WEIGHTS.key, "人大代表60%、社会公众50%") == "“内容”各群体的权重合计110%，应为100%。"


@pytest.mark.parametrize(
    ("setting", "raw"),
    [(CUT_OFF, "1月30日"), (GRADE_QUOTAS, "一等奖60%、二等奖50%、其余三等奖"), (INDIVIDUAL_RATIOS, "优秀101%")],
)
def test_a_value_outside_its_bounds_is_refused(setting: Setting, raw: str) -> None:
    with pytest.raises(ValueError, match=r"早于1月31日|合计110%|不超过100%"):
        read_value(setting, raw)
