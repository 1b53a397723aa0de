"""考评设定: what the agency sets for the year-end appraisal is read and written as one value (1-8)."""

import pytest

from models.rules.appraisal_settings import CUT_OFF, GRADE_QUOTAS, INDIVIDUAL_RATIOS, OF_APPRAISAL
from models.rules.policy import SETTINGS, find_setting, read_value, say_value, write_value
from models.rules.setting import Setting


@pytest.mark.parametrize("setting", OF_APPRAISAL, ids=lambda setting: setting.key)
def test_each_setting_is_found_and_reads_what_it_writes(setting: Setting) -> None:
    assert SETTINGS[setting.key] is find_setting(setting.name) is setting
    stored = read_value(setting, setting.example)
    assert read_value(setting, write_value(setting, stored)) == stored


def test_none_of_them_has_a_default() -> None:
    assert {say_value(setting, None) for setting in OF_APPRAISAL} == {"未设定"}


@pytest.mark.parametrize(
    ("setting", "raw"),
    [(CUT_OFF, "1月30日"), (GRADE_QUOTAS, "优秀60%、良好50%、其余合格"), (INDIVIDUAL_RATIOS, "优秀101%")],
)
def test_a_value_outside_its_bounds_is_refused(setting: Setting, raw: str) -> None:
    with pytest.raises(ValueError, match=r"早于1月31日|合计110%|不超过100%"):
        read_value(setting, raw)
