"""创新项目申报 in a sheet: a row for each project with the paper of its application (1-2.16)."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.innovation import InnovationApplied, OnSiteRoundHeld, ProjectResult, RoundHeld, Vote, VoteRow
from models.intake.values import Cell, text
from models.ledger.acts import Act
from models.ledger.agency_sheet.kind import DEPARTMENT, Listed, SheetKind, SheetRows, code_column, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.innovation.applications import apply_innovation
from models.ledger.innovation.rounds import record_expert_round, record_onsite_round
from models.rules.errors import Refused
from models.rules.score.innovation_jury import ORDER, JuryRound
from models.rules.states import ProjectState

APPLIED = """
SELECT p.year, p.number AS place, p.name AS project, p.content, p.paper_number AS number, p.paper_date AS dated,
    d.code AS department, d.name AS department_name, p.year = :year AS owed
FROM innovation_project p JOIN department d ON d.id = p.department_id
WHERE p.jurisdiction_id = :jurisdiction AND p.year >= :year - 1 AND p.state <> 'withdrawn' ORDER BY p.year, p.number
"""


def _project_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a project of this year or the last that was not withdrawn; a sheet has those of this year."""
    return Listed(
        key=f"{row.year}/{row.place}",
        name=f"创新项目{row.year}-{row.place}“{row.project}”",
        fields=row._asdict(),
        shown={"key": f"{row.year}-{row.place}"},
        owed=row.owed,
        office=row.department,
    )


INNOVATION_PROJECTS = ImportedSheet(
    key="innovation-projects",
    title="创新项目申报",
    chosen=apply_innovation,
    columns=(
        *grey(key=("项目编号", 11), department_name=("部门名称", 24)),
        code_column(of_input(InnovationApplied, "department", title=DEPARTMENT, key=True, width=11, example="SJYT")),
        *keys(InnovationApplied, year=9, project=28),
        *white(InnovationApplied, content=50, number=24, dated=14),
        of_input(InnovationApplied, "evidence", width=20, fresh=True),
    ),
    rows=SheetRows(APPLIED, _project_listed),
    hints=(
        "一行一个项目，新申报的写在末尾；项目编号由系统编。申报截止以前收到的当日登记，截止以后不再收取。",
        "内容或文件有误的，先撤回（withdraw_innovation）再申报。",
    ),
    single=True,
)

# Each project of a year that was not withdrawn with each juror who is on the list on a day.
PAIRS = """
SELECT p.year, concat_ws('-', p.year, p.number) AS project, p.name, p.state, d.name AS department,
    j.name AS juror, j.unit
FROM innovation_project p JOIN department d ON d.id = p.department_id
    JOIN juror j ON j.jurisdiction_id = p.jurisdiction_id AND coalesce(j.valid_to, 'infinity') >= :day
WHERE p.jurisdiction_id = :jurisdiction AND p.year >= :year - 1 AND p.state <> 'withdrawn'
ORDER BY p.year, p.number, j.name COLLATE "C"
"""
# What stands once in the minutes, so that any row of the sheet may have it.
ONCE = ("held_on", "place", "number", "dated", "correction")
SHOWN = 3  # values
Join = Callable[[Sequence[VoteRow]], RoundHeld]


def _vote_listed(owed: ProjectState, row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the empty row of a project and a juror; projects in one state are owed."""
    return Listed(
        key=f"{row.project}/{row.juror}",
        name=f"“{row.juror}”对创新项目{row.project}的评定",
        fields=row._asdict(),
        owed=row.state == owed,
    )


def join_votes(rows: Sequence[VoteRow]) -> RoundHeld:
    """Return the minutes that the rows of a round make. Raises Refused for what is missing, or stands there twice."""
    return RoundHeld(**_minutes(rows, RoundHeld))


def join_onsite_votes(rows: Sequence[VoteRow]) -> OnSiteRoundHeld:
    """Return the minutes of an on-site round as `join_votes` does; they have a place."""
    return OnSiteRoundHeld(**_minutes(rows, OnSiteRoundHeld))


def _minutes(rows: Sequence[VoteRow], form: type[RoundHeld]) -> dict[str, Any]:
    once = {name: _only(rows, name) for name in ONCE}
    minutes = {
        "year": rows[0].year,
        "votes": tuple(Vote(juror=each.juror, project=each.project, vote=each.vote) for each in rows if each.vote),
        "results": tuple(_results(rows)),
        "evidence": tuple({piece.file: piece for row in rows for piece in row.evidence}.values()),
        **{name: value for name, value in once.items() if name != "correction" and value},
    }
    asked = {name: field.title for name, field in form.model_fields.items() if field.is_required()}
    if missing := [title or name for name, title in asked.items() if not minutes.get(name)]:
        raise Refused(f"没有{'、'.join(missing)}。评审的日期、记录写在任一行即可，结果写在该项目的任一行。")
    return minutes | {"reason": once["correction"]}


def _only(rows: Sequence[VoteRow], name: str) -> Any:  # noqa: ANN401 - a date or a text
    """Return the one value that the rows have. Raises Refused if they have several."""
    found = list(dict.fromkeys(value for row in rows if (value := getattr(row, name))))
    if len(found) > 1:
        title = VoteRow.model_fields[name].title
        raise Refused(f"{title}写了几个（{'、'.join(map(str, found[:SHOWN]))}），一次评审一个，请只写一个。")
    return found[0] if found else ""


def _results(rows: Sequence[VoteRow]) -> Iterator[ProjectResult]:
    """Yield the result of each project that has one, with its reason. Raises Refused if a project has several."""
    for key in dict.fromkeys(row.project for row in rows):
        own = [row for row in rows if row.project == key]
        try:
            result, why = _only(own, "result"), _only(own, "why")
        except Refused as several:
            raise Refused(f"项目{key}的{several.message}") from several
        if result:
            yield ProjectResult(project=key, result=result, reason=why)


def _columns(stage: JuryRound) -> tuple[Any, ...]:
    labels = tuple(each.label for each in ORDER[stage])

    def parse(cell: Cell) -> str:
        if (label := text(cell)) not in labels:
            raise ValueError(f"“{label}”不在可选范围内，可填：{'、'.join(labels)}")
        return label

    place = (of_input(VoteRow, "place", width=18),) if stage is JuryRound.ON_SITE else ()
    return (
        *keys(VoteRow, year=9, project=11),
        *grey(name=("创新项目", 28), department=("部门名称", 22)),
        of_input(VoteRow, "juror", key=True, width=10),
        *grey(unit=("所在单位", 20)),
        of_input(VoteRow, "vote", choices=labels, parse=parse, width=11, example=labels[0]),
        of_input(VoteRow, "result", choices=labels, parse=parse, width=11),
        *white(VoteRow, why=24, held_on=14),
        *place,
        *white(VoteRow, number=22, dated=14, evidence=20, correction=16),
    )


HINTS = (
    "每名评委对每个项目填评定；没有参加评审的评委，各行空着。结果和理由写在该项目的任一行。",
    "评审日期、地点、记录的文号、日期、文件和更正原因，写在任一行即可。",
)


def _round(stage: JuryRound, key: str, chosen: Act[Any], owed: ProjectState, join: Join) -> SheetKind:
    return ImportedSheet(
        key=key,
        title=f"创新项目{stage.label}",
        chosen=chosen,
        columns=_columns(stage),
        rows=SheetRows(PAIRS, partial(_vote_listed, owed)),
        hints=HINTS,
        tasks=True,
        grows=False,
        single=True,
        row_form=VoteRow,
        together=("year",),
        join=join,
    )


EXPERT_VOTES = _round(JuryRound.EXPERT, "expert-votes", record_expert_round, ProjectState.APPLIED, join_votes)
ONSITE_VOTES = _round(
    JuryRound.ON_SITE, "onsite-votes", record_onsite_round, ProjectState.SHORTLISTED, join_onsite_votes
)
