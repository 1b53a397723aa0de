"""不定等次 in a sheet: every department that is appraised; those with a type are appraised without a grade (1-2.19)."""

from functools import partial

from models.intake.agency_sheet import of_input
from models.intake.ungraded import UngradedGiven
from models.ledger.agency_sheet.kind import SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.agency_sheet.yearly import list_given, of_department
from models.ledger.score.ungraded import UNGRADED_OF_YEAR, appraise_without_grade

UNGRADED_SHEET = SheetKind(
    key="ungraded",
    title="不定等次",
    chosen=appraise_without_grade,
    columns=(
        *of_department(UngradedGiven),
        of_input(UngradedGiven, "kind", width=10),
        of_input(UngradedGiven, "reason", width=24, example="年内新设，不满半年"),
        of_input(UngradedGiven, "basis", width=24, example="考评办法第十二条"),
        of_input(UngradedGiven, "number", width=24, example="黔目标办〔2027〕4号"),
        of_input(UngradedGiven, "dated", width=14, example="2027-01-12"),
        of_input(UngradedGiven, "evidence", width=20, example="不定等次.pdf", fresh=True),
    ),
    rows=partial(list_given, UNGRADED_OF_YEAR),
    hints=(
        "只填不定等次的部门，参加等次评定的不填。类型：不参加（不具备条件），取消（被取消资格）。",
        "已登记的要改，先用 mubiao act withdraw_without_grade 撤回，再登记。",
    ),
    single=True,
)
import_ungraded = sheet_act(UNGRADED_SHEET)
