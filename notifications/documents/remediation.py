"""《整改通知》 (6.2.4): the finding, both deadlines in one line, and the right to appeal."""

from collections.abc import Iterator
from typing import Any

from models.ledger.papers.remediation import RemediationPaper
from models.rules.chinese_dates import in_full
from models.rules.inspection import Way
from models.rules.kinds import ContactRole
from models.rules.negative_list import FEEDBACK
from notifications.documents.official_paper.paper import Paper


def document(notice: RemediationPaper) -> bytes:
    """Returns the notice as a .docx."""
    paper = Paper(notice.title, notice.signature)
    paper.addressee(_describe_head(notice.department, notice.head))
    again = f"（第{notice.occurrence}次列入）" if notice.occurrence > 1 else ""
    paper.text(
        f"经核查，你单位牵头的{notice.year}年目标“{notice.target}”没有按质按量完成，"
        f"已于{in_full(notice.listed_on)}列入负面清单{again}。现将认定情况和整改时限通知如下。"
    )
    paper.heading("认定情况")
    paper.facts(_facts(notice))
    paper.heading("整改和反馈期限")
    paper.emphasis(f"{notice.clocks}。")
    if notice.suspended_since:
        day = in_full(notice.suspended_since)
        paper.text(f"该条目的申诉已于{day}受理，自当日起至裁定之日，整改和反馈期限中止计算，期限裁定后另行通知。")
    if notice.waived:
        paper.text(f"{notice.waived}。")
    paper.text(f"时限依据：{notice.why}")
    paper.heading("整改要求")
    paper.text(
        f"请采取纠正措施，在整改时限内完成整改并申报完成；整改完成后{FEEDBACK.due.days}内，将整改情况向本机构反馈（《目标管控》6.2.5）。"
    )
    paper.heading("申诉")
    until = f"在{in_full(notice.contest_until)}前" if notice.contest_until else ""
    paper.text(
        f"对认定有异议的，可以{until}据实提出申诉，由本机构重新组织复核和裁定（《目标管控》4.3）。申诉受理后至裁定，期限中止计算。"
    )
    paper.signed()
    paper.notes([f"事项编号：{notice.obligation}"])
    return paper.finished()


def _describe_head(department: str, name: str) -> str:
    """Returns the addressee; a contact that is named by the post alone is not named twice."""
    post = f"{department}主要领导"
    return post if not name or name.endswith(ContactRole.HEAD.label) else f"{post}{name}同志"


def _facts(notice: RemediationPaper) -> Iterator[tuple[str, str]]:
    """Yield the rows of the finding: target, requirement, inspection, finding, failed recheck."""
    yield "目标", f"{notice.target_code} {notice.target}"
    yield "目标要求", notice.asked
    yield "核查", _describe_origin(notice.origin)
    yield "核查日期", in_full(notice.found_on)
    yield "核查认定", notice.finding
    if notice.failed:
        day, result, who = notice.failed
        yield f"第{notice.round - 1}轮复查", f"{in_full(day)}复查未通过：{result}{f'（{who}）' if who else ''}"


def _describe_origin(origin: Any) -> str:  # noqa: ANN401 - a result row
    """Returns the inspection that confirmed the finding: its number, title, place and signature."""
    number = f"（{origin.document_number}）" if origin.document_number else ""
    site = f"，{origin.place}" if origin.place else ""
    signed = f"组长{origin.signed_by}" if origin.signed_by else "核查组组长"
    signature = f"{signed}{in_full(origin.signed_on)}签字生效"
    noticed = "" if origin.way == origin.confirmed else f"{Way(origin.way).label}核查发现，"
    return f"{noticed}核查{origin.key}“{origin.title}”{number}，{Way(origin.confirmed).label}核查{site}，{signature}"
