"""What `mubiao import` does for calendars only: the JSON form with its notice, and the list of dates that move."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from deployments.commands.answers import DATE
from deployments.text_table import table
from models.intake.calendar import read_calendar
from models.intake.complaints import Checked
from models.intake.holiday_cn import Notice, read_holiday_cn
from models.rules.errors import Refused
from models.rules.workdays import weekday_name

Command = TypeVar("Command", bound=Callable[..., None])
CALENDARS = {"calendar", "local-calendar"}
OPTIONS = ("notice_number", "notice_title", "notice_date")


def of_notice(command: Command) -> Command:
    """The options `--notice-number`, `--notice-title` and `--notice-date`, which complete a file in the JSON form."""
    number = click.option("--notice-number", metavar="文号", help="放假通知的文号；仅用于.json文件")
    title = click.option("--notice-title", metavar="标题", help="放假通知的标题，默认为当年部分节假日安排的通知")
    signed = click.option("--notice-date", metavar="日期", type=DATE, help="放假通知的成文日期；仅用于.json文件")
    return number(title(signed(command)))


def read_days(kind: str, file: Path, options: Mapping[str, Any]) -> Checked[Any]:
    """The days of a calendar, from a sheet or from the JSON form; `options` are those of `of_notice`."""
    if file.suffix.lower() != ".json":
        refuse_notice(options)
        return read_calendar(file)
    if kind != "calendar":
        raise Refused("未导入：.json文件只有全国放假安排，请用 mubiao import calendar；本地放假请用表格。")
    number, title, signed = (options[name] for name in OPTIONS)
    return read_holiday_cn(file, Notice(number or "", title or "", signed))


def refuse_notice(options: Mapping[str, Any]) -> None:
    """Refuse the options of `of_notice` where a sheet has columns for them, or where there is no notice at all."""
    if any(options[name] for name in OPTIONS):
        raise Refused(
            "--notice-number、--notice-title、--notice-date 只用于.json形式的放假安排；表格请填在通知各列中。"
        )


def with_notice(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an import found, for `--json`: every date that moves names the notice that moves it."""
    if "moved" not in data:
        return dict(data)
    return {**data, "moved": [{**item, "notice": data["notice"]} for item in data["moved"]]}


def list_moves(data: Mapping[str, Any]) -> str:
    """Which open duties move, department by department, from when to when and by which notice; empty when none do."""
    moved = data.get("moved", ())
    if not moved:
        return ""
    rows = [[item["department"], item["title"], _said(item["from"]), _said(item["to"])] for item in moved]
    return f"\n依据：{data['notice']}\n{table(['部门', '事项', '原期限', '新期限'], rows)}"


def _said(day: str) -> str:
    return f"{day}（{weekday_name(date.fromisoformat(day))}）"
