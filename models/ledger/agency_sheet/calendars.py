"""工作日历 and 本地放假 as sheets: the days of holiday notices, judged together with all days of their notice."""

from typing import Any

from models.intake.agency_sheet import SheetColumn, of_input
from models.intake.calendar import CalendarRow
from models.ledger.agency_sheet.kind import Listed, SheetKind, SheetRows, white
from models.ledger.calendar.days import import_calendar, import_local_calendar
from models.ledger.perform import NATION
from models.rules.kinds import DayKind

DAYS = """
SELECT c.date, c.kind, c.name, c.notice_title, c.notice_number, c.notice_date FROM calendar_day c
WHERE c.jurisdiction_id = :jurisdiction ORDER BY c.date
"""


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    return Listed(key=str(row.date), name=str(row.date), fields=row._asdict() | {"kind": DayKind(row.kind)})


COLUMNS: tuple[SheetColumn, ...] = (
    of_input(CalendarRow, "date", key=True, width=16),
    *white(CalendarRow, kind=12, name=14, notice_title=44, notice_number=24, notice_date=16),
)
HINTS = (
    "一份通知的各天都写全，放假的、调休上班的都写；本来就是周六、周日的放假日照录。",
    "通知改了某一天的，改这一行的类别和通知；通知取消了某一天的安排的，类别选“照常”。",
    "先加 --dry-run 导入：列出哪些期限会变。",
)


CALENDAR = SheetKind(
    key="calendar",
    title="工作日历",
    chosen=import_calendar,
    columns=COLUMNS,
    rows=SheetRows(DAYS, _listed, {"jurisdiction": NATION}),
    hints=HINTS,
    whole=True,
)
LOCAL_CALENDAR = SheetKind(
    key="local-calendar",
    title="本地放假",
    chosen=import_local_calendar,
    columns=COLUMNS,
    rows=SheetRows(DAYS, _listed),
    hints=HINTS,
    whole=True,
)
