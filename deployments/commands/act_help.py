"""What `mubiao act --list` and `mubiao act NAME --help` print: the acts by topic, and the fields of one act."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deployments.reference.allowed import KEYS, allowed, default_of
from deployments.text_table import SCREEN, split, table, width
from models.ledger.act_index import ACT_INDEX, title_of
from models.ledger.acts import Act, Role, all_acts
from models.ledger.registry.settings import set_policy
from models.rules.organ_word import in_own_word
from models.rules.policy import SETTINGS, meant

# The packages of the ledger in the order of a year's work. Acts of the ledger's ground files belong to the last topic.
TOPICS = {
    "registry": "初始化、设定、部门和联系人",
    "draft": "目标制定",
    "target": "目标调整",
    "cycle": "周期",
    "report": "填报和会议",
    "duty": "催办",
    "year_end": "年终和印证材料",
    "inspection": "核查",
    "negative_list": "负面清单和整改",
    "appeal": "申诉",
    "review": "在线复核",
    "covert": "暗访",
    "cloud": "目标云",
    "opinion": "公众意见",
    "leader_rating": "省领导评价",
    "innovation": "创新项目评选",
    "survey": "公众测评",
    "score": "考评的登记：二级考评、类别、等次、讲规矩守纪律、免予考评",
    "appraisal": "年度考评",
    "results_use": "结果运用",
    "papers": "公文",
    "assignment": "交办事项",
    "regulation": "规章制度",
    "secrecy": "保密",
    "calendar": "工作日历",
    "answer": "来信和回复",
    "account": "网页账号",
    "answer_keys": "回复表",
    "chain": "时钟和台账",
    "": "其他",
}
SHORT_ROLES = {
    Role.AGENCY: "管理机构",
    Role.OFFICE: "目标办",
    Role.HEAD: "主要领导",
    Role.LEADER: "分管领导",
    Role.SYSTEM: "系统",
}
TITLES = ("操作", "名称", "条款", "由谁办理")
# Options of every act, printed below the list.
WHERE_FIELDS = "一项操作要填什么：mubiao act 操作 --help。"
COMMON_OPTIONS = """各项操作都可以加：--file 内容写成的JSON文件，--by 部门编码/姓名（由谁办理），演练中 --on 日期。
几项一并办的：--file JSON列表或表格（列名即各字段的名称），全部核对后逐项办理；每项可写 by 等。
代部门录入的再加：--source 来源，--source-note 来电人或来文号，--received 收到日期。
须本人签字的再加：--paper 文号，--paper-date 日期；或 --page 签字页。"""


def listed_acts() -> list[Act[Any]]:
    """The acts that a person may do with the command."""
    return [act for act in all_acts() if act.form and act.roles - {Role.SYSTEM}]


def format_acts() -> str:
    """The acts by topic, each in one line of at most 100 columns."""
    acts = sorted(listed_acts(), key=lambda act: list(TOPICS).index(topic_of(act)))
    lines = table(TITLES, map(_cells, acts), SCREEN).splitlines()
    listed = lines[:2]
    for topic, group in groupby(zip(acts, lines[2:], strict=True), lambda pair: topic_of(pair[0])):
        listed += ["", TOPICS[topic], *(line for _, line in group)]
    return "\n".join([*listed, "", WHERE_FIELDS, COMMON_OPTIONS])


def format_act(act: Act[Any]) -> str:
    """One act with each field: option, title, whether it is required, allowed values, and the default."""
    head = f"{act.title}（{act.name}）。{about_act(act)}{act.instead}"
    if act.form is None:
        return f"{head}\n内容是一张表，请使用：mubiao import。"
    fields = [line for each in _fields(act, act.form) for line in wrap(each)]
    usage = f"用法：mubiao act {act.name} --字段 内容 …"
    listed = fields or ["没有要填的内容。"]
    second = ["同一账户录入的，可以附第二人签字的文件或签字页。"] if act.second_hand else []
    return "\n".join([*wrap(head, ""), *second, "", usage, "", *listed, *_examples(act), "", COMMON_OPTIONS])


def about_act(act: Act[Any]) -> str:
    """The clause of an act, who does it, and whose hand it needs."""
    roles = in_own_word("、".join(role.label for role in Role if role in act.roles), "")
    hand = f"须由{act.by_hand}本人签字。" if act.by_hand else ""
    return f"第{act.clause.replace('-', '部分', 1)}，由{roles}办理。{hand}"


def _examples(act: Act[Any]) -> Iterator[str]:
    """Yield an example of a value for each setting, if it is the act that sets them."""
    if act is not set_policy:
        return
    yield from ("", "内容（--value）随设定而定，示例：")
    for each in SETTINGS.values():
        means = meant(each)
        yield from wrap(f"  {each.key}  {each.name}：{each.example}{f'（{means}）' if means else ''}")


def suggest_act(name: str) -> str:
    """The end of a sentence about an unknown act: the act with the most similar name or title, if there is one."""
    by_person = [act for act in ACT_INDEX.values() if act.form and act.roles != Role.SYSTEM.value]
    names = {act.title: act.name for act in by_person} | {act.name: act.name for act in by_person}
    [*close] = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"，是否为“{names[close[0]]}”（{title_of(names[close[0]])}）" if close else ""


def wrap(text: str, indent: str = "    ") -> Iterator[str]:
    """Yield the lines of a text, each of at most 100 columns; all but the first one are indented."""
    first, *others = split(text, SCREEN - width(indent))
    yield first
    yield from (indent + line for line in others)


def topic_of(act: Act[Any]) -> str:
    """The key of the topic of an act."""
    package = act.body.__module__.split(".")[2]
    return package if package in TOPICS else ""


def _cells(act: Act[Any]) -> list[str]:
    return [act.name, act.title, act.clause, "、".join(SHORT_ROLES[role] for role in Role if role in act.roles)]


def _fields(act: Act[Any], form: type[BaseModel]) -> Iterator[str]:
    for name, field in form.model_fields.items():
        shown = field.alias or name
        notes = "必填" if field.is_required() else f"可以不写{default_in_words(field)}"
        yield f"  --{shown.replace('_', '-')}  {field.title or shown}（{notes}）：{values_of(act.name, shown, field)}"


def values_of(act: str, name: str, field: FieldInfo) -> str:
    """The values that a field of an act may have."""
    return "、".join(KEYS.get((act, name), ())) or allowed(field)


def default_in_words(field: FieldInfo) -> str:
    """The value that an omitted field has: ，默认否; empty if it has none worth saying."""
    default = default_of(field)
    return f"，默认{default}" if default else ""
