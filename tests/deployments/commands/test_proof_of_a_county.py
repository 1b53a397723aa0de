"""A county without 省领导 and 二级考评: its year by commands, its papers, and the program of its proof (1-6.1, A78)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from tests.databases import story
from tests.models.ledger.appraisal.year import AFTER, DRAFTED, DUE, GROUP, reverified, set_all
from tests.models.ledger.draft.lists import PAPER
from tests.surveys import surveyed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

pytestmark = [pytest.mark.process, pytest.mark.alone]
OTHER = f"与1-6.1不同（{GROUP}，县目标〔2027〕1号，2027-01-15）"
DECIDED = ("--year", "2026", "--decided-by", "领导小组", "--number", "县目标〔2027〕1号", "--dated", "2027-01-15")


@pytest.fixture
@story
def county(line: Mubiao, anyone: Acting) -> Mubiao:
    """Every target is declared complete and was found so; there are no ratings and no 二级考评."""
    set_all(anyone.on("2026-03-10"))
    anyone.do("register_body", kind="领导小组", name=GROUP)
    december = anyone.on("2026-12-01")
    december.open("year_end_check", "2026")
    for office, targets in {"D001": ("T001", "T002"), "D002": ("T003",)}.items():
        proof = [{"target": code, "file": str(PAPER)} for code in targets]
        december.office(office).report(
            office, "2026", *targets, name="file_year_end_check", progress=100, evidence=proof
        )
    reverified(december, D001="T001、T002", D002="T003")
    surveyed(december, str(PAPER))
    given: dict[str, Any] = {"year": 2026, "number": "县办〔2027〕3号", "dated": "2027-01-12", "evidence": str(PAPER)}
    for code in ("D001", "D002"):
        anyone.on("2027-01-20").do("record_innovation", department=code, prize="未参加", **given)
    return line


def decide(line: Mubiao, component: str, way: str) -> str:
    said = ("--component", component, "--way", way, "--evidence", str(PAPER), "--on", "2027-01-20")
    return line.done("act", "record_absent_component", *DECIDED, *said)


def check(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-I", "-S", "check.py", "."]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return finished.returncode, finished.stdout + finished.stderr


def test_a_county_gets_its_totals_after_the_paper_and_its_proof_recomputes_them(
    county: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    asked = ("scores", "--year", "2026", "--on", "2027-01-20")
    assert "由领导小组的文件写明权重：mubiao act record_absent_component。" in county.done(*asked)
    assert "满分100分" in decide(county, "省领导评价", "由其余机关管理项目按比例承担")
    assert "满分97分" in decide(county, "二级考评", "不计")
    listed = county.done(*asked)
    assert {"评价", "91.00", "0项"} <= set(listed.split())
    assert f"本级没有二级考评，不计，{OTHER}；满分97分" in listed
    assert "第001厅：合计91.00" in county.done(*asked, "--department", "D001")
    assert f"  本级没有二级考评，不计，{OTHER}" in county.done("why", "--score", "D001", *asked[1:]).splitlines()
    for to in ("领导小组", "领导小组成员单位", "各纳入管理部门"):
        place = tmp_path / f"{to}.docx"
        county.done("document", "appraisal", "--year", "2026", "--to", to, "-o", str(place), "--on", "2027-01-20")
        assert "与1-6.1不同" in "".join(each.text for each in Document(str(place)).paragraphs)
    anyone.on(DRAFTED).do("draft_appraisal", year=2026, due=DUE)
    folder = tmp_path / "proof"
    county.done("proof", "--year", "2026", "--on", AFTER, "-o", str(folder))
    code, said = check(folder)
    assert (code, "2个部门的得分" in said) == (0, True), said
    forged(folder)
    code, said = check(folder)
    assert (code, "第001厅（D001）：本级没有的考评项目与台账登记的不同。" in said) == (1, True)
    assert "第001厅（D001）创新项目：权重应为9，写的是6。" in said


def forged(folder: Path) -> None:
    """In the scores the second level is carried, too."""
    place = folder / "scores.jsonl"
    rows = [json.loads(row) for row in place.read_text(encoding="utf-8").splitlines()]
    rows[0]["absent"][1]["way"] = "carried"
    place.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
