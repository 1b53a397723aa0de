"""`mubiao owed`: obligations with colour and days left; `--xlsx` is the list to phone from."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from deployments.commands.answers import PATH, as_json, on_day, put_json, table
from deployments.installation import installation
from models.database import begin
from models.ledger.acting import home
from models.ledger.finding import find_department
from models.ledger.owing import Owed, days_in_words, owed
from models.rules.errors import Refused
from models.rules.states import ObligationState
from tasks.clock import business_day

TITLES = ("编号", "事项", "部门", "期限", "还剩", "状态", "联络员", "手机", "邮箱")


@click.command(help="列出应办事项。例：mubiao owed --overdue --xlsx 催办名单.xlsx")
@click.option("--department", metavar="部门", help="部门编码、名称或简称")
@click.option("--overdue", is_flag=True, help="只列逾期未办的")
@click.option("--xlsx", metavar="文件", type=PATH, help="写成电话催办名单")
@on_day
@as_json
def command(*, department: str | None, overdue: bool, xlsx: Path | None, day: date | None, as_json: bool) -> None:
    """List what is owed as it stands on the day."""
    with installation(), begin() as session:
        on = business_day(day).date
        if department:
            department = find_department(session, home(session), department).code
        items = owed(session, on, department=department, overdue=overdue)
    if xlsx:
        _write(xlsx, items)
    if as_json:
        put_json([item.as_json() for item in items])
    elif xlsx:
        print(f"已写入{len(items)}项：{xlsx}")
    else:
        print(table(TITLES[:7], [_cells(item)[:7] for item in items]) if items else "没有应办事项。")


def _cells(item: Owed) -> list[Any]:
    row = item.row
    due = f"{row.due}{'（暂定）' if row.provisional else ''}"
    left = days_in_words(item) if row.state == ObligationState.OPEN else ""
    state = ObligationState(row.state).label + ("（逾期）" if row.late else "")
    return [row.id, item.title, row.short_name, due, left, state, row.liaison or "", row.mobile or "", row.email or ""]


def _write(place: Path, items: list[Owed]) -> None:
    if place.suffix.lower() != ".xlsx":
        raise Refused(f"“{place.name}”应以 .xlsx 结尾，如 催办名单.xlsx。")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("应办事项")
    for cells in [TITLES, *(_cells(item) for item in items)]:
        sheet.append([_text(sheet, cell) for cell in cells])
    whole = BytesIO()  # a file that cannot be written would leave the workbook half closed
    book.save(whole)
    try:
        place.write_bytes(whole.getvalue())
    except OSError as error:
        raise Refused(f"无法写入“{place}”，请检查文件夹、权限，以及文件是否正被打开。") from error


def _text(sheet: Any, value: Any) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    # A name that begins with = stays a name, never a formula.
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
