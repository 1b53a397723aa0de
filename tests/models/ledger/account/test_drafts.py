"""What an office typed and did not send: kept by version, with its files, and forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.account.drafts import (
    NOT_TYPED,
    DraftKey,
    Typed,
    draft_of,
    drafts_of_office,
    drop_draft,
    forget_drafts,
    keep_faults,
    remove_file,
    save_draft,
)
from tests.answers import fill_in, give_back, sent
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting, Sql

OFFICE = "SELECT owed_by FROM obligation WHERE id = 1"


def save(acting: Acting, office: int, version: int, text: str, *files: tuple[str, str, str, int]) -> int:
    with begin() as session:
        typed = Typed(version, "李明", acting.business_day.at, {"progress": text})
        return save_draft(session, DraftKey(1, office), typed, files)


def read(office: int) -> Typed:
    with begin() as session:
        return draft_of(session, DraftKey(1, office))


def test_a_save_on_an_older_version_changes_nothing(march: Acting, sql: Sql) -> None:
    office = sql.value(OFFICE)
    assert read(office) == NOT_TYPED
    first = save(march, office, 0, "30")
    assert first
    assert save(march, office, 0, "31") == 0
    second = save(march, office, first, "40")
    assert second == first + 1
    assert save(march, office, first, "41") == 0
    kept = read(office)
    assert (kept.version, kept.content, kept.saved_by) == (second, {"progress": "40"}, "李明")
    assert save(march, office, 7, "1") == 0


def test_a_new_draft_has_the_version_of_no_earlier_one(march: Acting, sql: Sql) -> None:
    office = sql.value(OFFICE)
    assert save(march, office, 3, "30") == 0
    first = save(march, office, 0, "30")
    with begin() as session:
        drop_draft(session, DraftKey(1, office), first - 1)
    assert read(office).version == first
    with begin() as session:
        drop_draft(session, DraftKey(1, office), first)
    assert read(office) == NOT_TYPED
    assert save(march.on("2026-03-06"), office, 0, "30") > first


def test_files_belong_to_a_draft_and_faults_to_its_version(march: Acting, sql: Sql) -> None:
    office = sql.value(OFFICE)
    first = save(march, office, 0, "30", ("evidence", "a.jpg", "0" * 64, 5), ("evidence", "b.jpg", "1" * 64, 6))
    with begin() as session:
        keep_faults(session, DraftKey(1, office), first, {"progress": "有误"})
        keep_faults(session, DraftKey(1, office), first - 1, {"progress": "旧的"})
    kept = read(office)
    assert [each.name for each in kept.files_in("evidence")] == ["a.jpg", "b.jpg"]
    assert kept.files_in("other") == []
    assert kept.faults == {"progress": "有误"}
    with begin() as session:
        remove_file(session, DraftKey(1, office), kept.files[0].id)
        remove_file(session, DraftKey(1, office + 1), kept.files[1].id)
    second = save(march, office, first, "35")
    assert ([each.name for each in read(office).files], read(office).faults) == (["b.jpg"], {})
    with begin() as session:
        assert drafts_of_office(session, office)[1].saved_by == "李明"
        drop_draft(session, DraftKey(1, office), second)
    assert sql.value("SELECT count(*) FROM page_draft_file") == 0


def test_a_draft_is_forgotten_after_a_month(march: Acting, sql: Sql) -> None:
    office = sql.value(OFFICE)
    save(march, office, 0, "30", ("evidence", "a.jpg", "0" * 64, 5))
    for days, left in ((30, {"0" * 64}), (31, set())):
        with begin() as session:
            assert forget_drafts(session, march.business_day.at + timedelta(days)) == left


def test_a_draft_of_an_act_belongs_to_an_account(march: Acting, sql: Sql) -> None:
    sql("INSERT INTO account (id, jurisdiction_id, serial, person, opened_on, ended_why, reads_why)"
        " SELECT n, (SELECT jurisdiction_id FROM department LIMIT 1), n, '王文', '2026-03-01', '', ''"
        " FROM generate_series(1, 2) n")  # fmt: skip
    keys = [
        DraftKey(account=1, act="set_limit"),
        DraftKey(account=1, act="recheck"),
        DraftKey(account=2, act="recheck"),
    ]
    at = march.business_day.at
    with begin() as session:
        first = [save_draft(session, key, Typed(0, "王文", at, {"target": str(n)})) for n, key in enumerate(keys)]
        assert save_draft(session, keys[0], Typed(0, "王文", at, {})) == 0
        assert save_draft(session, keys[0], Typed(first[0], "王文", at, {"target": "9"}))
    with begin() as session:
        assert [draft_of(session, key).content["target"] for key in keys] == ["9", "1", "2"]
        drop_draft(session, keys[1], first[1])
    assert sql.value("SELECT count(*) FROM page_draft") == 2
    march.do("mark_secret", target="T003", year=2026, marking="工作秘密", reason="涉密")
    assert sql.value("SELECT count(*) FROM page_draft") == 0


def filled(acting: Acting, place: Path) -> Path:
    return fill_in(sent(acting, place / "回复.xlsx", 1), rows={code: {"进度（%）": 50} for code in ("T001", "T002")})


def in_sheet(acting: Acting, place: Path) -> None:
    give_back(acting, filled(acting, place))


def by_mail(acting: Acting, place: Path) -> None:
    acting.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    take(mail_from(ADDRESS, "2026-03-05 10:20", filled(acting, place)))


def of_import(acting: Acting, _: Path) -> None:
    row = {"部门编码": "D001", "期间": "2026-03", "进度（%）": "50"}
    acting.take("reports", *({**row, "目标编号": code} for code in ("T001", "T002")))


def by_command(acting: Acting, _: Path) -> None:
    acting.report("D001", "2026-03", "T001", "T002")


WAYS = [in_sheet, by_mail, of_import, by_command]


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_goes_with_the_answer_of_its_duty_and_with_a_later_one(
    march: Acting, sql: Sql, tmp_path: Path, way: Callable[[Acting, Path], None]
) -> None:
    office = sql.value(OFFICE)
    save(march, office, 0, "30", ("evidence", "a.jpg", "0" * 64, 5))
    sql("INSERT INTO page_draft (obligation_id, department_id, act, version, saved_by, saved_at, content, faults)"
        " SELECT 2, owed_by, '', 1, '王芳', now(), '{}', '{}' FROM obligation WHERE id = 2")  # fmt: skip
    way(march, tmp_path)
    assert sql.column("SELECT obligation_id FROM page_draft") == [2]
    assert sql.value("SELECT count(*) FROM page_draft_file") == 0
    save(march, office, 0, "70")
    march.report("D001", "2026-03", "T001", name="amend_report", progress=70)
    assert sql.column("SELECT obligation_id FROM page_draft") == [2]


def test_a_draft_stays_with_an_answer_that_is_refused(march: Acting, sql: Sql) -> None:
    save(march, sql.value(OFFICE), 0, "30")
    lines = [{"target": "T001", "progress": 50}]
    assert "T002" in march.refused("submit_report", department="D001", period="2026-03", lines=lines)
    assert sql.column("SELECT obligation_id FROM page_draft") == [1]
