"""`mubiao document` of what is on record: a filed adjustment, an issued list, a commitment to draw, a draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from notifications.documents.official_paper.page import TITLE
from tests.models.ledger.draft.lists import BUILDING, approve, bodies, consult, draft, issue, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


SAMPLE: dict[str, Any] = {"subject": "2026-1", "year": 2026, "by": "department", "take": 1, "secret": "ab" * 32}


def title_in(place: Path) -> str:
    lines = Document(str(place)).paragraphs
    return next("".join(line.text.split()) for line in lines if line.style and line.style.name == TITLE)


@pytest.mark.usefixtures("committed_first")
def test_a_commitment_and_its_result_are_written(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    march = anyone.on("2026-03-05")
    march.do("draft_inspection", kind="专项核查", title="粮食安全专项核查", standard="目标绩效要求")
    march.do("commit_sample", **SAMPLE)
    place = tmp_path / "文书.docx"
    listed = line.json("document", "sample-commitment", "--sample", "2026-1", "-o", str(place))
    assert (listed["kind"], listed["title"]) == ("抽样承诺", "核查2026-1抽查目标的抽样承诺")
    march.do("draw_sample", subject="2026-1")
    march.do("reveal_sample", subject="2026-1")
    listed = line.json("document", "sample-result", "--sample", "2026-1", "--force", "-o", str(place))
    assert (listed["kind"], listed["date"]) == ("抽样结果", "2026-03-05")
    assert title_in(place).endswith("核查2026-1抽查目标的抽样结果")


def test_a_filed_adjustment_is_written(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    april = anyone.on("2026-04-03")
    file = tmp_path / "文件.txt"
    file.write_text("省政府调减年度任务", encoding="utf-8")
    asked = {"target": "T001", "ground": "重大政策", "reason": "调减", "requirement": "建成860公里"}
    office = april.office("D001")
    office.do("request_adjustment", **asked, evidence=str(file))
    for who in ("head", "leader"):
        given = {"consented_on": "2026-04-03", "consented_by": f"某{who}", "number": "签〔2026〕8号"}
        office.do(f"consent_{who}", target="T001", **given)
    office.do("file_adjustment", target="T001")
    place = tmp_path / "备案.docx"
    listed = line.json("document", "adjustment", "--target", "T001", "--year", "2026", "-o", str(place))
    assert (listed["kind"], listed["date"]) == ("目标调整备案", "2026-04-03")
    assert title_in(place) == f"【演练】{listed['title']}"


def test_a_list_is_written_as_it_was_issued(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    march = anyone.on("2026-03-05")
    bodies(march)
    draft(march, "J1", **BUILDING)
    consult(march)
    approve(march, submit(march, "机关建设目标"))
    issue(march, "2026-1")
    place = tmp_path / "下达通知.docx"
    asked = ("document", "issued-list", "--department", "D001", "--number")
    listed = line.json(*asked, "黔目标[2026]3号", "-o", str(place))
    assert (listed["kind"], listed["number"], listed["date"]) == ("目标下达通知", "黔目标〔2026〕3号", "2026-03-19")
    assert title_in(place) == f"【演练】{listed['title']}"
    assert "没有以“黔目标〔2026〕4号”下达的目标" in line.refused(
        *asked, "黔目标〔2026〕4号", "--force", "-o", str(place)
    )


def test_what_is_not_on_record_is_refused_in_one_sentence(line: Mubiao, tmp_path: Path) -> None:
    place = str(tmp_path / "文书.docx")
    for kind, words in (("sample-commitment", "还没有承诺抽样"), ("sample-result", "还没有承诺抽样")):
        assert words in line.refused("document", kind, "--sample", "2026-1", "-o", place)
    assert "没有已备案的调整" in line.refused(
        "document", "adjustment", "--target", "T001", "--year", "2026", "-o", place
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["adjustment", "sample-commitment", "sample-result"])
def test_only_a_paper_is_written(line: Mubiao, tmp_path: Path, kind: str) -> None:
    option = "--target" if kind == "adjustment" else "--sample"
    assert ".docx" in line.refused("document", kind, option, "2026-1", "-o", str(tmp_path / "文书.pdf"))


@pytest.mark.parametrize(
    ("department", "ending", "words"),
    [
        ("D001", ".pdf", ".docx"),
        ("D099", ".docx", "部门“D099”不在部门名单中"),
        ("D001", ".docx", "没有以“黔目标〔2026〕9号”下达的目标；导入的目标没有下达通知"),
    ],
)
def test_an_issued_list_that_is_not_there_is_refused(
    line: Mubiao, tmp_path: Path, department: str, ending: str, words: str
) -> None:
    given = ("--department", department, "--number", "黔目标〔2026〕9号", "-o", str(tmp_path / f"通知{ending}"))
    assert words in line.refused("document", "issued-list", *given)
    assert list(tmp_path.iterdir()) == []
