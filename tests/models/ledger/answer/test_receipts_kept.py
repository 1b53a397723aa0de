"""The receipts of many kinds of mail as an office reads them, kept in tests/data/receipts.

After a change on purpose delete the texts, run this twice, and read what git shows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.intake.answer_file import read_answer
from models.ledger.duties import title_of
from notifications.render import render
from notifications.samples.parts import context_of
from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, file, mail_file, mail_from, moment, receipted, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.intake.received_mail import ReceivedMail
    from tests.conftest import Acting, Sql

KEPT = Path(__file__).parents[3] / "data" / "receipts"
PARTS = ("已收取", "没有收取", "还须办理", "要做什么")
LIST = re.compile(r"命令|导入|--|mubiao|\bact |\bimport\b|[a-z]_[a-z]", re.ASCII)
QUOTED = re.compile(r"“[^”]*”")  # what people wrote
ACTING_ONE = ("由管理机构核实处理", "回复本邮件。")  # either the agency or the office
NEWEST = "SELECT n.id, n.payload FROM notice n WHERE n.kind = 'answer_receipt' ORDER BY n.id DESC LIMIT 1"
LEFT_OPEN = """
SELECT o.kind, o.period, t.name, o.round FROM answer a JOIN obligation o ON o.id = a.obligation_id AND o.state = 'open'
    LEFT JOIN target t ON o.subject = concat_ws('/', t.year, t.code)
WHERE a.mail_id = (SELECT max(id) FROM received_mail) AND o.owed_by = (
    SELECT office_id FROM received_mail ORDER BY id DESC LIMIT 1)
"""
SECOND, LIAISON, HEAD = "d002@example.org", "liming@example.org", "zhaoqiang@example.org"
P, S, N, E = "进度（%）", "状态", "说明", "印证材料（附件名）"
GOOD: dict[str, dict[str, Any]] = {"T001": {P: 40}, "T002": {P: 60}}
MEETING: dict[str, Any] = {"召开日期": "2026年4月1日", "参加人员": "全体", "各项目标完成情况": "正常"}
MEETING |= {"存在问题": "没有", "改进措施": "继续推进"}
WORDS = "我们的情况另行说明如下，请审阅。"
# What stands in the cells of the first row of a month's sheet, and of the fields of a meeting's, when it goes back.
ROWS: dict[str, dict[str, Any]] = {
    "progress_in_words": {P: "很多"},
    "progress_above_all": {P: 140},
    "progress_below_zero": {P: -5},
    "progress_range": {P: "40-50"},
    "progress_with_sign": {P: "约40"},
    "progress_date": {P: datetime(2026, 3, 4)},  # noqa: DTZ001 - as a sheet gives it
    "progress_fraction": {P: 0.8},
    "progress_empty": {P: None, S: "进行中"},
    "state_unknown": {P: 40, S: "做完了"},
    "state_done_too_early": {P: 40, S: "已完成"},
    "state_not_begun": {P: 100, S: "未开展"},
    "state_blocked": {P: 0, S: "受阻"},
    "file_not_sent": {P: 40, E: "现场照片.jpg"},
    "files_not_sent": {P: 40, E: "照片一.jpg、照片二.jpg"},
    "two_cells": {P: "大半", S: "快了"},
    "error_value": {P: "#DIV/0!"},
}
FIELDS: dict[str, dict[str, Any]] = {
    "day_that_is_none": {"召开日期": "4月31日"},
    "day_without_year": {"召开日期": "6月"},
    "day_ahead": {"召开日期": "2026年5月20日"},
    "day_in_words": {"召开日期": "上周三"},
    "no_attendees": {"参加人员": None},
    "no_measures": {"改进措施": None},
    "no_problems": {"存在问题": None},
    "only_a_day": dict.fromkeys(("参加人员", "各项目标完成情况", "存在问题", "改进措施")),
}

# The same for sheets that come in the evening.
MORE: dict[str, dict[str, Any]] = {
    "progress_in_numerals": {P: "百分之四十"},
    "progress_is_a_state": {P: "已完成"},
    "progress_with_two_points": {P: "40.5.1"},
    "progress_not_a_number": {P: "nan"},
    "progress_with_blank": {P: "1 40"},
    "state_in_full": {P: 100, S: "已经全部完成"},
    "state_in_english": {P: 40, S: "done"},
    "done_without_evidence": {P: 100, S: "已完成"},
    "nothing_in_a_row": {P: None, N: "稍后再报"},
    "file_of_no_name": {P: 40, E: "、"},
    "file_of_no_ending": {P: 40, E: "验收单"},
    "long_note": {P: 40, N: "说明" * 1200},
    "quoted_command": {P: "mubiao --x"},
    "corrected": {P: 46},
    "corrected_note": {P: 46, N: "已开工"},
}


class Office:
    """D001, which writes one mail after another; each is a kind."""

    def __init__(self, spring: Acting, sql: Sql, folder: Path) -> None:
        self.acting, self.sql, self.folder = spring, sql, folder
        self.at = moment("2026-04-01 08:30")
        self.files = 0

    def sheet(self, kind: str, period: str, fields: Any = None, rows: Any = None, office: str = "D001") -> Path:
        """A new sheet of a duty, filled in."""
        self.files += 1
        (place := self.folder / str(self.files)).mkdir()
        found = sent(self.acting, place / "回复表.xlsx", duty_number(self.sql, kind, period, office))
        return fill_in(found, fields, rows)

    def april(self, rows: Any = None, fields: Any = None) -> Path:
        return self.sheet("monthly_check", "2026-04", fields, rows or GOOD)

    def meeting(self, fields: Any = None) -> Path:
        return self.sheet("quarterly_meeting", "2026Q1", MEETING | (fields or {}))

    def picture(self, name: str = "现场照片.jpg") -> Path:
        return file(self.folder, name, name.encode())

    def mail(self, *files: Path, sender: str = ADDRESS, **more: Any) -> ReceivedMail:
        return mail_from(sender, f"{self.at:%Y-%m-%d %H:%M}", *files, **more)

    def receipt(self) -> str:
        """The reference of the newest receipt."""
        return receipted(self.sql, self.folder, f"{self.at:%Y-%m-%d %H:%M}")


def month(office: Office, row: dict[str, Any]) -> ReceivedMail:
    return office.mail(office.april({"T001": row, "T002": {P: 60}}))


def meeting(office: Office, cells: dict[str, Any]) -> ReceivedMail:
    return office.mail(office.meeting(cells))


def wrong_code(office: Office) -> ReceivedMail:
    return office.mail(office.april(fields={"回复码": "A" * 60}))


def outdated(office: Office) -> ReceivedMail:
    place = office.april()
    office.acting.do("renew_answer_key", reason="密钥外泄")
    return office.mail(place)


def without_row(office: Office) -> ReceivedMail:
    book = load_workbook(place := office.april())
    page: Any = book.worksheets[1]
    page.delete_rows(7)
    book.save(place)
    return office.mail(place)


def two_files(office: Office) -> ReceivedMail:
    return office.mail(office.april({"T001": {P: "很多"}, "T002": {P: 60}}), office.meeting({"改进措施": None}))


def empty_sheet(office: Office) -> ReceivedMail:
    return office.mail(sent_blank(office))


def sent_blank(office: Office) -> Path:
    return sent(office.acting, office.folder / "空表.xlsx", duty_number(office.sql, "monthly_check", "2026-04"))


def broken(office: Office) -> ReceivedMail:
    return office.mail(file(office.folder, "坏表.xlsx", b"not a workbook"))


def text_file(office: Office) -> ReceivedMail:
    place = office.folder / "四月.csv"
    rows = load_workbook(office.april({"T001": {P: 400}, "T002": {P: 60}})).worksheets[1].iter_rows(values_only=True)
    lines = [",".join("" if cell is None else str(cell).replace(",", "，") for cell in row) for row in rows]
    place.write_text("\n".join(lines), "utf-8-sig")
    given = replace(mail_file(place), sheets=tuple(read_answer(place)[0]))
    return office.mail(files=(given,))


def of_another_office(office: Office) -> ReceivedMail:
    return office.mail(office.april(), sender=SECOND)


def reply_to_receipt(office: Office) -> ReceivedMail:
    return office.mail(answered=(office.receipt(),), text=WORDS)


def later_file(office: Office) -> ReceivedMail:
    return office.mail(office.picture("补交.jpg"), answered=(office.receipt(),))


def one_of_two(office: Office) -> ReceivedMail:
    return office.mail(office.sheet("monthly_check", "2026-03", rows=GOOD), office.meeting({"改进措施": None}))


def twice_in_one(office: Office) -> ReceivedMail:
    return office.mail(office.april(), office.april({"T001": {P: 41}, "T002": {P: 60}}))


def by_place(office: Office) -> ReceivedMail:
    row = {P: 40, E: "验收单.pdf"}
    return office.mail(office.april({"T001": row, "T002": {P: 60}}), office.picture("IMG_1.jpg"))


def waived(office: Office) -> ReceivedMail:
    place = office.sheet("self_check", "2026Q1", rows={"T001": {P: 40}, "T002": {P: 60}})
    number = duty_number(office.sql, "self_check", "2026Q1")
    office.acting.do("waive", obligation=number, reason="季度内新组建")
    return office.mail(place)


WRITERS: dict[str, Callable[[Office], ReceivedMail]] = {
    "words_alone": lambda office: office.mail(text=WORDS),
    "words_and_a_file": lambda office: office.mail(office.picture(), text=WORDS),
    "rar": lambda office: office.mail(missing=("附件.rar：请改为.zip或直接附上文件",)),
    "two_things_missing": lambda office: office.mail(missing=("附件.7z：请改为.zip", "链接：请直接附上文件")),
    "not_readable": lambda office: office.mail(fault="这封来信超过大小限制，没有拆开"),
    "broken_workbook": broken,
    "empty_sheet": empty_sheet,
    "picture_in_text": lambda office: office.mail(office.april({"T001": {P: "很多"}}), pictures=2),
    "wrong_code": wrong_code,
    "of_another_office": of_another_office,
    "outdated": outdated,
    "row_deleted": without_row,
    "text_file": text_file,
    "two_files_go_back": two_files,
    "reply_to_receipt": reply_to_receipt,
    **{f"month_{name}": partial(month, row=row) for name, row in ROWS.items()},
    **{f"meeting_{name}": partial(meeting, cells=cells) for name, cells in FIELDS.items()},
    "one_taken_one_goes_back": one_of_two,
    "file_to_receipt": later_file,
    "words_to_receipt": reply_to_receipt,
    "month_twice_in_one": twice_in_one,
    "month_with_words": lambda office: office.mail(office.april(), text="另附说明，请一并审阅。"),
    "from_liaison": lambda office: office.mail(office.meeting(), sender=LIAISON),
    "waived_duty": waived,
    **{f"month_{name}": partial(month, row=row) for name, row in MORE.items()},
    "month_file_by_place": by_place,
}


@pytest.fixture
def office(march: Acting, sql: Sql, tmp_path: Path) -> Office:
    boxes = {"D001": ADDRESS, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    people = {"联络员": ("李明", LIAISON), "主要领导": ("赵强", HEAD)}
    march.take("contacts", *({"部门编码": "D001", "角色": k, "姓名": n, "邮箱": m} for k, (n, m) in people.items()))
    april = march.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    april.open("quarterly_meeting", "2026Q1")
    april.open("self_check", "2026Q1")
    return Office(april, sql, tmp_path)


def read(office: Office) -> tuple[int, str]:
    """The number of the newest receipt, and its mail."""
    [(number, payload)] = office.sql.rows(NEWEST) or [(0, None)]
    mail = payload and render("answer_receipt", context_of("office", office.acting.day, **payload))
    return number, f"{mail.subject}\n\n{mail.text}\n" if mail else ""


def judge(office: Office, text: str) -> list[str]:
    """What is wrong with a receipt."""
    places = [text.find(f"\n{part}") for part in PARTS]
    wrong = [f"{part}：没有或次序不对" for part, at in zip(PARTS, places, strict=True) if at < 0]
    wrong += ["次序不对"] if places != sorted(places) else []
    wrong += [f"还欠“{title}”" for title in left_open(office) if f"“{title}”" not in text[places[2] : places[3]]]
    wrong += [f"收到日期：{text}"] if "已收取：无" in text and "为收到日期" in text else []
    wrong += ["两边都办"] if all(words in text for words in ACTING_ONE) else []
    return wrong + LIST.findall(QUOTED.sub("", text))


def left_open(office: Office) -> list[str]:
    return [title_of(*row) for row in office.sql.rows(LEFT_OPEN)]


@pytest.mark.usefixtures("store")
def test_each_kind_of_mail_has_its_receipt(office: Office) -> None:
    wrong: dict[str, Any] = {}
    before = 0
    for name, write in WRITERS.items():
        take(write(office))
        office.at += timedelta(minutes=10)
        number, text = read(office)
        kept = KEPT / f"{name}.txt"
        if not kept.exists():
            kept.write_text(text, "utf-8")
            wrong[name] = "kept now"
        faults = [*judge(office, text), *(["differs"] if kept.read_text("utf-8") != text else [])]
        wrong |= {name: "no receipt"} if number == before else {name: faults} if faults else {}
        before = number
    assert wrong == {}
    assert {each.stem for each in KEPT.glob("*.txt")} == set(WRITERS)
