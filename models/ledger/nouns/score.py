"""目标考评: what is given for the components of a score (1-6.1)."""

from models.ledger.nouns.noun import PLACE, Noun, TargetTexts
from models.rules.states import DISCIPLINE, LEADER_SHEET, UNGRADED

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
    "exemption": Noun(
        "exemption r JOIN target t ON t.id = r.target_id LEFT JOIN body b ON b.id = r.body_id",
        "concat_ws('|', t.year, t.code, r.serial)",
        "r.exempted, r.reason, b.name, r.paper_number, r.paper_date, r.recorded_on",
        title="免予考评",
        of_target=TargetTexts(withheld="reason", told="paper_number"),
    ),
    "unit_class": Noun(
        "unit_class r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.name, r.paper_number, r.paper_date, r.reason, r.recorded_on",
        title="单位类别",
    ),
    "ungraded": Noun(
        "ungraded r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.kind, r.reason, r.basis, r.paper_number, r.paper_date, r.state, r.recorded_on, r.withdrawn_on,"
        " r.withdrawn_because",
        title="不定等次",
        moves=UNGRADED,
    ),
    "tie_decision": Noun(
        "tie_decision r",
        "concat_ws('|', r.year, r.serial)",
        f"{PLACE}, r.unit_class, r.value, r.grades, r.reason, r.paper_number, r.paper_date, r.recorded_on",
        title="并列的决定",
    ),
    "appraisal_day": Noun(
        "appraisal_day r",
        "concat_ws('|', r.year, r.day)",
        f"{PLACE}, r.departments, r.matters, r.lacking, r.done",
        title="年度考评逐日进展",
    ),
    "individuals": Noun(
        "individuals r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.year, r.serial)",
        "r.people, r.excellent, r.reached, r.not_reached, r.reason, r.recorded_on",
        title="个人等次人数",
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
