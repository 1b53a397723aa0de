"""`mubiao notices`: what was to be told to whom."""

from typing import Any

import click

from deployments.commands.answers import as_json, put_json
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.messages import list_notices
from models.records.notice import MessageState
from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES

STATES = {state.value: state.label for state in MessageState} | {"pending": "待投递"}


@click.command(help="应通知的内容及去向。例：mubiao notices --limit 50")
@click.option("--limit", metavar="N", type=click.IntRange(1), default=100, help="最近多少条，默认100")
@as_json
def command(*, limit: int, as_json: bool) -> None:
    """List the newest notices."""
    with installation(), begin() as session:
        rows = list_notices(session, limit)
    if as_json:
        put_json(rows)
    else:
        titles = ["编号", "日期", "通知", "对象", "部门", "投递"]
        print(table(titles, [_cells(row) for row in rows]) if rows else "没有通知。")


def _cells(row: dict[str, Any]) -> list[Any]:
    name, audience = NOTICE_NAMES[row["kind"]], Audience(row["audience"]).label
    gone = f"未发：{row['cancelled']}" if row["cancelled"] else row["deliveries"] or "待投递"
    for state, words in STATES.items():
        gone = gone.replace(f" {state}", f" {words}")
    return [row["id"], row["created_on"], name, audience, row["department"], gone]
