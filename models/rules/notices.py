"""通知: the names of all kinds of notice; each kind has one file of its words."""

from datetime import date

from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES
from models.rules.duties import OpenedFor
from models.rules.kinds import Labelled

OPENED_FOR_AGENCY = "opened_for_agency"
OPENED_CONSULTATION, OPENED_RECEIPT = "opened_consultation", "opened_receipt"
OPENED_TARGET_DUE = "opened_target_due"
OPENED_APPRAISAL = "opened_appraisal_objection"
OPENED_RESULTS = "opened_result_receipt"


class NoticeEnd(Labelled):
    """How a notice ended, or why it has not: it waits to be sent, or has to be told by phone."""

    SENT = "sent", "已发送"
    ARRIVED = "arrived", "已确认送达"
    ANSWERED = "answered", "已答复"
    TOLD = "told", "已电话告知"
    CANCELLED = "cancelled", "已取消"
    WAITING = "waiting", "待发"
    HELD = "held", "停机后暂缓"
    UNTOLD = "untold", "待电话通知"


def opening_notice(cycle: Cycle) -> str:
    """Return the kind of notice sent when a period opens: the agency's cycles share one."""
    return f"opened_{cycle.key}" if cycle.whose is OpenedFor.DEPARTMENTS else OPENED_FOR_AGENCY


NOTICE_NAMES = {
    opening_notice(cycle): f"{cycle.name}开启"
    for cycle in CYCLES
    if cycle.periodic and cycle.whose is OpenedFor.DEPARTMENTS
} | {
    OPENED_FOR_AGENCY: "管理机构事项开启",
    OPENED_CONSULTATION: "目标草案征求意见",
    OPENED_RECEIPT: "目标下达",
    OPENED_TARGET_DUE: "目标到期开启",
    OPENED_APPRAISAL: "得分表核对",
    OPENED_RESULTS: "考评结果反馈",
    "results_use": "结果运用进展",
    "score_objection_answered": "得分异议答复",
    "score_superseded": "得分表更正",
    "year_ended": "启用年度不作考评",
    "target_dates_passed": "早已过时限的目标",
    "targets_taken_over": "接管目标的缺项",
    "objection_answered": "沟通异议答复",
    "target_setting": "目标制定进展",
    "appraisal_day": "年度考评进展",
    "reminder": "到期提醒",
    "overdue": "逾期提醒",
    "result": "结果报告",
    "returned": "填报退回",
    "waived": "事项豁免",
    "waiver_withdrawn": "豁免撤回",
    "listed": "列入负面清单",
    "listed_without_limit": "列入负面清单（整改时限待明确）",
    "feedback_owed": "整改反馈期限",
    "fed_back": "整改情况反馈",
    "rechecked": "复查结果",
    "missing": "年终材料缺项",
    "missing_all": "年终材料缺项汇总",
    "date_moved": "期限调整",
    "year_end_notice": "现场复核通知",
    "liaison_missing": "联络员空缺",
    "taken_over": "机构改革承接",
    "reform_withdrawn": "机构改革撤回",
    "calendar_missing": "放假安排缺失",
    "entry_withdrawn": "条目撤销",
    "concluded": "核查结论告知",
    "appeal_lodged": "申诉提出",
    "appeal_answered": "申诉结果",
    "negative_list": "季度负面清单",
    "relimited": "整改时限调整",
    "adjustment_filed": "目标调整备案",
    "adjustment_returned": "目标调整退回",
    "target_corrected": "目标更正",
    "target_withdrawn": "目标撤回",
    "opinion_received": "公众意见交办",
    "opinion_fed_back": "公众意见整改反馈",
    "opinion_dismissed": "公众意见不予办理",
    "innovation_step": "创新项目评选进展",
    "upload_opened": "重点项目实施进度上传",
    "upload_warned": "目标云预警",
    "upload_cleared": "目标云预警消除",
    "uploads_missing": "目标云缺报",
    "upload_delegated": "实施进度上传委托",
    "field_visited": "每季核查情况",
    "ledger_head": "台账末块",
    "answer_receipt": "回执",
    "answer_waiting": "回复待核实",
    "mail_answered": "来信答复",
    "address_remembered": "回复地址登记",
    "entered": "代为办理告知",
    "represented": "委托登记",
    "account_slip": "网页账号",
    "signer_changed": "签字人变更",
    "agency_day": "管理机构今日工作",
}


def end_in_words(ending: str, why: str, *, person: str, told_on: date | None, told_by: str) -> str:
    """Return how a notice ended: 已确认送达（来电，李四）, 已电话告知（张三，2026-03-05，李四）."""
    end = NoticeEnd(ending)
    if end is NoticeEnd.TOLD:
        return f"{end.label}（{person}，{told_on}，{told_by}）"
    named = end in (NoticeEnd.CANCELLED, NoticeEnd.UNTOLD, NoticeEnd.ARRIVED) and why
    return f"{end.label}（{why}）" if named else end.label
