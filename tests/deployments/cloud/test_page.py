"""The page of the 目标云: the standing of every project in words, with its pictures.

One file without external resources.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.cloud.page import BOTTOM, LEFT, RIGHT, TOP, Dot, curve, page
from models.file_store.folder import Folder, place_of
from models.ledger.cloud.page import Gallery, Portrait
from models.rules.cloud import UploadWarning
from models.rules.cloud_status import MonthUpload, pace, statuses
from models.rules.periods import parse_period

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Photograph


YEAR = date(2026, 1, 1), date(2026, 12, 31)
MARCH, DAY, DUE = parse_period("2026-03"), date(2026, 3, 28), date(2026, 3, 25)
BEHIND, REUSED, MISSING = UploadWarning.BEHIND, UploadWarning.REUSED, UploadWarning.MISSING
ROW: dict[str, Any] = {
    "target": "2026/K001", "project": "农村公路", "department": "省交通运输厅", "delegate": "", "due": DUE,
    "entered_late": False,
    "duty": "discharged", "late": False, "number": 1, "state": "fine", "progress": Decimal(30), "text": "路基完成",
    "received_on": date(2026, 3, 20), "uploaded_by": "李明", "warnings": [], "decided_on": None, "reason": "",
    "media": [],
}  # fmt: skip
NOTHING: dict[str, Any] = {
    "duty": "open",
    "state": None,
    "progress": None,
    "text": None,
    "received_on": None,
    "uploaded_by": None,
}


def month_upload(month: int, progress: str | None, *warnings: UploadWarning) -> MonthUpload:
    amount = None if progress is None else Decimal(progress)
    return MonthUpload(parse_period(f"2026-{month:02d}"), amount, date(2026, month, 20), frozenset(warnings))


def portrait(*months: MonthUpload, **row: Any) -> Portrait:
    """Returns a project with these months; without an entry for March its upload is missing."""
    own = ROW | row
    excused = own["duty"] == "waived"
    newest = next((each for each in months if each.month == MARCH), None)
    known = [(each.progress, each.day) for each in months if each.progress is not None]
    stands = statuses(newest, excused=excused, overdue=own["late"])
    return Portrait(own, YEAR, months, stands, pace(*known[-1], YEAR) if known else None)


def medium(store: Path, place: Path | None = None, **fields: Any) -> dict[str, Any]:
    """A picture of an upload, in the store when there is a file."""
    content = place.read_bytes() if place else b"gone"
    digest = sha256(content).hexdigest()
    if place:
        place_of(store, digest).parent.mkdir(parents=True, exist_ok=True)
        place_of(store, digest).write_bytes(content)
    known = {"width": 640, "height": 480, "taken_at": None, "latitude": None, "longitude": None}
    return {"file": "三月.jpg", "kind": "picture", "sha256": digest, "size": len(content), **known, **fields}


def html(store: Path, *portraits: Portrait) -> str:
    return page(Gallery("贵州省", MARCH, DAY, portraits), Folder(store)).decode()


def words(text: str) -> str:
    """What a reader sees."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<body>")[2]))


def marks(text: str) -> list[tuple[str, str]]:
    found = re.findall(r'<li class="(\w+)"><b>(.*)</li>', text)
    return [(key, output.replace("</b>", "")) for key, output in found]


def facts(text: str) -> dict[str, str]:
    return {name: value for value, name in re.findall(r"<li><b>(\d+)</b><span>(\S+)</span></li>", text)}


def test_a_project_is_shown_with_its_department_progress_and_time(tmp_path: Path) -> None:
    text = html(tmp_path, portrait(month_upload(2, "20"), month_upload(3, "30")))
    assert "<title>贵州省目标云 2026年3月</title>" in text
    assert "农村公路 2026/K001 · 省交通运输厅 · 管理机构上传，经办：李明 · 期限3月25日" in words(text)
    assert "完成30%，截至3月20日时间过去21.7%，超前8.3个百分点" in words(text)
    assert 'style="left: 0; width: 30.0%"' in text
    assert 'class="time" style="left: 21.7%"' in text
    assert 'class="gap" style' not in text
    assert 'aria-label="各月进度：2月20%、3月30%"' in text
    assert "路基完成" in words(text)


def test_the_standing_of_a_project_is_shown_with_its_start(tmp_path: Path) -> None:
    told_before = month_upload(2, "3", BEHIND)
    text = html(
        tmp_path,
        portrait(told_before, month_upload(3, "5", BEHIND, REUSED), late=True),
        portrait(told_before, **NOTHING),
        portrait(month_upload(2, None, MISSING), month_upload(3, None, MISSING), late=True, **NOTHING),
        portrait(**NOTHING | {"duty": "waived"}),
    )
    assert marks(text) == [
        ("uploaded", "已上传，3月20日收到（逾期）"),
        ("behind", "进度滞后，自2月20日起，已连续2个月"),
        ("reused", "图片重复，自3月20日起"),
        ("waiting", "待上传，应于3月25日前上传"),
        ("missing", "逾期未上传，自3月26日起，已连续2个月"),
        ("excused", "无需上传"),
    ]
    assert "（进度为2026年2月所报）" in words(text)
    assert "尚未上传过进度。" in words(text)


def test_the_part_that_is_missing_to_the_time_is_marked(tmp_path: Path) -> None:
    text = html(tmp_path, portrait(month_upload(3, "5", BEHIND)))
    assert 'class="gap" style="left: 5.0%; width: 16.7%"' in text


def test_the_totals_are_at_the_top_with_links_to_troubled_projects(tmp_path: Path, photograph: Photograph) -> None:
    shown = medium(tmp_path, photograph("三月.jpg"))
    video = medium(tmp_path, kind="video", file="三月.mp4")
    text = html(
        tmp_path,
        portrait(month_upload(3, "30"), media=[shown, video]),
        portrait(month_upload(3, "5", BEHIND), project="供水"),
        portrait(**NOTHING),
    )
    expected = {
        "重点项目": 3,
        "已上传": 2,
        "待上传": 1,
        "逾期未上传": 0,
        "进度滞后": 1,
        "图片重复": 0,
        "图片": 1,
        "视频": 1,
    }
    assert facts(text) == {name: str(n) for name, n in (expected | {"文件有问题": 1}).items()}
    assert '<a href="#p2">供水</a>（省交通运输厅）：进度滞后，自3月20日起' in text
    assert set(re.findall(r'href="#(\w+)"', text)) <= set(re.findall(r'<section .*id="(\w+)"', text))


def test_without_trouble_no_project_is_linked(tmp_path: Path) -> None:
    text = html(tmp_path, portrait(month_upload(3, "30")), portrait(**NOTHING | {"duty": "waived"}))
    assert "需要关注" not in text
    assert facts(text)["无需上传"] == "1"


@pytest.mark.parametrize(
    ("row", "output"),
    [
        ({"state": "warned"}, "认定：待认定"),
        ({"state": "confirmed", "decided_on": date(2026, 3, 22)}, "认定：预警属实（3月22日）"),
        (
            {"state": "cleared", "decided_on": date(2026, 3, 22), "reason": "分母有误"},
            "认定：预警已消除（3月22日）：分母有误",
        ),
    ],
)
def test_a_warning_is_shown_with_its_decision(tmp_path: Path, row: dict[str, Any], output: str) -> None:
    warnings = [{"warning": "behind", "words": "未达到时间进度"}]
    text = words(html(tmp_path, portrait(month_upload(3, "5", BEHIND), warnings=warnings, **row)))
    assert f"未达到时间进度 {output} " in text


def test_the_delegate_who_uploads_for_the_agency_is_named(tmp_path: Path) -> None:
    assert "省交通运输厅受托上传" in html(
        tmp_path, portrait(month_upload(3, "30"), delegate="省交通运输厅", uploaded_by="")
    )


def test_pictures_are_embedded_and_a_video_is_mentioned(tmp_path: Path, photograph: Photograph) -> None:
    video = tmp_path / "三月.mp4"
    video.write_bytes(b"video")
    media = [
        medium(tmp_path, photograph("三月.jpg")),
        medium(tmp_path, video, kind="video", file="三月.mp4", width=None),
    ]
    text = html(tmp_path, portrait(month_upload(3, "30"), media=media))
    assert (
        len(re.findall(r'<img src="data:image/jpeg;base64,[\w+/=]+" width="320" height="240" alt="三月.jpg">', text))
        == 1
    )
    assert f"视频，留存在系统中 三月.mp4 3月20日上传 1KB SHA-256 {media[1]['sha256'][:12]} " in words(text)


def test_a_damaged_or_missing_picture_is_described_and_the_page_is_written(
    tmp_path: Path, photograph: Photograph
) -> None:
    damaged = medium(tmp_path, photograph("三月.jpg"))
    place_of(tmp_path, damaged["sha256"]).write_bytes(b"\xff\xd8\xff")
    text = html(tmp_path, portrait(month_upload(3, "30"), media=[damaged, medium(tmp_path, file="没有.jpg")]))
    assert "图片，文件内容与校验码不符，已被更改或损坏，不予显示 三月.jpg" in words(text)
    assert "图片，文件不存在，无法显示 没有.jpg" in words(text)
    assert facts(text)["文件有问题"] == "2"


def test_a_marked_project_shows_only_its_standing(tmp_path: Path) -> None:
    marked = replace(
        portrait(month_upload(3, "37", BEHIND), project="目标K001（工作秘密）", text=""), secret=True, pace=None
    )
    text = html(tmp_path, replace(marked, kept_back={"picture": 2, "video": 1}), portrait(month_upload(3, "30")))
    assert "<b>0（另有2张标密）</b>" in text
    assert "<b>0（另有1段标密）</b>" in text
    assert "目标K001（工作秘密） 2026/K001" in words(text)
    assert marks(text)[1] == ("behind", "进度滞后，自3月20日起")
    assert "已标注密级，进度、说明和图片不在此显示。" in text
    assert "37" not in words(text)
    assert "<svg" not in html(tmp_path, marked)


def test_a_picture_that_is_marked_is_not_shown(tmp_path: Path, photograph: Photograph) -> None:
    marked = medium(tmp_path, photograph("三月.jpg"), file="印证材料0123（秘密）", withheld=True, latitude=26.5)
    text = html(tmp_path, portrait(month_upload(3, "30"), media=[marked]))
    assert "图片，内容不在此显示 印证材料0123（秘密） 3月20日上传 虚线" in words(text)
    assert "data:image" not in text
    assert "文件有问题" not in facts(text)


def test_text_entered_by_people_is_escaped(tmp_path: Path) -> None:
    evil = "\"><script>alert(1)</script>'"
    written: dict[str, Any] = {
        "project": evil,
        "department": evil,
        "text": evil,
        "uploaded_by": evil,
        "delegate": evil,
        "target": evil,
    }
    warned: dict[str, Any] = {
        "warnings": [{"warning": "behind", "words": evil}],
        "reason": evil,
        "decided_on": DUE,
        "state": "cleared",
    }
    media = [medium(tmp_path, file=evil), medium(tmp_path, file=evil, kind="video")]
    text = page(
        Gallery(evil, MARCH, DAY, (portrait(month_upload(3, "5"), media=media, **written, **warned),)), Folder(tmp_path)
    ).decode()
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 11
    assert set(re.findall(r"<(\w+)", text)) <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "li", "b", "i", "span", "section"),
        *("div", "svg", "g", "path", "text", "polyline", "circle", "figure", "figcaption", "footer", "a"),
    }


def test_it_fetches_nothing_and_runs_nothing(tmp_path: Path, photograph: Photograph) -> None:
    text = html(tmp_path, portrait(month_upload(3, "5", BEHIND), media=[medium(tmp_path, photograph("三月.jpg"))]))
    assert re.findall(r"https?:|<script|<link|<iframe|href=\"[^#]|url\(|@import| on\w+=", text) == []
    assert {each.partition(",")[0] for each in re.findall(r'src="([^"]+)', text)} == {"data:image/jpeg;base64"}
    assert "default-src 'none'; img-src data:" in text


def test_the_same_records_give_the_same_bytes(tmp_path: Path, photograph: Photograph) -> None:
    shown = portrait(month_upload(3, "30"), media=[medium(tmp_path, photograph("三月.jpg"))])
    assert html(tmp_path, shown) == html(tmp_path, shown)


def month_upload_of_curve(day: str, progress: str | None) -> MonthUpload:
    return MonthUpload(
        parse_period(day[:7]), None if progress is None else Decimal(progress), date.fromisoformat(day), frozenset()
    )


def test_all_of_the_work_at_the_end_of_the_time_is_the_upper_right_corner() -> None:
    drawn = curve(YEAR, [month_upload_of_curve("2026-07-02", "50.0"), month_upload_of_curve("2026-12-31", "100")])
    middle, end = drawn.dots
    assert (end.x, end.y) == (RIGHT, TOP)
    assert (round(middle.x), middle.y) == (round((LEFT + RIGHT) / 2), (TOP + BOTTOM) / 2)
    assert drawn.line == f"{middle.x},{middle.y} {end.x},{end.y}"


def test_a_month_without_upload_is_marked_at_the_bottom_and_left_out_of_the_line() -> None:
    drawn = curve(
        YEAR,
        [
            month_upload_of_curve("2026-01-20", "5"),
            month_upload_of_curve("2026-02-26", None),
            month_upload_of_curve("2026-03-20", "22.50"),
        ],
    )
    assert [dot.missing for dot in drawn.dots] == [False, True, False]
    assert drawn.dots[1].y == BOTTOM
    assert len(drawn.line.split()) == 2
    assert drawn.words == "1月5%、2月未上传、3月22.5%"


def test_without_months_nothing_is_drawn() -> None:
    assert (curve(YEAR, []).dots, curve(YEAR, []).line, curve(YEAR, []).words) == ([], "", "")


def test_a_month_outside_the_time_stays_within_the_drawing() -> None:
    late = curve((date(2026, 1, 1), date(2026, 1, 31)), [month_upload_of_curve("2026-03-20", "0")])
    assert late.dots == [Dot(RIGHT, BOTTOM, missing=False)]
