"""`mubiao evidence`: lists the kept files, and writes one under its name unless it is marked."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.s3_server import S3Server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

CONTENT = b"%PDF-1.7"
DIGEST = sha256(CONTENT).hexdigest()
DAY = ("--on", "2026-03-05")
LINES = '[{"target": "T001", "progress": 50}, {"target": "T002", "progress": 50}]'
OFFICE = ("--by", "D001/目标办", "--department", "D001", "--period", "2026-03")


@pytest.fixture
def kept(line: Mubiao, tmp_path: Path) -> Mubiao:
    """D001 has given 照片.pdf for T001 with its report of March."""
    (tmp_path / "照片.pdf").write_bytes(CONTENT)
    line.done("act", "submit_report", *OFFICE, "--lines", LINES, *DAY)
    line.done("act", "attach_evidence", *OFFICE, "--target", "T001", "--file", str(tmp_path / "照片.pdf"), *DAY)
    (tmp_path / "照片.pdf").unlink()
    return line


def test_a_file_for_several_targets_of_one_report_is_one_line(kept: Mubiao, tmp_path: Path) -> None:
    (tmp_path / "照片.pdf").write_bytes(CONTENT)
    kept.done("act", "attach_evidence", *OFFICE, "--target", "T002", "--file", str(tmp_path / "照片.pdf"), *DAY)
    [row] = [each for each in kept.done("evidence").splitlines() if "照片.pdf" in each]
    assert row.split()[4] == "T001、T002"
    assert [each["target"] for each in kept.json("evidence")] == ["T001", "T002"]


def test_a_file_is_listed_with_what_it_supports(kept: Mubiao) -> None:
    cells = kept.done("evidence", "--target", "T001", "--year", "2026").splitlines()[2].split()
    assert cells[1:] == ["照片.pdf", "1KB", "2026年3月月度检查", "T001", "第001厅", "2026-03-05", DIGEST[:12]]
    assert [row["sha256"] for row in kept.json("evidence", "--department", "D001")] == [DIGEST]
    assert kept.done("evidence", "--on", "2026-03-04") == "没有印证材料。\n"


def test_a_file_is_written_under_its_name(kept: Mubiao, tmp_path: Path) -> None:
    number = str(kept.json("evidence")[0]["id"])
    place = tmp_path / "照片.pdf"
    assert kept.done("evidence", "open", number, "-o", str(tmp_path)) == f"已写入：{place}（SHA-256 {DIGEST}）\n"
    assert place.read_bytes() == CONTENT
    assert "已经存在" in kept.refused("evidence", "open", DIGEST[:8], "-o", str(tmp_path))
    assert kept.json("evidence", "open", DIGEST, "-o", str(tmp_path), "--force") == {
        "file": str(place),
        "sha256": DIGEST,
    }
    assert "没有文件夹" in kept.refused("evidence", "open", number, "-o", str(tmp_path / "无"))


@pytest.mark.parametrize(("change", "why"), [(b"other", "与登记的SHA-256不符，没有取出"), (None, "无法读取")])
def test_a_file_that_was_changed_or_removed_is_not_given_out(
    kept: Mubiao, tmp_path: Path, change: bytes | None, why: str
) -> None:
    stored = kept.home / "evidence" / DIGEST[:2] / DIGEST
    stored.chmod(0o600)
    stored.unlink() if change is None else stored.write_bytes(change)
    assert why in kept.refused("evidence", "open", DIGEST, "-o", str(tmp_path), code=3)


def test_a_file_about_a_marked_target_is_opened_by_secrets_open_only(kept: Mubiao, tmp_path: Path) -> None:
    marking = ("--marking", "工作秘密", "--reason", "未公开", *DAY)
    kept.done("act", "mark_secret", "--target", "T001", *marking)
    text = kept.done("evidence")
    assert "（已标密）" in text
    assert "照片" not in text + str(kept.json("evidence"))
    assert "mubiao secrets open" in kept.refused("evidence", "open", DIGEST, "-o", str(tmp_path))
    assert not (tmp_path / "照片.pdf").exists()


def test_the_evidence_is_moved_into_a_bucket_and_read_from_there(kept: Mubiao, tmp_path: Path) -> None:
    pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")
    server = S3Server()
    text = kept.done("evidence", "move", server.url())
    assert "已移动并核对1份印证材料、0份陌生来信的文件，现在存放在“s3://127.0.0.1:" in text
    assert "ecret" not in text
    (kept.home / "evidence" / DIGEST[:2] / DIGEST).unlink()
    kept.set(MUBIAO_EVIDENCE_URL=server.url())
    kept.done("evidence", "open", DIGEST, "-o", str(tmp_path))
    assert (tmp_path / "照片.pdf").read_bytes() == CONTENT
    assert "核验无误" in kept.done("verify")
    assert kept.json("evidence", "move", server.url())["evidence"] == 1
    server.close()
    assert "拒绝访问" not in kept.refused("evidence", "open", DIGEST, "-o", str(tmp_path), "--force", code=3)


@pytest.mark.parametrize(
    ("url", "said"),
    [("s3://AK:geheim@host:9000", "没有写桶"), ("ftp://geheim@host/x", "应为s3://"), ("D:\\x", "应为s3://")],
)
def test_an_address_without_a_bucket_is_refused_in_a_sentence(kept: Mubiao, url: str, said: str) -> None:
    assert said in kept.refused("evidence", "move", url)
    kept.set(MUBIAO_EVIDENCE_URL=url)
    refused = kept.refused("verify")
    assert said in refused
    assert "heim" not in refused
