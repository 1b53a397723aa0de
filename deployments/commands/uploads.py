"""`mubiao uploads`: lists key projects in the 目标云 with progress and warnings; `--page` shows pictures."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.cloud.page import page as drawn
from deployments.commands.answers import PATH, as_json, check_path, on_day, print_answer, write_file
from deployments.installation import installation
from deployments.text_table import table
from models.database import begin
from models.ledger.cloud.page import Gallery, gallery, list_uploads
from models.ledger.evidence.store import evidence_store
from models.ledger.secrets import concealed
from models.rules.cloud import CLOUD_MONITORING, UploadWarning
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.states import ObligationState, UploadState
from models.rules.verdicts import remark
from tasks.clock import business_day

TITLES = ("目标", "项目", "责任部门", "月份", "期限", "状态", "进度", "收到", "图片视频", "预警")

MARKED = "已标密"


@click.command(help="目标云：重点项目的实施进度和预警。例：mubiao uploads --month 2026-03 --page 目标云.html")
@click.option("--month", metavar="月份", help="如2026-03；默认全部，写网页时默认最近一个月")
@click.option("--page", metavar="文件", type=PATH, help="把一个月的进度、预警和图片写成一个网页，不联网也能打开")
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@on_day
@as_json
def command(*, month: str | None, page: Path | None, force: bool, day: date | None, as_json: bool) -> None:
    """List the uploads of each project on that day; as JSON with every warning and picture."""
    if page:
        check_path(page, (".html",), force=force)
    today = business_day(day).date
    wanted = CLOUD_MONITORING.period(month) if month else None
    with installation():
        with begin() as session:
            rows = concealed(session, list_uploads(session, today, wanted))
            content = gallery(session, today, wanted or CLOUD_MONITORING.newest(today)) if page else None
        words = _write_page(page, content) if page and content else _format_list(rows, wanted, today)
    print_answer(rows, words, as_json=as_json)


def _write_page(path: Path, content: Gallery) -> str:
    if not content.portraits:
        raise Refused(f"{_describe_empty_list(content.month, content.day)}没有写网页，其他月份请用 --month 写明。")
    write_file(path, drawn(content, evidence_store()))
    return f"已写入{len(content.portraits)}个项目：{path}"


def _format_list(rows: list[dict[str, Any]], wanted: Period | None, today: date) -> str:
    listed = table(TITLES, map(_cells, rows), whole=(0, 3, 4, 7), wrapped=(1, 2, 5, 9))
    return listed if rows else _describe_empty_list(wanted, today)


def _cells(row: dict[str, Any]) -> list[Any]:
    uploaded = row["state"] is not None and UploadWarning.MISSING not in {w["warning"] for w in row["warnings"]}
    withheld = MARKED if uploaded else ""  # 4.7: uploaded, but withheld
    progress = withheld if row["progress"] is None else f"{row['progress'].normalize():f}%"
    department = f"{row['department']}{'（受托上传）' if row['delegate'] else ''}"
    judged = remark(late=row["late"], entered_late=row["entered_late"])
    received = f"{row['received_on']}{judged}" if uploaded else ""
    about = [row["target"], row["project"], department, row["period"], row["due"], _format_state(row)]
    return [*about, progress, received, len(row["media"]) or withheld, _format_warnings(row)]


def _format_state(row: dict[str, Any]) -> str:
    if row["state"] is not None:
        return UploadState(row["state"]).label
    if row["duty"] != ObligationState.OPEN:
        return ObligationState(row["duty"]).label
    return "逾期未上传" if row["late"] else "待上传"


def _format_warnings(row: dict[str, Any]) -> str:
    kinds = [UploadWarning(each["warning"]).label for each in row["warnings"]]
    return "、".join(dict.fromkeys(kinds))


def _describe_empty_list(month: Period | None, today: date) -> str:
    if month and (opens := CLOUD_MONITORING.opens_from(month)) > today:
        return f"{month.label}的目标云上传于{opens}开启，届时列出需要上传实施进度的重点项目。"
    return f"{month.label if month else ''}没有需要上传实施进度的重点项目。"
