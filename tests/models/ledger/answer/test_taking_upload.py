"""目标云上传 by its sheet: a department to which the upload of a key project is delegated answers for a month (7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.answer.content import answer_book
from models.ledger.answer.open_books import open_books
from models.rules.answer_form import CODE
from models.rules.errors import Refused
from tests.answers import Cells, faults, fill_in, give_back, sent
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

PROGRESS, TEXT, MEDIA = "进度（%）", "进展说明", "图片和视频（附件名）"
MARKED = "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）"
NUMBER = "SELECT id FROM obligation WHERE kind = 'cloud_monitoring' AND subject = '2026/K001' AND period = '2026-03'"
STATES = f"SELECT state, counted_on::text, late FROM obligation WHERE id = ({NUMBER})"  # noqa: S608 - a constant
UPLOADS = """
SELECT u.number, u.progress::int, u.text, u.state, u.uploaded_by FROM cloud_upload u JOIN target t ON t.id = u.target_id
WHERE t.code = 'K001' ORDER BY u.id
"""
GOOD: Cells = {PROGRESS: 35, TEXT: "路基完成", MEDIA: "三月"}


@pytest.fixture
def delegated(cloud: Acting) -> Acting:
    """D001 uploads of K001 since 10 March; that is today."""
    cloud.on("2026-03-10").do("delegate_upload", target="K001")
    return cloud.on("2026-03-10")


@pytest.fixture
def sheet(delegated: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The empty sheet of D001 for March."""
    return sent(delegated, tmp_path / "回复表.xlsx", sql.value(NUMBER))


def test_the_sheet_names_project_month_requirement_and_what_to_do(delegated: Acting, sql: Sql) -> None:
    with begin() as session:
        (shown,) = answer_book(session, [sql.value(NUMBER)], delegated.day).sheets
    assert (shown.department, shown.title) == ("第001厅", "2026年3月目标云上传“农村公路”")
    assert (str(shown.due), shown.to_do) == ("2026-03-25", "上传重点项目当月实施进度（图片和视频）")
    assert dict(shown.about)["目标编号"] == "K001"
    assert shown.rows == ()


def test_only_a_delegated_upload_has_a_sheet(delegated: Acting, sql: Sql) -> None:
    other = sql.value("SELECT id FROM obligation WHERE subject = '2026/K002'")
    with begin() as session, pytest.raises(Refused, match="由管理机构办理，没有回复表"):
        answer_book(session, [other], delegated.day)
    with begin() as session:
        titles = [sheet.title for sheet in open_books(session, delegated.day)["D001"].sheets]
    assert titles == ["2026年3月目标云上传“农村公路”", "2026年3月月度检查"]


def test_progress_remark_and_pictures_are_taken(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph, violations: Violations
) -> None:
    pictures = photograph("三月.jpg", 1), photograph("桥梁.png", 2)
    done = give_back(delegated.on("2026-03-20"), fill_in(sheet, {**GOOD, MEDIA: "三月、桥梁.png"}), *pictures)
    assert (done.counts["uploaded"], done.counts["media"], done.counts["answers"]) == (1, 2, 1)
    assert sql.rows(STATES) == [("discharged", "2026-03-20", False)]
    ((number, progress, text, state, by),) = sql.rows(UPLOADS)
    assert (number, progress, text, state) == (1, 35, "路基完成", "fine")
    assert by.startswith("D001目标办")
    assert sorted(sql.column("SELECT file_name FROM cloud_medium")) == ["三月.jpg", "桥梁.png"]
    assert sql.column("SELECT known FROM block ORDER BY height DESC LIMIT 1") == ["claimed"]
    assert violations() == []


def test_an_upload_behind_schedule_is_warned_about_as_any_other(
    delegated: Acting, sql: Sql, sheet: Path, picture: str, tmp_path: Path
) -> None:
    assert picture
    done = give_back(delegated.on("2026-03-20"), fill_in(sheet, {**GOOD, PROGRESS: "5%"}), tmp_path / "三月.jpg")
    assert done.counts["warnings"] == 1
    assert "未达到时间进度" in done.words
    told = "SELECT DISTINCT audience FROM notice WHERE kind = 'upload_warned' ORDER BY 1"
    assert sql.column(told) == ["agency", "office"]


def test_a_late_sheet_is_taken_and_marked(delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph) -> None:
    give_back(delegated.on("2026-03-27"), fill_in(sheet, GOOD), photograph("三月.jpg"))
    assert sql.rows(STATES) == [("discharged", "2026-03-27", True)]


def test_a_second_sheet_supersedes_the_first_and_the_same_changes_nothing(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph
) -> None:
    picture = photograph("三月.jpg")
    give_back(delegated, fill_in(sheet, GOOD), picture)
    assert give_back(delegated, sheet, picture).words == "“农村公路”2026年3月的该次上传此前已收到，未作改动。"
    give_back(delegated.on("2026-03-12"), fill_in(sheet, {PROGRESS: 40}), picture)
    assert [row[:4] for row in sql.rows(UPLOADS)] == [
        (1, 35, "路基完成", "superseded"),
        (2, 40, "路基完成", "fine"),
    ]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({PROGRESS: None}, ("B11", "进度（%）不能为空")),
        ({PROGRESS: 101}, ("B11", "进度（%）“101”应在0到100之间，请填数字或百分数")),
        ({MEDIA: None}, ("B13", f"{MEDIA}不能为空")),
        ({MEDIA: "、；"}, ("B13", f"{MEDIA}没有文件名")),
        ({MEDIA: "四月"}, ("B13", f"{MEDIA}“四月”没有随表交来，请把文件放在一起，文件名写全")),
        (
            {MEDIA: "说明.pdf"},
            ("B13", f"{MEDIA}“说明.pdf”从内容看是PDF文件，应为JPEG或PNG图片，或MP4视频，请转换或更换后重新上传"),
        ),
        ({MEDIA: "空.jpg"}, ("B13", f"{MEDIA}“空.jpg”不是文件或为空，请选择要上传的图片或视频")),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_taken(
    delegated: Acting,
    sql: Sql,
    sheet: Path,
    photograph: Photograph,
    tmp_path: Path,
    cells: Cells,
    fault: tuple[str, str],
) -> None:
    paper, empty = tmp_path / "说明.pdf", tmp_path / "空.jpg"
    paper.write_bytes(b"%PDF-1.7 accepted")
    empty.touch()
    assert faults(delegated, fill_in(sheet, GOOD | cells), photograph("三月.jpg"), paper, empty) == [fault]
    assert sql.rows(UPLOADS) == []


def test_more_pictures_than_an_upload_takes_are_refused_at_their_cell(
    delegated: Acting, sheet: Path, photograph: Photograph
) -> None:
    picture = photograph("三月.jpg")
    files = [picture.with_name(f"{number}.jpg") for number in range(21)]
    for file in files:
        file.write_bytes(picture.read_bytes())
    many = fill_in(sheet, {**GOOD, MEDIA: "、".join(file.name for file in files)})
    assert faults(delegated, many, *files) == [("B13", f"{MEDIA}有21个文件，最多20个")]
    twice = fill_in(sheet, {MEDIA: "0.jpg、0.jpg、1.jpg"})
    assert give_back(delegated, twice, *files).counts["media"] == 1  # one content


def test_a_sheet_that_comes_after_the_agency_took_the_upload_back_is_refused(
    delegated: Acting, sheet: Path, photograph: Photograph
) -> None:
    delegated.do("take_back_upload", target="K001", reason="部门无设备")
    answered = fill_in(sheet, GOOD)
    assert faults(delegated, answered, photograph("三月.jpg")) == [("B5", f"{CODE}所指的事项已不存在，或不由部门办理")]


def test_the_sheet_is_good_from_the_department_that_leads_the_project_now(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph
) -> None:
    move: dict[str, Any] = {"department": "D001", "successor": "D002", "targets": "K001", "basis": "2号文"}
    delegated.do("transfer_targets", **move, effective_on="2026-03-10")
    with pytest.raises(Refused):
        give_back(delegated, fill_in(sheet, GOOD), photograph("三月.jpg"))
    assert give_back(delegated, sheet, photograph("三月.jpg"), office="D002").counts["uploaded"] == 1
    assert sql.rows(UPLOADS)[0][4].startswith("D002目标办")


def test_an_older_sheet_does_not_displace_what_the_agency_entered_for_the_office_since(
    delegated: Acting, sheet: Path, photograph: Photograph
) -> None:
    picture = photograph("三月.jpg")
    given = {"target": "K001", "period": "2026-03", "progress": "40", "media": str(picture)}
    delegated.on("2026-03-20").office("D001").do("upload_progress", **given)
    with pytest.raises(Refused, match="较早的这份不再收取"):
        give_back(delegated.on("2026-03-19"), fill_in(sheet, GOOD), picture)
    assert give_back(delegated.on("2026-03-20"), sheet, picture).counts["uploaded"] == 1


def test_a_month_that_was_found_missing_is_still_answered(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph
) -> None:
    delegated.on("2026-03-27").system.do("judge_missing_uploads")
    give_back(delegated.on("2026-03-26"), fill_in(sheet, GOOD), photograph("三月.jpg"))
    assert [row[3] for row in sql.rows(UPLOADS)] == ["superseded", "fine"]


@pytest.mark.parametrize(("given", "cells"), [(GOOD, ["B11", "B12", "B13"]), ({}, ["B5"])])
def test_a_project_that_was_marked_since_takes_nothing(
    delegated: Acting, sheet: Path, photograph: Photograph, given: Cells, cells: list[str]
) -> None:
    delegated.do("mark_secret", target="K001", marking="工作秘密", reason="涉及工作秘密")
    assert faults(delegated, fill_in(sheet, given), photograph("三月.jpg")) == [(cell, MARKED) for cell in cells]


def test_it_is_taken_from_a_mail_with_its_pictures(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph, violations: Violations
) -> None:
    delegated.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    mail = mail_from(ADDRESS, "2026-03-20 09:10", fill_in(sheet, GOOD), photograph("三月.jpg"))
    take(mail, "2026-03-20 09:20")
    assert sql.rows(STATES) == [("discharged", "2026-03-20", False)]
    assert sql.column("SELECT outcome FROM answer") == ["taken"]
    assert violations() == []
