"""签字文件: one paper may sign several matters, and says so; evidence is no signature (A49)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.source import SignedPaper, papers_in
from models.ledger.evidence.store import store_files
from tests.conftest import RECHECKED, SEEN_THERE
from tests.models.ledger.inspection.test_findings import finding_input

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SIGN = {"inspection": "2026-1", "leader": "王文", "limit": "2026-10-20"}
LAST = "SELECT source FROM block ORDER BY height DESC LIMIT 1"
PAGE = sha256(b"page").hexdigest()
SEEN = sha256(SEEN_THERE.read_bytes()).hexdigest()
NUMBERED = SignedPaper(number="核签2号", dated=date(2026, 9, 15))
NO_SIGNATURE = "不是签字；请附本人签字的那一页，或写明签字文件的文号和日期。"


def signing(acting: Acting, paper: SignedPaper) -> Acting:
    return replace(acting, actor=replace(acting.actor, paper=paper), signs=False)


@pytest.fixture
def picture(tmp_path: Path, store: Path) -> str:
    """A file that may be a signed page."""
    assert not store.exists()
    (tmp_path / "签字页.jpg").write_bytes(b"page")
    return str(tmp_path / "签字页.jpg")


def failed(acting: Acting, target: str, day: str = "2026-09-15") -> None:
    acting.on(day).do("record_finding", **finding_input(target, "未按质按量完成", found_on=day))


def fed_back(issued: Acting) -> Acting:
    """The remediation of T001 was fed back on 18 September; today is the 21st."""
    issued.lists("T001", "没有完工", "2026-09-15")
    issued.do("set_limit", target="T001", limit="2026-09-30")
    done = issued.on("2026-09-18").office("D001")
    done.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建")
    done.do("file_feedback", target="T001", feedback="已完工")
    return issued.on("2026-09-21")


@pytest.mark.parametrize(
    ("paper", "what"), [(SignedPaper(page=PAGE), "签字页"), (NUMBERED, "签字文件")], ids=["page", "number"]
)
def test_a_paper_that_signs_a_second_matter_says_what_it_signed_before(
    issued: Acting, sql: Sql, paper: SignedPaper, what: str, picture: str, violations: Violations
) -> None:
    with begin() as session:
        store_files(session, [Path(picture)])
    failed(issued, "T001")
    failed(issued, "T003")
    first = signing(issued, paper).do("list_finding", inspection="2026-1", target="T001", leader="王文")
    assert "另用于" not in first.words
    height = sql.value("SELECT max(height) FROM block")
    second = signing(issued, paper).do("sign_off", **SIGN)
    also = f"同一{what}另用于列入负面清单（2026年9月15日，台账第{height}块）"
    assert second.words.endswith(f"列入负面清单1项。{also}，请核对。")
    assert papers_in(sql.value(LAST))[-1] == also
    assert violations() == []


def test_of_many_uses_the_first_three_are_named(issued: Acting, sql: Sql) -> None:
    for target in ("T001", "T002", "T003"):
        failed(issued, target)
        signing(issued, NUMBERED).do("list_finding", inspection="2026-1", target=target, leader="王文")
    for target, many in (("T001", ""), ("T002", "等4项")):
        issued.do("record_finding", **finding_input(target))
        words = signing(issued, NUMBERED).do("sign_off", **SIGN).words
        assert words.endswith(f"）{many}，请核对。")
        assert words.count("台账第") == 3
    assert sql.value(LAST)["also"].endswith("等4项")


def test_a_number_of_another_day_is_another_paper(issued: Acting, sql: Sql) -> None:
    failed(issued, "T001")
    failed(issued, "T003")
    signing(issued, NUMBERED).do("list_finding", inspection="2026-1", target="T001", leader="王文")
    later = replace(NUMBERED, dated=date(2026, 9, 16))
    signing(issued.on("2026-09-16"), later).do("sign_off", **SIGN)
    assert sql.value(LAST) == {"paper": "核签2号", "paper_date": "2026-09-16"}


def test_an_official_number_has_one_date(issued: Acting, sql: Sql) -> None:
    failed(issued, "T001")
    failed(issued, "T003")
    first = SignedPaper(number="黔目标核签〔2026〕2号", dated=date(2026, 9, 15))
    signing(issued, first).do("list_finding", inspection="2026-1", target="T001", leader="王文")
    height = sql.value("SELECT max(height) FROM block")
    for number in ("黔目标核签〔2026〕2号", "黔目标核签［２０２６］ 2号"):
        later = SignedPaper(number=number, dated=date(2026, 9, 16))
        assert signing(issued.on("2026-09-16"), later).refused("sign_off", **SIGN) == (
            f"签字文件{number}此前写的日期是2026年9月15日，用于列入负面清单（2026年9月15日，台账第{height}块）；"
            "同一文号只有一个日期，请核对文号和日期。此前写错的，这次附签字页（--page），不写文号。"
        )
    other = SignedPaper(number="黔目标核签〔20〕262号", dated=date(2026, 9, 16))
    assert "请核对" not in signing(issued.on("2026-09-16"), other).do("sign_off", **SIGN).words


@pytest.mark.parametrize("request_id", [None, "r1"])
def test_a_repeated_act_does_not_warn_of_its_own_paper(issued: Acting, sql: Sql, request_id: str | None) -> None:
    rechecking = signing(fed_back(issued), replace(NUMBERED, dated=date(2026, 9, 21)))
    fields = {**RECHECKED, "target": "T001", "passed": True, "found": "属实"}
    rechecking.do("recheck", **fields)
    again = rechecking.do("recheck", request_id, **fields)
    assert again.words == "本轮整改此前已复查，未作改动。"
    assert "also" not in sql.value(LAST)


def test_a_repeated_request_is_answered_although_its_paper_is_known_by_now(issued: Acting) -> None:
    failed(issued, "T001")
    acting = signing(issued, NUMBERED)
    first = acting.do("sign_off", "r1", **SIGN)
    assert acting.do("sign_off", "r1", **SIGN) == first


def test_a_page_given_before_the_findings_were_made_does_not_sign_them(issued: Acting) -> None:
    failed(issued, "T001")
    signing(issued, SignedPaper(page=PAGE)).do("list_finding", inspection="2026-1", target="T001", leader="王文")
    failed(issued, "T003", "2026-09-16")
    assert signing(issued.on("2026-09-17"), SignedPaper(page=PAGE)).refused("sign_off", **SIGN) == (
        "该签字页2026-09-15已经提交过，早于核查日期（2026-09-16），不是对其的签字，请核对。"
    )


def test_the_evidence_of_a_finding_is_no_signed_page(issued: Acting) -> None:
    failed(issued, "T001")
    assert signing(issued, SignedPaper(page=SEEN)).refused("sign_off", **SIGN) == (
        f"签字页就是核查结果的印证材料“{SEEN_THERE.name}”，{NO_SIGNATURE}"
    )


def test_what_an_office_submitted_signs_no_act_of_the_agency(issued: Acting, picture: str) -> None:
    issued.on("2026-09-01").open("monthly_check", "2026-09")
    given = {"department": "D001", "period": "2026-09", "target": "T001", "file": picture}
    issued.office("D001").do("attach_evidence", **given)
    failed(issued, "T001")
    text = signing(issued, SignedPaper(page=PAGE)).refused("sign_off", **SIGN)
    assert text == f"签字页就是部门报送的印证材料“签字页.jpg”，{NO_SIGNATURE}"


def test_a_page_that_an_office_submitted_may_be_that_of_its_head(march: Acting, sql: Sql, picture: str) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "D002厅长"})
    march.do("attach_evidence", department="D002", period="2026-03", target="T003", file=picture)
    march.report("D002", "2026-03", "T003")
    number = sql.value("SELECT obligation_id FROM report")
    done = signing(march.head("D002"), SignedPaper(page=PAGE)).do("record_read", obligation=number)
    assert (done.counts["read"], sql.value(LAST)) == (1, {"page": PAGE})


def test_what_a_head_submitted_before_the_result_is_not_its_signed_page(march: Acting, sql: Sql, picture: str) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "D002厅长"})
    march.do("attach_evidence", department="D002", period="2026-03", target="T003", file=picture)
    march.on("2026-03-09").report("D002", "2026-03", "T003")
    head = signing(march.on("2026-03-10").head("D002"), SignedPaper(page=PAGE))
    text = head.refused("record_read", obligation=sql.value("SELECT obligation_id FROM report"))
    assert text == "该签字页2026-03-05已经提交过，早于结果报送日期（2026-03-09），不是对其的签字，请核对。"


def test_what_was_seen_on_site_is_nobodys_page(issued: Acting, sql: Sql) -> None:
    failed(issued, "T003")
    issued.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "D002厅长"})
    issued.report("D002", "2026-03", "T003", reason="补报")
    head = signing(issued.head("D002"), SignedPaper(page=SEEN))
    assert "就是核查结果的印证材料" in head.refused(
        "record_read", obligation=sql.value("SELECT min(id) FROM obligation")
    )


def test_the_evidence_of_a_recheck_is_not_its_signed_page(issued: Acting, sql: Sql, picture: str) -> None:
    later = fed_back(issued)
    fields = {**RECHECKED, "evidence": [picture], "target": "T001", "passed": True, "found": "属实"}
    rechecking = signing(later, SignedPaper(page=PAGE))
    assert rechecking.refused("recheck", **fields) == f"签字页就是整改的印证材料“签字页.jpg”，{NO_SIGNATURE}"
    rechecking.do("recheck", **fields | {"evidence": [str(SEEN_THERE)]})
    assert sql.column("SELECT state FROM negative_entry") == ["made_good"]


def test_another_spelling_of_the_number_is_the_same_paper(issued: Acting, sql: Sql) -> None:
    failed(issued, "T001")
    failed(issued, "T003")
    first = SignedPaper(number="黔目标〔2026〕2号", dated=date(2026, 9, 15))
    signing(issued, first).do("list_finding", inspection="2026-1", target="T001", leader="王文")
    other = SignedPaper(number="黔目标 [２０２６] 2号", dated=date(2026, 9, 15))
    assert "同一签字文件另用于列入负面清单" in signing(issued, other).do("sign_off", **SIGN).words
    assert "同一签字文件另用于列入负面清单" in sql.value(LAST)["also"]
