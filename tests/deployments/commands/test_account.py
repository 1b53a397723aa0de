"""`mubiao account`: slips are written with their code, which no record and no output has."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from docx import Document

from models.rules.account import read_code

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Sql
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.usefixtures("people")
WU = "D001/王五"


def code_in(slip: Path) -> str:
    cells = [cell.text for table in Document(str(slip)).tables for row in table.rows for cell in row.cells]
    return next(str(cell) for cell in cells if re.fullmatch(r"(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}", cell))


def test_a_slip_has_the_code_whose_digest_is_on_record(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    done = line.done("account", "open", WU, "-o", str(tmp_path / "单.docx"))
    assert "已为“王五”开通账号1" in done
    code = code_in(tmp_path / "单.docx")
    assert sql.column("SELECT code_digest FROM slip") == [sha256(read_code(code).encode()).hexdigest()]
    assert code not in done
    line.done("account", "slip", WU, "-o", str(tmp_path / "新单.docx"))
    assert code_in(tmp_path / "新单.docx") != code


def test_the_accounts_are_listed_and_ended(line: Mubiao, tmp_path: Path) -> None:
    assert line.done("account").strip() == "没有网页账号。"
    line.done("account", "open", WU, "-o", str(tmp_path / "单.docx"))
    assert re.search(r"1\s+王五\s+第001厅\s+待首次登录，至", line.done("account", "list"))
    assert line.json("account", "list")[0]["person"] == "王五"
    assert "已停用“王五”的账号1" in line.done("account", "end", WU, "--reason", "调离")


def test_a_file_that_exists_and_a_receipt_before_its_time_are_refused(line: Mubiao, tmp_path: Path, sql: Sql) -> None:
    (tmp_path / "单.docx").write_bytes(b"x")
    assert "单.docx" in line.refused("account", "open", WU, "-o", str(tmp_path / "单.docx"))
    assert sql.value("SELECT count(*) FROM account") == 0
    line.done("account", "open", WU, "-o", str(tmp_path / "新.docx"))
    (tmp_path / "回执.pdf").write_bytes(b"%PDF-1.7 x")
    assert "还没有用这份开通单登录" in line.refused("account", "confirm", WU, "--page", str(tmp_path / "回执.pdf"))


def test_an_account_of_a_reader_needs_its_last_day_and_its_reason(line: Mubiao, tmp_path: Path, sql: Sql) -> None:
    given = "account", "open", WU, "-o", str(tmp_path / "单.docx")
    for half in (("--reads-until", "2026-12-31"), ("--reason", "审计")):
        assert "须同时写明查阅到哪日和查阅事由" in line.refused(*given, *half)
    assert sql.value("SELECT count(*) FROM account") == 0


def test_a_slip_is_written_over_on_request(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "单.docx"
    line.done("account", "open", WU, "-o", str(place))
    code = code_in(place)
    assert "--force" in line.refused("account", "slip", WU, "-o", str(place))
    line.done("account", "slip", WU, "-o", str(place), "--force")
    assert code_in(place) != code
