"""印证材料 as a list: what each file supports; a file that is about a marked record is not given out (4.5, 4.7)."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.evidence.register import describe_unreferenced, file_named, list_evidence, unreferenced_evidence
from models.rules.errors import Refused
from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql


REPORT = sha256(b"accepted").hexdigest()
NOTICE = sha256(b"a notice of the government").hexdigest()


def listed(day: str = "2026-12-31", *wanted: Any) -> list[dict[str, Any]]:
    with begin() as session:
        return list_evidence(session, date.fromisoformat(day), *wanted)


def named(text: str) -> tuple[str, str]:
    with begin() as session:
        kept = file_named(session, text)
    return kept.sha256, kept.name


@pytest.mark.usefixtures("surveyed")
def test_a_file_is_listed_with_the_duty_and_target_that_it_supports() -> None:
    [row] = listed()
    assert (row["file_name"], row["supports"], row["target"]) == ("验收报告.pdf", "2026年第一季度自查", "T001")
    assert (row["department_code"], row["size"], row["sha256"]) == ("D001", 8, REPORT)
    assert [len(listed("2026-12-31", *each)) for each in ((2026, "T001"), (2026, "T002"), (None, None, "D002"))] == [
        1,
        0,
        0,
    ]
    assert listed("2026-04-07") == []


@pytest.mark.usefixtures("asked")
def test_a_file_of_another_record_is_listed_with_that_records_target() -> None:
    [row] = listed("2026-12-31", 2026, "T009", "D001")
    assert (row["file_name"], row["supports"]) == ("省政府通知.pdf", "目标调整")


@pytest.mark.usefixtures("warned")
def test_a_picture_is_listed_with_its_project() -> None:
    [row] = listed("2026-12-31", 2026, "K001")
    assert (row["file_name"], row["supports"]) == ("三月.jpg", "2026年3月目标云上传")


@pytest.mark.usefixtures("surveyed")
def test_a_file_is_named_by_its_number_or_the_beginning_of_its_digest(sql: Sql) -> None:
    number = str(sql.value("SELECT id FROM evidence"))
    assert named(number) == named(REPORT[:8].upper()) == named(REPORT) == (REPORT, "验收报告.pdf")
    sql("UPDATE evidence_use SET file_name = E'C:\\\\材料\\\\../验收.pdf'")
    assert named(number) == (REPORT, "验收.pdf")


@pytest.mark.usefixtures("surveyed")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("999999", "没有印证材料的编号或SHA-256为“999999”。查看：mubiao evidence。"),
        ("abc", "“abc”不是印证材料的编号；用SHA-256的，至少写前8位。"),
        ("f" * 64, "没有印证材料的编号或SHA-256为"),
    ],
)
def test_a_name_that_fits_no_file_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        named(text)


@pytest.mark.parametrize("marked", [{"target": "T009"}, {"evidence": NOTICE}])
def test_a_file_about_a_marked_record_is_listed_without_its_name_and_not_given_out(
    asked: Acting, marked: dict[str, str]
) -> None:
    asked.do("mark_secret", **marked, marking="工作秘密", reason="未公开")
    [row] = listed()
    assert (row["file_name"], row["marked"]) == ("", True)
    with pytest.raises(Refused, match="只能由阅看人员用 mubiao secrets open"):
        named(NOTICE)
    asked.do("lift_marking", **marked, reason="已公开")
    assert named(NOTICE) == (NOTICE, "省政府通知.pdf")


def test_a_file_of_a_marked_finding_is_not_given_out(contested: Acting, sql: Sql, tmp_path: Any, store: Any) -> None:
    assert store.exists()
    (tmp_path / "照片.pdf").write_bytes(b"picture")
    found = {"found": "完成", "methods": "实地查看", "found_on": "2026-09-22", "found_by": "王文、李天"}
    about = {"inspection": "2026-1", "target": "T002", "conclusion": "符合目标要求"}
    contested.do("record_finding", **about, **found, evidence=str(tmp_path / "照片.pdf"))
    number = str(sql.value("SELECT max(id) FROM evidence"))
    assert named(number)[1] == "照片.pdf"
    contested.do("mark_secret", inspection="2026-1", target="T002", marking="工作秘密", reason="未公开")
    with pytest.raises(Refused, match="只能由阅看人员"):
        named(number)


ADDED = "INSERT INTO evidence (sha256, size) VALUES (:digest, 3)"


def found() -> list[str]:
    """The files that no record names."""
    with begin() as session:
        return list(unreferenced_evidence(session))


def added(sql: Sql, *letters: str) -> list[str]:
    """Files that were added past the ledger, each with a digest of one letter."""
    digests = [letter * 64 for letter in letters]
    for digest in digests:
        sql(ADDED, digest=digest)
    return digests


@pytest.mark.usefixtures("march")
def test_a_ledger_without_evidence_has_nothing_to_name() -> None:
    assert found() == []


@pytest.mark.usefixtures("march")
def test_a_file_that_was_added_past_the_ledger_is_found(sql: Sql) -> None:
    digests = added(sql, "a", "b")
    assert found() == digests


def test_the_evidence_of_a_record_is_named_by_it(asked: Acting, sql: Sql) -> None:
    assert asked.day.month == 4
    assert sql.value("SELECT count(*) FROM evidence") == 1
    assert found() == []


def test_a_file_is_found_again_when_its_record_is_gone(asked: Acting, sql: Sql) -> None:
    assert asked.day.month == 4
    sql("DELETE FROM exhibit")
    assert found() == [sql.value("SELECT sha256 FROM evidence")]


def test_the_page_of_a_signature_is_named_by_its_block(march: Acting, sql: Sql) -> None:
    assert march.day.month == 3
    [digest] = added(sql, "c")
    page = """UPDATE block SET source = jsonb_build_object('page', CAST(:digest AS text))
        WHERE height = (SELECT max(height) FROM block)"""
    sql(page, digest=digest)
    assert found() == []


def test_the_files_of_a_mail_are_named_by_it(march: Acting, sql: Sql, tmp_path: Path, store: Path) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    number = duty_number(sql, "monthly_check", "2026-03")
    form = fill_in(sent(march, tmp_path / "回复表.xlsx", number), rows={"T001": {"进度（%）": 140}})
    take(mail_from(ADDRESS, "2026-03-05 10:20", form))
    digest = sha256(form.read_bytes()).hexdigest()
    assert sql.column("SELECT sha256 FROM evidence") == [digest]
    assert (store / digest[:2] / digest).read_bytes() == form.read_bytes()
    assert found() == []
    [other] = added(sql, "d")
    assert found() == [other]


@pytest.mark.parametrize(
    ("digests", "words"),
    [
        ([], ""),
        (["a" * 64], "未被引用的印证材料1件（aaaaaaaaaaaa）：没有记录引用，不能证明什么，请查明来历"),
        (
            [letter * 64 for letter in "abcd"],
            "未被引用的印证材料4件（aaaaaaaaaaaa、bbbbbbbbbbbb、cccccccccccc等）：没有记录引用，不能证明什么，请查明来历",
        ),
    ],
)
def test_the_first_three_are_named_by_the_beginning_of_their_digest(digests: list[str], words: str) -> None:
    assert describe_unreferenced(digests) == words
