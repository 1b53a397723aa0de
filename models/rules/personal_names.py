"""姓名: one spelling for each name; a person is a row of a roster, and an equal name is a remark (4.3)."""

import re
from collections import Counter
from collections.abc import Iterable
from unicodedata import normalize

from models.rules.errors import FieldRefused
from models.rules.plain_text import without_unseen

BLANKS = re.compile(r"\s+")
IDEOGRAPH = "\u3400-\u9fff\U00020000-\U0003ffff"
PADDING = re.compile(f"(?<=[{IDEOGRAPH}·]) | (?=[{IDEOGRAPH}·])")  # 张 三 fills a column of a list
ADDED_MARKS = re.compile(f"(?<=[{IDEOGRAPH}])[\u0300-\u036f\u20d0-\u20ff]+")  # no ideograph has any
DOTS = re.compile(f"(?<=[{IDEOGRAPH}]) ?[•‧∙⋅・･.] ?(?=[{IDEOGRAPH}])")  # 买买提·艾力 as others write it
RADICALS = re.compile("[\u2e80-\u2eff]")  # ⻢ looks like 马 and is another character
NUMBER = re.compile(r"\d{4,}\)", re.ASCII)  # what tells two people of one name apart, with its bracket
ACCOUNT_MARK = "本机账户"  # before the account of an operator who states another name
PAGE_ACCOUNT = "网页账号"  # before the number of the account of a person who is signed in at the page
HAND = re.compile(f"(.*?)（(?:{ACCOUNT_MARK} (.*)|({PAGE_ACCOUNT}\\d+))）", re.DOTALL)
NUMBERED = "姓名后写工号或电话后四位，如王文（0213）"
NAMESAKE = f"另有同名的人，{NUMBERED}。"
# What a page or a workbook could take for something else than a name, and what is no name but an address.
NO_SIGN = re.compile("[<>=]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ADDRESS = re.compile(
    r"@|://|\bwww\.|\S\.(?:com|cn|net|org|gov|edu)\b|[\w-]{2}\.(?-i:[a-z]{2})", re.IGNORECASE | re.ASCII
)
IN_LISTS = "/|、,;"  # between a third party and its person, or between people


def one_spelling(name: str) -> str:
    """Return a name without what is not seen of it: invisible characters, blanks between Chinese ones, wide letters.

    The dot inside a name has one form.
    """
    seen = ADDED_MARKS.sub("", without_unseen(normalize("NFKC", without_unseen(name))))
    return PADDING.sub("", DOTS.sub("·", BLANKS.sub(" ", seen).strip()))


def check_name(name: str, field: str = "name") -> None:
    """Raise FieldRefused if the name in `field` would be divided by a list, is empty, or only looks like another."""
    if fault := sign_fault(name):
        raise FieldRefused(f"{fault}。", field)
    if mark := next((each for each in name if each in IN_LISTS), ""):
        raise FieldRefused(f"姓名“{name}”含有“{mark}”，一次只登记一人，只写姓名。", field)
    if radical := RADICALS.search(name):
        raise FieldRefused(f"姓名“{name}”中的“{radical[0]}”是部首符号，不是汉字，请改用同样的汉字录入。", field)
    if not name:
        raise FieldRefused("姓名不能为空。", field)


def sign_fault(name: str) -> str:
    """Return what in a name, or in a list of names, is no part of one: `<`, `=`, a control sign, an address; or empty.

    Wide characters count as what they stand for.
    """
    seen = normalize("NFKC", name)
    if found := NO_SIGN.search(seen):
        sign = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
        return f"姓名中不能有“{sign}”，请只写姓名"
    if ADDRESS.search(seen):
        return f"“{seen}”是网址或者邮箱，不是姓名，请只写姓名"
    return ""


def is_one_person(one: str, other: str) -> bool:
    """Return whether two names are equal but for what is in brackets, unless two different numbers stand there."""
    (first, _, of_first), (second, _, of_second) = (one_spelling(each).partition("(") for each in (one, other))
    return first == second and not (
        NUMBER.fullmatch(of_first) and NUMBER.fullmatch(of_second) and of_first != of_second
    )


def namesakes_in(names: Iterable[str]) -> str:
    """Return a remark about people of one name, apart from the number in brackets that tells them apart; else empty."""
    bare = [name.partition("(")[0] for name in names]
    counted = Counter(name.casefold() for name in bare)
    same = "、".join(dict.fromkeys(name for name in bare if counted[name.casefold()] > 1))
    return f"有同名的“{same}”，请核对是不同的人。" if same else ""


def account_in_words(account: str) -> str:
    """Return an account as a block records it: 本机账户 root, or 网页账号2."""
    return account if account.startswith(PAGE_ACCOUNT) else f"{ACCOUNT_MARK} {account}"


def operator_in(hand: str) -> tuple[str, str]:
    """Return name and account of an operator as a block records him; the account is empty if it is the name."""
    found = HAND.fullmatch(hand)
    return (found[1], found[2] or found[3]) if found else (hand, "")
