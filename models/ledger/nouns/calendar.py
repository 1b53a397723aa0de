"""工作日历: the days of holiday notices."""

from models.ledger.nouns.noun import Noun

CALENDAR_NOUNS: dict[str, Noun] = {
    "calendar_day": Noun(
        "calendar_day r JOIN jurisdiction j ON j.id = r.jurisdiction_id",
        "concat_ws('|', j.name, r.date)",
        "r.kind, r.name, r.notice_title, r.notice_number, r.notice_date",
        title="工作日历",
    ),
}
