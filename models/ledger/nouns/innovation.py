"""创新项目评选: ranks of units, the days of applications, projects and their rounds (1-2.16)."""

from models.ledger.nouns.noun import PLACE, Noun
from models.rules.states import PROJECT

INNOVATION_NOUNS: dict[str, Noun] = {
    "department_rank": Noun(
        "department_rank r JOIN department d ON d.id = r.department_id",
        "concat_ws('|', d.code, r.serial)",
        "r.rank, r.since, r.paper_number, r.paper_date, r.recorded_on",
        title="部门级别",
    ),
    "innovation_call": Noun(
        "innovation_call r",
        "concat_ws('|', r.year, r.serial)",
        f"{PLACE}, r.opens_on, r.closes_on, r.most, r.paper_number, r.paper_date, r.reason, r.recorded_on",
        title="创新项目申报通知",
    ),
    "innovation_project": Noun(
        "innovation_project r JOIN department d ON d.id = r.department_id",
        "r.year || '-' || r.number",
        f"{PLACE}, d.code, r.name, r.content, r.management, r.rank, r.paper_number, r.paper_date, r.applied_on,"
        " r.state, r.withdrawn_on, r.reason",
        title="创新项目",
        moves=PROJECT,
    ),
    "juror": Noun(
        "juror r", "r.name", f"{PLACE}, r.unit, r.position, r.registered_on, r.valid_to", title="创新项目评委"
    ),
    "juror_tie": Noun(
        "juror_tie r JOIN juror j ON j.id = r.juror_id JOIN department d ON d.id = r.department_id",
        "concat_ws('|', j.name, d.code)",
        "r.reason, r.declared_on",
        title="评委回避",
    ),
    "innovation_round": Noun(
        "innovation_round r",
        "concat_ws('|', r.year, r.stage, r.serial)",
        f"{PLACE}, r.held_on, r.place, r.jurors, r.votes, r.results, r.paper_number, r.paper_date, r.reason,"
        " r.recorded_on",
        title="创新项目评审",
    ),
}
