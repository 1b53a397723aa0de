"""A key project as a whole: its uploads by days, the decisions about a warning, and reforms meanwhile (7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.reforming import HANDED_OVER, HEIRS, NOT_YOURS, REFORMS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

HEAD = "SELECT height, hash FROM chain_head"
THIS = {"target": "K001", "period": "2026-03"}
OWED = """
SELECT o.subject, d.code, o.state, o.late FROM obligation o JOIN department d ON d.id = o.owed_by
WHERE o.kind = 'cloud_monitoring' ORDER BY o.subject
"""
TOLD = """
SELECT DISTINCT d.code FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = :kind AND n.audience = 'office'
"""
DECISIONS: dict[str, dict[str, str]] = {
    "confirm_warning": {**THIS, "reason": "现场进度滞后"},
    "clear_warning": {**THIS, "reason": "已核对"},
}
FINE = "该上传判定正常，没有预警。"
NO_UPLOAD = "“农村公路”2026年3月没有目标云上传记录。查看：mubiao uploads。"
REFUSED = {
    "absent": dict.fromkeys(DECISIONS, NO_UPLOAD),
    "fine": dict.fromkeys(DECISIONS, FINE),
    "confirmed": {"clear_warning": "该预警此前已认定属实，补报后由新的上传取代。"},
    "cleared": {"confirm_warning": "该预警此前已消除，不再认定。"},
}


def upload(acting: Acting, picture: str, progress: int = 5) -> Any:
    return acting.do("upload_progress", **THIS, progress=str(progress), media=picture)


@pytest.fixture
def decided(cloud: Acting, picture: str, state: str) -> Acting:
    """The upload of K001 in a state; today is 21 March."""
    if state != "absent":
        upload(cloud.on("2026-03-20"), picture, 90 if state == "fine" else 5)
    later = cloud.on("2026-03-21")
    for name in {"confirmed": ["confirm_warning"], "cleared": ["clear_warning"]}.get(state, []):
        later.do(name, **DECISIONS[name])
    return later


@pytest.mark.parametrize("state", REFUSED)
def test_a_decision_that_does_not_fit_the_upload_is_refused_and_writes_nothing(
    decided: Acting, sql: Sql, state: str
) -> None:
    before = sql.rows(HEAD)
    assert {name: decided.refused(name, **DECISIONS[name]) for name in REFUSED[state]} == REFUSED[state]
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("state", ["fine", "warned", "confirmed", "cleared"])
def test_a_newer_upload_supersedes_one_in_any_state(decided: Acting, photograph: Any, sql: Sql, state: str) -> None:
    assert state
    upload(decided, str(photograph("补报.jpg", 2)), 95)
    assert sql.column("SELECT state FROM cloud_upload ORDER BY number") == ["superseded", "fine"]


@pytest.mark.parametrize(
    ("day", "late"), [("2026-03-24", False), ("2026-03-25", False), ("2026-03-26", True), ("2026-04-01", True)]
)
def test_an_upload_is_late_from_the_day_after_the_25th(
    cloud: Acting, picture: str, sql: Sql, day: str, *, late: bool
) -> None:
    assert upload(cloud.on(day), picture, 95).counts["late"] == late
    assert sql.rows(OWED)[0] == ("2026/K001", "AGENCY", "discharged", late)


@pytest.mark.parametrize("act", REFORMS)
def test_delegated_uploads_are_owed_by_who_leads_the_project_after_the_reform(
    cloud: Acting, picture: str, sql: Sql, violations: Violations, act: str
) -> None:
    cloud.do("delegate_upload", target="K001")
    reform(cloud.on("2026-03-10"), act, "K001")
    assert sql.rows(OWED)[0] == ("2026/K001", HEIRS[act], "open", None)
    upload(cloud.on("2026-03-20").office(HEIRS[act]), picture)
    assert sql.column(TOLD, kind="upload_warned") == [HEIRS[act]]
    assert violations() == []


@pytest.mark.parametrize("act", HANDED_OVER)
def test_the_former_lead_uploads_no_more(cloud: Acting, picture: str, sql: Sql, act: str) -> None:
    cloud.do("delegate_upload", target="K001")
    office = reform(cloud.on("2026-03-10"), act, "K001").office("D001")
    assert office.refused("upload_progress", **THIS, progress="5", media=picture) == NOT_YOURS
    assert sql.rows(OWED)[0][2] == "open"


@pytest.mark.parametrize("act", REFORMS)
def test_a_delegation_is_taken_back_from_the_lead_after_the_reform(cloud: Acting, sql: Sql, act: str) -> None:
    cloud.do("delegate_upload", target="K001")
    agency = reform(cloud.on("2026-03-10"), act, "K001")
    agency.do("take_back_upload", target="K001", reason="部门无法上传视频")
    assert sql.rows(OWED)[0] == ("2026/K001", "AGENCY", "open", None)
    query = "SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE kind = 'upload_delegated'"
    assert sql.column(f"{query} ORDER BY n.id DESC LIMIT 1") == [HEIRS[act]]


@pytest.mark.parametrize("act", REFORMS)
def test_the_next_month_is_owed_by_the_lead_after_the_reform(cloud: Acting, sql: Sql, act: str) -> None:
    cloud.do("delegate_upload", target="K001")
    reform(cloud.on("2026-03-10"), act, "K001").on("2026-04-01").open("cloud_monitoring", "2026-04")
    assert [row[1] for row in sql.rows(OWED) if row[0] == "2026/K001"] == [HEIRS[act]] * 2


@pytest.mark.parametrize("act", REFORMS)
def test_a_confirmed_warning_proposes_an_entry_of_the_lead_after_the_reform(
    warned: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    reform(warned, act, "K001").do("confirm_warning", **DECISIONS["confirm_warning"], propose=True)
    owner = "SELECT d.code, e.state FROM negative_entry e JOIN department d ON d.id = e.department_id"
    assert sql.rows(owner) == [(HEIRS[act], "proposed")]
    assert violations() == []
