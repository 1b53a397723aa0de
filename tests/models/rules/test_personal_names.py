"""A person of the roster has one spelling."""

import pytest

from models.rules.errors import Refused
from models.rules.personal_names import bare_name, check_apart, check_name, one_spelling, operator_in

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


def test_a_name_of_one_person_is_taken() -> None:
    check_name("买买提·艾力")


@pytest.mark.parametrize(
    "names", [["王文", "王 文"], ["中鼎/王文", "王文"], ["甲/王文", "乙/王\u200b文", "王文"], ["王文", "王文（评估）"]]
)
def test_4_3_people_of_one_name_are_not_proved_to_be_several(names: list[str]) -> None:
    with pytest.raises(Refused, match=f"所写的{len(names)}人都叫“王文”"):
        check_apart(names)


@pytest.mark.parametrize("names", [[], ["王文"], ["王文", "李天"], ["中鼎/王文", "王文", "李天"]])
def test_others_are(names: list[str]) -> None:
    check_apart(names)


@pytest.mark.parametrize(
    "name",
    ["王文", "中鼎/王文", "王文（评估）", "王文(女)", "王文【二】", "王文2", "王文A", "王文同志", "王 文-", "王—文"],
)
def test_what_people_add_to_a_name_makes_no_other_person(name: str) -> None:
    assert bare_name(name) == "王文"


@pytest.mark.parametrize(
    "name", ["王文副处长", "王文省长", "常务副省长王文", "王文副书记同志", "经办人：王文", "核对人王文", "王文秘书长"]
)
def test_an_office_is_no_part_of_a_name(name: str) -> None:
    assert bare_name(name) == "王文"


@pytest.mark.parametrize(
    "name",
    [
        "王文一级主任科员",
        "王文二级巡视员",
        "王文巡视员",
        "王文四级调研员",
        "王文市长",
        "王文副州长",
        "王文司长",
        "王文股长",
        "王文干事",
        "王文办事员",
        "王文经理",
        "王文二处",
        "三处王文",
        "二处副处长王文同志",
    ],
)
def test_a_rank_and_a_room_are_no_part_of_a_name(name: str) -> None:
    assert bare_name(name) == "王文"


@pytest.mark.parametrize("name", ["王文长", "李科", "王二处", "张处", "林秘", "周专", "王长文", "陈省"])
def test_a_name_with_such_a_character_stays_whole(name: str) -> None:
    assert bare_name(name) == name


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("王省长", "王省长"),
        ("书记", "书记"),
        ("买买提·艾力", "买买提艾力"),
        ("John Smith", "john smith"),
        ("老师", "老师"),
        ("（二）", "(二)"),
    ],
)
def test_a_name_is_not_shortened_to_nothing(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("hand", "expected"),
    [
        ("王文（本机账户 root）", ("王文", "root")),
        ("王文（评估）（本机账户 wang.wen）", ("王文（评估）", "wang.wen")),
        ("root", ("root", "")),
        ("王文（评估）", ("王文（评估）", "")),
    ],
)
def test_an_operator_is_read_as_a_block_records_him(hand: str, expected: tuple[str, str]) -> None:
    assert operator_in(hand) == expected
