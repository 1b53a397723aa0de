"""《催办函》 (6.2.2): the overdue duty, its deadline and proof, and the earlier urgings."""

from collections.abc import Iterator

from models.ledger.papers.urging import UrgingPaper
from models.rules.chinese_dates import in_full
from notifications.documents.official_paper.paper import Paper


def document(letter: UrgingPaper) -> bytes:
    """Returns the letter as a .docx."""
    paper = Paper(letter.title, letter.signature)
    paper.addressee(letter.department)
    day, due = in_full(letter.signature.day), in_full(letter.due)
    former = f"（承接{letter.taken_over_from}）" if letter.taken_over_from else ""
    paper.text(
        f"你单位{former}应于{due}前办理的“{letter.subject}”，至{day}尚未办结，{letter.late}。"
        "根据《目标管控》6.2.2，现予催办。"
    )
    paper.facts(_facts(letter))
    paper.text(
        "请收函后抓紧办理并报送办理结果；已经办结的，请说明实际办结日期；暂不能办结的，请书面说明原因和预计办结日期。"
    )
    paper.signed()
    paper.notes([f"事项编号：{letter.obligation}；催办任务编号：{letter.task}"])
    return paper.finished()


def _facts(letter: UrgingPaper) -> Iterator[tuple[str, str]]:
    """Yield the rows of the table: duty, deadline, proof, content, earlier urgings."""
    yield "事项", letter.subject
    yield "期限", f"{in_full(letter.due)}，{letter.late}"
    yield "期限依据", letter.why
    yield "应办内容", letter.to_do
    yield "此前催办", "\n".join(letter.earlier) or "无"
