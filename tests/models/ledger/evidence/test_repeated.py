"""现场照片: a picture that another finding or recheck has is named; documents and corrections are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting

FOUND: dict[str, Any] = {**FINDING, "inspection": "2026-1", "found_by": "王文、李天"}
FAILS = {"conclusion": "未按质按量完成"}
SAME = "与核查2026-1中目标T001的核查结果所附的完全相同，请核对是不是本次现场所拍。"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    place = tmp_path / "现场.JPG"
    place.write_bytes(b"a picture of the road")
    return str(place)


@pytest.fixture
def seen(issued: Acting, photo: str) -> Acting:
    """T001 failed on 15 September, with a photograph."""
    day = issued.on("2026-09-15")
    data = {**FOUND, **FAILS, "target": "T001", "found_on": "2026-09-15", "evidence": [photo]}
    done = day.do("record_finding", **data)
    assert "照片" not in done.words
    return day


def record(acting: Acting, target: str, *files: str) -> str:
    """Its sentence about a target that conforms."""
    data = {**FOUND, "conclusion": "符合目标要求", "target": target, "found_on": "2026-09-15", "evidence": [*files]}
    return acting.do("record_finding", **data).words.partition("待组长签字。")[2]


def test_a_picture_of_another_target_is_named_also_under_another_name(seen: Acting, tmp_path: Path) -> None:
    copy = tmp_path / "路面.jpeg"
    copy.write_bytes(b"a picture of the road")
    assert record(seen, "T003", str(copy)) == f"照片“路面.jpeg”{SAME}"


def test_another_picture_and_a_paper_for_both_are_not_named(seen: Acting, tmp_path: Path, photo: str) -> None:
    paper, other = tmp_path / "记录.pdf", tmp_path / "桥.jpg"
    paper.write_bytes(b"%PDF-1.7 minutes")
    other.write_bytes(b"a picture of the bridge")
    assert record(seen, "T001", photo, str(paper)) == ""
    assert record(seen, "T003", str(paper), str(other)) == ""


def test_a_correction_may_stand_on_the_pictures_of_what_it_corrects(seen: Acting, photo: str) -> None:
    seen.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    assert record(seen, "T001", photo) == ""


def test_a_recheck_names_the_finding_and_a_finding_the_recheck(seen: Acting, photo: str) -> None:
    seen.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    later = seen.on("2026-09-21")
    later.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    later.do("file_feedback", target="T001", feedback="已通车")
    again: dict[str, Any] = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [photo]}
    done = later.do("recheck", target="T001", passed=True, found="属实", **again)
    assert done.words == f"“目标T001”复查通过，已补欠。照片“现场.JPG”{SAME}"


def test_the_picture_of_a_recheck_is_named(seen: Acting, tmp_path: Path) -> None:
    seen.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    later = seen.on("2026-09-21")
    later.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    later.do("file_feedback", target="T001", feedback="已通车")
    new = tmp_path / "通车.png"
    new.write_bytes(b"a picture of cars")
    again: dict[str, Any] = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [str(new)]}
    later.do("recheck", target="T001", passed=True, found="属实", **again)
    words = record(later, "T003", str(new))
    assert words == "照片“通车.png”与目标T001第1轮整改的复查所附的完全相同，请核对是不是本次现场所拍。"
