"""The form of `set_policy`: all errors at once, a value of the setting's type (A11, A14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.policy import PolicySet
from models.ledger.acts import find_act, read_input
from models.rules.errors import Refused
from models.rules.setting import PolicySource

if TYPE_CHECKING:
    from collections.abc import Mapping

SAID = {"key": "appeal_lodging_days", "value": "10", "basis": "黔目标办〔2026〕5号"}


def refused(data: Mapping[str, Any]) -> str:
    with pytest.raises(Refused) as refusal:
        read_input(find_act("set_policy"), data)
    return refusal.value.message


def test_a_value_is_stored_as_its_setting_parses_it() -> None:
    result = PolicySet.model_validate(SAID)
    assert (result.value, result.valid_from, result.origin) == (10, None, PolicySource.LOCAL)


def test_the_source_of_a_value_can_be_given() -> None:
    result = PolicySet.model_validate(SAID | {"origin": "标准条文", "valid_from": "2026-05-01"})
    assert (result.origin, result.valid_from) == (PolicySource.CLAUSE, date(2026, 5, 1))


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    assert refused(SAID | {"value": "两周"}) == "“设定机构规则”未执行：“内容”“两周”不是工作日数，应为1到366的整数。"


def test_an_unknown_setting_is_refused_with_those_there_are() -> None:
    result = refused(SAID | {"key": "bonus"})
    assert result.startswith(
        "“设定机构规则”未执行：“设定”没有名为“bonus”的设定，可设定的有：负面清单记分（negative_points）、"
    )


@pytest.mark.parametrize("field", SAID)
def test_a_setting_has_its_value_and_its_basis(field: str) -> None:
    assert "必填" in refused({name: value for name, value in SAID.items() if name != field})
