"""落款: the agency's current name and the day of the paper."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.file_store.folder import place_of
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.ledger.papers.signature import NAME_ON, Signature, own_file, signature_of, signature_of_paper
from models.rules.errors import Refused, Unavailable
from models.statements import run
from tests.letterheads import letterhead, with_part
from tests.meanwhile import executed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Violations


def test_a_paper_is_signed_by_the_agency_as_it_is_called(march: Acting) -> None:
    march.take("departments", {"编码": "AGENCY", "名称": "贵州省目标办"})
    with begin() as session:
        assert signature_of(session, home(session), date(2026, 5, 1)) == Signature("贵州省目标办", date(2026, 5, 1))


def test_a_department_bears_the_name_of_the_day(march: Acting) -> None:
    for name, day in (("甲厅", "2026-04-01"), ("乙厅", "2026-06-01")):
        fields = {"department": "D001", "name": name, "effective_on": day, "basis": "黔机编〔2026〕12号"}
        march.on(day).do("rename_department", **fields)
    asked = f"SELECT {NAME_ON.format(d='d', day='CAST(:day AS date)')} FROM department d WHERE d.code = 'D001'"  # noqa: S608
    days = [date(2026, month, day) for month, day in ((3, 31), (4, 1), (5, 31), (6, 1))]
    with begin() as session:
        assert [run(session, asked, day=day).scalar_one() for day in days] == ["第001厅", "甲厅", "甲厅", "乙厅"]


GOOD = letterhead()
DIGEST = sha256(GOOD).hexdigest()
BASIS = "公文处理办法"


def signed(day: str) -> Signature:
    with begin() as session:
        return signature_of_paper(session, home(session), date.fromisoformat(day))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "红头.docx"
    place.write_bytes(GOOD)
    return place


def test_papers_from_its_day_on_have_it_and_the_layout_before_stays(
    march: Acting, file: Path, violations: Violations
) -> None:
    march.on("2026-03-05").do("set_policy", key="letterhead", value="机关代字：黔目标办发", basis=BASIS)
    tenth = march.on("2026-03-10")
    done = tenth.do("adopt_letterhead", evidence=str(file), basis=BASIS)
    assert done.words == f"“公文版式”自2026-03-10起：机关代字：黔目标办发；底版：{DIGEST}。依据：{BASIS}。"
    assert tenth.do("adopt_letterhead", evidence=str(file), basis=BASIS).counts == {"set": 0}
    assert (signed("2026-03-10").own_file, signed("2026-03-10").letterhead.code) == (GOOD, "黔目标办发")
    assert (signed("2026-03-09").own_file, signed("2026-03-09").letterhead.code) == (b"", "黔目标办发")
    assert violations() == []


def test_the_layout_is_not_read_while_another_session_sets_it(
    march: Acting, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.ledger.acts.PATIENT", "SET LOCAL lock_timeout = '50ms'")
    with begin() as session:
        march.within(session, "set_policy", key="letterhead", value="机关代字：黔目标办发", basis=BASIS)
        with executed() as statements, pytest.raises(Unavailable):
            march.do("adopt_letterhead", evidence=str(file), basis=BASIS)
    assert not any("FROM policy" in each for each in statements)


def test_a_file_with_a_macro_is_refused_and_nothing_is_kept(march: Acting, tmp_path: Path) -> None:
    place = tmp_path / "红头.docx"
    place.write_bytes(with_part("word/vbaProject.bin", b"x"))
    words = march.refused("adopt_letterhead", evidence=str(place), basis=BASIS)
    assert words == "底版“红头.docx”未登记：含有宏（word/vbaProject.bin）。"
    assert own_file("") == signed("2026-03-10").own_file == b""


def test_a_file_that_is_not_there_is_refused(march: Acting, tmp_path: Path) -> None:
    words = march.refused("adopt_letterhead", evidence=str(tmp_path / "没有.docx"), basis=BASIS)
    assert "没有.docx" in words


def test_a_file_that_was_not_adopted_cannot_be_set(march: Acting) -> None:
    words = march.refused("set_policy", key="letterhead", value=f"底版：{DIGEST}", basis=BASIS)
    assert words == f"底版{DIGEST[:12]}没有登记，请先登记：adopt_letterhead --evidence 文件。"


def test_a_layout_that_was_exported_with_its_file_can_be_set_again(march: Acting, file: Path) -> None:
    day = march.on("2026-03-10")
    day.do("adopt_letterhead", evidence=str(file), basis=BASIS)
    value = f"底版：{DIGEST}；抄送：省委办公厅"
    assert day.do("set_policy", key="letterhead", value=value, basis=BASIS).counts == {"set": 1}


@pytest.mark.parametrize("content", [None, b"x"])
def test_a_lost_or_changed_file_stops_the_paper(march: Acting, file: Path, content: bytes | None) -> None:
    march.on("2026-03-10").do("adopt_letterhead", evidence=str(file), basis=BASIS)
    kept = place_of(evidence_store().scratch, DIGEST)
    kept.chmod(0o600)
    if content is None:
        kept.unlink()
    else:
        kept.write_bytes(content)
    with pytest.raises(Refused, match=f"公文底版（{DIGEST[:12]}）已丢失或被改动，没有生成公文"):
        signed("2026-03-10")
