"""放假安排 of a year in the JSON form of the community project holiday-cn: `{"year": 2027, "papers": …, "days": …}`."""

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
from models.intake.complaints import Checked, Complaint, ImportRefused, Located, Origin, Row
from models.intake.sheets import contents_of
from models.intake.values import FIRST_YEAR, LAST_YEAR, control_in, day, shown, trimmed
from models.rules.errors import Refused
from models.rules.holiday_notice import year_named
from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY

TITLE = "国务院办公厅关于{year}年部分节假日安排的通知"
DECEMBER, MAX_BYTES, LONGEST = 12, 1_000_000, 200
KEYS = {"date": "date", "kind": "isOffDay", "name": "name"}  # how a day calls what our sheets call so
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
class Notice:
    """What the form does not say of the notice that the days come from."""

    number: str = ""
    title: str = ""
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class CheckedYear(Checked[CalendarRow]):
    """All days of a year; `revised`: the file sums up several notices and does not say which day is whose."""

    year: int = 0
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Element(Row):
    """One element of `days`, named by its place in the file."""

    def address(self, column: str) -> str:
        """Where a reader finds it: “days”第4项的日期“date”."""
        return _place(("days", self.number, KEYS[column]) if column in KEYS else ("days",))

    def complain(self, column: str, message: str) -> Complaint:
        """A complaint at that place."""
        return _at(self.origin.file, self.address(column), message.lstrip("："), shown(self.cells.get(column)))


def _text(said: str) -> str:
    if found := control_in(said):
        raise ValueError(f"含有看不见的控制字符（{found}），请删除")
    return trimmed(said)


def _day(said: object) -> date:
    if isinstance(said, str):
        return day(said)
    raise ValueError("应为文字，写成2027-01-01这样的日期")


class _Day(BaseModel):
    name: Annotated[StrictStr, AfterValidator(_text)]
    date: Annotated[date, BeforeValidator(_day)]
    isOffDay: StrictBool  # noqa: N815 - the form's own name


class _Year(BaseModel):
    model_config = ConfigDict(extra="allow")

    year: StrictInt = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    papers: list[StrictStr] = Field(default_factory=list)
    days: list[_Day]


def read_holiday_cn(path: Path, notice: Notice) -> CheckedYear:
    """The days of a year, each date once; `notice` says from which notice. Every complaint names its place."""
    file = path.name
    found = _checked(file, _parsed(file, contents_of(path)))
    if not found.days:
        raise Refused(
            f"未导入：“{file}”的“days”是空的，{found.year}年放假安排尚未公布，或该文件尚未收录。"
            "公布之前，期限仍标为暂定。"
        )
    known = _known(file, found, notice)
    rows = tuple(_located(file, number, each, known) for number, each in enumerate(found.days))
    complaints = (*_strange_title(file, found.year, known), *_misdated(rows, found.year), *_repeated(rows))
    ignored = tuple(name for name in found.model_extra or {} if not name.startswith("$"))
    return CheckedYear(file, rows, complaints, ignored, year=found.year, revised=len(found.papers) > 1)


def _parsed(file: str, data: bytes) -> Any:  # noqa: ANN401 - any JSON value
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


def _checked(file: str, said: Any) -> _Year:  # noqa: ANN401 - any JSON value
    try:
        return _Year.model_validate(said)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_context=False)
        raise ImportRefused(_at(file, _place(e["loc"]), _words(e), _value(e)) for e in errors) from wrong


def _place(loc: Sequence[str | int]) -> str:
    """Where in the file, for a person who looks for the key: “days”第4项的日期“date”."""
    match loc:
        case ():
            return "整个文件"
        case (key,):
            return f"{TITLES[str(key)]}“{key}”"
        case (key, int(number)):
            return f"“{key}”第{number + 1}项"
    *around, key = loc
    return f"{_place(around)}的{_place((key,))}"


def _words(error: Any) -> str:  # noqa: ANN401 - ErrorDetails of pydantic_core
    return WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")


def _value(error: Any) -> str:  # noqa: ANN401 - ErrorDetails of pydantic_core
    held = error["input"]
    return "" if isinstance(held, dict | list) else json.dumps(held, ensure_ascii=False)


def _known(file: str, found: _Year, notice: Notice) -> Notice:
    number, title = trimmed(notice.number), trimmed(notice.title) or TITLE.format(year=found.year)
    lacking = [
        option
        for option, given in (
            ("--notice-number 文号（如国办发明电〔2026〕9号）", number),
            ("--notice-date 成文日期", notice.signed),
        )
        if not given
    ]
    if lacking:
        source = f"见{found.papers[-1]}" if found.papers else "见国务院办公厅的通知"
        raise Refused(
            f"未导入：“{file}”不含通知的文号和日期，请补上：{'、'.join(lacking)}，{source}。"
            f"标题按“{title}”，不同的用 --notice-title 写明。"
        )
    try:
        return Notice(number, title, day(notice.signed, first_year=FIRST_YEAR - 1))
    except ValueError as wrong:
        raise Refused(f"未导入：--notice-date {wrong}。") from wrong


def _located(file: str, number: int, said: _Day, notice: Notice) -> Located[CalendarRow]:
    kind = DayKind.HOLIDAY if said.isOffDay else DayKind.MAKEUP_WORKDAY
    if not said.isOffDay and said.date.weekday() < SATURDAY:
        kind = DayKind.NORMAL  # 2020-02-03, a Monday, is listed as worked: so it is
    row = CalendarRow(
        date=said.date,
        kind=kind,
        name=said.name,
        notice_title=notice.title,
        notice_number=notice.number,
        notice_date=notice.signed,
    )
    cells = {"date": said.date, "kind": "true" if said.isOffDay else "false", "name": said.name}
    return Located(row, Element(Origin(file, "", len(cells), {}), number, cells))


def _at(file: str, place: str, message: str, value: str = "") -> Complaint:
    return Complaint(sheet="", cell=place, value=shown(value)[:LONGEST], message=shown(message)[:LONGEST], file=file)


def _strange_title(file: str, year: int, notice: Notice) -> Iterator[Complaint]:
    named = year_named(notice.title)
    if named not in {None, year}:
        yield _at(file, _place(("year",)), f"文件是{year}年的，通知标题却是{named}年的：“{notice.title}”", str(year))


def _misdated(rows: Sequence[Located[CalendarRow]], year: int) -> Iterator[Complaint]:
    for located in rows:
        on = located.row.date
        if not date(year - 1, DECEMBER, 1) <= on <= date(year, DECEMBER, 31):
            yield located.complain("date", f"{on}不在{year}年，请核对")


def _repeated(rows: Sequence[Located[CalendarRow]]) -> Iterator[Complaint]:
    seen: dict[date, Located[CalendarRow]] = {}
    for located in rows:
        first = seen.setdefault(located.row.date, located)
        if first is not located:
            both = "" if first.row.kind is located.row.kind else "，且一处放假、一处上班"
            message = f"{located.row.date}与第{first.source.number + 1}项重复{both}，请核对通知后只保留一项"
            yield located.complain("date", message)
