"""名册: where a row leads: its department, its target, and the acts that its state asks for, filled in (3-4.6)."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from deployments.listings.listing import Row
from deployments.portal.visit import Visit
from models.ledger.account.signer_changes import confirm_signers, return_signers
from models.ledger.acts import Act, Role
from models.ledger.agency_sheet.inspections import arrange_inspection
from models.ledger.appeal.appeals import accept_appeal, refuse_appeal
from models.ledger.appeal.ruling import assign_reinspection, rule_appeal
from models.ledger.inspection.conclusion import conclude_inspection
from models.ledger.inspection.findings import record_finding
from models.ledger.inspection.plan import issue_plan
from models.ledger.inspection.recheck import recheck
from models.ledger.inspection.signing import list_finding, sign_off
from models.ledger.inspection.team import appoint_team
from models.ledger.negative_list.entries import set_limit
from models.ledger.negative_list.limits import extend_limit
from models.rules.appeal import SubjectKind
from models.rules.states import AppealState, EntryState, InspectionState, SignerChangeState

# The acts of a row by its listing and its state.
ACTS_OF: Mapping[str, Mapping[str, tuple[Act[Any], ...]]] = {
    "entries": {
        EntryState.PROPOSED: (arrange_inspection,),
        EntryState.LISTED: (set_limit,),
        EntryState.REMEDYING: (extend_limit, recheck),
    },
    "appeals": {
        AppealState.LODGED: (accept_appeal, refuse_appeal),
        AppealState.ACCEPTED: (arrange_inspection, assign_reinspection, rule_appeal),
    },
    "inspections": {
        InspectionState.DRAFTED: (appoint_team, issue_plan),
        InspectionState.ISSUED: (record_finding, list_finding, sign_off, conclude_inspection),
    },
    "signer-changes": {SignerChangeState.WAITING: (confirm_signers, return_signers)},
}


def row_links(visit: Visit, listing: str, row: Row) -> list[tuple[str, str]]:
    """Return title and address of each page to which a row leads; acts are those of the agency only."""
    if listing == "facts":
        return [("逐项", f"/list/fact-rows?{urlencode(_asked(row))}")] if row["number"] else []
    acts = _acts(listing, row) if visit.capacities(Role.AGENCY) else ()
    return [*_places(listing, row), *acts]


def _asked(row: Row) -> Mapping[str, Any]:
    """Return the filters of the rows that a figure counts."""
    return {"year": row["year"], "department": row["code"], "fact": row["fact"]}


def _places(listing: str, row: Row) -> Iterator[tuple[str, str]]:
    code = row.get("department_code") or (row["code"] if listing == "departments" else "")
    if not code:
        return
    unit = f"/unit/{quote(code)}"
    yield "部门", unit
    if target := row["code"] if listing == "targets" else row.get("target"):
        yield "目标", f"{unit}/target/{row['year']}/{quote(target.strip('　'))}"


def _acts(listing: str, row: Row) -> Iterator[tuple[str, str]]:
    for act in ACTS_OF.get(listing, {}).get(row.get("state", ""), ()):
        yield act.title, f"/act/{act.name}?{urlencode(named_in(act, listing, row))}"


def named_in(act: Act[Any], listing: str, row: Row) -> Mapping[str, Any]:
    """Return the fields of an act that name what a row is about."""
    if listing == "signer-changes":
        return {"number": row["serial"]}
    if listing == "inspections":
        return {"inspection": row["inspection"]}
    if row.get("kind", SubjectKind.ENTRY) != SubjectKind.ENTRY:
        return {"kind": SubjectKind(row["kind"]).label, "key": row["key"]}
    if act is arrange_inspection:
        return {"confirms" if listing == "entries" else "reinspects": f"{row['year']}/{row['target']}"}
    return {"target": row["target"], "year": row["year"]}
