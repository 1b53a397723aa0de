"""The agency's own duties in one list: by office and kind, what differs first, at most 60 lines for 100 of them."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.ledger.duty.agency_day import lines_of_each
from notifications.agency_duties import draft_of_day, draft_of_duties, list_duties, reminders_of_agency

if TYPE_CHECKING:
    from deployments.loopback.mail import MailServer
    from tests.conftest import Acting, Make, Sql
    from tests.notifications.conftest import Post

TODAY = date(2026, 4, 2)
TOLD = """
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, 'overdue', o.id || '', '1|T+1', 'agency', a.id, o.id, '{}', o.id, '2026-04-02'
FROM obligation o JOIN department a ON a.is_agency WHERE o.state = 'open'
"""
NAME = "新建“一路两桥”（含《规划》所列的附属工程）"


def fact(number: int, office: str, name: str, own: str, late: int = 1) -> tuple[Any, dict[str, Any]]:
    duty = {
        "number": number,
        "office": office,
        "name": name,
        "matter": f"{name}{own}",
        "due": TODAY - timedelta(days=late),
        "days_left": -late,
    }
    return SimpleNamespace(audience="agency", notice_kind="overdue"), {"duty": duty}


def test_duties_stand_by_office_and_kind_and_each_begins_with_what_is_its_own() -> None:
    facts = [
        fact(1, "第002厅", "整改复查", "“甲”"),
        fact(2, "第001厅", "整改复查", f"“{NAME}”", late=5),
        fact(3, "第002厅", "现场认定", "“乙”", late=0),
        fact(4, "第001厅", "整改复查", "“丙”", late=-2),
    ]
    assert reminders_of_agency(facts) == facts
    assert reminders_of_agency(facts[:3]) == []
    text = list_duties(facts, TODAY, by_mail=False)
    assert text.subject == "【应办事项】管理机构逾期未办2项，将到期2项"
    assert text.text.splitlines() == [
        "管理机构应办的事项逾期未办2项，将到期2项，按部门和种类列出，期限最早的在前。",
        f"第001厅，整改复查：“{NAME}”，逾期5个工作日；“丙”，还有2个工作日。",
        "第002厅，整改复查：“甲”，逾期1个工作日。",
        "第002厅，现场认定：“乙”，今日到期。",
    ]


def test_a_hundred_late_duties_are_at_most_60_lines_and_all_of_them_are_in_the_sheet() -> None:
    facts = [fact(n, f"第{n:03}厅", "整改复查", f"“第{n}项”") for n in range(1, 101)]
    lines = list_duties(facts, TODAY, by_mail=True).text.splitlines()
    assert len(lines) <= 60
    assert lines[-1] == "另有55项未列出。全部事项的期限和编号见附件“管理机构应办事项_2026-04-02.xlsx”。"
    draft = draft_of_duties(facts, TODAY)
    rows = list(load_workbook(BytesIO(draft.make())).worksheets[0].values)
    assert rows[100] == ("第100厅", "整改复查“第100项”", "2026-04-01", "逾期1个工作日", "100")
    assert draft.make() == draft.make()


@pytest.mark.parametrize(
    ("numbers", "most"), [([100], 10), ([3, 100], 10), ([100, 100, 100], 6), ([1] * 8 + [100], 10), ([100] * 30, 1)]
)
def test_the_sections_of_a_day_share_their_lines(numbers: list[int], most: int) -> None:
    assert lines_of_each(numbers) == most


def test_what_the_day_leaves_out_is_in_a_sheet() -> None:
    lines = [f"任务{n}" for n in range(1, 13)]
    short = {"title": "待答复的申诉", "number": 1, "lines": ["甲"], "all": ("甲",)}
    long = {"title": "待催办", "number": 12, "lines": lines[:10], "all": tuple(lines)}
    assert draft_of_day([short], TODAY) == []
    (draft,) = draft_of_day([short, long], TODAY)
    assert (draft.name, draft.said) == (
        "今日工作_2026-04-02.xlsx",
        "今日工作的全部各项见附件“今日工作_2026-04-02.xlsx”。",
    )
    rows = list(load_workbook(BytesIO(draft.make())).worksheets[0].values)
    assert rows[:2] + rows[-1:] == [("种类", "内容"), ("待答复的申诉", "甲"), ("待催办", "任务12")]


def test_the_mail_to_the_agency_has_the_list_and_its_file_and_ends_with_the_head_of_the_ledger(
    letters: Acting, mail: MailServer, post: Post, sql: Sql
) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "目标办", "目标办邮箱": "mbb@example.org"})
    letters.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    sql.sealed("UPDATE notice SET cancelled = '已取消'")
    assert sql.sealed(TOLD) == 4
    post.at("2026-04-02 09:00")
    (letter,) = [each.message for each in mail.received if each.recipient == "mbb@example.org"]
    assert letter["Subject"] == "【应办事项】管理机构逾期未办2项，将到期2项"
    text = next(part.get_content() for part in letter.walk() if part.get_content_type() == "text/plain")
    assert "第001厅，月度检查：2026年3月" in text
    assert text.strip().splitlines()[-1].startswith("台账末块 ")
    assert [part.get_filename() for part in letter.iter_attachments()] == ["管理机构应办事项_2026-04-02.xlsx"]
    assert sql.value("SELECT count(*) FROM delivery WHERE message_id IS NULL AND cancelled IS NULL") == 0


def test_the_whole_mail_of_a_day_with_a_hundred_late_duties_has_at_most_60_lines(
    letters: Acting, departments: Make, mail: MailServer, post: Post, sql: Sql
) -> None:
    letters.take("departments", {"编码": "AGENCY", "名称": "目标办", "目标办邮箱": "mbb@example.org"})
    departments(98)
    letters.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    system = letters.on("2026-04-24").system
    for act in ("remind", "propose_urgings", "tell_agency_day"):
        system.do(act)
    assert sql.sealed(TOLD) == 102
    post.at("2026-04-24 09:00")
    (letter,) = [each.message for each in mail.received if each.recipient == "mbb@example.org"]
    text = next(part.get_content() for part in letter.walk() if part.get_content_type() == "text/plain")
    lines = text.strip().splitlines()
    assert "【今日工作】" in text
    assert "【应办事项】管理机构逾期未办102项" in text
    assert len(lines) <= 60
    assert len([*letter.iter_attachments()]) == 2
