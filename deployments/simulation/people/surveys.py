"""公众测评 in the simulation: the third party gets the sheet in November and returns it in December (1-2.14, 1-8.3)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from deployments.simulation.people.agency_sheets import write_sheet
from deployments.simulation.people.covert_visits import PARTY
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.people.ratings import paper_of
from models.intake.complaints import Checked
from models.intake.survey import COLUMNS, SurveyRow, read_survey_results
from models.ledger.papers.survey_sheet import SurveyLine, survey_paper
from models.ledger.survey.results import return_survey_results
from models.ledger.survey.sheets import hand_out_survey
from models.rules.survey import Dimension

HANDED_OUT, RETURNED = (11, 16), (12, 15)  # the first working day after each
ASKED, ANSWERED, MOST = 200, 160, 20  # in each group and dimension; fewer than this many are dissatisfied


def decide_survey(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the sheet of the year on the day on which it is handed out, and what comes back on another one."""
    year = scene.plan.year
    if scene.day == scene.calendar.nth_after(date(year, *HANDED_OUT), 1):
        yield plan_act(hand_out_survey, year, year=year, third_party=PARTY, **paper_of(scene, "测评", materials))
    elif scene.day == scene.calendar.nth_after(date(year, *RETURNED), 1):
        filled = _read_filled_sheet(scene, f"{year}-1", materials)
        yield PlannedAct(return_survey_results, filled, f"{return_survey_results}|{year}")


def _read_filled_sheet(scene: Scene, key: str, materials: Path) -> Checked[SurveyRow]:
    titles = [column.name for column in COLUMNS]
    lines = survey_paper(scene.session, key).lines
    rows = (dict(zip(titles, _row(scene, key, each), strict=True)) for each in lines)
    return read_survey_results(write_sheet(materials / f"survey-{key}.csv", rows))


def _row(scene: Scene, key: str, line: SurveyLine) -> list[object]:
    people: list[object] = []
    for dimension in Dimension:
        people += [ASKED, ANSWERED, scene.plan.draw(MOST, "dissatisfied", line.code, line.respondents, dimension)]
    return [key, line.position, line.code, line.name, line.respondents, *people, line.check]
