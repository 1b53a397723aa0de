"""放假安排 of a year in the JSON format of the project holiday-cn: `{"year": 2027, "papers": …, "days": …}`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from models.intake.calendar import CalendarRow
from models.intake.complaints import Checked, Complaint, ImportRefused, Located, Row, RowsOrigin
from models.intake.sheet.reading import contents_of
from models.intake.values import FIRST_YEAR, LAST_YEAR, control_in, day, shown, trimmed
from models.rules.errors import Refused
from models.rules.holiday_notice import year_named
from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY

TITLE = "国务院办公厅关于{year}年部分节假日安排的通知"
DECEMBER, MAX_BYTES, LONGEST = 12, 1_000_000, 200
KEYS = {"日期": "date", "类别": "isOffDay", "节日": "name"}  # column name to JSON key
TITLES = {
    "year": "年度",
    "papers": "通知网址",
    "days": "日期列表",
    "date": "日期",
    "isOffDay": "是否放假",
    "name": "节日名称",
}
WORDS = {
    "missing": "没有这一项",
    "model_type": "应为{…}形式的对象",
    "list_type": "应为[…]形式的列表",
    "string_type": "应为文字",
    "string_unicode": "含有不能保存的字符",
    "bool_type": "应为true或false",
    "int_type": "应为整数",
    "greater_than_equal": f"年份应在{FIRST_YEAR}到{LAST_YEAR}之间",
    "less_than_equal": f"年份应在{FIRST_YEAR}到{LAST_YEAR}之间",
}


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """The notice of the days: the fields that the JSON format lacks."""

    number: str = ""
    title: str = ""
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class CheckedYear(Checked[CalendarRow]):
    """All days of a year; `revised`: the file merges several notices and does not tell which day comes from which."""

    year: int = 0
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Element(Row):
    """One element of `days`, named by its index in the file."""

    def address(self, column: str) -> str:
        """Return where a reader finds it: “days”第4项的日期“date”."""
        return _describe_place(("days", self.number, KEYS[column]) if column in KEYS else ("days",))

    def complain(self, column: str, message: str) -> Complaint:
        """Return a complaint at that place."""
        return _complaint_at(
            self.origin.file, self.address(column), message.lstrip("："), shown(self.cells.get(column))
        )


def _clean_text(raw: str) -> str:
    if found := control_in(raw):
        raise ValueError(f"含有看不见的控制字符（{found}），请删除")
    return trimmed(raw)


def _parse_day(value: object) -> date:
    if isinstance(value, str):
        return day(value)
    raise ValueError("应为文字，写成2027-01-01这样的日期")


class _DayItem(BaseModel):
    name: Annotated[StrictStr, AfterValidator(_clean_text)]
    date: Annotated[date, BeforeValidator(_parse_day)]
    isOffDay: StrictBool  # noqa: N815 - the form's own name


class _YearFile(BaseModel):
    model_config = ConfigDict(extra="allow")

    year: StrictInt = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    papers: list[StrictStr] = Field(default_factory=list)
    days: list[_DayItem]


def read_holiday_cn(path: Path, notice: HolidayNotice) -> CheckedYear:
    """Parse the days of a year from `notice`. Each complaint names its place; a repeated date is one."""
    file = path.name
    parsed = _validate_year(file, _load_json(file, contents_of(path)))
    if not parsed.days:
        raise Refused(
            f"未导入：“{file}”的“days”是空的，{parsed.year}年放假安排尚未公布，或该文件尚未收录。"
            "公布之前，期限仍标为暂定。"
        )
    complete = _complete_notice(file, parsed, notice)
    rows = tuple(_locate_row(file, number, each, complete) for number, each in enumerate(parsed.days))
    complaints = (*_check_title(file, parsed.year, complete), *_check_dates(rows, parsed.year), *_check_repeats(rows))
    ignored = tuple(name for name in parsed.model_extra or {} if not name.startswith("$"))
    return CheckedYear(file, rows, complaints, ignored, year=parsed.year, revised=len(parsed.papers) > 1)


def _load_json(file: str, data: bytes) -> Any:  # noqa: ANN401 - any JSON value
    if len(data) > MAX_BYTES:
        raise Refused(f"未导入：“{file}”超过1MB，不是一年的放假安排，请重新下载。")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as other:
        raise Refused(f"未导入：“{file}”不是UTF-8编码，请重新下载或另存为UTF-8。") from other
    except json.JSONDecodeError as wrong:
        raise Refused(f"未导入：“{file}”不是有效的JSON（第{wrong.lineno}行第{wrong.colno}列），请重新下载。") from wrong
    except (RecursionError, ValueError) as strange:
        raise Refused(f"未导入：“{file}”嵌套过深或数字过长，不是放假安排，请重新下载。") from strange


def _validate_year(file: str, data: Any) -> _YearFile:  # noqa: ANN401 - any JSON value
    try:
        return _YearFile.model_validate(data)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_context=False)
        raise ImportRefused(
            _complaint_at(file, _describe_place(e["loc"]), _describe_error(e), _show_input(e)) for e in errors
        ) from wrong


def _describe_place(loc: Sequence[str | int]) -> str:
    """Return the place in the file, for a person who searches for the key: “days”第4项的日期“date”."""
    match loc:
        case ():
            return "整个文件"
        case (key,):
            return f"{TITLES[str(key)]}“{key}”"
        case (key, int(number)):
            return f"“{key}”第{number + 1}项"
    *parents, key = loc
    return f"{_describe_place(parents)}的{_describe_place((key,))}"


def _describe_error(error: Any) -> str:  # noqa: ANN401 - ErrorDetails of pydantic_core
    return WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")


def _show_input(error: Any) -> str:  # noqa: ANN401 - ErrorDetails of pydantic_core
    value = error["input"]
    return "" if isinstance(value, dict | list) else json.dumps(value, ensure_ascii=False)


def _complete_notice(file: str, parsed: _YearFile, notice: HolidayNotice) -> HolidayNotice:
    number, title = trimmed(notice.number), trimmed(notice.title) or TITLE.format(year=parsed.year)
    missing = [
        option
        for option, value in (
            ("--notice-number 文号（如国办发明电〔2026〕9号）", number),
            ("--notice-date 成文日期", notice.signed),
        )
        if not value
    ]
    if missing:
        source = f"见{parsed.papers[-1]}" if parsed.papers else "见国务院办公厅的通知"
        raise Refused(
            f"未导入：“{file}”不含通知的文号和日期，请补上：{'、'.join(missing)}，{source}。"
            f"标题按“{title}”，不同的用 --notice-title 写明。"
        )
    try:
        return HolidayNotice(number, title, day(notice.signed, first_year=FIRST_YEAR - 1))
    except ValueError as wrong:
        raise Refused(f"未导入：--notice-date {wrong}。") from wrong


def _locate_row(file: str, number: int, item: _DayItem, notice: HolidayNotice) -> Located[CalendarRow]:
    kind = DayKind.HOLIDAY if item.isOffDay else DayKind.MAKEUP_WORKDAY
    if not item.isOffDay and item.date.weekday() < SATURDAY:
        kind = DayKind.NORMAL  # 2020-02-03, a Monday, is listed as a working day, which it is
    row = CalendarRow(
        date=item.date,
        kind=kind,
        name=item.name,
        notice_title=notice.title,
        notice_number=notice.number,
        notice_date=notice.signed,
    )
    cells = {"日期": item.date, "类别": "true" if item.isOffDay else "false", "节日": item.name}
    return Located(row, Element(RowsOrigin(file, "", len(cells), {}), number, cells))


def _complaint_at(file: str, place: str, message: str, value: str = "") -> Complaint:
    return Complaint(sheet="", cell=place, value=shown(value)[:LONGEST], message=shown(message)[:LONGEST], file=file)


def _check_title(file: str, year: int, notice: HolidayNotice) -> Iterator[Complaint]:
    named = year_named(notice.title)
    if named not in {None, year}:
        yield _complaint_at(
            file, _describe_place(("year",)), f"文件是{year}年的，通知标题却是{named}年的：“{notice.title}”", str(year)
        )


def _check_dates(rows: Sequence[Located[CalendarRow]], year: int) -> Iterator[Complaint]:
    for located in rows:
        on = located.row.date
        if not date(year - 1, DECEMBER, 1) <= on <= date(year, DECEMBER, 31):
            yield located.complain("日期", f"{on}不在{year}年，请核对")


def _check_repeats(rows: Sequence[Located[CalendarRow]]) -> Iterator[Complaint]:
    seen: dict[date, Located[CalendarRow]] = {}
    for located in rows:
        first = seen.setdefault(located.row.date, located)
        if first is not located:
            both = "" if first.row.kind is located.row.kind else "，且一处放假、一处上班"
            message = f"{located.row.date}与第{first.source.number + 1}项重复{both}，请核对通知后只保留一项"
            yield located.complain("日期", message)
