"""Quotations inside quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.quotes import nested


@pytest.mark.parametrize(
    ("words", "text"),
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
def test_a_quotation_inside_a_quotation_gets_single_quotes(words: str, text: str) -> None:
    assert nested(words) == text


@given(st.text(st.sampled_from("“”甲\n")))
def test_only_quotation_marks_change_and_a_second_call_changes_nothing(words: str) -> None:
    result = nested(words)
    assert result.translate(str.maketrans("‘’", "“”")) == words
    assert nested(result) == result


@given(st.text(st.sampled_from("“”‘’甲\n")))
def test_a_second_call_changes_nothing_for_any_marks(words: str) -> None:
    assert nested(nested(words)) == nested(words)
    assert nested(words).translate(str.maketrans("‘’", "“”")) == words.translate(str.maketrans("‘’", "“”"))
