"""Steps that open cycles: one per periodic cycle, and the reconciler that opens what was missed."""

from models.ledger.cycle.opening import open_cycle, reconcile
from models.rules.business_day import BusinessDay
from models.rules.cloud import CLOUD_MONITORING
from models.rules.covert import COVERT_VISIT
from models.rules.cycle import Cycle
from models.rules.cycles import (
    MID_YEAR_REVIEW,
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    YEAR_END_CHECK,
    YEAR_END_REVERIFICATION,
)
from models.rules.inspection import MID_TERM_INSPECTION
from models.rules.opinion import PUBLIC_OPINION
from models.rules.quality import QUALITY_REPORT
from models.rules.review import ONLINE_REVIEW
from models.rules.self_check import SELF_CHECK
from models.rules.visit import FIELD_INSPECTION
from tasks.step import Step, step


def _opening(cycle: Cycle) -> Step:
    def says(day: BusinessDay) -> dict[str, str]:
        return {"cycle": cycle.key, "period": day.period or str(cycle.newest(day.date))}

    return step(f"开启{cycle.name}", open_cycle, says)


open_monthly_check = _opening(MONTHLY_CHECK)
open_quarterly_meeting = _opening(QUARTERLY_MEETING)
open_mid_year_review = _opening(MID_YEAR_REVIEW)
open_year_end_check = _opening(YEAR_END_CHECK)
open_year_end_reverification = _opening(YEAR_END_REVERIFICATION)
open_self_check = _opening(SELF_CHECK)
open_online_review = _opening(ONLINE_REVIEW)
open_quality_report = _opening(QUALITY_REPORT)
open_public_opinion = _opening(PUBLIC_OPINION)
open_cloud_monitoring = _opening(CLOUD_MONITORING)
open_field_inspection = _opening(FIELD_INSPECTION)
open_mid_term_inspection = _opening(MID_TERM_INSPECTION)
open_covert_visit = _opening(COVERT_VISIT)
reconcile_runs = step("补开周期", reconcile)
