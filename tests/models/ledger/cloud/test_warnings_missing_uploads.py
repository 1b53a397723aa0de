"""预警: a missing upload is judged once, and agency and uploader are notified (7.5, A22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Reads, Sql, Violations

UPLOADS = "SELECT t.code, u.number, u.state FROM cloud_upload u JOIN target t ON t.id = u.target_id ORDER BY u.id"
TOLD = "SELECT audience, department_id, payload FROM notice WHERE kind = 'uploads_missing' ORDER BY id"


def test_a_missing_upload_gets_one_warning_after_the_due_day(cloud: Acting, sql: Sql, violations: Violations) -> None:
    cloud.do("delegate_upload", target="K002")
    assert cloud.on("2026-03-25").system.do("judge_missing_uploads").words == "目标云没有新的缺报。"
    late = cloud.on("2026-03-26").system
    done = late.do("judge_missing_uploads")
    assert (done.words, done.counts) == ("目标云缺报2项，已预警。", {"missing": 2, "notices": 1})
    assert sql.rows(UPLOADS) == [("K001", 1, "warned"), ("K002", 1, "warned")]
    assert sql.value("SELECT warnings FROM cloud_upload LIMIT 1") == [
        {"warning": "missing", "words": "2026年3月实施进度应于3月25日前上传，至今未上传"}
    ]
    assert [row[2] for row in sql.rows(TOLD)] == [
        {"periods": "2026年3月", "projects": 2, "uploads": ["农村公路", "供水（第001厅）"]}
    ]
    assert late.do("judge_missing_uploads").counts == {"missing": 0, "notices": 0}
    assert violations() == []


def test_a_received_upload_is_not_missing_and_a_missing_one_can_still_be_uploaded(
    cloud: Acting, sql: Sql, picture: str
) -> None:
    fields = {"period": "2026-03", "progress": "30", "media": picture}
    cloud.do("upload_progress", target="K001", **fields)
    cloud.on("2026-03-26").system.do("judge_missing_uploads")
    assert sql.rows(UPLOADS) == [("K001", 1, "fine"), ("K002", 1, "warned")]
    done = cloud.on("2026-03-27").do("upload_progress", target="K002", **fields)
    assert done.counts["late"] == 1
    assert sql.rows(UPLOADS)[1:] == [("K002", 1, "superseded"), ("K002", 2, "warned")]


def test_of_several_months_each_row_names_its_own_and_a_project_counts_once(cloud: Acting, sql: Sql) -> None:
    cloud.on("2026-04-01").open("cloud_monitoring", "2026-04")
    cloud.on("2026-04-26").system.do("judge_missing_uploads")
    [told] = [row[2] for row in sql.rows(TOLD)]
    assert (told["periods"], told["projects"]) == ("2026年3月、4月", 2)
    assert told["uploads"] == ["2026年3月：农村公路", "2026年3月：供水", "2026年4月：农村公路", "2026年4月：供水"]


def test_a_waived_upload_is_not_missing(cloud: Acting, sql: Sql) -> None:
    for number in sql.column("SELECT id FROM obligation WHERE kind = 'cloud_monitoring'"):
        cloud.do("waive", obligation=number, reason="项目停建", number="黔目标函〔2026〕9号", dated="2026-02-27")
    assert cloud.on("2026-03-26").system.do("judge_missing_uploads").counts["missing"] == 0


def test_a_department_that_uploads_hears_of_a_picture_used_before(cloud: Acting, sql: Sql, picture: str) -> None:
    cloud.do("delegate_upload", target="K002")
    fields = {"period": "2026-03", "progress": "30", "media": picture}
    cloud.do("upload_progress", target="K001", **fields)
    cloud.office("D001").do("upload_progress", target="K002", **fields)
    query = "SELECT audience FROM notice WHERE kind = 'upload_warned' ORDER BY audience"
    assert sql.column(query) == ["agency", "office"]


def test_a_sweep_with_nothing_missing_looks_at_hardly_a_row(reads: Reads, anyone: Acting) -> None:
    few, many = (
        reads(n, lambda session: anyone.on("2026-03-26").system.within(session, "judge_missing_uploads"))[0]
        for n in (10, 1000)
    )
    assert many <= few + 10


def test_judging_missing_uploads_is_linear_in_the_number_of_projects(reads: Reads, anyone: Acting) -> None:
    def opens(session: Session) -> None:
        anyone.on("2026-03-01").within(session, "open_cycle", cycle="cloud_monitoring", period="2026-03")

    def judges(session: Session) -> None:
        anyone.on("2026-04-01").system.within(session, "judge_missing_uploads")

    few, many = reads(50, opens, judges, judges), reads(1000, opens, judges, judges)
    assert [now <= 20 * before + 1000 for before, now in zip(few, many, strict=True)] == [True] * 3
