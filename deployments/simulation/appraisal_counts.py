"""The figures of the appraisal that closes a simulated year: sheets, objections, approval, corrections (1-8)."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from models.statements import run

COUNTS = """
SELECT count(*) FILTER (WHERE version = 1) AS sheets_drafted,
    count(*) FILTER (WHERE state = 'frozen') AS sheets_approved, count(*) AS sheet_versions,
    (SELECT count(*) FROM score_objection) AS score_objections,
    (SELECT count(*) FROM score_objection WHERE state = 'confirmed') AS score_objections_accepted,
    (SELECT count(*) FROM transition t WHERE t.record = 'score_sheet' AND t.event = 'lapse') AS sheets_unanswered,
    (SELECT count(*) FROM appraisal WHERE serial > 1) AS sheets_corrected,
    (SELECT count(*) FROM exemption WHERE exempted) AS targets_exempted,
    (SELECT count(*) FROM result_delivery WHERE state <> 'replaced') AS results_delivered,
    (SELECT count(*) FROM result_delivery WHERE state IN ('received', 'used')) AS results_received,
    (SELECT count(*) FROM result_delivery WHERE state = 'told') AS results_told
FROM score_sheet
"""


def count_appraisal(session: Session) -> dict[str, int]:
    """Returns the counts of the appraisal, for `--json`."""
    return dict(run(session, COUNTS).mappings().one())


def appraisal_lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield the counts as a sentence, or that no sheet could be drafted."""
    if not data["sheets_drafted"]:
        yield "年度考评：得分还有缺项，没有拟定得分表。"
        return
    yield (
        f"年度考评：拟定得分表{data['sheets_drafted']}份（共{data['sheet_versions']}版），审定{data['sheets_approved']}份，"
        f"审定后更正{data['sheets_corrected']}份；异议{data['score_objections']}项，其中采纳并重算"
        f"{data['score_objections_accepted']}项；未提异议{data['sheets_unanswered']}份；免予考评目标"
        f"{data['targets_exempted']}项；考评结果反馈{data['results_delivered']}份，签收{data['results_received']}份，"
        f"电话告知{data['results_told']}份。"
    )
