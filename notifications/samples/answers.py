"""Sample notices about answers by mail: receipts, and an answer from an address that is not known."""

from datetime import date
from typing import Any

from models.rules.kinds import Known
from notifications.samples.parts import Context, told

RECEIVED = {"received": "2026年4月29日16:20", "received_on": "2026-04-29"}
TAKEN: dict[str, Any] = {
    "title": "2026年4月月度检查",
    "words": "“省教育厅”2026-04已填报27项。",
    "verdict": "按时",
    "replaced": "2026年4月27日09:12",
}
RETURNED: dict[str, Any] = {
    "title": "2026年第一季度分析会",
    "file": "回复表.xlsx",
    "sheet": "2 季度分析会",
    "outcome": "returned",
    "faults": ["B9：召开日期“4月31日”不是有效日期", "B12：改进措施不能为空"],
    "obligation": 12,
    "digest": "0" * 64,
}
WAITING = RETURNED | {"title": "", "outcome": "unknown", "faults": ["B4：回复码不是本系统发出的，请用原表填写"]}
OPINIONS: dict[str, Any] = {
    "title": "2026年目标沟通",
    "words": "同意6项，有异议1项（N2），管理机构将逐项答复。",
    "verdict": "按时",
    "replaced": "",
}
MEETING = {"title": "2026年第一季度分析会", "due": "2026-04-24", "thread": True}
MONTH = {"title": "2026年4月月度检查", "due": "2026-04-30", "thread": True}
OTHER = {"title": "2026年第一季度自查", "due": "2026-05-20", "thread": False}
FED_BACK = {"title": "目标“农村公路”第1轮整改反馈", "due": "2026-05-06", "thread": True}
ENCLOSED: dict[str, Any] = {"why": "appeal", "duties": [12], "matters": []}
NOTHING_TAKEN: dict[str, Any] = {"taken": [], "returned": [], "waiting": [], "missing": [], "changes": []}
NOTHING_TAKEN |= {"owed": [], "more": 0, "said": "", "enclosed": {}}


def _receipts() -> tuple[dict[str, Any], ...]:
    mail: dict[str, Any] = {"mail": 31, "subject": "回复：4月月度检查", "known": "known", **RECEIVED, **NOTHING_TAKEN}
    changes = ["目标T009“农村公路”在发表后有调整，本表按发表时的要求填报"]
    heard = {"subject": "回复：目标沟通", "basis": "《总则》2.22"}
    return (
        mail | {"summary": "收取1份", "taken": [TAKEN], "changes": changes, "owed": [OTHER]},
        mail
        | {
            "summary": "收取1份，退回1份",
            "taken": [TAKEN | {"replaced": ""}],
            "returned": [RETURNED],
            "owed": [MEETING, OTHER],
        },
        mail
        | {
            "summary": "退回1份",
            "returned": [RETURNED | {"faults": RETURNED["faults"] * 6, "title": ""}],
            "owed": [MEETING],
        },
        mail | {"summary": "待管理机构处理1份", "waiting": [WAITING], "subject": "", "owed": [MONTH]},
        mail | {"summary": "没有收取：附件.rar不能打开", "missing": ["附件.rar：请改为.zip或直接附上文件"]},
        mail | {"summary": "来信里没有回复表", "owed": [MONTH, OTHER | {"due": "2026-04-20"}], "more": 2},
        mail | {"summary": "来信里没有回复表"},
        mail | {"summary": "待管理机构处理1份", "waiting": [WAITING | {"outcome": "waiting"}]},
        mail | {"summary": "收取1份", "taken": [TAKEN], "owed": [OTHER | {"due": "2026-04-20"}]},
        mail | heard | {"summary": "收取1份", "taken": [OPINIONS], "said": "question"},
        mail | {"summary": "来信里没有回复表", "said": "appeal", "enclosed": ENCLOSED},
        mail | {"summary": "来信里没有回复表", "owed": [FED_BACK], "enclosed": ENCLOSED | {"why": "feedback"}},
    )


def _signers() -> tuple[dict[str, Any], ...]:
    signers: dict[str, Any] = {
        "what": "以下登记的变更待第二人确认（签字人变更3），确认以前仍按原登记",
        "lines": [
            "省教育厅主要领导王建国（更改，失效日期2026年4月30日）",
            "省教育厅主要领导赵立（新登记）",
        ],
        "former": ["wangjg@example.com"],
    }
    stopped: dict[str, Any] = {
        "what": "账号暂停登录至2026年4月30日，次日自动恢复",
        "lines": ["省教育厅/王建国的网页账号"],
        "former": [],
    }
    return signers, stopped


ENTERED: dict[str, Any] = {
    "title": "收取待处理的回复",
    "words": "“省教育厅”2026-04修改填报（第2版），改动1项：T009。",
    "by": "王芳",
    "kind": Known.CLAIMED.label,
    "source": "回复表：来信31，回复表.xlsx",
    "received_on": "2026-04-27",
    "dated_on": "2026-04-29",
}
BY_AGENCY = ENTERED | {"title": "导入联系人", "words": "联络员李明有更改", "kind": Known.OPERATOR.label}
BY_AGENCY |= {"source": "", "received_on": ""}


def samples() -> dict[str, tuple[Context, ...]]:
    day = date(2026, 4, 29)
    waiting: dict[str, Any] = {
        "mail": 32,
        "sender": "someone@example.com",
        "title": TAKEN["title"],
        "received": RECEIVED["received"],
    }
    answered = {
        "received": RECEIVED["received"],
        "subject": "回复：4月月度检查",
        "answer": "请按原期限填报，材料可以后补。",
    }
    address: dict[str, Any] = {"address": "someone@example.com", "from": "2026年4月30日", "mail": 32}
    named: dict[str, Any] = {"address": "liming@example.com", "from": "2026年4月30日", "person": "李明"}
    days = {"first": "2026年5月6日", "last": "2026年5月20日"}
    held: dict[str, Any] = {"person": "李明", "representative": "王芳", "address": "wangfang@example.com", **days}
    held |= {"withdrawn": "", "reason": ""}
    ended = held | {"withdrawn": "2026年5月11日", "reason": "提前返回"}
    account = [{"person": "李明", "what": what} for what in ("已制作开通单", "已首次登录")]
    return {
        "signer_changed": told("head agency", day, *_signers()),
        "account_slip": told("office head agency", day, *account),
        "entered": told("office head", day, {"lines": [ENTERED]}, {"lines": [ENTERED, BY_AGENCY]}),
        "represented": told("office head", day, held, ended),
        "address_remembered": told("office head", day, address, named),
        "answer_receipt": told("office", day, *_receipts()),
        "mail_answered": told("office", day, answered, answered | {"subject": ""}),
        "answer_waiting": told("office", day, waiting, waiting | {"sender": ""}),
    }
