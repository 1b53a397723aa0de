"""The steps of the flows: cycles are opened, years watched, duties swept, notices sent."""

from models.database import begin
from models.ledger.acts import Summary
from models.ledger.appraisal import answers as score_answers
from models.ledger.appraisal import watch
from models.ledger.calendar import missing_notice
from models.ledger.chain import reported_head
from models.ledger.cloud import warnings
from models.ledger.cycle import missed, outage, starts
from models.ledger.cycle.opening import open_cycle
from models.ledger.draft import progress
from models.ledger.duty import agency_day, reminders, urgings
from models.ledger.evidence.store import evidence_store
from models.ledger.inspection import owed_plans
from models.ledger.negative_list import confirmation, limits, proposals, remediation, snapshot
from models.ledger.negative_list.register import show_remediations
from models.ledger.questions import ALWAYS
from models.ledger.registry import liaisons
from models.ledger.results_use import progress as results_use_progress
from models.ledger.review import draw
from models.ledger.target import own_dates
from models.ledger.year_end import completeness
from models.rules import negative_list
from models.rules.cycle import Cycle
from models.rules.workdays import BusinessDay
from notifications.channels import CHANNEL_NAMES, USUAL
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tasks.cell_time import is_over
from tasks.clock import lease_time
from tasks.home import worker_name
from tasks.settings import settings
from tasks.step import Step, as_step, prepare, step


def outlets() -> Outlets:
    """Returns the configured channels; a channel without an address is left out, or that of its vendor."""
    current = settings()
    urls = {name: getattr(current, f"{name}_url") for name in CHANNEL_NAMES}
    return Outlets(
        urls=USUAL | {name: url.get_secret_value() for name, url in urls.items() if url},
        domain=current.mail_domain,
        now=lease_time,
        worker=worker_name(),
        folder=evidence_store().letters(),
        reply_to=current.inbox_address,
        most_attached=current.attachment_limit_mb * 2**20,
        page=current.page_url.rstrip("/"),
        is_over=is_over,
    )


def _send_due_notices(day: BusinessDay) -> Summary:
    """Send due notices in transactions of this step, after the acts that caused them have committed."""
    prepare()
    return deliver(day, outlets())


deliver_notices = as_step("通知投递", _send_due_notices)


def _list_remediation(day: BusinessDay) -> Summary:
    prepare()
    with begin() as session:
        rows = show_remediations(session, day.date)
    return Summary(f"整改事项{len(rows)}项。" if rows else "没有进行中的整改。", data={"table": rows})


list_remediation = as_step("整改事项", _list_remediation)
OF_REMEDIATION = {"duties": "、".join(duty.key for duty in negative_list.OF_REMEDIATION)}
hold_notices = step("核对停机", outage.hold_notices, asks=outage.MAY_CATCH_UP)
send_reminders = step("到期提醒", reminders.remind, asks=reminders.HAS_REMINDERS)
propose_urgings = step("生成催办任务", urgings.propose_urgings, asks=urgings.HAS_URGINGS)
watch_liaisons = step("检查联络员", liaisons.watch_liaisons, asks=liaisons.LACKS_LIAISON)
watch_calendar = step("检查放假安排", missing_notice.watch_calendar, asks=missing_notice.IS_MISSING)
tell_agency_day = step("管理机构今日工作", agency_day.tell_agency_day, asks=agency_day.HAS_AGENCY_WORK)
report_head = step("台账月报", reported_head.report_head, asks=reported_head.LEAVES)
open_target_dates = step("开启目标到期", own_dates.open_target_dates, asks=own_dates.HAS_DATES)
propose_missed = step("拟列入到期未完成", proposals.propose_missed_dates, asks=proposals.HAS_MISSED)
repair_feedback = step("补开整改反馈", remediation.repair_feedback, asks=remediation.LACKS_FEEDBACK)
remind_remediation = step("整改到期提醒", reminders.remind, lambda _: OF_REMEDIATION, asks=reminders.HAS_REMINDERS)
urge_remediation = step("生成整改催办任务", urgings.propose_urgings, lambda _: OF_REMEDIATION, asks=urgings.HAS_URGINGS)
PRESSES = (hold_notices, remind_remediation, urge_remediation)  # of 整改反馈, in this order
open_limits = step("补开明确整改时限", limits.open_owed_limits, asks=limits.LACKS_LIMIT)
open_confirmations = step("补开现场认定", confirmation.open_owed_confirmations, asks=confirmation.LACKS_CONFIRMATION)
draw_reviews = step("抽取在线复核", draw.draw_reviews, asks=draw.DRAWS)
open_plans = step("开启核查方案事项", owed_plans.open_owed_plans, asks=owed_plans.OWES_PLAN)
judge_uploads = step("判定目标云缺报", warnings.judge_missing_uploads, asks=warnings.LACKS_UPLOAD)
compare_filings = step("年终材料比对", completeness.compare_due_filings, asks=completeness.IS_UNCOMPARED)
record_silence = step("登记未提异议", score_answers.record_silence, asks=score_answers.HAS_SILENT)
freeze_list = step("形成季度负面清单", snapshot.freeze_list_due, asks=snapshot.LACKS_LIST)
record_sweep = step("登记巡检", starts.record_sweep, asks=ALWAYS, daily=True)
WATCHES = (
    compare_filings,
    open_target_dates,
    propose_missed,
    repair_feedback,
    open_limits,
    open_confirmations,
    draw_reviews,
    open_plans,
    record_silence,
    hold_notices,
    send_reminders,
    propose_urgings,
    judge_uploads,
    watch_liaisons,
    watch_calendar,
)  # in this order


def opening_step(cycle: Cycle) -> Step:
    """Returns the step that opens a cycle for the period of the run, by default the newest one."""

    def input_for(day: BusinessDay) -> dict[str, str]:
        return {"cycle": cycle.key, "period": day.period or str(cycle.newest(day.date))}

    return step(f"开启{cycle.name}", open_cycle, input_for, asks=ALWAYS)


reconcile_runs = step("补开周期", missed.reconcile, asks=missed.HAS_MISSED)


watch_target_setting = step("目标制定进展", progress.watch_target_setting, asks=ALWAYS)

watch_appraisal = step("年度考评进展", watch.watch_appraisal, asks=ALWAYS)

watch_results_use = step("结果运用进展", results_use_progress.watch_results_use, asks=ALWAYS)
