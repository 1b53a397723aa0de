"""Every kind of sheet in which the agency works, by its name on the command line."""

from collections.abc import Mapping

from models.intake.agency_sheet import FilledSheet
from models.ledger.acts import Act
from models.ledger.agency_sheet.appeals import APPEALS_SHEET, import_appeals
from models.ledger.agency_sheet.approvals import APPROVALS, import_approvals
from models.ledger.agency_sheet.bodies import BODIES, DIVISIONS, import_bodies, import_divisions
from models.ledger.agency_sheet.discipline import DISCIPLINE_SHEET, import_discipline
from models.ledger.agency_sheet.evaluations import EVALUATIONS, import_evaluations
from models.ledger.agency_sheet.findings import FINDINGS, import_findings
from models.ledger.agency_sheet.individuals import INDIVIDUALS_SHEET, import_individuals
from models.ledger.agency_sheet.innovation_projects import INNOVATION_PROJECTS, import_innovation_projects
from models.ledger.agency_sheet.innovation_votes import (
    EXPERT_VOTES,
    ONSITE_VOTES,
    import_expert_votes,
    import_onsite_votes,
)
from models.ledger.agency_sheet.inspections import INSPECTIONS_SHEET, import_inspections
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.leader_ratings import (
    LEADER_RATINGS,
    LEADER_READINGS,
    import_leader_ratings,
    import_leader_readings,
)
from models.ledger.agency_sheet.limits import LIMITS, import_limits
from models.ledger.agency_sheet.meetings import (
    MEETINGS,
    MID_YEAR_REVIEWS,
    import_meetings,
    import_mid_year_reviews,
)
from models.ledger.agency_sheet.opinions import (
    ASSIGNMENTS,
    PUBLICATIONS,
    import_opinion_publications,
    import_opinions,
)
from models.ledger.agency_sheet.policies import POLICIES, import_policies
from models.ledger.agency_sheet.result_receipts import (
    RESULT_RECEIPTS,
    RESULT_USES,
    import_result_receipts,
    import_result_uses,
)
from models.ledger.agency_sheet.roster import (
    INSPECTORS_SHEET,
    THIRD_PARTIES,
    import_inspectors,
    import_third_parties,
)
from models.ledger.agency_sheet.second_level import SECOND_LEVEL_SHEET, import_second_level
from models.ledger.agency_sheet.ungraded import UNGRADED_SHEET, import_ungraded
from models.ledger.agency_sheet.unit_classes import UNIT_CLASSES_SHEET, import_unit_classes
from models.ledger.agency_sheet.uploads import UPLOADS, import_uploads
from models.ledger.agency_sheet.urgings import URGINGS, import_urgings
from models.ledger.agency_sheet.visits import VISITS, import_visits
from models.ledger.agency_sheet.year_end import (
    REVERIFICATIONS,
    YEAR_END_EVIDENCE,
    import_reverifications,
    import_year_end_evidence,
)
from models.ledger.agency_sheet.year_end_filings import YEAR_END_FILINGS, import_year_end_filings

SHEETS: Mapping[str, tuple[SheetKind, Act[FilledSheet]]] = {
    kind.key: (kind, chosen)
    for kind, chosen in (
        (URGINGS, import_urgings),
        (LIMITS, import_limits),
        (MEETINGS, import_meetings),
        (MID_YEAR_REVIEWS, import_mid_year_reviews),
        (POLICIES, import_policies),
        (BODIES, import_bodies),
        (DIVISIONS, import_divisions),
        (INSPECTORS_SHEET, import_inspectors),
        (THIRD_PARTIES, import_third_parties),
        (INSPECTIONS_SHEET, import_inspections),
        (FINDINGS, import_findings),
        (VISITS, import_visits),
        (UPLOADS, import_uploads),
        (EVALUATIONS, import_evaluations),
        (YEAR_END_FILINGS, import_year_end_filings),
        (YEAR_END_EVIDENCE, import_year_end_evidence),
        (REVERIFICATIONS, import_reverifications),
        (APPEALS_SHEET, import_appeals),
        (APPROVALS, import_approvals),
        (ASSIGNMENTS, import_opinions),
        (PUBLICATIONS, import_opinion_publications),
        (SECOND_LEVEL_SHEET, import_second_level),
        (UNIT_CLASSES_SHEET, import_unit_classes),
        (UNGRADED_SHEET, import_ungraded),
        (INDIVIDUALS_SHEET, import_individuals),
        (DISCIPLINE_SHEET, import_discipline),
        (LEADER_RATINGS, import_leader_ratings),
        (LEADER_READINGS, import_leader_readings),
        (INNOVATION_PROJECTS, import_innovation_projects),
        (EXPERT_VOTES, import_expert_votes),
        (ONSITE_VOTES, import_onsite_votes),
        (RESULT_RECEIPTS, import_result_receipts),
        (RESULT_USES, import_result_uses),
    )
}
