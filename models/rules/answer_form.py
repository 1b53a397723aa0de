"""回复表: what an answer sheet asks, one form for each kind of duty; only its white cells are read."""

from dataclasses import replace

from models.rules.appraisal import OBJECTION as SCORE_OBJECTION
from models.rules.cloud import CLOUD_MONITORING, MOST_FILES
from models.rules.cycles import MID_YEAR_REVIEW, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.draft import CONSULTATION, OfficeOpinion
from models.rules.draft import RECEIPT as LIST_RECEIPT
from models.rules.kinds import LineStatus
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.opinion import OPINION_FEEDBACK
from models.rules.results_use import RESULT_RECEIPT, ResultUse
from models.rules.score.facts import Contested
from models.rules.self_check import SELF_CHECK
from models.rules.target.due import TARGET_DUE
from models.rules.white_cells import Cell, Form, White

CODE, CHECK = "回复码", "核对码"
COVER = "填写说明"
EXAMPLE = "示例"
# The grey columns of a row about a target.
GREY_TITLES = ("目标编号", "目标名称", "绩效要求", "数量", "完成时限", "最近进度", "最近状态")
# A grey column after those, where a progress is reported. The check code of a row does not cover it: it is of the day
# on which the sheet was made.
PACE = "进度状态"


YES_NO = ("是", "否")
PROGRESS = White("progress", "进度（%）", Cell.PROGRESS, example="60", width=9)
SHARE_CELL = replace(PROGRESS, cell=Cell.PERCENT)
STATUSES, OPINIONS = (tuple(each.label for each in kind) for kind in (LineStatus, OfficeOpinion))
STATUS = White("status", "状态", Cell.CHOICE, required=False, choices=STATUSES, example=STATUSES[1], width=9)
DONE_SO_FAR = White("quantity", "完成数量", Cell.QUANTITY, required=False, example="72", width=10)
REMARK = White("remark", "说明", required=False, example="已完成路基工程，正在铺设路面", width=30)
EVIDENCE = White("evidence", "印证材料（附件名）", Cell.FILES, required=False, example="验收单.pdf、现场.jpg", width=24)
RECEIVED = "已签收"
UNIT_ADVICE = "完成数量填累计数，按“数量”一栏的单位，只填数字。"
PACE_ADVICE = "进度状态以制表当日的时间进度衡量最近一次填报：绿为不落后，黄为略有落后，红为落后，灰为尚未填报。"
OWN_DATE_ADVICE = "月度检查中，完成时限到期、申报已完成的目标须有印证材料，其他的可以不填。"
FILES_NOTE = "印证材料填附件的文件名，几个文件用、分开，文件随同一封邮件发来。"
PHOTOS = "现场照片"  # stands for all pictures of a mail
# The reports in which a file that no cell names may stand for what a cell names; the others are about completion.
BY_PLACE = frozenset({MONTHLY_CHECK.key, SELF_CHECK.key})
HELD_ON = White("held_on", "召开日期", Cell.DAY)
ATTENDEES = White("attendees", "参加人员")
PROBLEMS = White("problems", "存在问题")
GROUND = White("ground", "申诉理由", part="lodge_appeal")
PROOF = White("evidence", "申诉的印证材料（附件名）", Cell.FILES, required=False, part="lodge_appeal")
_USES = tuple(each.label for each in ResultUse)
_OBJECTED = ("opinion", OfficeOpinion.OBJECTED.label)


FORMS = {
    form.key: form
    for form in (
        Form(
            MONTHLY_CHECK.key,
            "月度检查",
            ("submit_report",),
            columns=(PROGRESS, STATUS, DONE_SO_FAR, REMARK, EVIDENCE),
            advice=(UNIT_ADVICE, OWN_DATE_ADVICE, PACE_ADVICE),
        ),
        Form(
            SELF_CHECK.key,
            "季度自查",
            ("file_self_check",),
            columns=(PROGRESS, STATUS, DONE_SO_FAR, REMARK, EVIDENCE),
            advice=(UNIT_ADVICE, PACE_ADVICE),
            hints=("申报已完成的，须有印证材料；本季度月度检查时已提交的不必再交。", FILES_NOTE),
        ),
        Form(
            YEAR_END_CHECK.key,
            "年终检查",
            ("file_year_end_check",),
            columns=(PROGRESS, STATUS, DONE_SO_FAR, REMARK, EVIDENCE),
            advice=(UNIT_ADVICE, PACE_ADVICE),
            whole=False,
            hints=("可以分几次填报，每次填已完成的各行。", FILES_NOTE),
        ),
        Form(
            QUARTERLY_MEETING.key,
            "季度分析会",
            ("record_meeting",),
            fields=(
                HELD_ON,
                ATTENDEES,
                White("completion", "各项目标完成情况"),
                PROBLEMS,
                White("measures", "改进措施"),
            ),
        ),
        Form(
            MID_YEAR_REVIEW.key,
            "半年讲评",
            ("record_review",),
            fields=(
                HELD_ON,
                ATTENDEES,
                White("completion", "半年目标完成情况讲评"),
                PROBLEMS,
                White("coordination", "统筹进度安排"),
                White("measures", "改进措施和方案"),
                White("also_meeting", "同时作为第二季度分析会", Cell.CHOICE, required=False, choices=YES_NO),
            ),
        ),
        Form(
            REMEDIATION.key,
            "整改",
            ("confirm_receipt", "declare_completion", "file_feedback", "lodge_appeal"),
            fields=(
                White("receipt", "签收", Cell.CHOICE, choices=(RECEIVED,), part="confirm_receipt"),
                White("measures", "整改措施", act="declare_completion"),
                White("completed_on", "完成日期", Cell.DAY, act="declare_completion"),
                White("feedback", "整改情况（反馈）", required=False, act="file_feedback"),
                GROUND,
                PROOF,
            ),
            hints=(
                f"收到列入通知的，可以先签收，填“{RECEIVED}”：只表示收到，不是签字，不表示同意，期限不变。",
                f"整改完成后填写；整改情况可以一并反馈，也可以在完成后{FEEDBACK.due.days}内用反馈表填写。",
                "对认定有异议的，写明申诉理由（4.3），以收到日期为提出日期；只签收、只申诉的，整改各栏不填。",
                FILES_NOTE,
            ),
        ),
        Form(
            TARGET_DUE.key,
            "目标到期",
            ("declare_target_due",),
            fields=(
                White("declared", "申报", Cell.CHOICE, choices=(LineStatus.DONE.label,)),
                White("evidence", "印证材料（附件名）", Cell.FILES),
            ),
            hints=(
                f"已经完成的，申报一格填“{LineStatus.DONE.label}”，并附印证材料；没有完成的不填，也可以在月度检查、季度自查中申报。",
                "以申报和材料都收到的日期认定是否按时；此后填报为未完成的，本事项重新开启。",
                FILES_NOTE,
            ),
        ),
        Form(FEEDBACK.key, "整改反馈", ("file_feedback",), fields=(White("feedback", "整改情况"),)),
        Form(
            OPINION_FEEDBACK.key,
            "公众意见反馈",
            ("feed_back_opinion",),
            fields=(
                White("feedback", "整改情况"),
                White("evidence", "印证材料（附件名）", Cell.FILES, required=False),
            ),
            hints=(FILES_NOTE,),
        ),
        Form(
            CLOUD_MONITORING.key,
            "目标云上传",
            ("upload_progress",),
            fields=(
                SHARE_CELL,
                White("text", "进展说明", required=False, example="路面已铺设12公里"),
                White(
                    "media", "图片和视频（附件名）", Cell.MEDIA, example="三月全景.jpg、三月桥梁.jpg", most=MOST_FILES
                ),
            ),
            hints=(
                f"图片（JPEG、PNG）和视频（MP4）填附件的文件名，几个文件用、分开，最多{MOST_FILES}个，随同一封邮件发来。",
                "进度是全年目标的累计进度，图片须是当月拍摄的。",
            ),
        ),
        Form(
            CONSULTATION.key,
            "目标沟通",
            ("give_opinions",),
            columns=(
                White("opinion", "意见", Cell.CHOICE, choices=OPINIONS, example="同意", width=9),
                White("reason", "异议理由", required=False, goes_with=_OBJECTED, width=24),
                White("proposal", "修改建议", required=False, goes_with=_OBJECTED, width=24),
            ),
            hints=(
                "逐项选择意见；有异议的，写明理由和修改建议，管理机构逐项答复。",
                "到期没有反馈的，报审时注明“未反馈”。",
            ),
        ),
        Form(
            SCORE_OBJECTION.key,
            "考评异议",
            ("answer_score_sheet",),
            fields=(
                White("opinion", "意见", Cell.CHOICE, choices=OPINIONS),
                *(White(each.value, each.asked, required=False) for each in Contested),
            ),
            hints=(
                "核对本部门的得分表和事实，选择同意或者有异议；有异议的，在有异议的项目、事实一格写明理由，管理机构逐项答复。",
                "到期没有反馈的，按未提异议办理；期限内可以重新反馈，以最后一次为准。",
            ),
        ),
        Form(
            RESULT_RECEIPT.key,
            "结果签收",
            ("receive_results", "state_use"),
            fields=(
                White("receipt", "结果收到", Cell.CHOICE, choices=(RECEIVED,)),
                White("receiver", "签收人"),
                White("use", "结果用于", Cell.CHOICE, required=False, choices=_USES, act="state_use"),
                White("text", "运用情况", required=False, act="state_use"),
                White("number", "运用文件文号", required=False, act="state_use"),
                White("dated", "运用文件日期", Cell.DAY, required=False, act="state_use"),
            ),
            hints=(
                f"核对后，结果收到一格填“{RECEIVED}”，写明签收人：只表示收到。",
                "运用可以在签收时写明，也可以以后用本表再报：选择结果用于哪一项，写明运用情况；有文件的，写明文号和日期。",
                "一次写一项，用于几项的，分几次填报。",
            ),
        ),
        Form(
            LIST_RECEIPT.key,
            "目标清单签收",
            ("receive_targets",),
            fields=(White("receipt", "清单签收", Cell.CHOICE, choices=(RECEIVED,)),),
            columns=(White("question", "疑问", required=False, width=30),),
            whole=False,
            hints=(f"核对各项目标后，清单签收一格填“{RECEIVED}”：只表示收到；有疑问的，在该目标一行注明。",),
        ),
    )
}
