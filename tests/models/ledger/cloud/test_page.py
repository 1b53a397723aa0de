"""目标云 as a page: each key project of a month with its time span, its months and its status (7.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.cloud.page import Gallery, Portrait, gallery, list_uploads
from models.rules.cloud import UploadWarning
from models.rules.cloud_status import UploadStatus
from models.rules.periods import parse_period

if TYPE_CHECKING:
    from tests.conftest import Acting, Photograph, Sql, Statements


MARCH = parse_period("2026-03")
BEHIND = (UploadStatus.UPLOADED, UploadStatus.BEHIND)
# Departments D00001, D00002 … lead a key project each, whose upload of March came, with one picture.
UPLOADED = """
WITH t AS (UPDATE target SET key_project = true WHERE code LIKE '%-1' RETURNING id),
    e AS (INSERT INTO evidence (sha256, size) SELECT repeat('a', 56) || lpad(t.id::text, 8, '0'), 9 FROM t
        RETURNING id, right(sha256, 8)::int AS target),
    u AS (INSERT INTO cloud_upload (jurisdiction_id, target_id, period, number, department_id, state, progress, text,
            received_on, recorded_on, uploaded_by, warnings, reason)
        SELECT j.id, e.target, '2026-03', 1, (SELECT id FROM department WHERE is_agency LIMIT 1), 'fine', 30, '',
            '2026-03-20', '2026-03-20', '', '[]', '' FROM e, jurisdiction j WHERE j.go_live IS NOT NULL
        RETURNING id, target_id)
INSERT INTO cloud_medium (upload_id, evidence_id, file_name, kind)
SELECT u.id, e.id, '三月.jpg', 'picture' FROM u JOIN e ON e.target = u.target_id
"""


def seen(day: str, month: str = "2026-03") -> Gallery:
    with begin() as session:
        return gallery(session, date.fromisoformat(day), parse_period(month))


def first(day: str, month: str = "2026-03") -> Portrait:
    return seen(day, month).portraits[0]


def next_month(cloud: Acting) -> Acting:
    cloud.on("2026-04-01").open("cloud_monitoring", "2026-04")
    return cloud.on("2026-04-20")


def test_every_key_project_of_the_month_is_there_with_its_department_and_time(warned: Acting) -> None:
    found = seen(warned.day.isoformat())
    assert (found.jurisdiction, str(found.month), found.day) == ("贵州省", "2026-03", warned.day)
    assert [(each.row["project"], each.row["department"]) for each in found.portraits] == [
        ("农村公路", "第001厅"),
        ("供水", "第001厅"),
    ]
    assert found.portraits[0].time == (date(2026, 1, 1), date(2026, 12, 31))
    assert [each.statuses for each in found.portraits] == [BEHIND, (UploadStatus.WAITING,)]
    assert [(each["file"], each["size"] > 0) for each in found.portraits[0].row["media"]] == [("三月.jpg", True)]


def test_work_is_compared_with_the_time_by_the_day_on_which_it_was_judged(warned: Acting) -> None:
    assert warned.day == date(2026, 3, 21)
    early, later = first("2026-03-21").pace, first("2026-03-31").pace
    assert early == later
    assert early is not None
    assert early.words == "完成5%，截至3月20日时间过去21.7%，落后16.7个百分点"


def test_without_a_new_upload_the_last_progress_is_compared_with_today(warned: Acting) -> None:
    next_month(warned)
    april, may = first("2026-04-10", "2026-04"), first("2026-05-10", "2026-04")
    assert [each.statuses for each in (april, may)] == [(UploadStatus.WAITING,), (UploadStatus.MISSING,)]
    assert [each.pace and (each.pace.done, each.pace.day) for each in (april, may)] == [
        (50, date(2026, 4, 10)),
        (50, date(2026, 4, 30)),
    ]


@pytest.mark.usefixtures("cloud")
def test_without_any_upload_there_is_nothing_to_compare() -> None:
    assert (first("2026-03-10").pace, first("2026-03-10").months) == (None, ())


def test_being_behind_holds_since_the_first_month_in_a_row(warned: Acting, photograph: Photograph) -> None:
    fields: dict[str, Any] = {"target": "K001", "period": "2026-04", "media": str(photograph("四月.jpg", 2))}
    next_month(warned).do("upload_progress", progress="6", **fields)
    assert first("2026-04-20", "2026-04").statuses == BEHIND
    months = first("2026-04-20", "2026-04").months_of(UploadWarning.BEHIND)
    assert [(str(each.month), each.progress) for each in months] == [("2026-03", Decimal(5)), ("2026-04", Decimal(6))]
    assert [str(each.month) for each in first("2026-04-20").months] == ["2026-03"]  # March knows nothing of April


def test_a_cleared_warning_is_not_shown(warned: Acting) -> None:
    warned.do("clear_warning", target="K001", period="2026-03", reason="分母有误")
    assert first("2026-03-21").statuses == (UploadStatus.UPLOADED,)
    assert first("2026-03-21").row["reason"] == "分母有误"


def test_only_the_newest_upload_of_a_month_counts(warned: Acting, picture: str) -> None:
    warned.do("upload_progress", target="K001", period="2026-03", progress="33.333", media=picture)
    assert [listed.progress for listed in first("2026-03-21").months] == [Decimal("33.333")]


def test_an_absent_upload_is_missing_until_the_duty_is_waived(cloud: Acting, sql: Sql) -> None:
    cloud.on("2026-03-26").system.do("judge_missing_uploads")
    assert first("2026-03-26").statuses == (UploadStatus.MISSING,)
    assert [listed.progress for listed in first("2026-03-26").months_of(UploadWarning.MISSING)] == [None]
    number = sql.value("SELECT id FROM obligation WHERE subject = '2026/K001'")
    cloud.do("waive", obligation=number, reason="停建", number="黔目标函〔2026〕9号", dated="2026-02-27")
    assert first("2026-03-26").statuses == (UploadStatus.EXCUSED,)


def test_a_project_added_during_the_year_has_its_own_time_span(march: Acting) -> None:
    columns = {"年度": "2026", "目标名称": "水库", "责任部门": "D001", "下达日期": "2026-02-27", "是否重点项目": "是"}
    march.take("targets", {"编号": "K009", **columns, "完成时限": "2026-06-30", "目标来源": "动态目标"})
    march.open("cloud_monitoring", "2026-03")
    assert first("2026-03-20").time == (date(2026, 2, 27), date(2026, 6, 30))


def test_a_month_without_obligations_shows_nothing(cloud: Acting) -> None:
    assert seen(cloud.day.isoformat(), "2026-05").portraits == ()


def test_of_a_project_that_is_marked_neither_name_nor_progress_nor_pictures_leave(warned: Acting) -> None:
    before = first("2026-03-21")
    warned.do("mark_secret", target="K001", marking="工作秘密", reason="涉及未公开规划")
    found = first("2026-03-21")
    assert (found.secret, found.row["project"], found.row["target"]) == (True, "目标K001（工作秘密）", "2026/K001")
    assert (found.statuses, [each.month for each in found.months_of(UploadWarning.BEHIND)]) == (BEHIND, [MARCH])
    assert (found.pace, found.row["media"], found.row["warnings"], found.row["progress"]) == (None, [], [], None)
    assert {each.progress for each in found.months} == {None}
    assert (found.kept_back, before.kept_back) == ({"picture": 1}, {})
    other = seen("2026-03-21").portraits[1]
    assert (other.secret, other.row["project"], before.secret) == (False, "供水", False)


def test_a_picture_of_a_project_that_is_marked_is_not_shown_with_another_one(warned: Acting, picture: str) -> None:
    again = Path(picture).with_name("另名.jpg")
    again.write_bytes(Path(picture).read_bytes())
    warned.do("upload_progress", target="K002", period="2026-03", progress="30", media=str(again))
    warned.do("mark_secret", target="K001", marking="工作秘密", reason="涉及未公开规划")
    row = seen("2026-03-21").portraits[1].row
    assert [(each["file"], each["withheld"]) for each in row["media"]] == [("另名.jpg", True)]
    assert "农村公路" not in str(row)


def test_of_a_picture_that_is_marked_only_its_pointer_leaves(warned: Acting, sql: Sql, photograph: Photograph) -> None:
    media = [str(photograph("三月.jpg", 1)), str(photograph("全景.jpg", 5))]
    warned.do("upload_progress", target="K001", period="2026-03", progress="6", media=media, text="见三月.jpg")
    digest = sql.value("SELECT sha256 FROM evidence ORDER BY id LIMIT 1")
    warned.do("mark_secret", evidence=digest, marking="秘密", reason="军事设施")
    row = first("2026-03-21").row
    text = f"印证材料{digest[:12]}（秘密）"
    assert [(each["file"], each.get("withheld", False)) for each in row["media"]] == [(text, True), ("全景.jpg", False)]
    assert row["text"] == f"见{text}"


def test_400_projects_take_as_many_statements_as_ten(statements: Statements) -> None:
    def look(_: Acting, __: Sql) -> None:
        shown.append(len([each for each in seen("2026-03-31").portraits if each.row["media"]]))

    shown: list[int] = []
    works = {
        "upload": lambda _, sql: sql(UPLOADED),
        "open": lambda acting, _: acting.on("2026-03-01").open("cloud_monitoring", "2026-03"),
        "look": look,
    }
    counts = [statements(n, works)["look"] for n in (10, 400)]
    assert shown == [10, 400]
    assert counts[0] == counts[1] <= 6


def listed(day: str, month: str = "") -> list[dict[str, Any]]:
    with begin() as session:
        return list_uploads(session, date.fromisoformat(day), parse_period(month) if month else None)


def test_the_newest_upload_of_a_month_is_shown_with_its_warnings_and_pictures(warned: Acting, picture: str) -> None:
    warned.do("delegate_upload", target="K002")
    first, second = listed("2026-03-21")
    assert (first["target"], first["project"], first["department"], first["delegate"]) == (
        *("2026/K001", "农村公路", "第001厅"),
        "",
    )
    assert (first["number"], first["state"], first["progress"], first["late"]) == (1, "warned", 5, False)
    assert [each["warning"] for each in first["warnings"]] == ["behind"]
    assert [(each["file"], each["width"]) for each in first["media"]] == [("三月.jpg", 640)]
    assert (second["state"], second["warnings"], second["media"], second["delegate"]) == (None, [], [], "第001厅")
    warned.do("upload_progress", target="K001", period="2026-03", progress="30", media=picture)
    assert [(row["number"], row["state"]) for row in listed("2026-03-21")] == [(2, "fine"), (None, None)]


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize(("day", "late"), [("2026-03-25", False), ("2026-03-26", True)])
def test_an_absent_upload_is_late_after_its_due_day(day: str, *, late: bool) -> None:
    assert [row["late"] for row in listed(day)] == [late, late]


def test_the_table_can_be_filtered_by_month(cloud: Acting) -> None:
    cloud.on("2026-04-01").open("cloud_monitoring", "2026-04")
    assert [row["period"] for row in listed("2026-04-01")] == ["2026-03"] * 2 + ["2026-04"] * 2
    assert [row["period"] for row in listed("2026-04-01", "2026-04")] == ["2026-04"] * 2
    assert listed("2026-04-01", "2026-05") == []


def test_after_a_merger_a_project_is_listed_with_the_successor(cloud: Acting) -> None:
    merge = {"effective_on": "2026-03-12", "basis": "黔机编〔2026〕12号"}
    cloud.on("2026-03-12").do("merge_department", department="D001", successor="D002", **merge)
    assert {row["department"] for row in listed("2026-03-12")} == {"第002厅"}
