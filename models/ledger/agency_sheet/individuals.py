"""个人等次 in a sheet: the numbers of every department that is appraised, and no names (1-2.19, A45)."""

from functools import partial

from models.intake.agency_sheet import of_input
from models.intake.individuals import IndividualsGiven
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.agency_sheet.yearly import list_given, of_department
from models.ledger.score.individuals import INDIVIDUALS, record_individuals

INDIVIDUALS_SHEET = SheetKind(
    key="individuals",
    title="个人等次人数",
    chosen=record_individuals,
    columns=(
        *of_department(IndividualsGiven),
        of_input(IndividualsGiven, "people", width=11, example="86"),
        of_input(IndividualsGiven, "excellent", width=11, example="17"),
        of_input(IndividualsGiven, "reached", width=11, example="69"),
        of_input(IndividualsGiven, "not_reached", width=13, example="0"),
        of_input(IndividualsGiven, "reason", width=16, fresh=True),
    ),
    rows=partial(list_given, INDIVIDUALS),
    hints=(
        "只填人数，不填姓名。各等次人数合计等于参评人数；优秀人数不得超过单位等次的比例（individual_ratios）。",
        "单位等次未定的不能登记。已登记的要改，直接改并选填更正原因；原来的仍留存。",
    ),
    single=True,
)
import_individuals = sheet_act(INDIVIDUALS_SHEET)
