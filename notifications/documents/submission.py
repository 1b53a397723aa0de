"""目标报审 (1-2.4, 1-2.5): the list that is to be approved, how it was consulted, gaps and short sums with reasons."""

from collections import Counter
from collections.abc import Iterator

from models.ledger.papers.submission import SubmissionPaper, SubmittedDraft
from models.rules.draft import Consulted
from notifications.documents.official_paper.paper import Paper
from notifications.documents.words import sentence

LIST = (
    ("编号", 9),
    ("目标和绩效要求", 29),
    ("责任部门", 12),
    ("数量", 9),
    ("完成时限", 16),
    ("来源", 17),
    ("沟通", 8),
)
GAPS = (("部门", 30), ("缺项", 30), ("原因", 40))


def document(submission: SubmissionPaper) -> bytes:
    """Returns the paper as a .docx, upward: with a place for who signs it, and its list as an appendix."""
    paper = Paper(submission.title, submission.signature, upward=True)
    paper.addressee(submission.body)
    paper.text(
        f"{submission.year}年{submission.category.label}草案{len(submission.drafts)}项已与有关部门沟通，现报请审批，报审编号"
        f"{submission.key}。"
    )
    paper.heading("目标清单")
    listed = f"{submission.year}年{submission.category.label}清单"
    paper.text("目标清单见附件。")
    paper.heading("沟通情况")
    for words in _consulting(submission):
        paper.text(words)
    if submission.waived:
        paper.heading("清单缺项")
        paper.text("下列部门的目标清单不足“1+6+N”（《总则》6.2），拟予豁免：")
        paper.table(GAPS, submission.waived)
    if submission.short:
        paper.heading("分解不足")
        paper.text(f"{submission.short}。原因：{sentence(submission.short_why)}")
    paper.text("妥否，请批示。")
    paper.attached([listed])
    paper.signed()
    returned = [draft for draft in submission.drafts if draft.returned_why]
    paper.notes([f"{draft.code}“{draft.name}”此后退回：{draft.returned_why}" for draft in returned])
    changed = [draft for draft in submission.drafts if draft.changed]
    paper.notes([f"{each.code}“{each.name}”报审以后已经修改，附件所列是修改后的内容。" for each in changed])
    paper.appendix(listed, wide=True)
    paper.table(LIST, [_row_of(draft) for draft in submission.drafts])
    return paper.finished()


def _row_of(draft: SubmittedDraft) -> list[str]:
    source = "\n".join(filter(None, (draft.kind, draft.source)))
    return [draft.code, draft.asked, draft.department, draft.quantity, draft.until, source, draft.consulted.label]


def _consulting(submission: SubmissionPaper) -> Iterator[str]:
    """Yield how many drafts were consulted in which way, then each objection, and why a draft was not consulted."""
    counts = Counter(draft.consulted for draft in submission.drafts)
    yield "，".join(f"{each.label}{counts[each]}项" for each in Consulted if counts[each]) + "。"
    for draft in submission.drafts:
        reason, proposal, answer = draft.said
        about = f"{draft.code}“{draft.name}”（{draft.department}）"
        if draft.consulted is Consulted.SETTLED:
            yield f"{about}：理由：{reason}；修改建议：{proposal}；答复：{answer}。"
        if draft.consulted is Consulted.SKIPPED:
            yield f"{about}未沟通，原因：{draft.why}。"
