"""公众测评 (1-2.14, 1-8.3)."""

from models.ledger.nouns.noun import PLACE, Noun

_SURVEY = "s.year || '-' || s.number"

SURVEY_NOUNS: dict[str, Noun] = {
    "survey": Noun(
        "survey r LEFT JOIN third_party y ON y.id = r.third_party_id",
        "r.year || '-' || r.number",
        f"{PLACE}, y.name, r.paper_number, r.paper_date, r.digest, r.handed_out_on, r.reason",
        title="公众测评表",
    ),
    "survey_item": Noun(
        "survey_item r JOIN survey s ON s.id = r.survey_id JOIN department d ON d.id = r.department_id",
        f"concat_ws('|', {_SURVEY}, r.position)",
        "d.code, r.code, r.name, r.respondents",
        title="公众测评表的行",
    ),
    "survey_return": Noun(
        "survey_return r JOIN survey s ON s.id = r.survey_id",
        f"concat_ws('|', {_SURVEY}, r.serial)",
        "r.returned_on, r.reason",
        title="公众测评结果",
    ),
    "survey_cell": Noun(
        "survey_cell r JOIN survey_return b ON b.id = r.return_id JOIN survey s ON s.id = b.survey_id"
        " JOIN survey_item i ON i.id = r.item_id",
        f"concat_ws('|', {_SURVEY}, b.serial, i.position, r.dimension)",
        "r.asked, r.answered, r.dissatisfied",
        title="公众测评人数",
    ),
}
