"""docs/reference/glossary.md: the Chinese words, what they are called in the code, and what they mean."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import getdoc
from itertools import groupby
from pkgutil import walk_packages

import models.rules
from deployments.reference.markdown import code, page, prose, table
from models import records
from models.ledger.acts import ACTS
from models.rules.kinds import Labelled

# The Chinese word of each record, where no docstring begins with it.
NOUNS: Mapping[str, str] = {
    "Acknowledgement": "已阅",
    "Adjustment": "目标调整",
    "Appeal": "申诉",
    "Attempt": "投递尝试",
    "Block": "台账的一块",
    "CalendarDay": "工作日历的一日",
    "ChainHead": "台账末块",
    "CloudDelegation": "委托上传",
    "CloudMedium": "图片、视频",
    "CloudUpload": "目标云上传",
    "Confirmation": "现场认定",
    "Contact": "联系人",
    "CovertItem": "暗访清单的一项",
    "CovertList": "暗访清单",
    "CovertResult": "暗访结果",
    "CycleRun": "周期的一期",
    "Deadline": "期限",
    "Delivery": "投递",
    "Department": "部门",
    "EntryOrigin": "条目来源",
    "Evaluation": "总体评价",
    "Evidence": "印证材料",
    "EvidenceUse": "印证材料所附的事项",
    "Exhibit": "印证材料所附的记录",
    "FieldVisit": "每季核查",
    "Finding": "核查结果",
    "Inspection": "核查",
    "Inspector": "核查人员",
    "Jurisdiction": "管辖",
    "Meeting": "会议",
    "Message": "消息",
    "NegativeEntry": "负面清单条目",
    "NegativeList": "负面清单",
    "NegativeListLine": "负面清单的一行",
    "Notice": "通知",
    "Obligation": "应办事项",
    "Office": "部门目标办",
    "Opinion": "公众意见",
    "Pause": "暂停",
    "Policy": "机构设定",
    "QualityReport": "质量分析报告",
    "Recipient": "收件地址",
    "Reform": "机构改革",
    "Remediation": "整改",
    "Report": "填报",
    "ReportLine": "填报的一行",
    "Reverification": "年终复核",
    "Review": "复核",
    "ReviewTask": "复核任务",
    "Sample": "样本",
    "SealedSecret": "密数",
    "Secrecy": "密级标注",
    "SecrecyAccess": "阅看记录",
    "SecrecyReader": "阅看人员",
    "Suggestion": "奖惩建议",
    "Target": "绩效目标",
    "TargetDepartment": "责任部门",
    "TargetVersion": "目标的一版要求",
    "TeamMember": "核查组成员",
    "ThirdParty": "第三方机构",
    "Tie": "回避",
    "Transition": "变动",
    "Urging": "催办",
    "YearEndNotice": "现场复核通知",
}


def glossary_page() -> str:
    """Records, closed lists, and the titles of fields."""
    nouns = table(("中文", "代码", "表", "含义"), _nouns())
    kinds = "\n\n".join(_kind(each) for each in _kinds())
    fields = table(("中文", "字段", "用于"), _fields())
    sections = (f"## 记录\n\n{nouns}", f"## 枚举\n\n{kinds}", f"## 字段\n\n{fields}")
    return page("术语", prose("pages", "glossary"), *sections)


def _nouns() -> Iterator[list[str]]:
    tables = {name: each for name in records.__all__ if hasattr(each := getattr(records, name), "__table__")}
    for name, each in sorted(tables.items()):
        yield [NOUNS[name], code(name), code(each.__tablename__), _first_line(each)]


def _first_line(described: type) -> str:
    return (getdoc(described) or "").partition("\n")[0]


def _kinds() -> list[type[Labelled]]:
    for module in walk_packages(models.rules.__path__, "models.rules."):
        import_module(module.name)
    found = [kind for kind in Labelled.__subclasses__() if kind.__module__.startswith("models.")]
    return sorted(found, key=lambda kind: kind.__name__)


def _kind(kind: type[Labelled]) -> str:
    members = table(("中文", "值"), ([member.label, code(member.value)] for member in kind))
    return f"### {kind.__name__}\n\n{_first_line(kind)}\n\n{members}"


def _fields() -> Iterator[list[str]]:
    """Each title with the fields that bear it, and the acts that take them."""
    pairs = sorted(
        {
            (field.title or "", field.alias or name, act.title)
            for act in ACTS.values()
            if act.form
            for name, field in act.form.model_fields.items()
        }
    )
    for (title, name), same in groupby(pairs, key=lambda pair: pair[:2]):
        yield [re.sub("（.*）$", "", title), code(name), "、".join(act for _, _, act in same)]
