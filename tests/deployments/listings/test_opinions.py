"""`mubiao opinions`: the public opinions, and a sentence if there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

SAID = {"department": "D001", "content": "没有班车", "channel": "问卷"}


def test_people_read_what_is_late(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-08-20").do("record_opinion", **SAID, limit="2026-09-20")
    text = line.done("opinions", "--period", "2026Q3", "--on", "2026-09-21").splitlines()[-2]
    assert text.split() == ["2026-1", "第001厅", "2026-08-20", "整改中", "2026-09-20", "（逾期）", "2026-10-20"]


def test_published_text_is_printed_word_for_word(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-08-20").do("record_opinion", **SAID, limit="2026-09-20")
    anyone.on("2026-09-21").do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    anyone.on("2026-09-22").do("publish_opinion", opinion="2026-1", published_in="门户网站")
    (row,) = line.json("opinions")
    assert (row["content"], row["feedback"], row["published_in"]) == ("没有班车", "已增开", "门户网站")
    assert (row["fed_back_on"], row["feedback_late"], row["publication_late"]) == ("2026-09-21", True, False)
    assert "2026-09-21（逾期）" in line.done("opinions")


def test_feedback_entered_long_after_its_receipt_says_so(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    anyone.on("2026-08-20").do("record_opinion", **SAID, limit="2026-09-20")
    later = anyone.on("2026-10-12").on_behalf("纸质", received="2026-09-11")
    assert later.do("feed_back_opinion", opinion="2026-1", feedback="已增开").words.endswith(
        "整改情况。收到后超过5个工作日才录入，按补录注明。"
    )
    assert "2026-09-11（补录）" in line.done("opinions")
    assert sql.value("SELECT payload -> 'entered_late' FROM notice WHERE kind = 'opinion_fed_back'") is True
    assert line.json("opinions")[0]["feedback_entered_late"] is True


def test_a_quarter_without_opinions_is_reported(line: Mubiao) -> None:
    assert line.done("opinions", "--period", "2026Q3") == "2026年第三季度未收到公众意见。\n"
    assert line.done("opinions") == "未收到公众意见。\n"


def test_an_invalid_period_is_refused(line: Mubiao) -> None:
    assert "2026Q9" in line.refused("opinions", "--period", "2026Q9")
