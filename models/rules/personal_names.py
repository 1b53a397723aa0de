"""姓名: one spelling for each person of a roster, so that no one counts as two (4.3)."""

import re
from unicodedata import normalize

from models.rules.errors import Refused

UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
BLANKS = re.compile(r"\s+")
PADDING = re.compile(r"(?<=[\u3400-\u9fff·]) | (?=[\u3400-\u9fff·])")  # 张 三 fills a column of a list
IN_LISTS = "/|、,;"  # between a third party and its person, or between people


def one_spelling(name: str) -> str:
    """Return a name without invisible characters, blanks between Chinese characters and wide Latin letters."""
    return PADDING.sub("", BLANKS.sub(" ", UNSEEN.sub("", normalize("NFKC", name))).strip())


def check_name(name: str) -> None:
    """Raise Refused for a name that a list or a key would divide, or that is empty."""
    if mark := next((each for each in name if each in IN_LISTS), ""):
        raise Refused(f"姓名“{name}”含有“{mark}”，一次只登记一人，只写姓名。")
    if not name:
        raise Refused("姓名不能为空。")
