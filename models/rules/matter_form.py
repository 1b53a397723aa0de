"""回复表 of matters that are no duty of an office: a vacancy, changes of people, 申诉; and the forms of all sheets."""

from dataclasses import replace

from models.rules.answer_form import FILES_NOTE, FORMS, GROUND, PROOF
from models.rules.white_cells import Cell, Form, White

# 6.1.6: a vacancy that an office was told of; no duty is behind it, so it has no due date.
LIAISON = Form(
    "liaison",
    "指派联络员",
    ("appoint_liaison",),
    fields=(
        White("name", "联络员姓名", Cell.LINE, example="李明"),
        White("email", "邮箱", Cell.EMAIL, example="liming@example.gov.cn"),
        White("mobile", "手机", Cell.MOBILE, required=False, example="13900000001"),
        White("wecom_id", "企业微信号", Cell.LINE, required=False),
        White("valid_from", "生效日期", Cell.DAY, required=False),
    ),
    hints=(
        "联络员负责目标绩效执行情况的信息沟通，此后的通知、提醒也发到这个邮箱。",
        "最早自收取后的下一个工作日起生效，同时告知目标办和主要领导。",
    ),
)
_NEW, _TERM, _BACK = "appoint_liaison", "appoint_representative", "withdraw_representative"
# 6.1.6: a change of people at any time; who has nothing to say leaves it blank.
PEOPLE_FORM = Form(
    "people",
    "联络员变更和委托",
    (_BACK, _NEW, _TERM),
    fields=(
        White("name", "新联络员姓名", Cell.LINE, example="李明", part=_NEW),
        White("email", "新联络员邮箱", Cell.EMAIL, example="liming@example.gov.cn", part=_NEW),
        White("mobile", "新联络员手机", Cell.MOBILE, required=False, example="13900000001", part=_NEW),
        White("wecom_id", "新联络员企业微信号", Cell.LINE, required=False, part=_NEW),
        White("valid_from", "变更生效日期", Cell.DAY, required=False, part=_NEW),
        White("person", "委托人姓名", Cell.LINE, example="李明", part=_TERM),
        White("representative", "受托人姓名", Cell.LINE, example="王芳", part=_TERM),
        White("other_email", "受托人邮箱", Cell.EMAIL, example="wangfang@example.gov.cn", part=_TERM, field="email"),
        White("other_mobile", "受托人手机", Cell.MOBILE, required=False, part=_TERM, field="mobile"),
        White("other_wecom_id", "受托人企业微信号", Cell.LINE, required=False, part=_TERM, field="wecom_id"),
        White("first_day", "委托起始日期", Cell.DAY, part=_TERM),
        White("last_day", "委托结束日期", Cell.DAY, part=_TERM),
        White("withdrawn", "提前结束谁的委托", Cell.LINE, required=False, example="李明", part=_BACK, field="person"),
    ),
    hints=(
        "没有变动的，整张不填。变更联络员的填“新联络员”各栏，委托的填“委托人”至“委托结束日期”各栏，提前结束的只填最后一栏。",
        "委托：联络员、目标办主任、主要领导在一段日期内由本部门另一人代收通知、代为回复，须本人同意、阅知、签字的不能代办。",
        "最早自收取后的下一个工作日起生效，告知目标办和主要领导；原联络员到前一日为止，提前结束委托的当日起恢复。",
    ),
    until="有变动时填写",
)
_GROUND, _PROOF = replace(GROUND, example="清点时漏计东区两处", width=44), replace(PROOF, example="清点表.pdf")
_OBJECTING = "没有异议的，整张不填。对认定有异议的，写明申诉理由（4.3），以收到日期为提出日期；不影响其他应办事项。"
# 4.3: results that an office was told of and may contest; who has no objection leaves the sheet blank.
APPEAL = Form(
    "appeal", "申诉", ("lodge_appeal",), fields=(_GROUND, _PROOF), hints=(_OBJECTING, FILES_NOTE), until="有异议时填写"
)
GAPS = Form(
    "appeal_gaps",
    "年终复核缺项申诉",
    ("lodge_appeal",),
    columns=(_GROUND, _PROOF),
    whole=False,
    by_row=True,
    hints=("缺的材料请补报，不必申诉。" + _OBJECTING, "一行是一项目标，只填有异议的各行，每行是一件申诉。", FILES_NOTE),
    until="有异议时填写",
)
MATTERS = {form.key: form for form in (LIAISON, PEOPLE_FORM, APPEAL, GAPS)}
ALL_FORMS = {**FORMS, **MATTERS}
_WHITES = [white for form in ALL_FORMS.values() for white in form.whites]
# The titles of all single white cells: other lines above the table are grey.
WHITE_FIELDS = frozenset(white.heading for form in ALL_FORMS.values() for white in form.fields)
# The titles of the white cells of named parts, and of all others: a sheet that has only the first may come back blank.
IN_PARTS = frozenset(white.heading for white in _WHITES if white.part)
ASKED_FOR = frozenset(white.heading for white in _WHITES if not white.part)
# The titles of white cells with the names of files.
NAMES_FILES = frozenset(white.heading for white in _WHITES if white.cell in {Cell.FILES, Cell.MEDIA})
