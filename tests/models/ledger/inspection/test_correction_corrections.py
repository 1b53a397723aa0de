"""更正核查结果 by a ruling: not while the first team has an unsigned correction (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.ledger.inspection.correction import OWN, SIGNED_AGAIN
from models.records import Finding
from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

SUBJECT = {"kind": "核查结果", "key": "2026-1/T001"}
SET_THERE = {"id", "serial", "found", "state", "recorded_on", "signed_on", "signed_by", "content_hash", "limit"}


def test_an_unsigned_correction_of_the_first_team_is_signed_before_the_ruling(
    unverified: Acting, plan: dict[str, str], sql: Sql
) -> None:
    unverified.do("lodge_appeal", **SUBJECT, ground="资料齐全")
    unverified.do("accept_appeal", **SUBJECT)
    unverified.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    unverified.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    unverified.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    unverified.do("assign_reinspection", **SUBJECT, inspection="2026-2")
    for inspection, people in (("2026-2", "郑玲、韩丽"), ("2026-1", "王文、李天")):
        found: dict[str, Any] = {**FINDING, "found_on": "2026-09-16", "found_by": people, "conclusion": "符合目标要求"}
        unverified.do("record_finding", inspection=inspection, target="T001", **found)
    unverified.do("sign_off", inspection="2026-2", leader="郑玲")
    ruling = {"ruling": "变更", "reason": "资料齐全", "finding": "完成120公里"}
    text = unverified.refused("rule_appeal", **SUBJECT, **ruling)
    assert text == "原核查组对该目标另有待签字的更正，请先签字（sign_off），再裁定。"
    assert sql.column("SELECT ruling FROM appeal") == [None]


def test_every_column_of_a_corrected_finding_has_its_source() -> None:
    assert set(Finding.model_fields) == OWN | SIGNED_AGAIN | SET_THERE
