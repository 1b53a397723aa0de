"""`mubiao signer-changes`: what was entered of heads and leaders and waits for a second person (A49b)."""

from datetime import date

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing
from models.ledger.account.signer_changes import list_signer_changes
from models.rules.states import SignerChangeState


def _none(_session: Session, _day: date, *, done: bool) -> str:
    return f"没有{'' if done else '待确认的'}签字人变更。"


LISTING = Listing(
    "signer-changes",
    "签字人变更",
    "签字人变更：主要领导、分管省领导的登记和账号，待第二人确认的。例：mubiao signer-changes --all",
    list_signer_changes,
    (
        Column("编号", "serial", kept=True),
        Column("变更", "words", wrapped=True),
        Column("任免文件", lambda row: f"{row['paper']['paper']}（{row['paper']['paper_date']}）"),
        Column("录入", "entered_by"),
        Column("状态", "state", SignerChangeState, kept=True),
        Column("确认或退回", "closed_by"),
    ),
    none=_none,
    filters=(Filter("done", "也列已确认的和已退回的", option="all"),),
)
