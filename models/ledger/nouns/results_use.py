"""结果反馈: the deliveries of a year's results (1-9)."""

from models.ledger.nouns.duty import DUTY_OF_RECORD
from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import RESULT_DELIVERY

RESULTS_USE_NOUNS: dict[str, Noun] = {
    "result_delivery": Noun(
        "result_delivery r LEFT JOIN body b ON b.id = r.body_id LEFT JOIN department d ON d.id = r.department_id",
        "concat_ws('|', r.year, r.kind, coalesce(b.name, d.code), r.version)",
        f"{PLACE}, b.name, d.code, r.paper_number, r.paper_date, r.delivered_on, r.due, {DUTY_OF_RECORD},"
        " r.state, r.receiver, r.received_on, r.told_person, r.told_on, r.told_by, r.uses",
        title="结果反馈",
        moves=RESULT_DELIVERY,
    ),
}
