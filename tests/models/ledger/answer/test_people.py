"""联络员变更和委托 by a sheet, at any time, without a vacancy and without a duty (6.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.answer.matters import matter_named
from models.ledger.answer.people import open_vacancies, people_book
from models.rules.errors import Refused
from notifications.documents.answer_sheet import workbook
from tests.answers import Cells, code_in, faults, fill_in, give_back
from tests.databases import story
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


NEW: Cells = {"新联络员姓名": "王芳", "新联络员邮箱": "wangfang@example.org"}
TERM: Cells = {
    "委托人姓名": "赵强",
    "受托人姓名": "周丹",
    "受托人邮箱": "zhoudan@example.org",
    "委托起始日期": "2026-03-10",
    "委托结束日期": "2026-03-20",
}
BACK: Cells = {"提前结束谁的委托": "赵强"}
CONTACTS = """
SELECT c.role, c.name, c.email, c.valid_from::text, c.valid_to::text FROM contact c
    JOIN department d ON d.id = c.department_id
WHERE d.code = 'D001' ORDER BY c.id
"""
TERMS = """
SELECT person, representative, email, mobile, wecom_id, first_day::text, last_day::text, withdrawn_on::text
FROM representation ORDER BY id
"""
TOLD = "SELECT kind, audience FROM notice WHERE kind IN ('address_remembered', 'represented') ORDER BY kind, audience"
BEFORE = [("liaison", "李明", "liming@example.org", None, None), ("head", "赵强", "", None, None)]
ENDED = [("liaison", "李明", "liming@example.org", None, "2026-03-08"), ("head", "赵强", "", None, None)]


@pytest.fixture
@story
def staffed(march: Acting) -> Acting:
    """D001 has a mailbox, the liaison 李明 and the head 赵强; today is Friday, 6 March."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    march.take(
        "contacts",
        {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"},
        {"部门编码": "D001", "角色": "主要领导", "姓名": "赵强"},
    )
    return march.on("2026-03-06")


@pytest.fixture
def sheet(staffed: Acting, tmp_path: Path) -> Path:
    """The sheet of D001."""
    return asked_for(staffed, tmp_path / "回复表.xlsx")


def asked_for(acting: Acting, place: Path, department: str = "D001") -> Path:
    with begin() as session:
        place.write_bytes(workbook(people_book(session, department, acting.day)))
    return place


def test_the_sheet_names_the_office_and_has_no_due_date(staffed: Acting) -> None:
    with begin() as session:
        book = people_book(session, "第001厅", staffed.day)
    assert [(each.title, each.department, each.due, each.obligation) for each in book.sheets] == [
        ("联络员变更和委托", "第001厅", None, None)
    ]


@pytest.mark.parametrize(
    ("department", "why"),
    [
        ("AGENCY", "管理机构的通知发到其邮箱，没有联络员变更和委托的回复表。"),
        ("D009", "部门“D009”不在部门名单中"),
        ("D004", "“第004厅”已于2026-03-04终止，没有回复表。"),
    ],
)
def test_who_has_no_office_has_no_sheet(staffed: Acting, department: str, why: str) -> None:
    staffed.take("departments", {"编码": "D004", "名称": "第004厅", "失效日期": "2026-03-04"})
    with pytest.raises(Refused) as refused, begin() as session:
        people_book(session, department, staffed.day)
    assert refused.value.message.startswith(why)


def test_a_liaison_follows_from_the_next_working_day_and_office_and_head_are_told(
    staffed: Acting, sql: Sql, sheet: Path, violations: Violations
) -> None:
    done = give_back(staffed, fill_in(sheet, {**NEW, "新联络员手机": "139 0000 0001"}))
    assert done.words == "“王芳”自2026-03-09起任“第001厅”联络员。"
    assert done.counts == {"appointed": 1, "notices": 2, "answers": 1}
    assert sql.rows(CONTACTS) == [*ENDED, ("liaison", "王芳", "wangfang@example.org", "2026-03-09", None)]
    assert sql.rows(TOLD) == [("address_remembered", "head"), ("address_remembered", "office")]
    assert violations() == []


@pytest.mark.parametrize(
    ("asked", "start", "remark"),
    [
        ("2026-04-01", "2026-04-01", ""),
        ("2026-03-06", "2026-03-09", "填写的生效日期2026-03-06早于下一个工作日，未采用。"),
        ("2026-01-01", "2026-03-09", "填写的生效日期2026-01-01早于下一个工作日，未采用。"),
    ],
)
def test_nothing_is_backdated(staffed: Acting, sql: Sql, sheet: Path, asked: str, start: str, remark: str) -> None:
    done = give_back(staffed, fill_in(sheet, {**NEW, "变更生效日期": asked}))
    assert done.words == f"“王芳”自{start}起任“第001厅”联络员。{remark}"
    assert sql.rows(CONTACTS)[-1][-2] == start


def test_an_office_without_a_liaison_names_one_by_it_too(staffed: Acting, sql: Sql, tmp_path: Path) -> None:
    place = fill_in(asked_for(staffed, tmp_path / "回复表.xlsx", "D002"), NEW)
    assert give_back(staffed, place, office="D002").counts["appointed"] == 1
    assert sql.value("SELECT count(*) FROM contact WHERE name = '王芳'") == 1


def test_a_representation_begins_and_office_and_head_are_told(
    staffed: Acting, sql: Sql, sheet: Path, violations: Violations
) -> None:
    done = give_back(staffed, fill_in(sheet, {**TERM, "受托人手机": "13900000002", "受托人企业微信号": "zd01"}))
    assert done.words == "“第001厅”的“赵强”2026-03-10至2026-03-20由“周丹”代收通知、代为回复。"
    assert sql.rows(TERMS) == [
        ("赵强", "周丹", "zhoudan@example.org", "13900000002", "zd01", "2026-03-10", "2026-03-20", None)
    ]
    assert sql.rows(TOLD) == [("represented", "head"), ("represented", "office")]
    assert violations() == []


def test_a_term_begins_on_the_next_working_day_at_the_earliest(staffed: Acting, sql: Sql, sheet: Path) -> None:
    done = give_back(staffed, fill_in(sheet, {**TERM, "委托起始日期": "2026-03-06"}))
    assert done.words.endswith("填写的委托起始日期2026-03-06早于下一个工作日，未采用。")
    assert sql.rows(TERMS)[0][5:7] == ("2026-03-09", "2026-03-20")


def test_a_term_that_ends_before_is_refused(staffed: Acting, sql: Sql, sheet: Path) -> None:
    with pytest.raises(Refused, match="委托的结束日期2026-03-08早于最早可以开始的2026-03-09"):
        give_back(staffed, fill_in(sheet, {**TERM, "委托起始日期": "2026-03-06", "委托结束日期": "2026-03-08"}))
    assert sql.rows(TERMS) == []


def test_all_parts_at_once_in_their_order(staffed: Acting, sql: Sql, sheet: Path, violations: Violations) -> None:
    first = {"department": "D001", "person": "赵强", "representative": "钱进", "email": "qian@example.org"}
    staffed.do("appoint_representative", **first, first_day="2026-03-06", last_day="2026-03-31")
    own = TERM | {"委托人姓名": "王芳"}
    done = give_back(staffed, fill_in(sheet, {**NEW, **own, **BACK}))
    assert done.counts["answers"] == 1
    assert [row[:2] + row[-1:] for row in sql.rows(TERMS)] == [
        ("赵强", "钱进", "2026-03-06"),
        ("王芳", "周丹", None),
    ]
    assert [row[1] for row in sql.rows(CONTACTS)] == ["李明", "赵强", "王芳"]
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "at", "why"),
    [
        ({**NEW, "新联络员姓名": "李明"}, "B7", "“李明”已是“第001厅”的联络员；没有变更的，新联络员各栏不填"),
        ({**NEW, "新联络员邮箱": "D002@example.org"}, "B8", "邮箱D002@example.org是“第002厅”的，请改填本部门的邮箱"),
        ({**TERM, "委托人姓名": "王五"}, "B12", "“王五”不是“第001厅”的联络员、目标办主任或主要领导"),
        ({**TERM, "受托人姓名": "甲、乙"}, "B13", "姓名“甲、乙”含有“、”，一次只登记一人，只写姓名"),
        ({**TERM, "受托人姓名": "赵 强"}, "B13", "“赵强”不能委托给自己"),
        ({**TERM, "受托人邮箱": "d002@example.org"}, "B14", "邮箱d002@example.org是“第002厅”的，受托人须是"),
        ({**TERM, "委托结束日期": "2026-03-09"}, "B18", "早于起始日期"),
        (BACK, "B19", "“第001厅”没有尚未结束的委托，不需要撤销"),
        ({**NEW, **BACK}, "B19", "没有尚未结束的委托"),
    ],
)
def test_what_the_act_finds_stands_at_its_cell_and_nothing_is_taken(
    staffed: Acting, sql: Sql, sheet: Path, cells: Cells, at: str, why: str
) -> None:
    staffed.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    ((cell, words),) = faults(staffed, fill_in(sheet, cells))
    assert (cell, why in words, words.endswith("。")) == (at, True, False)
    assert sql.rows(CONTACTS) == BEFORE
    assert sql.rows(TERMS) == []


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"新联络员姓名": "王芳"}, [("B8", "新联络员邮箱不能为空")]),
        ({"新联络员手机": "13900000001"}, [("B7", "新联络员姓名不能为空"), ("B8", "新联络员邮箱不能为空")]),
        ({**NEW, "变更生效日期": "下周一"}, [("B11", "变更生效日期“下周一”不是有效日期，请写成2026-06-30这样的日期")]),
        ({**TERM, "受托人姓名": None}, [("B13", "受托人姓名不能为空")]),
        ({**TERM, "委托结束日期": None}, [("B18", "委托结束日期不能为空")]),
        (
            {**TERM, "受托人邮箱": '=HYPERLINK("http://x")'},
            [("B14", "受托人邮箱的公式没有计算结果，请用Excel打开并保存后重新导入")],
        ),
        (
            {**TERM, "受托人邮箱": "a@b.cn;c@d.cn"},
            [("B14", "受托人邮箱“a@b.cn;c@d.cn”不是有效的邮箱地址，请写成name@example.gov.cn")],
        ),
        (
            {**TERM, "委托起始日期": 20260332},
            [("B17", "委托起始日期“20260332”不是有效日期，请改正后重新导入")],
        ),
    ],
)
def test_a_wrong_cell_of_a_part_that_was_begun_is_named(
    staffed: Acting, sql: Sql, sheet: Path, cells: Cells, found: list[tuple[str, str]]
) -> None:
    assert faults(staffed, fill_in(sheet, cells)) == found
    assert sql.rows(TERMS) == []


def test_a_line_that_was_deleted_is_missed_once_its_part_was_begun(staffed: Acting, sql: Sql, sheet: Path) -> None:
    book = load_workbook(fill_in(sheet, {"新联络员邮箱": "wangfang@example.org"}))
    page: Any = book.worksheets[1]
    page.delete_rows(next(row[0].row for row in page.iter_rows() if str(row[0].value).startswith("新联络员姓名")))
    book.save(sheet)
    assert faults(staffed, sheet) == [("B6", "缺少“新联络员姓名”，请用原表填写")]
    assert sql.rows(CONTACTS) == BEFORE


def test_a_blank_sheet_says_that_nothing_is_filled_in(staffed: Acting, sheet: Path) -> None:
    assert faults(staffed, sheet) == [("B6", "没有填写任何内容，请填写后再交回")]


def test_only_the_own_office_changes_its_people(staffed: Acting, sql: Sql, sheet: Path) -> None:
    with pytest.raises(Refused):
        give_back(staffed, fill_in(sheet, NEW), office="D002")
    assert sql.rows(CONTACTS) == BEFORE


def test_a_renewed_key_makes_it_outdated(staffed: Acting, sheet: Path) -> None:
    code = code_in(sheet)
    staffed.do("renew_answer_key", reason="经办人离岗")
    assert "已作废" in faults(staffed, fill_in(sheet, NEW))[0][1]
    assert code_in(asked_for(staffed, sheet)) != code


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("people||D001||0", ("第001厅", False)),
        ("people||AGENCY||0", ("贵州省目标绩效管理机构", True)),
        ("people||D009||0", None),
    ],
)
def test_a_code_names_an_office_and_never_the_agency(key: str, found: tuple[str, bool] | None) -> None:
    with begin() as session:
        matter = matter_named(session, key)
    assert (matter and (matter.department, matter.agency_owes)) == found


def test_from_the_mailbox_of_the_office_it_is_taken_once_with_a_receipt(
    sql: Sql, sheet: Path, violations: Violations
) -> None:
    mail = mail_from(ADDRESS, "2026-03-06 10:20", fill_in(sheet, NEW))
    take(mail)
    take(mail)
    assert [row[1] for row in sql.rows(CONTACTS)] == ["李明", "赵强", "王芳"]
    [taken] = sql.value("SELECT payload -> 'taken' FROM notice WHERE kind = 'answer_receipt'")
    assert (taken["title"], taken["verdict"]) == ("联络员变更和委托", "已登记")
    assert violations() == []


@pytest.mark.parametrize(
    ("address", "at", "outcome"),
    [
        ("liming@example.org", "2026-03-06 15:00", "taken"),  # who leaves hands over
        ("wangfang@example.org", "2026-03-06 15:00", "waiting"),
        ("someone@example.com", "2026-03-06 15:00", "waiting"),
    ],
)
def test_only_a_current_contact_changes_people(sql: Sql, sheet: Path, address: str, at: str, outcome: str) -> None:
    take(mail_from(address, at, fill_in(sheet, NEW)))
    assert sql.column("SELECT outcome FROM answer") == [outcome]
    if outcome == "waiting":
        told = "SELECT payload ->> 'title' FROM notice WHERE kind = 'answer_waiting'"
        assert sql.column(told) == ["联络员变更和委托"]


def test_the_new_liaison_answers_from_the_first_day_and_the_former_no_more(
    staffed: Acting, sql: Sql, sheet: Path, tmp_path: Path
) -> None:
    take(mail_from(ADDRESS, "2026-03-06 10:20", fill_in(sheet, NEW)))
    other = fill_in(asked_for(staffed, tmp_path / "再变更.xlsx"), TERM)
    take(mail_from("liming@example.org", "2026-03-09 10:00", other))
    take(mail_from("wangfang@example.org", "2026-03-09 10:30", other))
    assert sql.column("SELECT outcome FROM answer ORDER BY id") == ["taken", "waiting", "taken"]


def test_an_older_sheet_that_is_accepted_later_changes_nothing(
    staffed: Acting, sql: Sql, sheet: Path, tmp_path: Path
) -> None:
    older = fill_in(asked_for(staffed, tmp_path / "旧.xlsx"), NEW | {"新联络员姓名": "王五"})
    take(mail_from("someone@example.com", "2026-03-06 09:00", older))
    take(mail_from(ADDRESS, "2026-03-06 10:20", fill_in(sheet, NEW)))
    words = staffed.on("2026-03-09").refused("accept_answer", mail=1, reason="已电话核实")
    assert "较早的这份不再收取" in words
    assert [row[1] for row in sql.rows(CONTACTS)] == ["李明", "赵强", "王芳"]


FIRST = "SELECT id FROM department WHERE code = 'D001'"


def vacant(acting: Acting, offices: list[int] | None = None) -> list[str]:
    with begin() as session:
        return [row.key for row in open_vacancies(session, acting.day, offices)]


@pytest.fixture
def told(march: Acting) -> Acting:
    """D001 and D002 were told on 5 March that they have no liaison."""
    march.system.do("watch_liaisons")
    return march


def test_an_office_that_was_not_told_has_no_vacancy(march: Acting) -> None:
    assert vacant(march) == []


def test_each_office_that_was_told_has_one(told: Acting, sql: Sql) -> None:
    assert vacant(told) == ["liaison|2026-01|D001||0", "liaison|2026-01|D002||0"]
    assert vacant(told, [sql.value(FIRST)]) == ["liaison|2026-01|D001||0"]
    assert vacant(told, []) == []


def test_a_liaison_of_now_or_of_a_later_day_ends_it(told: Acting) -> None:
    for code, day in (("D001", "2026-03-05"), ("D002", "2026-05-01")):
        person = {"name": "张三", "email": "zhang@example.org", "valid_from": day}
        told.office(code).do("appoint_liaison", department=code, **person)
    assert vacant(told) == []


def test_a_new_vacancy_is_another_matter(told: Acting, sql: Sql) -> None:
    told.office("D001").do("appoint_liaison", department="D001", name="张三", email="zhang@example.org")
    sql.sealed("UPDATE contact SET valid_to = '2026-06-30' WHERE name = '张三'")
    later = told.on("2026-07-01")
    assert vacant(later) == ["liaison|2026-01|D001||0", "liaison|2026-01|D002||0"]
    later.system.do("watch_liaisons")
    assert vacant(later) == ["liaison|2026-07|D001||0", "liaison|2026-01|D002||0"]


def test_a_department_that_has_ended_has_no_vacancy(told: Acting) -> None:
    friday = told.on("2026-03-06")
    friday.do("merge_department", department="D002", successor="D001", effective_on="2026-03-06", basis="1号文")
    assert vacant(friday) == ["liaison|2026-01|D001||0"]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("liaison|2026-01|D001||0", ("D001", "liaison", None)),
        ("liaison|2026-02|D001||0", None),
        ("liaison|2026-01|D009||0", None),
        ("monthly_check|2026-03|D001||0", ("D001", "monthly_check", 1)),
        ("monthly_check|2026-09|D001||0", None),
    ],
)
def test_a_matter_is_found_by_its_key(key: str, found: tuple[str, str, int | None] | None) -> None:
    with begin() as session:
        matter = matter_named(session, key)
    assert (matter and (matter.office, matter.kind, matter.id)) == found
