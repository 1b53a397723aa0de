"""`mubiao notices`: notices, how each ended and its delivery; `--untold`: those to phone about."""

from typing import Any

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing
from models.ledger.duty.held import held_notices
from models.ledger.jurisdiction import home
from models.ledger.messages import list_notices
from models.ledger.notice_ends import untold_notices
from models.records.notice import MessageState
from models.rules.duties import Audience
from models.rules.kinds import ContactRole
from models.rules.notices import NOTICE_NAMES, NoticeEnd, end_in_words
from models.rules.rehearsal import IN_FOLDER
from tasks.clock import business_day

STATES = {state.value: state.label for state in MessageState} | {"pending": "待投递", "written": "写入文件夹"}


def _rows(session: Session, *, limit: int) -> list[dict[str, Any]]:
    return list_notices(session, limit, business_day().at)


def _untold(session: Session) -> list[dict[str, Any]]:
    today = business_day()
    return untold_notices(session, today.date, today.at)


def _name(row: dict[str, Any]) -> str:
    return NOTICE_NAMES[row["kind"]]


def _end(row: dict[str, Any]) -> str:
    if row["ending"] == NoticeEnd.SENT and " sent" not in (row["deliveries"] or " sent"):
        return IN_FOLDER
    told = {"person": row["person"], "told_on": row["told_on"], "told_by": row["told_by"]}
    return end_in_words(row["ending"], row["why"], **told)


def delivery(row: dict[str, Any]) -> str:
    """The delivery of a notice by each channel; what its end says is left out."""
    words = f"未发：{row['cancelled']}" if row["cancelled"] else row["deliveries"] or "待投递"
    for state, label in STATES.items():
        words = words.replace(f" {state}", f" {label}")
    if row["ending"] == NoticeEnd.SENT:
        words = words.replace(f" {STATES['sent']}", "").replace(f" {STATES['written']}", "")
    return words


def _held(session: Session) -> list[dict[str, Any]]:
    return held_notices(session, home(session), business_day().date)


HELD = Listing(
    "notices",
    "停机后暂缓的提醒",
    "停机后暂缓的提醒和催办，按种类和部门",
    _held,
    (
        Column("种类", "kind", wrapped=True),
        Column("部门", "department", wrapped=True),
        Column("数目", "number", kept=True),
    ),
    none="没有暂缓的提醒和催办。",
    dated=False,
)
ONLY_HELD = Filter("held", "只列停机后暂缓的提醒和催办；核对后放行：mubiao act release_notices")
UNTOLD = Listing(
    "notices",
    "待电话通知",
    "待电话通知的，打给谁、电话和原因",
    _untold,
    (
        Column("编号", "id", kept=True),
        Column("日期", "created_on", kept=True),
        Column("通知", "name", wrapped=True),
        Column("事项", "about", wrapped=True),
        Column("期限", "due", kept=True),
        Column("对象", "audience", Audience, wrapped=True),
        Column("部门", "department", wrapped=True),
        Column("联系人", "person", wrapped=True, empty="（未登记）"),
        Column("身份", "role", ContactRole, wrapped=True),
        Column("手机", "mobile", kept=True),
        Column("原因", "why", wrapped=True),
    ),
    none="没有待电话通知的通知。",
    dated=False,
)
ONLY_UNTOLD = Filter("untold", "只列待电话通知的，打给谁、电话和原因；告知后登记：mubiao act told_by_phone")
LISTING = Listing(
    "notices",
    "通知",
    "应通知的内容、去向和结果：已发送、已答复、已取消、已电话告知、待发、暂缓、待电话通知。例：mubiao notices --untold",
    _rows,
    (
        Column("编号", "id", kept=True),
        Column("日期", "created_on", kept=True),
        Column("通知", _name, wrapped=True),
        Column("对象", "audience", Audience, wrapped=True),
        Column("部门", "department", wrapped=True),
        Column("结果", _end, wrapped=True),
        Column("投递", delivery, kept=True, wrapped=True),
    ),
    none="没有通知。",
    filters=(Filter("limit", "最近多少条，默认100", "条数", between=(1, None), default=lambda _session, _day: 100),),
    dated=False,
    instead=((ONLY_UNTOLD, UNTOLD), (ONLY_HELD, HELD)),
)
