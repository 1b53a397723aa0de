"""目标考评: what is given for the components of a score (1-6.1)."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import DISCIPLINE, LEADER_SHEET

# The digest of the sealed ratings of a leader, which no record has.
RATINGS_DIGEST = "encode(sha256(convert_to(concat({salt}, CAST({marks} AS text)), 'UTF8')), 'hex')"

SCORE_NOUNS: dict[str, Noun] = {
    "second_level": Noun(
        "second_level r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.value, r.paper_number, r.paper_date, r.reason, r.recorded_on",
        title="二级考评",
    ),
    "innovation": Noun(
        "innovation r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.prize, r.project, r.rank, r.paper_number, r.paper_date, r.reason, r.recorded_on",
        title="创新项目评选",
    ),
    "discipline": Noun(
        "discipline r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.fact, r.reduces, r.paper_number, r.paper_date, r.state, r.recorded_on, r.withdrawn_on, r.reason",
        title="讲规矩守纪律",
        moves=DISCIPLINE,
    ),
    "leader_sheet": Noun(
        "leader_sheet r",
        "concat_ws('|', r.year, r.leader, r.serial)",
        f"{PLACE}, r.rated_on, r.rated, r.digest, r.state, r.entered_by, r.account, r.entered_on, r.confirmed_by,"
        " r.confirmed_on, r.withdrawn_on, r.reason",
        title="省领导评价",
        moves=LEADER_SHEET,
    ),
}
