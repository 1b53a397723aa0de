"""在线复核: the work of its reviewers, their conclusions, and the inspections that confirm on site."""

from models.ledger.nouns.noun import PLACE, Noun
from models.records.record import TargetTexts

_TARGET = "JOIN target t ON t.id = r.target_id"
_ENTRY = """(SELECT concat_ws('/', y.year, y.code, e.occurrence) FROM negative_entry e
    JOIN target y ON y.id = e.target_id WHERE e.id = r.entry_id)"""

REVIEW_NOUNS: dict[str, Noun] = {
    "review_task": Noun(
        f"review_task r {_TARGET}",
        "concat_ws('|', r.period, t.year, t.code)",
        f"{PLACE}, r.reviewer, r.assigned_on",
        title="复核分派",
        of_target=TargetTexts(told="period, reviewer"),
    ),
    "review": Noun(
        f"review r {_TARGET}",
        "concat_ws('|', r.period, t.year, t.code, r.serial)",
        f"{PLACE}, r.reviewer, r.outcome, r.report_version, r.progress, r.status, r.evidence, r.note, r.reviewed_on,"
        f" r.recorded_on, {_ENTRY}",
        title="在线复核",
        of_target=TargetTexts(withheld="note", told="period, reviewer, status, evidence"),
    ),
    "confirmation": Noun(
        "confirmation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id"
        " JOIN inspection i ON i.id = r.inspection_id",
        "concat_ws('|', t.year, t.code, e.occurrence)",
        "i.year || '-' || i.number, r.assigned_on",
        title="现场认定",
    ),
}
