"""Days of holiday notices: inserted, amended, withdrawn; all rows or none, a repeat changes nothing (3-6.1.2)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.calendar import CalendarRow, CarriedOver
from models.intake.complaints import ImportRefused, Located, Row, RowsOrigin
from models.intake.holiday_cn import HolidayNotice, read_holiday_cn
from models.intake.shipped import shipped_rows
from models.ledger.acts import ACTS, OPERATOR, Summary
from models.ledger.duty.register import explain_obligation
from models.ledger.jurisdiction import calendar_of
from models.ledger.perform import perform
from models.rules.holiday_notice import year_named
from models.rules.workdays import SHANGHAI, BusinessDay
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from models.rules.workdays import WorkCalendar
    from tests.conftest import Acting, Make, Sql, Violations

NOTICE = {"notice_title": "关于放假的通知", "notice_number": "黔府办〔2026〕1号", "notice_date": "2026-03-01"}
YEARLY = NOTICE | {
    "notice_title": "国务院办公厅关于2027年部分节假日安排的通知",
    "notice_number": "国办发明电〔2026〕9号",
}
REVISION = NOTICE | {
    "notice_title": "国务院办公厅关于调整2026年劳动节假期安排的通知",
    "notice_number": "国办发明电〔2026〕2号",
}
OF_2027 = HolidayNotice("国办发明电〔2026〕9号", "", date(2026, 11, 10))
# Thirteen weekdays off, as many as the law gives, and no make-up day.
WEEKDAYS = [
    "01-01",
    *(f"02-{n:02}" for n in range(8, 13)),
    "04-05",
    "05-03",
    "05-04",
    "06-09",
    "09-15",
    "10-01",
    "10-04",
]
EVENTS = "SELECT event, detail FROM transition WHERE record = 'calendar_day' AND record_key LIKE :day ORDER BY id"


def day(when: str, kind: str = "放假", notice: dict[str, str] = NOTICE) -> dict[str, str]:
    return {"date": when, "kind": kind, "name": "节日", **notice}


def complaints(acting: Acting, kind: str, *sheet: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take(kind, *sheet)
    return [str(complaint) for complaint in refusal.value.complaints]


def calendar() -> WorkCalendar:
    with begin() as session:
        return calendar_of(session, 2)


# A sheet


def test_days_of_a_notice_are_stored_and_a_second_import_changes_nothing(acting: Acting, sql: Sql) -> None:
    sheet = [day("2026-04-08"), day("2026-04-11", "调休上班")]
    assert acting.take("calendar", *sheet).counts["new"] == 2
    before = sql.value("SELECT hash FROM chain_head")
    assert acting.take("calendar", *sheet).counts == {"rows": 2, "new": 0, "changed": 0, "same": 2, "moved": 0}
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_day_changed_by_a_later_notice_is_amended_and_its_history_is_stored(
    acting: Acting, sql: Sql, violations: Violations
) -> None:
    acting.take("calendar", day("2026-04-11", "调休上班"))
    assert acting.take("calendar", day("2026-04-11", notice=REVISION)).counts["changed"] == 1
    assert sql.value("SELECT kind FROM calendar_day WHERE date = '2026-04-11' AND jurisdiction_id = 1") == "holiday"
    assert sql.rows(EVENTS, day="%2026-04-11") == [
        ("announced", {}),
        ("amended", {"was": "makeup_workday", "by": "黔府办〔2026〕1号"}),
    ]
    assert violations() == []


def test_an_older_notice_that_is_imported_after_a_newer_one_is_warned_of(acting: Acting) -> None:
    older = {"date": "2026-04-20", "kind": "holiday", "name": "调整", **REVISION}
    newer = {**older, "kind": "normal", "notice_number": "国办发明电〔2026〕3号", "notice_date": "2026-03-04"}
    acting.take("calendar", older)
    assert "较新" not in acting.take("calendar", newer).words
    back = acting.take("calendar", older)
    assert (
        "注意：2026-04-20已按较新的国办发明电〔2026〕3号（2026年3月4日）定为照常，"
        "现按较旧的国办发明电〔2026〕2号改回，请核对。"
    ) in back.words
    assert "较新" not in acting.take("calendar", {**older, "name": "放假"}).words


def test_a_provinces_days_are_stored_separately_from_the_nations(acting: Acting, sql: Sql) -> None:
    acting.take("local_calendar", day("2026-10-01"))
    assert sql.value("SELECT count(*) FROM calendar_day WHERE date = '2026-10-01'") == 2


def test_a_make_up_day_on_a_plain_workday_is_refused_with_its_row(acting: Acting, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM calendar_day")
    found = complaints(acting, "calendar", day("2026-04-11", "调休上班"), day("2026-04-08", "调休上班"))
    assert found == ["表.csv 第3行“date”列：date2026-04-08是周三，本来就是工作日，不能标为调休上班"]
    assert sql.value("SELECT count(*) FROM calendar_day") == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([day("2027-10-01"), day("2027年10月1日", "调休上班")], "“2027年10月1日”重复：第2行与第3行，请只保留一行"),
        ([day("2027-10-01"), day("2027-10-01")], "“2027-10-01”重复：第2行与第3行，请只保留一行"),
        ([day("2026-11-30", notice=YEARLY)], "2026-11-30不在2027年，而通知标题说的是2027年"),
        ([day("2028-01-01", notice=YEARLY)], "2028-01-01不在2027年，而通知标题说的是2027年"),
        ([day("2027-05-06", notice=REVISION)], "2027-05-06不在2026年，而通知标题说的是2026年"),
    ],
)
def test_a_day_both_off_and_on_or_twice_or_outside_its_year_is_refused_by_name(
    acting: Acting, rows: list[dict[str, str]], words: str
) -> None:
    assert any(words in complaint for complaint in complaints(acting, "calendar", *rows))


def test_a_yearly_notice_whose_net_days_do_not_add_up_is_refused(acting: Acting) -> None:
    found = complaints(acting, "calendar", *(day(f"2027-10-0{n}", notice=YEARLY) for n in range(1, 8)))
    assert len(found) == 1
    assert "2027年放假安排不平衡：工作日放假减调休上班为5天，法定节假日为13天" in found[0]


def test_a_yearly_notice_that_adds_up_is_taken_and_makes_its_year_firm(acting: Acting, sql: Sql) -> None:
    assert acting.take("calendar", *(day(f"2027-{d}", notice=YEARLY) for d in WEEKDAYS)).counts["new"] == 13
    acting.on("2027-04-01").open("quarterly_meeting", "2027Q1")
    assert sql.value("SELECT provisional FROM deadline") is False


def test_days_that_another_ledger_holds_are_taken_as_they_stand_there(acting: Acting, sql: Sql) -> None:
    # Half of a yearly notice whose other half was amended, and a day off that was withdrawn.
    rows = [
        CalendarRow.model_validate(day("2027-01-01", notice=YEARLY)),
        CalendarRow.model_validate(day("2027-03-03", "照常")),
    ]
    held = tuple(Located(row, Row(RowsOrigin("台账", "", 0, {}), n, {})) for n, row in enumerate(rows))
    at = datetime.combine(acting.day, datetime.min.time(), SHANGHAI)
    with begin() as session:
        taken = perform(
            session, ACTS["import_calendar"], CarriedOver("台账", held, ()), BusinessDay(acting.day, at), OPERATOR
        )
    assert (
        taken.counts["new"],
        sql.column("SELECT kind FROM calendar_day WHERE date > '2026-12-31' ORDER BY date"),
    ) == (
        2,
        ["holiday", "normal"],
    )
    assert calendar().why_on(date(2027, 3, 3)).startswith("照常上班")


def test_a_weekend_marked_as_off_is_accepted_with_a_note_and_changes_no_working_day(acting: Acting) -> None:
    taken = acting.take("calendar", day("2026-08-01"), day("2026-08-02"), day("2026-08-03"))
    assert taken.data["notes"] == ["其中2天放假本来就是周六、周日，照录，不影响工作日。"]
    assert "其中2天" in taken.words
    assert calendar().nth_after(date(2026, 7, 31), 1) == date(2026, 8, 4)


def test_a_year_without_any_day_off_looks_unfinished_and_stays_provisional(acting: Acting) -> None:
    taken = acting.take("calendar", day("2027-08-01", "调休上班"))
    assert taken.data["notes"] == ["注意：2027年没有一个放假的工作日，安排看来不完整，请核对。"]
    assert calendar().announced_until == date(2026, 12, 31)
    assert acting.take("local_calendar", day("2028-08-05")).data["notes"] == [
        "其中1天放假本来就是周六、周日，照录，不影响工作日。"
    ]


# Withdrawn days


def test_a_day_that_a_revision_takes_back_is_worked_again_and_a_second_import_changes_nothing(
    acting: Acting, sql: Sql, violations: Violations
) -> None:
    back = [day("2026-05-05", "照常", REVISION), day("2026-05-09", "normal", REVISION)]
    assert acting.take("calendar", *back).counts == {"rows": 2, "new": 0, "changed": 2, "same": 0, "moved": 0}
    assert (calendar().is_workday(date(2026, 5, 5)), calendar().is_workday(date(2026, 5, 9))) == (True, False)
    assert calendar().why_on(date(2026, 5, 5)) == "照常上班（国办发明电〔2026〕2号）"
    [first, last] = sql.rows(EVENTS, day="%2026-05-05")[-2:]
    assert (first[0], last) == ("announced", ("withdrawn", {"was": "holiday", "by": "国办发明电〔2025〕7号"}))
    before = sql.value("SELECT hash FROM chain_head")
    assert acting.take("calendar", *back).counts["same"] == 2
    assert sql.value("SELECT hash FROM chain_head") == before
    assert violations() == []


def test_a_day_that_was_taken_back_may_be_given_off_again(acting: Acting) -> None:
    acting.take("calendar", day("2026-05-05", "照常", REVISION))
    acting.take("calendar", day("2026-05-05", notice=REVISION | {"notice_number": "国办发明电〔2026〕3号"}))
    assert not calendar().is_workday(date(2026, 5, 5))


@pytest.mark.parametrize("kind", ["calendar", "local_calendar"])
def test_a_day_that_was_never_marked_in_that_layer_cannot_be_taken_back(acting: Acting, kind: str) -> None:
    when = "2026-05-06" if kind == "calendar" else "2026-05-05"
    assert complaints(acting, kind, day(when, "照常", REVISION)) == [
        f"表.csv 第2行“kind”列：kind：{when}没有放假或调休上班的安排，不能填“照常”"
    ]


def test_a_day_withdrawn_by_a_province_leaves_the_nations_holiday(acting: Acting) -> None:
    acting.take("local_calendar", day("2026-10-02"))
    acting.take("local_calendar", day("2026-10-02", "照常"))
    assert not calendar().is_workday(date(2026, 10, 2))


# The JSON form


def take_year(acting: Acting, folder: Path, notice: HolidayNotice, days: list[dict[str, Any]], **more: Any) -> Summary:
    """Import a year in the JSON form, as the command line does."""
    year = {"year": 2027, "papers": ["https://www.gov.cn/x.htm"], "days": days} | more
    file = folder / f"{year['year']}.json"
    file.write_text(json.dumps(year, ensure_ascii=False), encoding="utf-8")
    with begin() as session:
        now = BusinessDay(acting.day, datetime.combine(acting.day, time(9), SHANGHAI))
        return perform(
            session, ACTS["import_calendar"], replace(read_holiday_cn(file, notice), reason=""), now, acting.actor
        )


def listed(when: str, *, off: bool = True) -> dict[str, Any]:
    return {"name": "节日", "date": when, "isOffDay": off}


def year_2027() -> list[dict[str, Any]]:
    """A balanced year: the thirteen weekdays, one break made up on a Saturday by one more day off."""
    return [*(listed(f"2027-{d}") for d in WEEKDAYS), listed("2027-10-05"), listed("2027-10-09", off=False)]


def test_the_json_form_becomes_days_of_the_notice_that_the_options_name(
    acting: Acting, tmp_path: Path, sql: Sql
) -> None:
    assert take_year(acting, tmp_path, OF_2027, year_2027()).counts["new"] == 15
    rows = sql.rows(
        "SELECT DISTINCT notice_title, notice_number, notice_date FROM calendar_day WHERE date >= '2027-01-01'"
    )
    assert rows == [("国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号", date(2026, 11, 10))]
    assert calendar().announced_until == date(2027, 12, 31)
    assert take_year(acting, tmp_path, OF_2027, year_2027()).counts["same"] == 15


def test_a_wrong_notice_number_is_corrected_by_importing_the_file_again(acting: Acting, tmp_path: Path) -> None:
    take_year(acting, tmp_path, OF_2027, year_2027())
    assert (
        take_year(acting, tmp_path, replace(OF_2027, number="国办发明电〔2026〕8号"), year_2027()).counts["changed"]
        == 15
    )


def test_the_json_form_must_add_up_too_and_the_complaint_names_the_place(acting: Acting, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take_year(acting, tmp_path, OF_2027, year_2027()[:-1])
    assert [str(each) for each in refusal.value.complaints] == [
        "2027.json 日期列表“days”：2027年放假安排不平衡：工作日放假减调休上班为14天，法定节假日为13天，请核对是否漏行"
    ]


def test_a_day_outside_its_year_is_complained_about_once(acting: Acting, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        take_year(acting, tmp_path, OF_2027, [*year_2027(), listed("2029-01-06")])
    assert [str(each) for each in refusal.value.complaints] == [
        "2027.json “days”第16项的日期“date”：2029-01-06不在2027年，请核对"
    ]


def test_a_plain_workday_that_the_form_lists_as_worked_is_no_mark(acting: Acting, tmp_path: Path, sql: Sql) -> None:
    taken = take_year(acting, tmp_path, OF_2027, [*year_2027(), listed("2027-02-15", off=False)])
    assert taken.data["notes"] == ["注意：“days”第16项的日期“date” 2027-02-15本来就是工作日，不作标记。"]
    assert sql.value("SELECT count(*) FROM calendar_day WHERE date = '2027-02-15'") == 0


REVISED = {"papers": ["https://www.gov.cn/x.htm", "https://www.gov.cn/y.htm"]}
OF_REVISION = HolidayNotice(
    "国办发明电〔2027〕2号", "国务院办公厅关于调整2027年国庆节假期安排的通知", date(2027, 3, 22)
)


def test_in_a_file_after_a_revision_only_changed_days_belong_to_the_revision(
    acting: Acting, tmp_path: Path, sql: Sql
) -> None:
    take_year(acting, tmp_path, OF_2027, year_2027())
    after = [*year_2027(), listed("2027-10-06"), listed("2027-10-16", off=False)]
    assert take_year(acting, tmp_path, OF_REVISION, after, **REVISED).counts["new"] == 2
    of_revision = sql.column(
        "SELECT CAST(date AS text) FROM calendar_day WHERE notice_number = '国办发明电〔2027〕2号'"
    )
    assert sorted(of_revision) == ["2027-10-06", "2027-10-16"]
    assert take_year(acting, tmp_path, OF_REVISION, after, **REVISED).counts["same"] == 17


def test_a_day_off_that_the_form_now_lists_as_worked_is_taken_back(acting: Acting, tmp_path: Path) -> None:
    take_year(acting, tmp_path, OF_2027, year_2027())
    after = [each | {"isOffDay": False} if each["date"] == "2027-10-05" else each for each in year_2027()]
    assert take_year(acting, tmp_path, OF_REVISION, after, **REVISED).counts["changed"] == 1
    assert calendar().why_on(date(2027, 10, 5)) == "照常上班（国办发明电〔2027〕2号）"


def test_a_day_missing_from_the_file_is_complained_about_and_not_dropped(acting: Acting, tmp_path: Path) -> None:
    take_year(acting, tmp_path, OF_2027, year_2027())
    with pytest.raises(ImportRefused) as refusal:
        take_year(acting, tmp_path, OF_REVISION, year_2027()[:-2], **REVISED)
    first, second = [str(each) for each in refusal.value.complaints]
    assert first.startswith("2027.json days：缺少2027-10-05：该日已按国办发明电〔2026〕9号定为放假。")
    assert "请用表格导入这一天，类别填“照常”" in second
    acting.on("2027-03-22").take(
        "calendar",
        day("2027-10-05", "照常", REVISION | {"notice_title": OF_REVISION.title, "notice_number": OF_REVISION.number}),
        day("2027-10-09", "照常", REVISION | {"notice_title": OF_REVISION.title, "notice_number": OF_REVISION.number}),
    )
    assert take_year(acting, tmp_path, OF_REVISION, year_2027()[:-2], **REVISED).counts["same"] == 13


def shipped_year(year: int) -> list[dict[str, Any]]:
    """A year as the community has it: every day of the notices that are about it."""
    rows = shipped_rows("calendar_cn.csv")
    of_year = [row for row in rows if (year_named(row["notice_title"]) or int(row["date"][:4])) == year]
    return [listed(row["date"], off=row["kind"] == "holiday") | {"name": row["name"]} for row in of_year]


def test_december_days_of_the_next_years_notice_are_not_complained_about(acting: Acting, tmp_path: Path) -> None:
    days = shipped_year(2018)
    assert {each["date"][:4] for each in days} == {"2018"}
    notice = HolidayNotice("国办发明电〔2017〕12号", "", date(2017, 11, 30))
    assert take_year(acting, tmp_path, notice, days, year=2018).counts["rows"] == len(days)


@pytest.mark.parametrize("year", [2015, 2019, 2020])
def test_a_revised_year_of_the_past_is_found_unchanged(acting: Acting, tmp_path: Path, year: int) -> None:
    odd = [listed("2020-02-03", off=False)] if year == 2020 else []  # a plain Monday, listed as worked
    notice = HolidayNotice("国办发明电〔2020〕1号", "", date(2020, 1, 26))
    taken = take_year(acting, tmp_path, notice, [*shipped_year(year), *odd], year=year, **REVISED)
    assert (taken.counts["new"], taken.counts["changed"]) == (0, 0)


# Moved due dates


def test_moved_dates_are_reported_by_department_with_the_notice(acting: Acting, departments: Make) -> None:
    departments(2)
    acting.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    taken = acting.on("2026-04-02").take("calendar", day("2026-04-20", notice=REVISION))
    of_each = {"title": "2026年第一季度分析会", "from": "2026-04-22", "to": "2026-04-23"}
    assert taken.data["notice"] == "国务院办公厅关于调整2026年劳动节假期安排的通知（国办发明电〔2026〕2号）"
    assert taken.data["moved"] == [{"department": name, **of_each} for name in ("第001厅", "第002厅")]
    assert taken.words.endswith("2项在办事项的期限随之调整。")


# The three revisions of the past, each with clocks that were running when it came


@dataclass(frozen=True)
class Past:
    """A revision, its day of import, and for each day of completion the feedback's due date before and after."""

    number: str
    reached: str
    clocks: tuple[tuple[str, str, str], ...]

    @property
    def year(self) -> str:
        return self.reached[:4]

    def days(self, *, before: bool) -> list[dict[str, str]]:
        """Return the days that it changed: before (照常 if not announced) or after the revision."""
        rows = [row for row in shipped_rows("calendar_revisions.csv") if row["notice_number"] == self.number]
        if before:
            notice = NOTICE | {"notice_title": "此前的安排", "notice_number": "此前"}
            return [day(r["date"], r["kind_before"].replace("none", "照常"), notice) for r in rows]
        names = ("notice_title", "notice_number", "notice_date")
        return [day(row["date"], row["kind_after"], {name: row[name] for name in names}) for row in rows]


REVISIONS = (
    Past("国发明电〔2015〕1号", "2015-09-05", (
        ("2015-08-31", "2015-09-07", "2015-09-08"), ("2015-09-04", "2015-09-11", "2015-09-10"),
    )),
    Past("国办发明电〔2019〕3号", "2019-05-04", (
        ("2019-04-28", "2019-05-06", "2019-05-07"), ("2019-05-03", "2019-05-10", "2019-05-09"),
    )),
    Past("国办发明电〔2020〕1号", "2020-01-27", (("2020-01-23", "2020-02-05", "2020-02-07"),)),
)  # fmt: skip
FEEDBACKS = """
SELECT o.id, d.code, CAST(x.due AS text), o.due_version FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'feedback' ORDER BY d.code
"""


@pytest.fixture(params=[past.year for past in REVISIONS])
def revised(request: pytest.FixtureRequest) -> str:
    """The year of a revision."""
    return str(request.param)


@pytest.fixture
@story
def past(revised: str, database: str, anyone: Acting, store: Path) -> Past:
    """An installation as it stood before a revision: one office for each completion, its feedback clock running."""
    assert database
    assert not store.exists()
    revision = next(past for past in REVISIONS if past.year == revised)
    agency = anyone.on(f"{revision.year}-01-04")
    agency.do("init", name="贵州省", go_live=f"{revision.year}-01-01")
    agency.take("calendar", *revision.days(before=True))
    for number, (completed, _, _) in enumerate(revision.clocks, 1):
        agency.take("departments", {"编码": f"D00{number}", "名称": f"第00{number}厅"})
        issued = {"年度": revision.year, "责任部门": f"D00{number}", "下达日期": f"{revision.year}-01-04"}
        agency.take("targets", {"编号": f"T00{number}", "目标名称": f"目标{number}", **issued})
        agency.lists(f"T00{number}", "未完成", f"{revision.year}-01-04")
        agency.do("set_limit", target=f"T00{number}", limit=f"{revision.year}-12-01")
        office = agency.on(completed).office(f"D00{number}")
        office.do("declare_completion", target=f"T00{number}", completed_on=completed, measures="已补建")
    return revision


def dues(sql: Sql) -> list[tuple[str, int]]:
    return [(due, version) for _, _, due, version in sql.rows(FEEDBACKS)]


def test_a_past_revision_moves_open_due_dates_and_notifies_each_office_once(
    past: Past, anyone: Acting, sql: Sql, violations: Violations
) -> None:
    assert dues(sql) == [(was, 1) for _, was, _ in past.clocks]
    taken = anyone.on(past.reached).take("calendar", *past.days(before=False))
    assert [(item["from"], item["to"]) for item in taken.data["moved"]] == [(was, now) for _, was, now in past.clocks]
    assert dues(sql) == [(now, 2) for _, _, now in past.clocks]
    assert anyone.on(past.reached).take("calendar", *past.days(before=False)).counts["moved"] == 0
    shown = sql.column("SELECT subject FROM notice WHERE kind = 'date_moved' ORDER BY subject")
    assert shown == [f"D00{number}" for number in range(1, len(past.clocks) + 1)]
    assert violations() == []


def test_the_old_date_and_the_notice_stay_in_the_history_of_each_duty(past: Past, anyone: Acting, sql: Sql) -> None:
    anyone.on(past.reached).take("calendar", *past.days(before=False))
    for (number, *_), (_, was, now) in zip(sql.rows(FEEDBACKS), past.clocks, strict=True):
        with begin() as session:
            found = explain_obligation(session, number, date.fromisoformat(past.reached))
        [move] = [move["detail"] for move in found["history"] if move["event"] == "moved"]
        assert (move["from"], move["to"], past.number in move["reason"]) == (was, now, True)
        assert (found["proof"]["due"], found["obligation"]["due"]) == (now, now)


def test_a_revision_that_is_taken_back_moves_the_clocks_back(
    past: Past, anyone: Acting, sql: Sql, violations: Violations
) -> None:
    anyone.on(past.reached).take("calendar", *past.days(before=False))
    back = anyone.on(past.reached).take("calendar", *past.days(before=True))
    assert [(item["from"], item["to"]) for item in back.data["moved"]] == [(now, was) for _, was, now in past.clocks]
    assert dues(sql) == [(was, 3) for _, was, _ in past.clocks]
    assert violations() == []


def test_feedback_that_was_filed_keeps_its_date_and_verdict(past: Past, anyone: Acting, sql: Sql) -> None:
    anyone.on(past.reached).office("D001").do("file_feedback", target="T001", feedback="已完成")
    anyone.on(past.reached).take("calendar", *past.days(before=False))
    assert dues(sql) == [(past.clocks[0][1], 1), *((now, 2) for _, _, now in past.clocks[1:])]
    assert sql.column("SELECT late FROM obligation WHERE kind = 'feedback' AND state = 'discharged'") == [False]
