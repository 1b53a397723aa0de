"""目标云上传: stored with its pictures and judged at once; late is marked, bad pictures change nothing (7.5, A22)."""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image, ImageOps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Together, Violations

SAID = {"target": "K001", "period": "2026-03", "progress": "30"}
UPLOADS = "SELECT number, state, progress FROM cloud_upload ORDER BY id"
DUTIES = "SELECT subject, state, late FROM obligation WHERE kind = 'cloud_monitoring' ORDER BY subject"
WARNED = "SELECT kind, audience, subject, occasion FROM notice WHERE kind = 'upload_warned' ORDER BY id"


def warnings(sql: Sql) -> list[str]:
    return [each["warning"] for each in sql.value("SELECT warnings FROM cloud_upload ORDER BY id DESC LIMIT 1")]


def test_an_upload_that_keeps_up_with_the_time_is_judged_fine(cloud: Acting, sql: Sql, picture: str) -> None:
    done = cloud.on("2026-03-20").do("upload_progress", **SAID, media=picture, text="路基完成")
    assert done.words == "已收到“农村公路”2026年3月实施进度，判定正常。"
    assert done.counts == {"uploaded": 1, "media": 1, "warnings": 0, "late": 0, "notices": 0}
    assert sql.rows(UPLOADS) == [(1, "fine", 30)]
    assert sql.rows("SELECT received_on::text, uploaded_by, text FROM cloud_upload") == [
        ("2026-03-20", "管理机构经办人", "路基完成")
    ]
    assert sql.rows(DUTIES) == [("2026/K001", "discharged", False), ("2026/K002", "open", None)]
    assert sql.rows(WARNED) == []


def test_the_files_are_stored_with_their_metadata(
    cloud: Acting, sql: Sql, photograph: Photograph, tmp_path: Path, violations: Violations
) -> None:
    notes = Image.Exif()
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:20 10:11:12"
    notes.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (26, 34, 12), 3: "E", 4: (106, 42, 0)})
    video = tmp_path / "三月.mp4"
    video.write_bytes(struct.pack(">I", 12) + b"ftypisom" + struct.pack(">I", 8) + b"moov" + bytes(4) + b"mdat")
    os.truncate(video, 2_000_000)  # more than the limit of other evidence
    files = [str(photograph("三月.jpg", exif=notes)), str(video)]
    assert cloud.do("upload_progress", **SAID, media=files).counts["media"] == 2
    columns = "file_name, kind, width, height, bits IS NULL, latitude::text, longitude::text"
    assert sql.rows(f"SELECT {columns} FROM cloud_medium ORDER BY id") == [  # noqa: S608 - constant
        ("三月.jpg", "picture", 640, 480, False, "26.570000", "106.700000"),
        ("三月.mp4", "video", None, None, True, None, None),
    ]
    taken = "SELECT taken_at AT TIME ZONE 'Asia/Shanghai' FROM cloud_medium ORDER BY id LIMIT 1"
    assert str(sql.value(taken)) == "2026-03-20 10:11:12"
    assert sql.value("SELECT count(*) FROM evidence") == 2
    assert violations() == []


def test_only_key_projects_are_monitored(cloud: Acting, sql: Sql) -> None:
    assert sql.value("SELECT count(*) FROM target") > len(sql.rows(DUTIES))
    assert [row[0] for row in sql.rows(DUTIES)] == ["2026/K001", "2026/K002"]
    assert cloud.open("cloud_monitoring", "2026-03").counts == {"opened": 0, "already_open": 2, "notices": 0}


def test_work_behind_the_time_is_warned_of_at_once(warned: Acting, sql: Sql) -> None:
    assert sql.rows(UPLOADS) == [(1, "warned", 5)]
    assert warnings(sql) == ["behind"]
    assert sql.rows(WARNED) == [
        ("upload_warned", "agency", "2026/K001|2026-03", "1"),
        ("upload_warned", "office", "2026/K001|2026-03", "1"),
    ]
    assert sql.value("SELECT payload ->> 'progress' FROM notice WHERE kind = 'upload_warned' LIMIT 1") == "5"
    assert warned.day.isoformat() == "2026-03-21"


def test_a_picture_of_the_previous_month_is_found_even_if_re_encoded(
    cloud: Acting, sql: Sql, photograph: Photograph, picture: str
) -> None:
    cloud.do("upload_progress", **SAID, media=picture)
    cloud.on("2026-04-01").open("cloud_monitoring", "2026-04")
    smaller = photograph("四月.jpg", 1, (320, 240), quality=60)
    fields: dict[str, Any] = {
        "period": "2026-04",
        "progress": "40",
        "media": [str(photograph("新.jpg", 2)), str(smaller)],
    }
    done = cloud.on("2026-04-20").do("upload_progress", target="K001", **fields)
    listed = "“四月.jpg”与“农村公路”2026年3月上传的“三月.jpg”相同或几乎相同"
    assert done.words == f"已收到“农村公路”2026年4月实施进度，预警1项：{listed}。请补正后重新上传。"
    assert warnings(sql) == ["reused"]
    assert [row[1] for row in sql.rows(WARNED)] == ["agency"]


def test_a_picture_of_another_project_is_found_and_the_first_time_is_named(
    cloud: Acting, sql: Sql, picture: str, photograph: Photograph
) -> None:
    cloud.do("upload_progress", **SAID, media=picture)
    again = str(photograph("三月2.jpg", 1, quality=50))
    done = cloud.do("upload_progress", target="K002", period="2026-03", progress="30", media=[again])
    assert "“三月2.jpg”与“农村公路”2026年3月上传的“三月.jpg”相同" in done.words
    assert warnings(sql) == ["reused"]


def test_the_same_video_is_found_by_its_content(cloud: Acting, sql: Sql, tmp_path: Path) -> None:
    video = tmp_path / "三月.mp4"
    video.write_bytes(b"\0\0\0\x0cftypisom" + b"\0\0\0\x08moov" + b"\0\0\0\x0cmdat0123")
    cloud.do("upload_progress", **SAID, media=str(video))
    cloud.do("upload_progress", target="K002", period="2026-03", progress="30", media=str(video))
    assert warnings(sql) == ["reused"]


def test_a_picture_that_was_mirrored_and_cut_is_found_and_one_of_one_colour_is_in_doubt(
    cloud: Acting, sql: Sql, picture: str, tmp_path: Path
) -> None:
    cloud.do("upload_progress", **SAID, media=picture)
    with Image.open(picture) as image:
        ImageOps.mirror(image.crop((32, 24, 608, 456))).save(tmp_path / "换.jpg")
    Image.new("RGB", (64, 48), "white").save(tmp_path / "白.jpg")
    media = [str(tmp_path / "换.jpg"), str(tmp_path / "白.jpg")]
    cloud.do("upload_progress", target="K002", period="2026-03", progress="30", media=media)
    kinds = [each["warning"] for each in sql.value("SELECT warnings FROM cloud_upload ORDER BY id DESC LIMIT 1")]
    assert kinds == ["reused", "doubtful"]


def test_a_newer_upload_of_the_month_replaces_the_one_before_and_makes_good(
    warned: Acting, sql: Sql, picture: str
) -> None:
    done = warned.do("upload_progress", **SAID, media=picture)
    assert done.counts["warnings"] == 0  # its own picture of the month is no reuse
    assert sql.rows(UPLOADS) == [(1, "superseded", 5), (2, "fine", 30)]


def test_the_same_upload_again_changes_nothing(cloud: Acting, sql: Sql, picture: str, tmp_path: Path) -> None:
    cloud.do("upload_progress", **SAID, media=picture)
    copy = tmp_path / "另名.jpg"
    copy.write_bytes((tmp_path / "三月.jpg").read_bytes())
    again = cloud.on("2026-03-02").do("upload_progress", **SAID, media=[str(copy), picture])
    assert (again.words, again.counts) == (
        "“农村公路”2026年3月的该次上传此前已收到，未作改动。",
        {"uploaded": 0, "same": 1},
    )
    assert sql.rows(UPLOADS) == [(1, "fine", 30)]


def test_a_file_given_twice_is_stored_once(cloud: Acting, sql: Sql, picture: str) -> None:
    assert cloud.do("upload_progress", **SAID, media=[picture, picture]).counts["media"] == 1
    assert sql.value("SELECT count(*) FROM cloud_medium") == 1


def test_a_late_upload_is_taken_and_marked(cloud: Acting, sql: Sql, picture: str) -> None:
    assert cloud.on("2026-03-25").system.do("judge_missing_uploads").counts["missing"] == 0
    done = cloud.on("2026-03-26").do("upload_progress", **SAID, media=picture)
    assert done.words == "已收到“农村公路”2026年3月实施进度（逾期），判定正常。"
    assert sql.rows(DUTIES)[0] == ("2026/K001", "discharged", True)


def test_an_upload_that_came_on_paper_in_time_is_not_late_and_is_judged_by_that_day(
    cloud: Acting, sql: Sql, picture: str
) -> None:
    received = cloud.on("2026-05-20").on_behalf("当面", "李明", "2026-03-24")
    received.do("upload_progress", **SAID | {"progress": "23"}, media=picture)
    assert sql.rows(DUTIES)[0] == ("2026/K001", "discharged", False)
    assert sql.rows(UPLOADS) == [(1, "fine", 23)]


def test_an_upload_after_its_month_is_judged_by_the_last_day_of_the_month(
    cloud: Acting, sql: Sql, picture: str
) -> None:
    cloud.on("2026-06-30").do("upload_progress", **SAID | {"progress": "25"}, media=picture)
    assert sql.rows(UPLOADS) == [(1, "fine", 25)]  # 90 of 365 days had gone on 31 March


def test_a_project_with_a_deadline_is_judged_by_its_time_span(
    march: Acting, sql: Sql, store: Path, picture: str
) -> None:
    assert not store.exists()
    columns = {"年度": "2026", "目标名称": "水库", "责任部门": "D001", "下达日期": "2026-02-27", "是否重点项目": "是"}
    march.take("targets", {"编号": "K009", **columns, "完成时限": "2026-03-31"})
    march.open("cloud_monitoring", "2026-03")
    march.on("2026-03-20").do("upload_progress", target="K009", period="2026-03", progress="80", media=picture)
    assert warnings(sql) == ["behind"]


def png(width: int, height: int) -> bytes:
    text = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (text, b"IDAT" + zlib.compress(b""), b"IEND")
    packed = (struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize(
    ("content", "size", "text"),
    [
        (b"no picture", 0, "“坏.jpg”从内容看不是图片或视频，应为JPEG或PNG图片，或MP4视频，请转换或更换后重新上传。"),
        (png(50_000, 50_000), 0, "图片“坏.jpg”有50000×50000像素，超过6400万像素，请缩小后重新上传。"),
        (b"\xff\xd8\xff\xe0", 200 * 2**20, "图片“坏.jpg”有200MB，超过20MB，请压缩后重新上传。"),
    ],
)
def test_a_bad_picture_is_refused_and_nothing_is_stored(
    cloud: Acting, sql: Sql, tmp_path: Path, picture: str, content: bytes, size: int, text: str
) -> None:
    bad = tmp_path / "坏.jpg"
    bad.write_bytes(content)
    os.truncate(bad, size or len(content))
    assert cloud.refused("upload_progress", **SAID, media=[picture, str(bad)]) == text
    assert not (tmp_path / "evidence").exists()
    assert sql.rows(UPLOADS) == []
    assert sql.rows(DUTIES)[0][1] == "open"


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"target": "T001"}, "目标T001“目标T001”不是重点项目，不进行目标云监测。"),
        ({"target": "K404"}, "2026年目标中没有编号“K404”。"),
        (
            {"period": "2026-04"},
            "“农村公路”2026年4月的目标云上传尚未开启；已开启的，是该项目在开启后才下达，当月无需上传。",
        ),
        ({"period": "2026Q1"}, "“目标云监测”没有期间“2026Q1”，正确写法如2026-01。"),
        ({"progress": "101"}, "“上传重点项目实施进度”未执行：“进度”不能大于100。"),
        ({"media": []}, "“上传重点项目实施进度”未执行：“图片和视频”不能为空。"),
    ],
)
def test_a_wrong_upload_is_refused(cloud: Acting, picture: str, more: dict[str, Any], text: str) -> None:
    assert cloud.refused("upload_progress", **{**SAID, "media": picture, **more}) == text


def test_a_waived_upload_is_refused(cloud: Acting, sql: Sql, picture: str) -> None:
    number = sql.value("SELECT id FROM obligation WHERE subject = '2026/K001'")
    cloud.do("waive", obligation=number, reason="项目停建", number="黔目标函〔2026〕9号", dated="2026-02-27")
    text = cloud.refused("upload_progress", **SAID, media=picture)
    assert (
        text == "“农村公路”2026年3月的目标云上传已豁免，无需上传；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。"
    )


def test_an_office_uploads_only_with_a_delegation(cloud: Acting, sql: Sql, picture: str) -> None:
    office = cloud.office("D001")
    text = office.refused("upload_progress", **SAID, media=picture)
    assert text == "“农村公路”的实施进度由目标绩效管理机构上传，没有委托“第001厅”，请交管理机构上传。"
    cloud.do("delegate_upload", target="K001")
    other = cloud.office("D002").refused("upload_progress", **SAID, media=picture)
    assert other == "您只能办理本部门的事项，不能办理“第001厅”的事项。"
    office.do("upload_progress", **SAID, media=picture)
    assert sql.rows("SELECT uploaded_by, code FROM cloud_upload u JOIN department d ON d.id = u.department_id") == [
        ("D001目标办", "D001")
    ]


def test_two_who_upload_at_once_upload_one_after_the_other(
    cloud: Acting, sql: Sql, together: Together, photograph: Photograph
) -> None:
    files = [str(photograph(f"{n}.jpg", n)) for n in (1, 2)]
    works = [lambda session, file=file: cloud.within(session, "upload_progress", **SAID, media=file) for file in files]
    done = together(*works)
    assert [each.counts["uploaded"] for each in done] == [1, 1]
    assert sorted(row[:2] for row in sql.rows(UPLOADS)) == [(1, "superseded"), (2, "fine")]


@pytest.mark.usefixtures("warned")
@pytest.mark.parametrize("column", ["progress = 99", "warnings = '[]'", "state = 'fine'"])
def test_a_row_changed_without_a_block_is_named(sql: Sql, violations: Violations, column: str) -> None:
    assert violations() == []
    sql(f"UPDATE cloud_upload SET {column}")  # noqa: S608 - constant
    assert violations() == ["目标云上传 2026|K001|2026-03|1：被更改，与台账不符。"]
