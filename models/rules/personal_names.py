"""姓名: one spelling for each person of a roster, so that no one counts as two (4.3)."""

import re
from collections.abc import Collection
from unicodedata import normalize

from models.rules.errors import FieldRefused, Refused
from models.rules.plain_text import without_unseen

BLANKS = re.compile(r"\s+")
IDEOGRAPH = "\u3400-\u9fff\U00020000-\U0003ffff"
PADDING = re.compile(f"(?<=[{IDEOGRAPH}·]) | (?=[{IDEOGRAPH}·])")  # 张 三 fills a column of a list
ADDED_MARKS = re.compile(f"(?<=[{IDEOGRAPH}])[\u0300-\u036f\u20d0-\u20ff]+")  # no ideograph has any
DOTS = re.compile(f"(?<=[{IDEOGRAPH}]) ?[•‧∙⋅・･.] ?(?=[{IDEOGRAPH}])")  # 买买提·艾力 as others write it
RADICALS = re.compile("[\u2e80-\u2eff]")  # ⻢ looks like 马 and is another character
IN_BRACKETS = re.compile(r"[(\[{<【〔〈《].*")  # 王文(评估), NFKC makes brackets narrow
NOT_OF_A_NAME = re.compile(f"[^{IDEOGRAPH}]+")
LED = "[省市州县区旗乡镇村部厅局处科股所站队庭会社台馆院校司署组]长"
LEADS = f"(?:{LED}|秘书长|书记|常委|委员|主席|主任|专员|总?经理|董事长)"
RANKED = "(?:[一二三四]级)?(?:主任科员|科员|调研员|巡视员|警长|高级警长|主办|督办)"
OFFICES = f"(?:(?:代理|常务)?副?(?:{LEADS}|{RANKED}|办事员|干事|秘书|主管|参事))"
LEARNED = "(?:副?(?:教授|研究员)|博士|院士|专家|(?:高级|正高级)?工程师)"
ROOMS = "[一二三四五六七八九十][处科室]"
ADDRESSES = re.compile(f"(?:同志|先生|女士|老师|{LEARNED}|{OFFICES}|{ROOMS})+$")
BEFORE = re.compile(f"^(?:经办人|录入人|核对人|复核人|{OFFICES}|{ROOMS})+")
ACCOUNT_MARK = "本机账户"  # before the account of an operator who states another name
IN_LISTS = "/|、,;"  # between a third party and its person, or between people


def one_spelling(name: str) -> str:
    """Return a name without what is not seen of it: invisible characters, blanks between Chinese ones, wide letters.

    The dot inside a name has one form.
    """
    seen = ADDED_MARKS.sub("", without_unseen(normalize("NFKC", without_unseen(name))))
    return PADDING.sub("", DOTS.sub("·", BLANKS.sub(" ", seen).strip()))


def check_name(name: str, field: str = "name") -> None:
    """Raise FieldRefused if the name in `field` would be divided by a list, is empty, or only looks like another."""
    if mark := next((each for each in name if each in IN_LISTS), ""):
        raise FieldRefused(f"姓名“{name}”含有“{mark}”，一次只登记一人，只写姓名。", field)
    if radical := RADICALS.search(name):
        raise FieldRefused(f"姓名“{name}”中的“{radical[0]}”是部首符号，不是汉字，请改用同样的汉字录入。", field)
    if not name:
        raise FieldRefused("姓名不能为空。", field)


def bare_name(name: str) -> str:
    """Return a name without what people add to it: a third party before it, brackets, numbers, an address, an office.

    王文(评估), 王文2, 王文副处长 and 省长王文 are 王文. A name without Chinese characters keeps its letters, in
    small ones.
    """
    spelled = one_spelling(name.rpartition("/")[2])
    plain = NOT_OF_A_NAME.sub("", IN_BRACKETS.sub("", spelled))
    shortened = ADDRESSES.sub("", BEFORE.sub("", plain))
    return (shortened if len(shortened) > 1 else plain) or spelled.casefold()


def check_apart(names: Collection[str]) -> None:
    """4.3: raise Refused if several people, named with or without their third party, all have one name.

    They may be one person who is on the roster twice, also under a name with an addition; where two are asked for,
    that is not proved.
    """
    bare = {bare_name(name) for name in names}
    if len(names) > 1 and len(bare) == 1:
        raise Refused(f"所写的{len(names)}人都叫“{bare.pop()}”，不能确认是不同的人，请另定一人参加（4.3）。")


def operator_in(hand: str) -> tuple[str, str]:
    """Return name and account of an operator as a block records him; the account is empty if it is the name."""
    name, mark, account = hand.removesuffix("）").partition(f"（{ACCOUNT_MARK} ")
    return (name, account) if mark else (hand, "")
