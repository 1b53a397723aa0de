"""《目标调整备案》 (6.1.7): what was adjusted and why, both consents, and the requirements before and after."""

from models.ledger.papers.adjustment import AdjustmentPaper
from models.rules.chinese_dates import in_full
from notifications.documents.official_paper.paper import Paper
from notifications.documents.words import sentence

CHANGES = (("内容", 20), ("调整前", 40), ("调整后", 40))


def document(filed: AdjustmentPaper) -> bytes:
    """Returns the paper as a .docx."""
    paper = Paper(filed.title, filed.signature)
    paper.addressee(filed.department)
    day = in_full(filed.signature.day)
    of_leaf = f"指标{filed.indicator}" if filed.indicator else ""
    paper.text(
        f"你单位{in_full(filed.requested_on)}申请的{filed.year}年目标“{filed.target}”（{filed.target_code}）{of_leaf}"
        f"第{filed.number}次调整，已于{day}备案（《目标管控》6.1.7），自当日起按调整后的要求执行。"
    )
    paper.heading("调整内容")
    paper.table(CHANGES, filed.changes)
    paper.text(f"调整前为第{filed.version - 1}版，调整后为第{filed.version}版。备案前已开启的填报仍按原要求。")
    paper.heading("调整原因")
    paper.text(f"{filed.ground.label}：{sentence(filed.reason)}")
    paper.heading("同意情况")
    paper.text(f"主要领导{filed.head}。")
    paper.text(f"分管省领导{filed.leader}。")
    paper.signed()
    return paper.finished()
