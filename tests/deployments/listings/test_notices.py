"""`mubiao notices`: lists notices with their audience and delivery."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.listings.notices import LISTING
from models.database import begin
from models.ledger.notice_ends import mark_unaddressed
from models.ledger.seals import by_run
from models.records.notice import MessageState
from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES
from tasks.clock import current_instant
from tests.deployments.tables import read_table

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao


def test_the_newest_notices_come_first(line: Mubiao) -> None:
    rows = line.json("notices")
    assert [(row["kind"], row["audience"], row["department"]) for row in rows] == [
        ("opened_monthly_check", "office", "第002厅"),
        ("opened_monthly_check", "office", "第001厅"),
    ]
    assert len(line.json("notices", "--limit", "1")) == 1


def test_people_read_chinese_words(line: Mubiao) -> None:
    text = line.done("notices")
    assert "第001厅" in text
    assert "opened_monthly_check" not in text
    assert "office" not in text


def test_without_notices_it_says_so(founded_line: Mubiao) -> None:
    assert founded_line.done("notices") == "没有通知。\n"
    assert founded_line.json("notices") == []


@pytest.mark.parametrize("limit", ["0", "x", "-1"])
def test_a_limit_is_at_least_one(mubiao: Mubiao, limit: str) -> None:
    assert "--limit 填写有误，应为不小于1的整数" in mubiao.refused("notices", "--limit", limit, code=2)


def test_what_no_person_was_told_is_listed_with_who_to_phone_and_closed_when_told(line: Mubiao) -> None:
    assert line.done("notices", "--untold") == "没有待电话通知的通知。\n"
    now = current_instant()
    with begin() as session:
        mark_unaddressed(session, now.date(), now, by_run(session, now))
    rows = line.json("notices", "--untold")
    assert [(row["name"], row["department"]) for row in rows] == [
        ("月度检查开启", "第001厅"),
        ("月度检查开启", "第002厅"),
    ]
    assert "没有可用的收件地址" in read_table(line.done("notices", "--untold"))[0][10]
    told = ("--told-on", rows[0]["created_on"], "--person", "张三", "--told-by", "李四")
    line.done("act", "told_by_phone", "--notices", f"{rows[0]['id']}、{rows[1]['id']}", *told)
    ends = [row[5] for row in read_table(line.done("notices"))]
    assert sum("已电话告知（张三，" in end for end in ends) == 2
    assert line.json("notices", "--untold") == []


def test_what_a_rehearsal_writes_into_its_folder_is_not_called_sent(line: Mubiao, sql: Sql) -> None:
    sql("UPDATE office SET email = 'a@example.org'")
    sql("UPDATE rehearsal SET send_to = '[]'")
    line.set(MUBIAO_CLOCK="2026-03-05T09:00:00+08:00")
    assert "通知投递：【演练】写入文件夹" in line.done("run", "deliver")
    listed = line.done("notices")
    assert "【演练】写入文件夹" in listed
    assert [row[6] for row in read_table(listed)][:-1] == ["a@example.org"] * len(line.json("notices"))
    [row] = read_table(line.done("messages"))
    assert (row[3], row[8]) == ("a@example.org", "")
    assert "已发送" not in listed
    assert "已发送" not in line.done("messages")
    told = line.done("why", "1")
    assert "09:00【演练】写入文件夹" in told
    assert "发出" not in told


@pytest.mark.parametrize(
    ("cancelled", "deliveries", "shown"),
    [
        (None, "", "待投递"),
        (None, None, "待投递"),
        ("没有可用的收件地址", "", "未发：没有可用的收件地址"),
        ("没有可用的收件地址", "a@b.cn sent", "未发：没有可用的收件地址"),
        (None, "a@b.cn pending", "a@b.cn 待投递"),
        *((None, f"a@b.cn {state.value}", f"a@b.cn {state.label}") for state in MessageState),
    ],
)
def test_a_notice_shows_where_it_stands(cancelled: str | None, deliveries: str | None, shown: str) -> None:
    row = {"id": 1, "created_on": date(2026, 3, 5), "kind": "reminder", "audience": "office", "department": "教育厅"}
    row |= {"ending": "waiting", "why": "", "person": None, "told_on": None, "told_by": None}
    row |= {"cancelled": cancelled, "deliveries": deliveries}
    cells = [each.value(row) for each in LISTING.columns]
    assert cells == [1, date(2026, 3, 5), NOTICE_NAMES["reminder"], Audience.OFFICE.label, "教育厅", "待发", shown]
