"""`mubiao uploads`: the key projects in the 目标云, their progress and what was warned of."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, put_json, table
from deployments.installation import installation
from models.database import begin
from models.ledger.displaying import list_uploads
from models.rules.states import ObligationState, UploadState
from models.rules.uploads import UploadWarning
from models.rules.verification import CLOUD_MONITORING
from tasks.clock import business_day

TITLES = ("目标", "项目", "责任部门", "月份", "期限", "状态", "进度", "收到", "图片视频", "预警")


@click.command(help="目标云：重点项目的实施进度和预警。例：mubiao uploads --month 2026-03")
@click.option("--month", metavar="月份", help="如2026-03；默认全部")
@on_day
@as_json
def command(*, month: str | None, day: date | None, as_json: bool) -> None:
    """List what was uploaded of each project as it stands on the day; as JSON with every warning and picture."""
    asked = CLOUD_MONITORING.period(month) if month else None
    with installation(), begin() as session:
        rows = list_uploads(session, business_day(day).date, asked)
    if as_json:
        put_json(rows)
    else:
        print(table(TITLES, [_cells(row) for row in rows]) if rows else _nothing(asked.label if asked else ""))


def _cells(row: dict[str, Any]) -> list[Any]:
    progress = "" if row["progress"] is None else f"{row['progress'].normalize():f}%"
    department = f"{row['department']}{'（受托上传）' if row['delegate'] else ''}"
    received = "" if row["progress"] is None else f"{row['received_on']}{'（逾期）' if row['late'] else ''}"
    about = [row["target"], row["project"], department, row["period"], row["due"], _state(row)]
    return [*about, progress, received, len(row["media"]) or "", _warnings(row)]


def _state(row: dict[str, Any]) -> str:
    if row["state"] is not None:
        return UploadState(row["state"]).label
    if row["duty"] != ObligationState.OPEN:
        return ObligationState(row["duty"]).label
    return "逾期未上传" if row["late"] else "待上传"


def _warnings(row: dict[str, Any]) -> str:
    kinds = [UploadWarning(each["warning"]).label for each in row["warnings"]]
    return "、".join(dict.fromkeys(kinds))


def _nothing(month: str) -> str:
    return f"{month}没有需要上传实施进度的重点项目。"
