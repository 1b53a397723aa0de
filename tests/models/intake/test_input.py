"""A text that may be left out is left out too if it is only spaces: they are no reason."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import Field, ValidationError

from models.intake.input import Input, Text


class Asked(Input):
    """An act that asks for a text, and takes a reason."""

    said: Text = Field(default="无", title="内容")
    reason: str = Field(default="", title="原因")
    unit: str = Field(title="单位")
    on: date | None = None


@pytest.mark.parametrize("spaces", ["", " ", "\t", "\n", "　", "  \r\n "])
def test_spaces_are_no_reason(spaces: str) -> None:
    assert Asked(unit="公里", reason=spaces).reason == ""


@pytest.mark.parametrize("reason", ["复核更正", " 复核更正 ", "第1次"])
def test_a_reason_stays_as_it_was_written(reason: str) -> None:
    assert Asked(unit="公里", reason=reason).reason == reason


@pytest.mark.parametrize("sign", ["—", "/", "。。", "?!"])
def test_a_reason_of_signs_is_refused(sign: str) -> None:
    with pytest.raises(ValidationError, match="没有文字或数字，请写明"):
        Asked(unit="公里", reason=sign)


def test_characters_that_cannot_be_seen_are_refused() -> None:
    with pytest.raises(ValidationError, match="只有看不见的字符"):
        Asked(unit="公里", reason="\u200b")


def test_a_text_that_is_asked_for_is_not_left_out_by_spaces() -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        Asked(unit="公里", said=" ")
    assert Asked(unit=" ").unit == " "


def test_a_unit_may_be_a_sign_and_an_unknown_field_is_refused() -> None:
    assert Asked(unit="%").unit == "%"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Asked(unit="%", units="%")  # type: ignore[call-arg]
