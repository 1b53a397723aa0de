"""姓名: one spelling for each person of a roster, so that no one counts as two (4.3)."""

import re
from collections.abc import Collection
from unicodedata import normalize

from models.rules.errors import Refused
from models.rules.plain_text import without_unseen

BLANKS = re.compile(r"\s+")
IDEOGRAPH = "\u3400-\u9fff\U00020000-\U0003ffff"
PADDING = re.compile(f"(?<=[{IDEOGRAPH}·]) | (?=[{IDEOGRAPH}·])")  # 张 三 fills a column of a list
ADDED_MARKS = re.compile(f"(?<=[{IDEOGRAPH}])[\u0300-\u036f\u20d0-\u20ff]+")  # no ideograph has any
DOTS = re.compile(f"(?<=[{IDEOGRAPH}]) ?[•‧∙⋅・･.] ?(?=[{IDEOGRAPH}])")  # 买买提·艾力 as others write it
RADICALS = re.compile("[\u2e80-\u2eff]")  # ⻢ looks like 马 and is another character
ACCOUNT_MARK = "本机账户"  # before the account of an operator who states another name
IN_LISTS = "/|、,;"  # between a third party and its person, or between people


def one_spelling(name: str) -> str:
    """Return a name without what is not seen of it: invisible characters, blanks between Chinese ones, wide letters.

    The dot inside a name has one form.
    """
    seen = ADDED_MARKS.sub("", without_unseen(normalize("NFKC", without_unseen(name))))
    return PADDING.sub("", DOTS.sub("·", BLANKS.sub(" ", seen).strip()))


def check_name(name: str) -> None:
    """Raise Refused for a name that a list or a key would divide, that is empty, or that only looks like another."""
    if mark := next((each for each in name if each in IN_LISTS), ""):
        raise Refused(f"姓名“{name}”含有“{mark}”，一次只登记一人，只写姓名。")
    if radical := RADICALS.search(name):
        raise Refused(f"姓名“{name}”中的“{radical[0]}”是部首符号，不是汉字，请改用同样的汉字录入。")
    if not name:
        raise Refused("姓名不能为空。")


def check_apart(names: Collection[str]) -> None:
    """4.3: raise Refused if several people, named with or without their third party, all have one name.

    They may be one person who is on the roster twice; where two are asked for, that is not proved.
    """
    spelled = {one_spelling(name.rpartition("/")[2]) for name in names}
    if len(names) > 1 and len(spelled) == 1:
        raise Refused(f"所写的{len(names)}人都叫“{spelled.pop()}”，不能确认是不同的人，请另定一人参加（4.3）。")
