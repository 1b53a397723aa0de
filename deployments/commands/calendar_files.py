"""Calendar options of `mubiao import`: the JSON form with its notice, and the list of moved dates."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from deployments.commands.answers import DATE
from deployments.text_table import table
from models.intake.calendar import read_calendar
from models.intake.complaints import Checked
from models.intake.holiday_cn import HolidayNotice, read_holiday_cn
from models.rules.errors import Refused
from models.rules.workdays import weekday_name

Command = TypeVar("Command", bound=Callable[..., None])
CALENDARS = {"calendar", "local-calendar"}
OPTIONS = ("notice_number", "notice_title", "notice_date")


def of_notice(command: Command) -> Command:
    """Add the options `--notice-number`, `--notice-title` and `--notice-date`, which complete a JSON file."""
    number = click.option("--notice-number", metavar="文号", help="放假通知的文号；仅用于.json文件")
    title = click.option("--notice-title", metavar="标题", help="放假通知的标题，默认为当年部分节假日安排的通知")
    signed = click.option("--notice-date", metavar="日期", type=DATE, help="放假通知的成文日期；仅用于.json文件")
    return number(title(signed(command)))


def read_days(kind: str, file: Path, options: Mapping[str, Any]) -> Checked[Any]:
    """Returns the validated days of a calendar, from a sheet or from the JSON form; `options` are those of `of_notice`.

    Raises Refused if the file or the options do not fit the kind.
    """
    if file.suffix.lower() != ".json":
        refuse_notice(options)
        return read_calendar(file, options["sheet_name"])
    if options["sheet_name"]:
        raise Refused("--sheet 只用于表格，.json文件没有工作表。")
    if kind != "calendar":
        raise Refused("未导入：.json文件只有全国放假安排，请用 mubiao import calendar；本地放假请用表格。")
    number, title, signed = (options[name] for name in OPTIONS)
    return read_holiday_cn(file, HolidayNotice(number or "", title or "", signed))


def refuse_notice(options: Mapping[str, Any]) -> None:
    """Raises Refused if an option of `of_notice` is given: a sheet has columns for it, or there is no notice."""
    if any(options[name] for name in OPTIONS):
        raise Refused(
            "--notice-number、--notice-title、--notice-date 只用于.json形式的放假安排；表格请填在通知各列中。"
        )


def with_notice(data: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the data of an import for `--json`, with the notice added to every moved date."""
    if "moved" not in data:
        return dict(data)
    return {**data, "moved": [{**item, "notice": data["notice"]} for item in data["moved"]]}


def list_moves(data: Mapping[str, Any]) -> str:
    """Returns a table of moved open duties by department, with old and new date and the notice; empty if none moved."""
    moved = data.get("moved", ())
    if not moved:
        return ""
    rows = [[item["department"], item["title"], _format_day(item["from"]), _format_new(item)] for item in moved]
    return f"\n依据：{data['notice']}\n{table(['部门', '事项', '原期限', '新期限'], rows, whole=(2, 3))}"


def _format_new(item: Mapping[str, Any]) -> str:
    kept = f"，推算为{item['computed']}，已过" if item.get("computed") else ""
    return f"{_format_day(item['to'])}{kept}"


def _format_day(day: str) -> str:
    return f"{day}（{weekday_name(date.fromisoformat(day))}）"
