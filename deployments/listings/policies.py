"""`mubiao policies`: the settings that the standard leaves to the agency; 未设定 if not set."""

from collections.abc import Iterator

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, ListedRows, Listing, counted
from deployments.text_table import table
from models.ledger.policies import list_policies
from models.rules.policy import SETTINGS, meant
from models.rules.setting import PolicySource

USAGE = """
没有默认的，未设定时不计算、不限期；“1+6+N”按标准。设定：
mubiao act set_policy --key 设定 --value 内容 --basis 依据 --valid-from 生效日期"""


def _after(_session: Session, found: ListedRows) -> Iterator[str]:
    """Yield how many they are, an example of a value for each setting that has none, then how a setting is made."""
    yield counted(found.rows)
    unset = [SETTINGS[row["key"]] for row in found.rows if row["value"] is None]
    cells = [[each.key, each.example, meant(each)] for each in unset]
    if cells:
        listed = table(("设定", "内容的示例", "即"), cells, whole=(0,), wrapped=(1, 2))
        yield f"\n未设定的，内容可以这样写：\n\n{listed}"
    yield USAGE


LISTING = Listing(
    "policies",
    "机构设定",
    "标准留给机构设定的内容。例：mubiao policies；设定：mubiao act set_policy --key appeal_lodging_days …",
    list_policies,
    (
        Column("设定", "key", kept=True),
        Column("名称", "name", wrapped=True),
        Column("条款", "clause"),
        Column("内容", "words", wrapped=True),
        Column("生效", "valid_from", kept=True),
        Column("来源", "source", PolicySource),
        Column("依据", "basis", wrapped=True),
    ),
    none="没有设定。",
    filters=(Filter("everything", "包括以前的设定", option="all"),),
    after=_after,
)
