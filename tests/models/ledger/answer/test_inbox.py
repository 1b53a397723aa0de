"""来信原文: kept with the evidence under its SHA-256; of an office with marked targets it is not handed out."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.file_store.folder import place_of
from models.ledger.answer.inbox import raw_mail
from models.rules.errors import Refused
from tests.mails import ADDRESS, in_transaction, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

RAW = b"From: d001@example.org\r\nSubject: x\r\n\r\ntext"
DIGEST = sha256(RAW).hexdigest()
MARKING = {"marking": "工作秘密", "reason": "涉及未公开规划"}


@pytest.fixture
def offices(march: Acting) -> Acting:
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    march.take("departments", *rows)
    return march.on("2026-03-06")


def received(folder: Path, address: str = ADDRESS, content: bytes = RAW) -> None:
    place = folder / "1.eml"
    place.write_bytes(content)
    take(mail_from(address, "2026-03-05 10:20", digest=sha256(content).hexdigest(), raw=place))


def refusal(number: int = 1) -> str:
    with pytest.raises(Refused) as refused:
        in_transaction(raw_mail, number)
    return refused.value.message


@pytest.mark.usefixtures("offices")
def test_a_mail_of_an_office_is_kept_and_handed_out_as_it_came(
    sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    received(tmp_path)
    assert sql.rows("SELECT sha256, size FROM evidence") == [(DIGEST, len(RAW))]
    assert in_transaction(raw_mail, 1) == RAW
    assert violations() == []


@pytest.mark.usefixtures("offices")
def test_a_mail_of_a_stranger_or_of_before_is_not_there(sql: Sql, tmp_path: Path) -> None:
    received(tmp_path, "someone@example.com")
    take(mail_from(ADDRESS, "2026-03-05 10:30"))
    assert sql.value("SELECT count(*) FROM evidence") == 0
    assert refusal(1).startswith("没有编号为1的来信，或者来自陌生地址")
    assert refusal(2).startswith("来信2的原文没有保存：")
    assert refusal(9) == "没有编号为9的来信，或者来自陌生地址，原文没有保存。查看：mubiao inbox --all。"


@pytest.mark.usefixtures("offices")
def test_what_the_store_refuses_is_not_kept_and_the_mail_is_registered(sql: Sql, tmp_path: Path) -> None:
    received(tmp_path, content=b"")
    received(tmp_path, content=b"x" * (2 << 20))
    assert sql.value("SELECT count(*) FROM received_mail") == 2
    assert sql.value("SELECT count(*) FROM evidence") == 0


def test_a_mail_of_an_office_with_a_marked_target_is_opened_on_record_only(offices: Acting, tmp_path: Path) -> None:
    received(tmp_path)
    offices.do("mark_secret", target="T003", **MARKING)
    assert in_transaction(raw_mail, 1) == RAW  # a target of D002
    offices.do("mark_secret", target="T001", **MARKING)
    assert f"mubiao secrets open --evidence {DIGEST[:12]}" in refusal()
    offices.do("lift_marking", target="T001", reason="已公开")
    assert in_transaction(raw_mail, 1) == RAW


def test_a_mail_that_is_marked_itself_is_opened_on_record_only(offices: Acting, tmp_path: Path) -> None:
    received(tmp_path)
    offices.do("mark_secret", evidence=DIGEST, **MARKING)
    assert "只能由阅看人员阅看" in refusal()


@pytest.mark.usefixtures("offices")
def test_a_changed_mail_is_not_handed_out_and_verify_names_it(
    tmp_path: Path, store: Path, violations: Violations
) -> None:
    received(tmp_path)
    place_of(store, DIGEST).write_bytes(b"another")
    assert "已被改动" in refusal()
    assert [words for words in violations() if words.startswith("印证材料")]
