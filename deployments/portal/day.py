"""今日工作: the agency's work of a day, each line with its act, and each section with its page, as far as known."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from deployments.commands.today import OFFICES, work_of_day
from deployments.portal.agency import PAGES_OF, require_agency
from deployments.portal.sheet import SHEETS_HERE
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.signer_changes import confirm_signers, return_signers
from models.ledger.acts import Act
from models.ledger.agency_sheet.inspections import arrange_inspection
from models.ledger.answer.waiting import accept_answer, dismiss_mail
from models.ledger.answer.words import answer_mail
from models.ledger.appeal.appeals import accept_appeal, refuse_appeal
from models.ledger.appeal.ruling import rule_appeal
from models.ledger.assignment.assignments import complete_assignment
from models.ledger.cycle.opening import open_cycle
from models.ledger.cycle.orders import leave_out_period
from models.ledger.cycle.outage import release_notices
from models.ledger.draft.consultation import answer_objection
from models.ledger.duty.agency_work import REVIEWS, SIGNERS, STANDING, DaySection
from models.ledger.duty.asked import answer_not_set_up
from models.ledger.duty.urgings import register_urging
from models.ledger.inspection.plan import draft_inspection, issue_plan
from models.ledger.messages import confirm_message, drop_message, retry_message
from models.ledger.negative_list.entries import set_limit
from models.ledger.review.conclusions import record_online_review
from models.ledger.target.filing import return_adjustment
from models.ledger.tellings import told_by_phone
from models.rules.cycles import CYCLES, subject_of

# The act of a line by its first word, and the field that has the number behind it.
OF_LINE: Mapping[str, tuple[Act[Any], str]] = {
    "来信": (accept_answer, "mail"),
    "任务": (register_urging, "urging"),
    "通知": (told_by_phone, "notices"),
    "消息": (retry_message, "message"),
    "变更": (confirm_signers, "number"),
    "": (complete_assignment, "assignment"),
}
LINE = re.compile(r"(来信|任务|通知|消息|变更|(?=\d{4}-\d+ ))(\d+(?:-\d+)?)[： ]")
BEFORE_GO_LIVE = re.compile(r"启用日期以前开始：((\d{4}).+?)（")
# What is done about the lines of a section; those of the others ask for nothing at the page.
ACTS_OF: Mapping[str, tuple[Act[Any], ...]] = {
    "停机后暂缓的提醒": (release_notices,),
    "待处理的来信": (accept_answer, answer_mail, dismiss_mail),
    "待认定的拟列入": (arrange_inspection,),
    "待明确整改时限": (set_limit,),
    "待答复的申诉": (accept_appeal, refuse_appeal, rule_appeal),
    "待答复的沟通异议": (answer_objection,),
    "待核对的调整备案": (return_adjustment,),
    "待催办": (register_urging,),
    "待电话通知": (told_by_phone,),
    "开始拟制的核查方案": (draft_inspection, issue_plan),
    "到期的交办事项": (complete_assignment,),
    "未发出的消息": (retry_message, drop_message),
    "送达不明的消息": (confirm_message, retry_message, drop_message),
    "不会开启的周期": (open_cycle, leave_out_period),
    "标准要求而没有的": (answer_not_set_up,),
    SIGNERS: (confirm_signers, return_signers),
    REVIEWS: (record_online_review,),
}
NOTHING_HERE = frozenset({"陌生地址的来信", "未能读取的收件箱", "签收时提出的疑问", "待办的省领导评价"})
SHEETS_OF = {STANDING: ("departments", "contacts")}
# Where the agency does its own duties, by their kind.
WORK_OF = {
    "plan_owed": "/act/arrange_inspection",
    "field_inspection": "/sheet/visits",
    "inspection": "/list/inspections",
    "urgent_inspection": "/list/inspections",
    "mid_term_inspection": "/list/inspections",
    "year_end_reverification": "/sheet/reverifications",
    "onsite_confirmation": "/list/entries",
    "limit_owed": "/list/entries",
    "recheck_owed": "/list/entries",
    "appeal_answer": "/list/appeals",
    "appeal_ruling": "/list/appeals",
    "online_review": "/sheet/reviews",
    "cloud_monitoring": "/sheet/uploads",
    "covert_list": "/act/hand_out_covert_list",
    "covert_return": "/sheet/covert-results",
    "opinion_publication": "/sheet/opinion-publications",
    "public_opinion": "/act/publish_opinions",
    "quality_report": "/act/compile_quality_report",
}


def show(visit: Visit) -> Response:
    """Return the agency's work of the day by sections."""
    require_agency(visit)
    with begin() as session:
        sections = work_of_day(session, visit.day.date, visit.day.at)
    return visit.page("day", sections=sections, lines_of=lines_of, ways_of=ways_of, page_of=page_of)


def lines_of(section: DaySection) -> list[tuple[str, str]]:
    """Return the lines of a section, each with the address where it is done; empty if it names nothing."""
    duties = zip(section.duties, section.kinds, strict=True)
    places = [f"/duty/{number}" if number else WORK_OF[kind] for number, kind in duties]
    return [*zip(section.lines, places or map(act_of, section.lines), strict=True)]


def ways_of(title: str) -> list[tuple[str, str]]:
    """Return title and address of each act and sheet by which the work of a section is done."""
    acts = [(act.title, f"/act/{act.name}") for act in ACTS_OF.get(title, ())]
    return [*acts, *((SHEETS_HERE[kind], f"/sheet/{kind}") for kind in SHEETS_OF.get(title, ()))]


def act_of(line: str) -> str:
    """Return the address of the act that a line asks for, with its number filled in; empty if it names none."""
    if found := BEFORE_GO_LIVE.match(line):
        return _opening_of(found[1], int(found[2]))
    if not (found := LINE.match(line)):
        return ""
    act, field = OF_LINE[found[1]]
    return f"/act/{act.name}?{field}={found[2]}"


def _opening_of(subject: str, year: int) -> str:
    """Return the address at which a period from before go-live is opened, filled in."""
    periods = ((cycle, period) for cycle in CYCLES if cycle.periodic for period in cycle.periods(year))
    cycle, period = next(each for each in periods if subject_of(each[0].duty, str(each[1])) == subject)
    fields = {"cycle": cycle.key, "period": str(period), "before_go_live": "是", "reason": "启用以前开始，照常办理"}
    return f"/act/{open_cycle.name}?{urlencode(fields)}"


def page_of(title: str, command: str) -> str:
    """Return the address where all of a section stands; empty if it has no page."""
    name = command.split()[1]
    return "/board" if title == OFFICES else f"/list/{name}" if name in PAGES_OF else ""
