"""Options typed in wide characters are the options that were meant; other words stay."""

import pytest

from deployments.typed_words import plain_words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("－－overdue", "--overdue"),
        ("——overdue", "--overdue"),
        ("—overdue", "--overdue"),
        ("–-held-on", "--held-on"),
        ("－－ｈｅｌｄ－ｏｎ", "--held-on"),
        ("--held－on", "--held-on"),
        ("－o", "-o"),
        ("－－period＝2026年3月", "--period=2026年3月"),
        ("--reason＝，", "--reason=，"),
    ],
)
def test_an_option_in_wide_characters_is_that_option(typed: str, meant: str) -> None:
    assert plain_words(["owed", typed, "——"]) == ["owed", meant, "——"]


@pytest.mark.parametrize(
    "word", ["--overdue", "-o", "--reason=，", "——整改", "－5", "—", "——A类 项目", "文字", "", "--", "-", "[－1]"]
)
def test_any_other_word_stays(word: str) -> None:
    assert plain_words([word]) == [word]
