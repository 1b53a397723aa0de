"""The sentence about a document that was written: its title, number, day, place and digest."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from deployments.commands.document_kind import write_document
from models.ledger.papers.signature import Signature

if TYPE_CHECKING:
    from pathlib import Path

FILE = "文件".encode()


SIGNED = Signature("省目标办", date(2026, 9, 10))


@dataclass(frozen=True)
class Said:
    """The least that a document says."""

    title: str = "关于什么的通知"
    signature: Signature = SIGNED


NUMBERED = Said(signature=replace(SIGNED, number="黔目标办发〔2026〕1号"))


@pytest.mark.parametrize(
    ("content", "number", "shown"),
    [
        (Said(), "", ""),
        (Said(), "第1号", "（第1号）"),
        (NUMBERED, "第1号", "（黔目标办发〔2026〕1号）"),
    ],
)
def test_it_says_title_number_day_place_and_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: Said, number: str, shown: str
) -> None:
    place = tmp_path / "通知.docx"
    write_document("整改通知", place, content, FILE, number, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        f"已写入整改通知《关于什么的通知》{shown}，落款日期2026-09-10：{place}",
        f"文件校验码（SHA-256）：{sha256(FILE).hexdigest()}",
    ]
    assert place.read_bytes() == FILE


def test_it_says_the_same_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "通知.docx"
    write_document("整改通知", place, NUMBERED, FILE, as_json=True)
    facts = {"kind": "整改通知", "title": "关于什么的通知", "number": "黔目标办发〔2026〕1号", "date": "2026-09-10"}
    digest = sha256(FILE).hexdigest()
    assert json.loads(capsys.readouterr().out) == {**facts, "file": str(place), "sha256": digest}


def test_one_of_a_rehearsal_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = Said(signature=replace(SIGNED, rehearsal=True))
    write_document("整改通知", tmp_path / "通知.docx", content, FILE, as_json=False)
    assert capsys.readouterr().out.startswith("【演练】")


@pytest.mark.parametrize(("kind", "readable"), [("整改通知", True), ("回复表", False), ("暗访清单", False)])
def test_a_private_file_is_read_by_its_owner_only(tmp_path: Path, kind: str, *, readable: bool) -> None:
    place = tmp_path / "文件.xlsx"
    write_document(kind, place, Said(), FILE, as_json=True)
    assert bool(place.stat().st_mode & 0o044) is readable
