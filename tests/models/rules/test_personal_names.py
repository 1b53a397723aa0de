"""A person of the roster has one spelling."""

import pytest

from models.rules.errors import Refused
from models.rules.personal_names import (
    check_name,
    is_one_person,
    namesakes_in,
    one_spelling,
    operator_in,
    sign_fault,
)

UNSEEN = (
    "\u200b", "\ufeff ", "\u00ad", "\u200e", "\u202e", "\u2066", "\u2061", "\u061c", "\u00a0", "\u180e", "\u3164",
    "\u115f", "\uffa0", "\u2800", "\u034f", "\ufe0f", "\U000e0100", "\U000e0041", "\ufffc",
    "\b", "\u0301", "\u20dd", "\u2028",
)  # fmt: skip


@pytest.mark.parametrize("name", ["王文", " 王文 ", "王 文", "王　文", "王⽂", *(f"王{char}文" for char in UNSEEN)])
def test_every_spelling_of_a_name_is_one(name: str) -> None:
    assert one_spelling(name) == "王文"


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("买买提·艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("Ｗａｎｇ", "Wang"),
        ("王A 甲", "王A甲"),
        ("𠮷 𠮷", "𠮷𠮷"),
    ],
)
def test_other_names_keep_what_makes_them(name: str, spelled: str) -> None:
    assert one_spelling(name) == spelled


@pytest.mark.parametrize("dot", "·•‧∙⋅・･.．")
def test_the_dot_inside_a_name_has_one_form(dot: str) -> None:
    assert one_spelling(f"买买提{dot}艾力") == one_spelling(f"买买提 {dot} 艾力") == "买买提·艾力"


def test_a_letter_keeps_its_mark_and_its_dot() -> None:
    assert one_spelling("Jose\u0301 St. Clair") == "José St. Clair"


def test_a_radical_that_looks_like_a_character_is_refused() -> None:
    with pytest.raises(Refused, match="“⻢”是部首符号"):
        check_name("⻢文")


@pytest.mark.parametrize("name", ["中鼎/王文", "王|文", "王文、李天", "王文,李天", "王文;李天", ""])
def test_a_name_that_names_no_one_or_more_than_one_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="姓名"):
        check_name(name)


NO_NAMES = {
    "<b>张三": "“<”",
    "=HYPERLINK(1)": "“=”",
    "＝1+1": "“=”",
    "张\a三": "“U+0007”",
    "张\u202e三": "“U+202E”",
    "zhang@gz.gov.cn": "网址或者邮箱",
    "https://gz": "网址或者邮箱",
    "张三 www.gz": "网址或者邮箱",
    "张三.cn": "网址或者邮箱",
    "张三evil.top": "网址或者邮箱",
    "bit.ly张三": "网址或者邮箱",
}


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_sign_or_an_address_is_no_part_of_a_name(name: str) -> None:
    assert NO_NAMES[name] in sign_fault(name)
    with pytest.raises(Refused, match="请只写姓名"):
        check_name(name)


@pytest.mark.parametrize("name", ["张三", "李明(0213)", "买买提·艾力", "J.R.Smith", "Jean-Pierre", "张三、李四；王五"])
def test_what_people_are_called_has_no_fault(name: str) -> None:
    assert sign_fault(name) == ""


def test_a_name_of_one_person_is_taken() -> None:
    check_name("买买提·艾力")


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (["王文", "李天"], ""),
        (["王文", "王文处长"], ""),
        (["王文", "李天", "王文"], "王文"),
        (["王文", "王文(0213)"], "王文"),
        (["Li Ming", "LI MING"], "Li Ming、LI MING"),
        (["王文(1)", "李天(1)", "王文(2)", "李天(2)"], "王文、李天"),
    ],
)
def test_4_3_people_of_one_name_are_named_and_not_refused(names: list[str], same: str) -> None:
    assert namesakes_in(names) == (f"有同名的“{same}”，请核对是不同的人。" if same else "")


@pytest.mark.parametrize(
    ("hand", "expected"),
    [
        ("王文（本机账户 root）", ("王文", "root")),
        ("王文（评估）（本机账户 wang.wen）", ("王文（评估）", "wang.wen")),
        ("王文（网页账号12）", ("王文", "网页账号12")),
        ("root", ("root", "")),
        ("王文（评估）", ("王文（评估）", "")),
    ],
)
def test_an_operator_is_read_as_a_block_records_him(hand: str, expected: tuple[str, str]) -> None:
    assert operator_in(hand) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张平", "张　平（省委）", True),
        ("张平(0213)", "张平", True),
        ("张平(0213)", "张平（0213）", True),
        ("张平(0213)", "张平(0377)", False),
        ("张平(0213)", "张平(省委)", True),
        ("张平", "省长张平", False),
    ],
)
def test_names_are_of_one_person_unless_two_numbers_tell_them_apart(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a case
    assert is_one_person(one, other) is same
