"""目标考评: what is given for the components of a score (1-6.1)."""

from models.ledger.nouns.noun import Noun

SCORE_NOUNS: dict[str, Noun] = {
    "second_level": Noun(
        "second_level r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.value, r.paper_number, r.paper_date, r.reason, r.recorded_on",
        title="二级考评",
    ),
}
