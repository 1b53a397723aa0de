"""`mubiao notices`: lists notices, how each ended and its delivery; `--untold`: those to phone about."""

from typing import Any

import click

from deployments.commands.answers import as_json, print_json
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.messages import list_notices
from models.ledger.notice_ends import untold_notices
from models.records.notice import MessageState
from models.rules.duties import Audience
from models.rules.kinds import ContactRole
from models.rules.notices import NOTICE_NAMES, NoticeEnd, end_in_words
from models.rules.rehearsal import IN_FOLDER
from tasks.clock import business_day

STATES = {state.value: state.label for state in MessageState} | {"pending": "待投递", "written": "写入文件夹"}
TITLES = ("编号", "日期", "通知", "对象", "部门", "结果", "投递")
UNTOLD_TITLES = ("编号", "日期", "通知", "事项", "期限", "对象", "部门", "联系人", "身份", "手机", "原因")


@click.command(
    help="应通知的内容、去向和结果：已发送、已答复、已取消、已电话告知、待发、待电话通知。例：mubiao notices --untold"
)
@click.option("--limit", metavar="N", type=click.IntRange(1), default=100, help="最近多少条，默认100")
@click.option(
    "--untold", is_flag=True, help="只列待电话通知的，打给谁、电话和原因；告知后登记：mubiao act told_by_phone"
)
@as_json
def command(*, limit: int, untold: bool, as_json: bool) -> None:
    """List the newest notices, or the untold ones."""
    with installation(), begin() as session:
        day = business_day()
        rows = untold_notices(session, day.date, day.at) if untold else list_notices(session, limit, day.at)
    if as_json:
        print_json(rows)
    elif untold:
        print(
            table(UNTOLD_TITLES, map(_untold_cells, rows), whole=(0, 1, 4, 9), wrapped=(2, 3, 5, 6, 7, 8, 10))
            if rows
            else "没有待电话通知的通知。"
        )
    else:
        print(table(TITLES, map(_cells, rows), whole=(0, 1, 6), wrapped=(2, 3, 4, 5, 6)) if rows else "没有通知。")


def _cells(row: dict[str, Any]) -> list[Any]:
    name, audience = NOTICE_NAMES[row["kind"]], Audience(row["audience"]).label
    delivery = f"未发：{row['cancelled']}" if row["cancelled"] else row["deliveries"] or "待投递"
    for state, words in STATES.items():
        delivery = delivery.replace(f" {state}", f" {words}")
    end = end_in_words(row["ending"], row["why"], person=row["person"], told_on=row["told_on"], told_by=row["told_by"])
    if row["ending"] == NoticeEnd.SENT and " sent" not in (row["deliveries"] or " sent"):
        end = IN_FOLDER
    if row["ending"] == NoticeEnd.SENT:  # the column before says so
        delivery = delivery.replace(f" {STATES['sent']}", "").replace(f" {STATES['written']}", "")
    return [row["id"], row["created_on"], name, audience, row["department"], end, delivery]


def _untold_cells(row: dict[str, Any]) -> list[Any]:
    role = ContactRole(row["role"]).label if row["role"] else ""
    who = [Audience(row["audience"]).label, row["department"], row["person"] or "（未登记）", role, row["mobile"] or ""]
    return [row["id"], row["created_on"], row["name"], row["about"], row["due"] or "", *who, row["why"]]
