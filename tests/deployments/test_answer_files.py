"""What lies in imported files: sheets alone, in archives and in mails; each with the files that came with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deployments.answer_files import Parcel, find_files, open_files
from models.intake.mail.reader import MailReader
from models.rules.errors import Refused
from tests.models.intake.mail.mails import ANSWER, mail, zipped
from tests.models.intake.sheet.pictured import pixels
from tests.models.intake.test_answer_file import MONTH
from tests.models.intake.test_joined_rows import written as book_of


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    (folder := tmp_path / "opened").mkdir()
    return folder


def parcels(file: Path, opened: Path) -> list[Parcel]:
    with MailReader() as reader:
        return list(open_files(file, reader, opened))


def written(folder: Path, name: str, data: bytes) -> Path:
    (path := folder / name).write_bytes(data)
    return path


def test_a_folder_yields_sheets_archives_and_mails_and_no_returned_ones(tmp_path: Path) -> None:
    names = ["a.xlsx", "b.XLS", "c.ods", "d.zip", "e.eml", "f.pdf", "退回-a.xlsx", "~$a.xlsx", ".g.eml"]
    for name in names:
        written(tmp_path, name, b"x")
    assert sorted(each.name for each in find_files(tmp_path)) == ["a.xlsx", "b.XLS", "c.ods", "d.zip", "e.eml"]


@pytest.mark.parametrize("name", ["没有.xlsx", "空"])
def test_a_path_without_files_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "空").mkdir()
    with pytest.raises(Refused, match="没有"):
        list(find_files(tmp_path / name))


def test_a_sheet_has_the_files_of_its_folder(tmp_path: Path, opened: Path) -> None:
    evidence = written(tmp_path, "验收单.pdf", b"%PDF")
    (parcel,) = parcels(written(tmp_path, "表.xlsx", ANSWER), opened)
    assert (len(parcel.sheets), parcel.others.find("验收单.pdf"), parcel.refusal) == (2, evidence, "")


def test_a_sheet_has_the_pictures_over_its_rows_and_names_the_others(tmp_path: Path, opened: Path) -> None:
    data = book_of(MONTH, pictures={"K5": pixels("red"), "A1": pixels("red")})
    (parcel,) = parcels(written(tmp_path, "表.xlsx", data), opened)
    [name] = parcel.sheets[0].files_named - {"验收单.pdf"}
    assert parcel.others.find(name).read_bytes() == pixels("red")
    assert parcel.missing == ("“表.xlsx”里的图片1张（A1）没有收取，请把图片作为附件发来，在表中写图片的文件名。",)


def test_every_sheet_of_an_archive_has_all_its_other_files(tmp_path: Path, opened: Path) -> None:
    data = zipped({"甲/表.xlsx": ANSWER, "乙/表.xlsx": ANSWER, "验收单.pdf": b"%PDF"})
    first, second = parcels(written(tmp_path, "包.zip", data), opened)
    assert (first.file.name, second.file.name) == ("表.xlsx", "表（2）.xlsx")
    assert first.others.find("验收单.pdf").read_bytes() == second.others.find("验收单").read_bytes() == b"%PDF"


@pytest.mark.process
def test_a_mail_in_an_archive_is_opened_with_its_own_files(tmp_path: Path, opened: Path) -> None:
    inner = mail("附表", {"表.xlsx": ANSWER, "验收单.pdf": b"%PDF", "a.rar": b"Rar!"})
    (parcel,) = parcels(written(tmp_path, "包.zip", zipped({"来信.eml": inner, "另.pdf": b"x"})), opened)
    assert (len(parcel.sheets), parcel.others.find("验收单.pdf").read_bytes()) == (2, b"%PDF")
    with pytest.raises(ValueError, match="没有随表交来"):
        parcel.others.find("另.pdf")
    assert "“a.rar”没有打开" in parcel.missing[0]


@pytest.mark.process
def test_what_is_missing_is_told_once_for_a_mail_with_two_sheets(tmp_path: Path, opened: Path) -> None:
    inner = mail("附表", {"甲.xlsx": ANSWER, "乙.xlsx": ANSWER, "a.rar": b"Rar!"})
    first, second = parcels(written(tmp_path, "来信.eml", inner), opened)
    assert (len(first.missing), second.missing) == (1, ())


def test_archives_in_archives_are_not_opened(tmp_path: Path, opened: Path) -> None:
    data = zipped({"内.zip": zipped({"表.xlsx": ANSWER})})
    (parcel,) = parcels(written(tmp_path, "包.zip", data), opened)
    assert parcel.refusal == "未收取：压缩包“包.zip”里没有回复表（.xlsx）。"


def test_names_in_an_archive_do_not_leave_the_folder(tmp_path: Path, opened: Path) -> None:
    (parcel,) = parcels(written(tmp_path, "包.zip", zipped({"../../表.xlsx": ANSWER})), opened)
    assert parcel.file.is_relative_to(opened)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["包.zip"]


@pytest.mark.parametrize("name", ["坏.zip", "坏.xlsx", "空.zip"])
def test_a_broken_file_is_a_refusal(tmp_path: Path, opened: Path, name: str) -> None:
    (parcel,) = parcels(written(tmp_path, name, b"" if name.startswith("空") else b"PK"), opened)
    assert name in parcel.refusal
    assert parcel.sheets == ()


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, opened: Path) -> None:
    os.mkfifo(tmp_path / "管.zip")
    (parcel,) = parcels(tmp_path / "管.zip", opened)
    assert "不是文件" in parcel.refusal
