"""Steps that open cycles: one per periodic cycle, and one that opens every missed period."""

from models.ledger.cycle.opening import open_cycle, reconcile
from models.ledger.questions import ALWAYS
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


def _make_opening_step(cycle: Cycle) -> Step:
    """Returns the step that opens a cycle for the period of the run, by default the newest one."""

    def input_for(day: BusinessDay) -> dict[str, str]:
        return {"cycle": cycle.key, "period": day.period or str(cycle.newest(day.date))}

    return step(f"开启{cycle.name}", open_cycle, input_for, asks=ALWAYS)


open_monthly_check = _make_opening_step(MONTHLY_CHECK)
open_quarterly_meeting = _make_opening_step(QUARTERLY_MEETING)
open_mid_year_review = _make_opening_step(MID_YEAR_REVIEW)
open_year_end_check = _make_opening_step(YEAR_END_CHECK)
open_year_end_reverification = _make_opening_step(YEAR_END_REVERIFICATION)
open_self_check = _make_opening_step(SELF_CHECK)
open_online_review = _make_opening_step(ONLINE_REVIEW)
open_quality_report = _make_opening_step(QUALITY_REPORT)
open_public_opinion = _make_opening_step(PUBLIC_OPINION)
open_cloud_monitoring = _make_opening_step(CLOUD_MONITORING)
open_field_inspection = _make_opening_step(FIELD_INSPECTION)
open_mid_term_inspection = _make_opening_step(MID_TERM_INSPECTION)
open_covert_visit = _make_opening_step(COVERT_VISIT)
reconcile_runs = step("补开周期", reconcile, asks=ALWAYS)
