"""年度考评: the score sheets, their objections and the papers about them (1-8)."""

from models.ledger.nouns.duty import DUTY_OF_RECORD
from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import SCORE_OBJECTION, SCORE_SHEET

_PAPER = "(SELECT concat_ws('-', a.year, a.serial) FROM appraisal a WHERE a.id = r.appraisal_id)"

APPRAISAL_NOUNS: dict[str, Noun] = {
    "appraisal": Noun(
        "appraisal r",
        "concat_ws('|', r.year, r.serial)",
        f"{PLACE}, r.body, r.paper_number, r.paper_date, r.approved_on, r.reason, "
        "(SELECT d.code FROM department d WHERE d.id = r.department_id), r.left_out",
        title="考评审定",
    ),
    "score_sheet": Noun(
        "score_sheet r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.version)",
        "encode(sha256(convert_to(r.content, 'UTF8')), 'hex'), r.digest, r.total, r.unit_class, r.place, r.grade,"
        f" r.state, r.drafted_on, r.answered_on, {DUTY_OF_RECORD}, {_PAPER}",
        title="得分表",
        moves=SCORE_SHEET,
    ),
    "score_objection": Noun(
        "score_objection r JOIN score_sheet s ON s.id = r.score_sheet_id JOIN department d ON d.id = s.department_id",
        "concat_ws('|', d.code, s.year, s.version, r.component)",
        "r.reason, r.raised_on, r.state, r.answer, r.answered_on, r.answered_by, r.account, r.left_out,"
        " r.confirmed_on, r.confirmed_by",
        title="得分异议",
        moves=SCORE_OBJECTION,
    ),
}
