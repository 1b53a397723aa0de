"""`mubiao notices`: what was to be told to whom."""

import click

from deployments.commands.answers import as_json, put_json, table
from deployments.installation import installation
from models.database import begin
from models.ledger.messaging import list_notices


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
        titles = ["编号", "日期", "通知", "对象", "部门", "事由", "投递", "未发原因"]
        print(table(titles, [list(row.values()) for row in rows]) if rows else "没有通知。")
