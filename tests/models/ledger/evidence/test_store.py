"""印证材料: stored by its content, attached to a line or a filing (4.5, 6.1.4)."""

from __future__ import annotations

import errno
import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from stat import S_ISDIR
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.file_store.folder import KEY
from models.file_store.private import OWNER_ONLY
from models.ledger.evidence.store import configure_store, store_files
from models.rules.errors import Refused
from models.statements import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together

USES = """
SELECT e.sha256, e.size, u.file_name, t.code, u.about::text, u.made_on::text, u.received_on::text FROM evidence_use u
JOIN evidence e ON e.id = u.evidence_id LEFT JOIN target t ON t.id = u.target_id ORDER BY u.id
"""
PICTURE = sha256(b"a picture").hexdigest()
SAID = {"department": "D001", "period": "2026-03"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    path.write_bytes(b"a picture")
    return path


def attach(acting: Acting, file: Path, **more: Any) -> Summary:
    return acting.do("attach_evidence", **{**SAID, "file": str(file), **more})


def refused(acting: Acting, file: Path, **more: Any) -> str:
    return acting.refused("attach_evidence", **{**SAID, "file": str(file), **more})


def test_a_file_is_stored_by_its_sha256_and_attached_with_its_three_dates(
    march: Acting, store: Path, photo: Path, sql: Sql
) -> None:
    attach(march.office("D001"), photo, target="T001", about="2026-02-28", made_on="2026-03-01")
    digest = sha256(b"a picture").hexdigest()
    assert (store / digest[:2] / digest).read_bytes() == b"a picture"
    assert store.stat().st_mode & 0o777 == OWNER_ONLY
    assert sql.rows(USES) == [(digest, 9, "现场.jpg", "T001", "2026-02-28", "2026-03-01", "2026-03-05")]


@pytest.mark.usefixtures("march")
def test_a_trial_checks_a_file_and_stores_none(store: Path, photo: Path, tmp_path: Path) -> None:
    with begin() as session:
        transaction(session).is_trial = True
        for _ in range(2):  # the row of the first one has no file
            assert store_files(session, [photo]) == [PICTURE]
        with pytest.raises(Refused, match="文件不存在"):
            store_files(session, [tmp_path / "无.pdf"])
        session.rollback()
    assert not store.exists()


@pytest.mark.usefixtures("store")
def test_a_file_may_support_a_filing_as_a_whole(march: Acting, photo: Path, sql: Sql) -> None:
    attach(march, photo)
    assert sql.rows(USES)[0][3] is None


@pytest.mark.usefixtures("store")
def test_the_same_file_again_changes_nothing(march: Acting, photo: Path, sql: Sql) -> None:
    for target in ("T001", ""):
        attach(march, photo, target=target)
        assert attach(march, photo, target=target).counts == {"evidence": 0, "same": 1}
    assert sql.value("SELECT count(*) FROM evidence") == 1
    assert sql.value("SELECT count(*) FROM evidence_use") == 2


def test_one_file_may_support_two_targets_and_is_stored_once(march: Acting, store: Path, photo: Path) -> None:
    attach(march, photo, target="T001")
    attach(march, photo, target="T002")
    assert len([path for path in store.rglob("*") if path.is_file() and path.name != KEY]) == 1


@pytest.mark.usefixtures("store")
def test_a_file_at_the_limit_is_taken_and_one_byte_more_refused(march: Acting, tmp_path: Path, sql: Sql) -> None:
    large = tmp_path / "录像.mp4"
    large.write_bytes(b"x" * 2**20)
    attach(march, large)
    large.write_bytes(b"x" * (2**20 + 1))
    assert refused(march, large) == "“录像.mp4”超过1MB，请压缩或拆分后提交。"
    assert sql.value("SELECT count(*) FROM evidence") == 1


def test_an_empty_file_a_folder_and_a_missing_file_are_refused(march: Acting, store: Path, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").touch()
    assert "不是文件或为空" in refused(march, tmp_path / "空.pdf")
    assert "不是文件或为空" in refused(march, tmp_path)
    assert "无法读取文件" in refused(march, tmp_path / "没有.pdf")
    assert not store.exists()


@pytest.mark.usefixtures("store")
def test_a_file_that_cannot_be_read_is_refused(march: Acting) -> None:
    assert "/proc/self/mem" in refused(march, Path("/proc/self/mem"))


def test_a_store_that_cannot_be_written_is_to_be_tried_again(march: Acting, store: Path, photo: Path, sql: Sql) -> None:
    store.write_text("in the way")
    assert march.unavailable("attach_evidence", **SAID, file=str(photo)).startswith("无法保存印证材料：")
    assert sql.value("SELECT count(*) FROM evidence") == 0


def test_a_file_that_would_fill_the_disk_is_to_be_tried_again_when_there_is_room(
    march: Acting, store: Path, photo: Path, sql: Sql
) -> None:
    configure_store(store, 2**40)
    os.truncate(photo, disk_usage(photo).free)  # it needs no space
    text = march.unavailable("attach_evidence", **SAID, file=str(photo))
    assert text.startswith("印证材料“现场.jpg”未保存：磁盘空间不足（剩余")
    assert not store.exists()
    assert sql.value("SELECT count(*) FROM evidence") == 0


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """The fsync calls in order; the disk fails at the first of the given kind (文件 or 文件夹)."""
    made: list[str] = []
    sync = os.fsync

    def arrange(fails: str) -> list[str]:
        def watched(handle: int) -> None:
            made.append("文件夹" if S_ISDIR(os.fstat(handle).st_mode) else "文件")
            if made[-1] == fails:
                raise OSError(errno.EIO, "the disk is broken")
            sync(handle)

        monkeypatch.setattr(os, "fsync", watched)
        return made

    return arrange


def test_a_file_outlasts_a_power_cut_with_its_name_and_its_folders_name(
    march: Acting, store: Path, photo: Path, lasting: Callable[[str], list[str]]
) -> None:
    made = lasting("")
    attach(march, photo)
    assert made == ["文件", "文件夹", "文件夹"]
    configure_store(store.with_name("simulated"), 1, lasting=False)
    attach(march, photo, target="T001")
    assert len(made) == 3


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("broken", ["文件", "文件夹"])
def test_a_file_that_failed_to_sync_is_not_recorded(
    march: Acting, photo: Path, sql: Sql, lasting: Callable[[str], list[str]], broken: str
) -> None:
    lasting(broken)
    text = march.unavailable("attach_evidence", **SAID, file=str(photo))
    assert text == "无法保存印证材料：系统拒绝写入。"
    assert sql.value("SELECT count(*) FROM evidence") == 0


def test_a_partial_file_of_a_killed_process_is_overwritten(march: Acting, store: Path, photo: Path) -> None:
    place = store / PICTURE[:2] / PICTURE
    place.parent.mkdir(parents=True)
    place.with_suffix(".partial").write_bytes(b"a picture and more")
    attach(march, photo)
    assert place.read_bytes() == b"a picture"
    assert [path for path in store.rglob("*") if path.is_file() and path.name != KEY] == [place]


def test_of_two_who_store_the_same_file_at_once_the_second_waits_and_takes_the_firsts(
    march: Acting, store: Path, photo: Path, sql: Sql
) -> None:
    place = store / PICTURE[:2] / PICTURE
    place.parent.mkdir(parents=True)
    with place.with_suffix(".partial").open("wb") as first, ThreadPoolExecutor(1) as pool:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = pool.submit(attach, march, photo)
        while f"->{os.fstat(first.fileno()).st_ino}" not in waiting():
            assert not second.done()
        first.write(b"a picture")
        first.flush()
        place.with_suffix(".partial").rename(place)
        fcntl.flock(first, fcntl.LOCK_UN)
        second.result(30)
    assert place.read_bytes() == b"a picture"
    assert [path for path in store.rglob("*") if path.is_file() and path.name != KEY] == [place]
    assert sql.value("SELECT count(*) FROM evidence_use") == 1


@pytest.mark.usefixtures("store")
def test_a_file_that_changes_between_its_digest_and_its_copy_is_not_stored(
    march: Acting, store: Path, photo: Path, sql: Sql
) -> None:
    place = store / PICTURE[:2] / PICTURE
    place.parent.mkdir(parents=True)
    with place.with_suffix(".partial").open("wb") as first, ThreadPoolExecutor(1) as pool:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = pool.submit(refused, march, photo)
        while f"->{os.fstat(first.fileno()).st_ino}" not in waiting():
            assert not second.done()
        photo.write_bytes(b"another one")
        fcntl.flock(first, fcntl.LOCK_UN)
        assert second.result(30) == "“现场.jpg”在提交时还在改动，没有保存，请等它写完后再提交。"
    assert not place.exists()
    assert sql.value("SELECT count(*) FROM evidence") == 0


def waiting() -> set[str]:
    """The inodes of files with a waiting lock: `->12345`."""
    lines = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return {f"->{words[6].rpartition(':')[2]}" for words in lines if words[1] == "->"}


@pytest.mark.usefixtures("store")
def test_evidence_for_another_departments_target_or_report_is_refused(march: Acting, photo: Path) -> None:
    assert "目标T003不在该部门2026-03应填报的目标中" in refused(march, photo, target="T003")
    assert "不能办理“第001厅”" in refused(march.office("D002"), photo)
    assert "没有“2026年4月月度检查”" in refused(march, photo, period="2026-04")


@pytest.mark.usefixtures("store")
def test_evidence_for_a_half_year_is_refused(march: Acting, photo: Path) -> None:
    assert "“月度检查”没有期间“2026H1”" in refused(march, photo, period="2026H1")


@pytest.mark.usefixtures("store")
def test_evidence_for_a_quarter_belongs_to_its_self_check(march: Acting, photo: Path, sql: Sql) -> None:
    assert "没有“2026年第一季度自查”这一应办事项" in refused(march, photo, period="2026Q1")
    march.on("2026-04-01").open("self_check", "2026Q1")
    april = march.on("2026-04-08")
    assert attach(april, photo, period="2026Q1", target="T001").counts == {"evidence": 1}
    assert attach(april, photo, period="2026Q1", target="T001").counts == {"evidence": 0, "same": 1}
    assert sql.column("SELECT o.kind FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id") == ["self_check"]


@pytest.mark.usefixtures("store")
def test_the_same_file_at_once_is_attached_once(march: Acting, photo: Path, sql: Sql, together: Together) -> None:
    together(*[lambda session: march.within(session, "attach_evidence", **SAID, file=str(photo))] * 3)
    assert len(sql.rows(USES)) == 1


@pytest.mark.usefixtures("store")
def test_the_agency_has_it_when_the_transaction_commits_and_verify_finds_the_file(
    march: Acting, photo: Path, violations: Any
) -> None:
    attach(march, photo)
    assert violations() == []
