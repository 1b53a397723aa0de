"""What the folder does not show: in words, with the reason, beside what was checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deployments.data.check.approved import frozen
from deployments.data.check.records import Rows

NEEDS_HEAD = (
    "没有给出台账月报上的校验码，须有一个才能排除整本台账被重写：请从管理机构发出的台账月报、消息或文书上抄下"
    "“块数:校验码”，再运行 python3 check.py 块数:校验码。没有它，本文件夹不能单独证明的有："
    "经办人、账户和办理时间；来信、填报、申诉收到的日期，会议和填报的内容；核查方案、核查人员和签字人；印证材料的文件和校验码；"
    "公众测评的数字；目标的文字、单位和来源；理由、文号、说明等文字；没有期限用到的放假和调休上班日；"
    "省领导评价的打分和平均分；没有改变结果的设定、类别、并列决定和个人等次人数；考评事实中逾期、看过的目标以外的数字和文字；更正文件写明的等次；整改的日期和内容；"
    "已冻结清单上的文字和记分；整条删去而没有别的记录与之相连的（如申诉及其裁定）。"
    "因为能重写台账的人，可以把这些记录连同与它相连的记录和其后各块的校验码一并改写，重算仍然前后一致。"
)
OF_ONE = (
    "不能核对其他部门的得分和记录、位次和等次、误差率、抽样中的复核、省领导评价、核查组的组长：要有全部部门的证明。"
)
BY_CODE = "部门以编码为准，名称不在核对之内；设定的说明、还缺和申诉经过，以记录为准。"
TRUTH = "登记时是否属实（现场、印证材料原件、打分、放假通知），台账不能证明，须与原件核对。"


def describe_limits(
    known: str, blocks: list[dict[str, Any]], hidden: list[str], proof: dict[str, Any]
) -> Iterator[str]:
    """What the folder alone cannot show, and why; the last line says what a known block excludes, or would.

    What is shown by its digest because of a marking elsewhere is named: who left out its text would do the same.
    """
    if hidden:
        yield f"只有校验码、没有内容的记录{len(hidden)}条：{'、'.join(hidden[:20])}。"
    if proof["department"]:
        yield f"只含{proof['department']}的，{OF_ONE}"
    height = int(known.replace("：", ":").partition(":")[0] or 0)
    later = f"其后{len(blocks) - height}块要更晚的月报才能排除改写；" if height < len(blocks) else ""
    yield f"第{height}块及以前没有被改写、删去；{later}{TRUTH}" if height else NEEDS_HEAD + TRUTH


def describe_ratings(rows: Rows, sheets: list[dict[str, Any]], proof: dict[str, Any]) -> Iterator[str]:
    """The ratings of leaders are in no folder: their mean is compared with the approved sheet alone."""
    given = {
        sheet["code"] for sheet in sheets for line in sheet["lines"] if line["component"] == "leaders" if line["points"]
    }
    if unapproved := given - frozen(rows, proof).keys():
        yield f"省领导评价不公开，{len(unapproved)}个部门未审定的平均分没有重算。"


def describe_hands(rows: Rows, year: int) -> Iterator[str]:
    """A56: what one account typed for two people of the year, and the second signed no paper."""
    rated = [row for row in rows["leader_sheet"].values() if (row["year"], row["state"]) == (year, "confirmed")]
    sheets = sum(is_one(row, "confirmed_by", row, "confirmed_account") for row in rated)
    lines = reviewed_by_one([row for row in rows["review"].values() if row["period"].startswith(f"{year}Q")])
    if counts := [f"省领导评价{sheets}份"] * bool(sheets) + [f"在线复核第二人的意见{lines}项"] * bool(lines):
        yield f"{'、'.join(counts)}，录入与核对用的是同一账户，没有第二人的签字文件。"


def reviewed_by_one(reviews: list[dict[str, Any]]) -> int:
    """How many lines have another conclusion than the first from the same hand."""
    first = {(row["period"], row["target_id"]): row for row in reviews if row["part"] == "first"}
    pairs = [(first.get((row["period"], row["target_id"])), row) for row in reviews if row["part"] != "first"]
    return len(
        {(row["period"], row["target_id"]) for one, row in pairs if one and is_one(row, "entered_by", one, "account")}
    )


def is_one(second: dict[str, Any], name: str, first: dict[str, Any], account: str) -> bool:
    """The first and the second hand have a name or an account in common."""
    hands = {first["entered_by"].casefold(), first["account"].casefold()} - {""}
    return not second["signed_paper"] and not hands.isdisjoint({second[name].casefold(), second[account].casefold()})
