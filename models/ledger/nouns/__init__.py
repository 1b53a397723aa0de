"""The nouns of the ledger: each kind of record with its natural key and what its digest covers."""

from collections.abc import Iterator, Mapping

from models.ledger.nouns.noun import Noun, noun_of
from models.records import TABLE_INDEX


class Nouns(Mapping[str, Noun]):
    """The nouns by their tables, in the order of their files. Each is made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Noun] = {}

    def __getitem__(self, table: str) -> Noun:
        """Return the noun of a table. Raises KeyError if it has none."""
        if not TABLE_INDEX[table].rows:
            raise KeyError(table)
        if table not in self._made:
            self._made[table] = noun_of(table)
        return self._made[table]

    def __iter__(self) -> Iterator[str]:
        """Yield all tables with a noun."""
        return (each.table for each in TABLE_INDEX.values() if each.rows)

    def __len__(self) -> int:
        return sum(1 for _ in self)


NOUNS: Mapping[str, Noun] = Nouns()
# Tables without a noun of their own.
OTHER_TITLES: Mapping[str, str] = {
    "account_place": "账号的部门",
    "attachment": "消息的附件",
    "attempt": "投递尝试",
    "block": "台账",
    "chain_head": "台账末块",
    "delivery": "投递",
    "draft_indicator": "目标草案的指标",
    "evidence_store": "印证材料存放处",
    "inbox_state": "收件箱状态",
    "last_run": "最近运行",
    "negative_list_line": "负面清单的行",
    "submission_line": "报审的行",
    "office": "部门目标办",
    "page_draft": "网页暂存",
    "page_draft_file": "网页暂存的文件",
    "page_session": "网页登录",
    "password": "口令（密）",
    "recipient": "收件地址",
    "report_leaf": "填报的指标",
    "report_line": "填报的行",
    "seal": "封存",
    "sealed_answer_key": "回复码密钥（密）",
    "sealed_rating": "省领导评价（密）",
    "sealed_secret": "密数",
    "send_turn": "发送频次",
    "stranger_mail": "陌生来信",
    "target_department": "责任部门",
    "target_draft_department": "目标草案的责任部门",
    "transition": "变动",
    "unregistered_mail": "未登记的来信",
}


def title_of(table: str) -> str:
    """Return what people call a row of a table."""
    return NOUNS[table].title if table in NOUNS else OTHER_TITLES[table]
