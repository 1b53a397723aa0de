"""The program that is printed with a draw, run without any package: it repeats the draw, and detects tampering."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from deployments.check_program import check_program, redraw_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

SUBJECT = "2026-1"
WORDS = ("--take", "10", "--on", "2026-03-05")  # of thirty: no other number draws the same
NUMBER = ("--number-kind", "double_colour", "--number-name", "双色球第2026030期", "--number-on", "2026-03-10")
ISSUED = {"年度": "2026", "下达日期": "2026-03-05"}
pytestmark = [pytest.mark.process, pytest.mark.usefixtures("fifth_of_march")]


@pytest.fixture
def folder(line: Mubiao, anyone: Acting, tmp_path: Path) -> Path:
    """A folder with the printed program, and the document of a sample that was drawn and revealed."""
    (tmp_path / "redraw.py").write_text(line.done("sample", "verify", "--script"), encoding="utf-8")
    sheet = tmp_path / "名单.csv"
    codes = [f"T{number:03d}" for number in range(1, 31)]
    rows = ({"编号": code, "目标名称": code, "责任部门": "D002", **ISSUED} for code in codes[3:])
    anyone.on("2026-03-05").take("targets", *rows)
    sheet.write_text("\n".join(["stratum,id", *(f"全部,2026/{code}" for code in codes)]), encoding="utf-8")
    anyone.on("2026-03-05").do("draft_inspection", kind="专项核查", title="粮食安全专项核查", standard="绩效要求")
    line.done("sample", "commit", SUBJECT, "--from", str(sheet), *WORDS, *NUMBER)
    line.done("sample", "draw", SUBJECT, "--number", "05 12 19 22 28 33 07", "--on", "2026-03-10")
    line.done("sample", "reveal", SUBJECT, "--on", "2026-03-10")
    (tmp_path / "抽样.json").write_text(line.done("sample", "show", SUBJECT, "--json"), encoding="utf-8")
    return tmp_path


def redraw(folder: Path) -> tuple[int, str]:
    """Returns the output of the program in a Python with the standard library only."""
    command = [sys.executable, "-I", "-S", "-W", "ignore", "redraw.py", "抽样.json"]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    assert finished.stderr == ""
    return finished.returncode, finished.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "抽样.json"),
        ("", "Expecting value"),
        ("[]", "list"),
        ('{"secret": "0"}', "population_hash"),
        ('{"secret": null}', "未公布密数，公布后再核"),
    ],
)
def test_what_is_no_document_of_a_draw_is_said_in_one_sentence(tmp_path: Path, text: str | None, told: str) -> None:
    (tmp_path / "redraw.py").write_text(redraw_program(), encoding="utf-8")
    if text is not None:
        (tmp_path / "抽样.json").write_text(text, encoding="utf-8")
    code, said = redraw(tmp_path)
    assert (code, said.startswith("无法读取，或还不能核对；"), said.count("\n"), told in said) == (2, True, 1, True)


def tampered(folder: Path, change: Callable[[dict[str, Any]], object]) -> tuple[int, str]:
    place = folder / "抽样.json"
    document = json.loads(place.read_text(encoding="utf-8"))
    change(document)
    place.write_text(json.dumps(document), encoding="utf-8")
    return redraw(folder)


def test_the_program_draws_what_was_drawn_and_prints_the_hashes_to_compare(folder: Path) -> None:
    document = json.loads((folder / "抽样.json").read_text(encoding="utf-8"))
    code, text = redraw(folder)
    assert (code, text.startswith("【演练】核对无误：抽取结果一致。")) == (0, True)
    assert document["population_hash"] in text
    assert document["secret_hash"] in text
    assert document["commitment_hash"] in text


def test_it_is_short_enough_to_be_read_and_needs_the_standard_library_only(folder: Path) -> None:
    text = (folder / "redraw.py").read_text(encoding="utf-8")
    assert len([line for line in text.splitlines() if line.strip() and not line.startswith("#")]) <= 60
    assert "models" not in text
    assert "deployments" not in text
    assert all(part in check_program() for part in text.split("\n\n\n")[1:-2])


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(number="05,12,19,22,28,33+08"),
        lambda document: document.update(secret="0" * 64),
        lambda document: document["drawn"][0].__setitem__(1, ["2026/T009"]),
        lambda document: document["population"][0][2].reverse(),
        lambda document: document["population"][0][2].clear(),
        lambda document: document["population"][0].__setitem__(1, 99),
        lambda document: document.update(population_hash="0" * 64),
        lambda document: document.update(secret_hash="0" * 64),
        lambda document: document.update(drawn=[]),
        lambda document: document.update(attempt=2),
        lambda document: document.update(committed_on="2026-03-04"),
        lambda document: document.update(number_kind="index"),
        lambda document: document.update(commitment_hash=""),
        lambda document: document["earlier"].append({"secret_hash": "0" * 64}),
    ],
)
def test_it_detects_every_change(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    code, text = tampered(folder, change)
    assert (code, text.startswith("【演练】样本2026-1")) == (1, True)
    assert "不符。" in text or "不同。" in text
