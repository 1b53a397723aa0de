"""《目标下达通知》 (1-2.6): the list of what a department was given, with weights, deadlines and indicators."""

from models.ledger.papers.issued_list import IssuedListPaper, IssuedTarget
from notifications.documents.official_paper.paper import Paper

LIST = (("编号", 14), ("目标和绩效要求", 38), ("数量", 10), ("来源", 15), ("权重", 7), ("完成时限", 16))


def document(issued: IssuedListPaper) -> bytes:
    """Returns the paper as a .docx, with its list as an appendix."""
    paper, listed = Paper(issued.title, issued.signature), f"{issued.year}年{issued.category.label}清单"
    paper.addressee(issued.department)
    paper.text(
        f"现将{issued.year}年{issued.category.label}{len(issued.targets)}项下达你单位，请签收并组织实施；"
        "确需调整的，按《目标管控》6.1.7办理。"
    )
    paper.attached([listed])
    paper.signed()
    paper.appendix(listed, wide=True)
    paper.table(LIST, [_row_of(target) for target in issued.targets])
    return paper.finished()


def _row_of(target: IssuedTarget) -> list[str]:
    return [target.code, target.asked, target.quantity, target.source, target.weight or "未设定", target.until]
