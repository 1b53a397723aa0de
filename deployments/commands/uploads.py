"""`mubiao uploads`: the key projects in the 目标云, their progress and what was warned of; `--page` shows pictures."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.cloud.page import page as drawn
from deployments.commands.answers import PATH, as_json, on_day, put_json
from deployments.installation import installation
from deployments.output_file import check_place, put
from deployments.text_table import table
from models.database import begin
from models.ledger.cloud.page import Gallery, gallery
from models.ledger.cloud.table import list_uploads
from models.ledger.secrets import concealed
from models.rules.cloud import CLOUD_MONITORING, UploadWarning
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.states import ObligationState, UploadState
from tasks.clock import business_day
from tasks.settings import settings

TITLES = ("目标", "项目", "责任部门", "月份", "期限", "状态", "进度", "收到", "图片视频", "预警")

MARKED = "已标密"


@click.command(help="目标云：重点项目的实施进度和预警。例：mubiao uploads --month 2026-03 --page 目标云.html")
@click.option("--month", metavar="月份", help="如2026-03；默认全部，写网页时默认最近一个月")
@click.option("--page", metavar="文件", type=PATH, help="把一个月的进度、预警和图片写成一个网页，不联网也能打开")
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@on_day
@as_json
def command(*, month: str | None, page: Path | None, force: bool, day: date | None, as_json: bool) -> None:
    """List what was uploaded of each project as it stands on the day; as JSON with every warning and picture."""
    if page:
        check_place(page, (".html",), force=force)
    today = business_day(day).date
    asked = CLOUD_MONITORING.period(month) if month else None
    with installation():
        with begin() as session:
            rows = concealed(session, list_uploads(session, today, asked))
            shown = gallery(session, today, asked or CLOUD_MONITORING.newest(today)) if page else None
        words = _write(page, shown) if page and shown else _told(rows, asked, today)
    if as_json:
        put_json(rows)
    else:
        print(words)


def _write(place: Path, shown: Gallery) -> str:
    if not shown.portraits:
        raise Refused(f"{_nothing(shown.month, shown.day)}没有写网页，其他月份请用 --month 写明。")
    put(place, drawn(shown, settings().home / "evidence"))
    return f"已写入{len(shown.portraits)}个项目：{place}"


def _told(rows: list[dict[str, Any]], asked: Period | None, today: date) -> str:
    return table(TITLES, [_cells(row) for row in rows]) if rows else _nothing(asked, today)


def _cells(row: dict[str, Any]) -> list[Any]:
    uploaded = row["state"] is not None and UploadWarning.MISSING not in {w["warning"] for w in row["warnings"]}
    withheld = MARKED if uploaded else ""  # 4.7: it is there, and not shown
    progress = withheld if row["progress"] is None else f"{row['progress'].normalize():f}%"
    department = f"{row['department']}{'（受托上传）' if row['delegate'] else ''}"
    received = f"{row['received_on']}{'（逾期）' if row['late'] else ''}" if uploaded else ""
    about = [row["target"], row["project"], department, row["period"], row["due"], _state(row)]
    return [*about, progress, received, len(row["media"]) or withheld, _warnings(row)]


def _state(row: dict[str, Any]) -> str:
    if row["state"] is not None:
        return UploadState(row["state"]).label
    if row["duty"] != ObligationState.OPEN:
        return ObligationState(row["duty"]).label
    return "逾期未上传" if row["late"] else "待上传"


def _warnings(row: dict[str, Any]) -> str:
    kinds = [UploadWarning(each["warning"]).label for each in row["warnings"]]
    return "、".join(dict.fromkeys(kinds))


def _nothing(month: Period | None, today: date) -> str:
    if month and (opens := CLOUD_MONITORING.opens_from(month)) > today:
        return f"{month.label}的目标云上传于{opens}开启，届时列出需要上传实施进度的重点项目。"
    return f"{month.label if month else ''}没有需要上传实施进度的重点项目。"
