"""Quotations inside quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.quotes import nested


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("“实施“黔菜出山”工程”没有上传", "“实施‘黔菜出山’工程”没有上传"),
        ("““黔菜出山””已登记", "“‘黔菜出山’”已登记"),
        ("“甲“乙“丙”乙”甲”", "“甲‘乙“丙”乙’甲”"),
        ("“““”””", "“‘“”’”"),
        ("“实施‘黔菜出山’工程”没有上传", "“实施‘黔菜出山’工程”没有上传"),
        ("“实施“黔菜‘出山’”工程”", "“实施‘黔菜“出山”’工程”"),
        ("‘甲“乙”’", "‘甲“乙”’"),
        ("“甲‘乙”丙’", "“甲‘乙”丙’"),
        ("“月份”“三月”无法识别", "“月份”“三月”无法识别"),
        ("“甲“乙”", "“甲“乙”"),
        ("甲”乙“丙", "甲”乙“丙"),
        ("“甲“乙”\n“甲“乙””", "“甲“乙”\n“甲‘乙’”"),
        ("", ""),
    ],
)
def test_what_is_quoted_inside_a_quotation_stands_in_single_quotes(words: str, said: str) -> None:
    assert nested(words) == said


@given(st.text(st.sampled_from("“”甲\n")))
def test_nothing_but_quotation_marks_is_changed_and_a_second_time_nothing(words: str) -> None:
    said = nested(words)
    assert said.translate(str.maketrans("‘’", "“”")) == words
    assert nested(said.replace("‘", "").replace("’", "")).count("‘") == 0


@given(st.text(st.sampled_from("“”‘’甲\n")))
def test_what_was_changed_once_is_not_changed_again(words: str) -> None:
    assert nested(nested(words)) == nested(words)
    assert nested(words).translate(str.maketrans("‘’", "“”")) == words.translate(str.maketrans("‘’", "“”"))
