"""The closed lists of the standard: a column stores the short English key, people see the Chinese label."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A key with the Chinese label that people read and write."""

    label: str

    def __new__(cls, key: str, label: str = "") -> Self:
        """Return a member with its key as value; without a label this is a lookup by key, done by the enumeration."""
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member

    @classmethod
    def from_label(cls, text: str) -> Self:
        """Return the member with this label or key; 本级 is 本级目标, as people write it in a list of targets.

        Raises ValueError, with the list of labels, if no member has it.
        """
        for member in cls:
            if text in (member.label, member.value, member.label.removesuffix("目标")):
                return member
        raise ValueError(f"“{text}”不在可选范围内，可填：{'、'.join(member.label for member in cls)}")


class Known(Labelled):
    """How the author of an act is known (A49); every text that prints it uses these words."""

    SYSTEM = "system", "流程"
    OPERATOR = "operator", "管理机构经办"
    CLAIMED = "claimed", "经办人代录"
    KNOWN = "known", "来信"
    CODED = "coded", "凭回复码"
    OWN_MAIL = "own_mail", "本人邮件"
    SIGNED = "signed", "本人登录"

    @property
    def by_mail(self) -> bool:
        """Return whether the act was an answer by mail."""
        return self in (Known.KNOWN, Known.CODED, Known.OWN_MAIL)

    @property
    def in_person(self) -> bool:
        """Return whether its author did it himself, by mail or signed in, and nobody entered it for him."""
        return self.by_mail or self is Known.SIGNED


class AnswerOutcome(Labelled):
    """The outcome of one answer sheet (回复表) that came back."""

    TAKEN = "taken", "已收取"
    RETURNED = "returned", "已退回"
    OUTDATED = "outdated", "旧表已作废"
    WAITING = "waiting", "待管理机构处理"
    UNKNOWN = "unknown", "回复码有误"


class Management(Labelled):
    """管理类别: whether the agency manages the department itself or delegates it."""

    DIRECT = "direct", "直接管理"
    DELEGATED = "delegated", "委托管理"


class ReformKind(Labelled):
    """机构改革: what happens to a department; one that was entered by mistake and withdrawn stays on record."""

    RENAME = "rename", "更名"
    MERGE = "merge", "合并"
    TRANSFER = "transfer", "划转"
    WITHDRAWN_RENAME = "withdrawn_rename", "更名（已撤回）"
    WITHDRAWN_MERGE = "withdrawn_merge", "合并（已撤回）"


class Category(Labelled):
    """目标类别: building the organ itself, or its functions (1-2.3)."""

    BUILDING = "building", "机关建设目标"
    FUNCTIONAL = "functional", "职能绩效目标"


class Handling(Labelled):
    """建设目标分类: how 机关建设目标 are checked, through the year or by a spot check at its end (1-2.4)."""

    DAILY = "daily", "日常管理目标"
    SPOT_CHECK = "spot_check", "年终抽查目标"


class PartyItem(Labelled):
    """党建项目: the five items of the 41 % that 机关建设目标 belong to (1-6.1); management items have no targets."""

    IDEOLOGY = "ideology", "思想建设"
    ORGANIZATION = "organization", "组织建设"
    INTEGRITY = "integrity", "党风廉政建设"
    TEAM = "team", "队伍建设"
    VILLAGE = "village", "同步小康驻村"


class Origin(Labelled):
    """目标来源: the 1+6+N of 职能绩效目标 (1-6.2)."""

    POVERTY_RELIEF = "poverty_relief", "脱贫攻坚目标"
    OWN = "own", "本级目标"
    SUPERIOR = "superior", "上级目标"


class ManagementMode(Labelled):
    """管理方式: 初始目标 of the beginning of the year (1-2.6), or those added during the year (1-2.7)."""

    INITIAL = "initial", "初始目标"
    DYNAMIC = "dynamic", "动态目标"


class ContactRole(Labelled):
    """角色: the role in which a person is contacted."""

    LIAISON = "liaison", "联络员"
    OFFICE_DIRECTOR = "office_director", "目标办主任"
    HEAD = "head", "主要领导"
    LEADER_IN_CHARGE = "leader_in_charge", "分管省领导"
    PROVINCIAL_LEADER = "provincial_leader", "省领导"


class LineStatus(Labelled):
    """状态: the status of a target in a monthly report."""

    DONE = "done", "已完成"
    IN_PROGRESS = "in_progress", "进行中"
    NOT_STARTED = "not_started", "未开展"
    BLOCKED = "blocked", "受阻"


class DayKind(Labelled):
    """How a notice changes a day of the week's order; 照常 reverts an earlier notice."""

    HOLIDAY = "holiday", "放假"
    MAKEUP_WORKDAY = "makeup_workday", "调休上班"
    NORMAL = "normal", "照常"


class Means(Labelled):
    """来源: how the agency received the data that it enters on behalf of an office."""

    PHONE = "phone", "电话"
    PAPER = "paper", "纸质"
    IN_PERSON = "in_person", "当面"
    OTHER = "other", "其他"
    ANSWER = "answer", "回复表"


class AdjustmentGround(Labelled):
    """调整事由: the two grounds on which an issued target may be adjusted (6.1.7)."""

    MAJOR_POLICY = "major_policy", "重大政策"
    FORCE_MAJEURE = "force_majeure", "不可抗力"


class VersionCause(Labelled):
    """The cause of a target's version: issued, adjusted, restored by a returned adjustment, or corrected."""

    ISSUED = "issued", "下达"
    ADJUSTED = "adjusted", "调整"
    RESTORED = "restored", "退回恢复"
    CORRECTED = "corrected", "更正"
