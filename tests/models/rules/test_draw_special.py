"""专项核查的抽样: two words are taken, by label or value; another one is refused (3-4.4)."""

import pytest

from models.rules.draw_special import DRAW_SPECIAL
from models.rules.policy import read_value, say_value


@pytest.mark.parametrize(("written", "stored"), [("当场抽取", "at_once"), ("committed", "committed")])
def test_a_label_and_a_value_are_read(written: str, stored: str) -> None:
    assert read_value(DRAW_SPECIAL, written) == stored
    assert say_value(DRAW_SPECIAL, stored) in {"当场抽取", "承诺后抽取"}


def test_another_word_is_refused() -> None:
    with pytest.raises(ValueError, match="“抽签”应为：当场抽取、承诺后抽取"):
        read_value(DRAW_SPECIAL, "抽签")
