"""公众意见 in sheets: those to assign take a limit, those fed back take where and when they were published (6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

STATES = 'SELECT state, "limit"::text, published_in, published_on::text FROM opinion ORDER BY number'
SAID = {"department": "D001", "channel": "来信"}


@pytest.fixture
def august(march: Acting) -> Acting:
    """Two opinions were received and not assigned; today is 20 August."""
    for content in ("=下午四点后没有班车", "路灯不亮"):
        march.on("2026-08-20").do("record_opinion", **SAID, content=content)
    return march.on("2026-08-20")


@pytest.fixture
def october(august: Acting) -> Acting:
    """Both were assigned and fed back on 10 September; today is 12 October."""
    for opinion in ("2026-1", "2026-2"):
        august.do("assign_opinion", opinion=opinion, limit="2026-09-20")
        august.on("2026-09-10").office("D001").do("feed_back_opinion", opinion=opinion, feedback="已解决")
    return august.on("2026-10-12")


def test_every_opinion_that_is_not_assigned_is_a_row(august: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(august, "opinions", tmp_path))
    assert [(row["意见编号"], row["责任部门"], row["意见内容"]) for row in rows] == [
        ("2026-1", "第001厅", "=下午四点后没有班车"),
        ("2026-2", "第001厅", "路灯不亮"),
    ]
    assert counts(take(august, "opinions", export(august, "opinions", tmp_path))) == (0, 0, 2)


def test_a_limit_assigns_the_opinion_once(august: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    sheet = fill(export(august, "opinions", tmp_path), {2: {"整改时限": "2026年9月20日"}})
    assert counts(take(august, "opinions", sheet)) == (1, 0, 1)
    assert counts(take(august, "opinions", sheet)) == (0, 0, 2)
    assert [row[:2] for row in sql.rows(STATES)] == [("remedying", "2026-09-20"), ("received", None)]
    assert [row["意见编号"] for row in rows_in(export(august, "opinions", tmp_path))] == ["2026-2"]
    assert violations() == []


def test_a_limit_after_the_day_of_publication_is_refused_for_all(august: Acting, sql: Sql, tmp_path: Path) -> None:
    limits = {2: {"整改时限": "2026-09-20"}, 3: {"整改时限": "2027-09-20"}}
    with pytest.raises(ImportRefused) as refused:
        take(august, "opinions", fill(export(august, "opinions", tmp_path), limits))
    assert [each.cell for each in refused.value.complaints] == ["G3"]
    assert {row[0] for row in sql.rows(STATES)} == {"received"}


def test_an_opinion_assigned_elsewhere_is_not_assigned_again(august: Acting, tmp_path: Path) -> None:
    sheet = fill(export(august, "opinions", tmp_path), {2: {"整改时限": "2026-09-20"}})
    august.do("assign_opinion", opinion="2026-1", limit="2026-09-25")
    with pytest.raises(ImportRefused, match="“公众意见2026-1”在表格导出以后已有改动"):
        take(august, "opinions", sheet)


def test_what_was_published_is_recorded_in_one_act_and_once(
    october: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    where = {"公布渠道": "省政府门户网站", "公布日期": "2026-10-10"}
    sheet = fill(export(october, "opinion-publications", tmp_path), {2: where, 3: where})
    assert counts(take(october, "opinion-publications", sheet)) == (2, 0, 0)
    assert counts(take(october, "opinion-publications", sheet)) == (0, 0, 2)
    assert {row[2:] for row in sql.rows(STATES)} == {("省政府门户网站", "2026-10-10")}
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert rows_in(export(october, "opinion-publications", tmp_path)) == []
    assert violations() == []


def test_a_publication_before_the_feedback_is_refused_at_its_cell(october: Acting, tmp_path: Path) -> None:
    where = {"公布渠道": "网站", "公布日期": "2026-09-01"}
    with pytest.raises(ImportRefused) as refused:
        take(october, "opinion-publications", fill(export(october, "opinion-publications", tmp_path), {3: where}))
    assert [each.cell for each in refused.value.complaints] == ["G3"]


def test_a_row_of_a_template_names_its_opinion(august: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"意见编号": "2026-2", "整改时限": "2026.9.20"}
    assert counts(take(august, "opinions", fill(template(august, "opinions", tmp_path), {2: row}))) == (1, 0, 0)
    assert [row[0] for row in sql.rows(STATES)] == ["received", "remedying"]


# New ones

NEW = {"责任部门": "第001厅", "意见内容": "垃圾清运不及时", "来源渠道": "信访", "收到日期": "2026年8月18日"}
RECORDED = """
SELECT content, channel, received_on::text, state, "limit"::text FROM opinion ORDER BY number
"""


def test_new_rows_below_are_recorded_in_the_same_act_and_assigned_if_they_have_a_limit(
    august: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    other = NEW | {"意见内容": "路面破损", "整改时限": "2026-09-25"}
    sheet = fill(export(august, "opinions", tmp_path), {2: {"整改时限": "2026-09-20"}, 4: NEW, 5: other})
    done = take(august, "opinions", sheet)
    assert counts(done) == (3, 0, 1)
    assert "已登记公众意见2026-3，由“第001厅”负责" in done.words
    assert sql.rows(RECORDED)[2:] == [
        ("垃圾清运不及时", "信访", "2026-08-18", "received", None),
        ("路面破损", "信访", "2026-08-18", "remedying", "2026-09-25"),
    ]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_the_same_file_again_records_nothing_and_a_limit_added_later_assigns(
    august: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(template(august, "opinions", tmp_path), {2: NEW, 3: NEW | {"意见内容": "路面破损"}})
    assert counts(take(august, "opinions", sheet)) == (2, 0, 0)
    before = sql.value("SELECT count(*) FROM transition")
    assert counts(take(august.on("2026-08-24"), "opinions", sheet)) == (0, 0, 2)
    assert sql.value("SELECT count(*) FROM transition") == before
    fill(sheet, {3: {"整改时限": "2026-09-25"}})
    assert counts(take(august.on("2026-08-24"), "opinions", sheet)) == (1, 0, 1)
    assert [row[3] for row in sql.rows(RECORDED)] == ["received", "received", "received", "remedying"]
    assert violations() == []


def test_a_new_row_must_be_whole_and_faults_of_all_rows_come_at_once(august: Acting, sql: Sql, tmp_path: Path) -> None:
    rows = {2: {"责任部门": "第001厅", "整改时限": "2026-09-20"}, 3: NEW | {"责任部门": "第九厅"}, 4: NEW, 5: NEW}
    with pytest.raises(ImportRefused) as refused:
        take(august, "opinions", fill(template(august, "opinions", tmp_path), rows))
    told = [(each.cell, each.message) for each in refused.value.complaints]
    assert told[0] == ("D2", "没有意见编号的是新收到的意见，还须写明意见内容、来源渠道、收到日期。")
    assert told[1][0] == "G3"
    assert told[2] == ("B5", "意见编号与第4行是同一项，请只保留一行")
    assert len(sql.rows(RECORDED)) == 2
