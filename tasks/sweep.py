"""Steps of the daily sweep and of the event cycles."""

from models.ledger.appraisal import answers as score_answers
from models.ledger.calendar import missing_notice
from models.ledger.chain import reported_head
from models.ledger.cloud import missing_uploads
from models.ledger.cycle import sweep
from models.ledger.duty import agency_day, reminders, urgings
from models.ledger.negative_list import confirmation, limits, proposals, remediation, snapshot
from models.ledger.questions import ALWAYS
from models.ledger.registry import liaisons
from models.ledger.target import own_dates
from models.ledger.year_end import completeness
from tasks.step import step

send_reminders = step("到期提醒", reminders.remind, asks=ALWAYS)
propose_urgings = step("生成催办任务", urgings.propose_urgings, asks=urgings.HAS_URGINGS)
watch_liaisons = step("检查联络员", liaisons.watch_liaisons, asks=liaisons.LACKS_LIAISON)
watch_calendar = step("检查放假安排", missing_notice.watch_calendar, asks=ALWAYS)
tell_agency_day = step("管理机构今日工作", agency_day.tell_agency_day, asks=ALWAYS)
report_head = step("台账月报", reported_head.report_head, asks=reported_head.LEAVES)
open_target_dates = step("开启目标到期", own_dates.open_target_dates, asks=own_dates.HAS_DATES)
propose_missed = step("拟列入到期未完成", proposals.propose_missed_dates, asks=proposals.HAS_MISSED)
repair_feedback = step("补开整改反馈", remediation.repair_feedback, asks=ALWAYS)
open_limits = step("补开明确整改时限", limits.open_owed_limits, asks=limits.LACKS_LIMIT)
open_confirmations = step("补开现场认定", confirmation.open_owed_confirmations, asks=confirmation.LACKS_CONFIRMATION)
judge_uploads = step("判定目标云缺报", missing_uploads.judge_missing_uploads, asks=missing_uploads.LACKS_UPLOAD)
compare_filings = step("年终材料比对", completeness.compare_due_filings, asks=completeness.IS_UNCOMPARED)
record_silence = step("登记未提异议", score_answers.record_silence, asks=score_answers.HAS_SILENT)
freeze_list = step("形成季度负面清单", snapshot.freeze_list_due, asks=ALWAYS)
record_sweep = step("登记巡检", sweep.record_sweep, asks=ALWAYS, daily=True)
WATCHES = (
    compare_filings,
    open_target_dates,
    propose_missed,
    open_limits,
    open_confirmations,
    record_silence,
    send_reminders,
    propose_urgings,
    judge_uploads,
    watch_liaisons,
    watch_calendar,
)  # in this order
