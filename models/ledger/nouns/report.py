"""检查填报 and 会议."""

from models.ledger.nouns.duty import LINES, OBLIGATION_KEY, OF_OBLIGATION
from models.ledger.nouns.noun import Noun
from models.records.record import TargetTexts

REPORT_NOUNS: dict[str, Noun] = {
    "report": Noun(
        f"report r {OF_OBLIGATION}",
        f"concat_ws('|', {OBLIGATION_KEY.format(o='o', d='d')}, r.version)",
        "r.received_on, r.reported_by, r.note, " + LINES.format(obligation="o.id", version="r.version"),
        title="填报",
        of_target=TargetTexts(withheld="remark", table="report_line"),
    ),
    "meeting": Noun(
        "meeting r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.kind, r.period)",
        "r.held_on, r.attendees, r.completion, r.problems, r.coordination, r.measures, r.recorded_on",
        title="会议",
    ),
}
