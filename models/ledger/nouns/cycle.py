"""周期: runs, pauses, the notice that calls for the year-end check."""

from models.ledger.nouns.noun import PLACE, Noun

CYCLE_NOUNS: dict[str, Noun] = {
    "cycle_run": Noun(
        "cycle_run r",
        "concat_ws('|', r.cycle, r.period)",
        f"{PLACE}, r.opens_on, r.opened_on, extract(epoch FROM r.opened_at), r.opened_late",
        title="周期",
    ),
    "cycle_start": Noun("cycle_start r", "r.cycle", f"{PLACE}, r.first_run", title="新增周期"),
    "pause": Noun(
        "pause r",
        "concat_ws('|', r.cycle, r.paused_from)",
        f"{PLACE}, r.resumed_on, r.reason, r.resume_reason",
        title="周期暂停",
    ),
    "year_end_notice": Noun(
        "year_end_notice r",
        "concat_ws('|', r.year, r.number)",
        f"{PLACE}, r.requirements, r.due, r.received_on",
        title="现场复核通知",
    ),
}
