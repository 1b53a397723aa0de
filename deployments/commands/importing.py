"""`mubiao import KIND FILE`: all rows or none; a second import changes nothing."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.acting import do
from deployments.calendar_copy import keep_copy
from deployments.commands.answers import PATH, as_json, on_day, put_json
from deployments.installation import installation
from models.database import begin
from models.intake.calendar import read_calendar
from models.intake.complaints import Checked, ImportRefused
from models.intake.contacts import read_contacts
from models.intake.departments import read_departments
from models.intake.reports import read_reports
from models.intake.targets import read_targets
from models.ledger.acting import home
from models.ledger.calendars import calendar_of
from tasks.settings import settings

KINDS: dict[str, tuple[str, Callable[[Path], Checked[Any]]]] = {
    "departments": ("import_departments", read_departments),
    "contacts": ("import_contacts", read_contacts),
    "targets": ("import_targets", read_targets),
    "reports": ("import_reports", read_reports),
    "calendar": ("import_calendar", read_calendar),
    "local-calendar": ("import_local_calendar", read_calendar),
}


@click.command(help="导入表格（.xlsx 或 UTF-8 的 .csv），全部导入或全不导入。例：mubiao import targets 目标.xlsx")
@click.argument("kind", metavar="种类", type=click.Choice(list(KINDS)))
@click.argument("file", metavar="文件", type=PATH)
@click.option("--dry-run", is_flag=True, help="只核对，不导入")
@click.option("--reason", metavar="原因", default="", help="填报已截止时，由管理机构代录的原因")
@on_day
@as_json
def command(*, kind: str, file: Path, dry_run: bool, reason: str, day: date | None, as_json: bool) -> None:
    """Read, check and take over one sheet."""
    act, read = KINDS[kind]
    try:
        checked = replace(read(file), reason=reason)
        if checked.ignored:
            print(f"注意：以下列无法识别，未导入：{'、'.join(checked.ignored)}。", file=sys.stderr)
        with installation():
            summary = do(act, checked, on=day, keep=not dry_run)
            if "calendar" in kind and not dry_run:
                _keep_calendar()
    except ImportRefused as refusal:
        if as_json:
            put_json(
                {"rows": 0, "new": 0, "changed": 0, "same": 0, "complaints": [_said(c) for c in refusal.complaints]}
            )
        raise
    if as_json:
        put_json({**summary.counts, **summary.data, "complaints": []})
    else:
        print(f"{'（仅核对，未导入）' if dry_run else ''}{summary.words}")


def _keep_calendar() -> None:
    with begin() as session:
        keep_copy(settings().home, calendar_of(session, home(session)))


def _said(complaint: Any) -> dict[str, str]:  # noqa: ANN401 - a Complaint
    return {
        "sheet": complaint.sheet or complaint.file,
        "cell": complaint.cell,
        "value": complaint.value,
        "message": complaint.message,
    }
