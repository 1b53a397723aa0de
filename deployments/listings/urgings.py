"""`mubiao urgings`: the 催办 tasks of the agency, with method and outcome."""

from deployments.listings.listing import OF_DEPARTMENT, Column, Filter, Listing
from models.ledger.duty.urgings_list import list_urgings
from models.rules.reminders import UrgingMethod
from models.rules.states.urging import UrgingState

LISTING = Listing(
    "urgings",
    "催办",
    "催办：对象、事项、方式和结果。例：mubiao urgings --open",
    list_urgings,
    (
        Column("编号", "id", kept=True),
        Column("部门", "department", wrapped=True),
        Column("事项", "duty", wrapped=True),
        Column("期限", "due", kept=True),
        Column("方式", "method", UrgingMethod),
        Column("状态", "state", UrgingState),
        Column("提出", "proposed_on", kept=True),
        Column("办理", "done_on", kept=True),
        Column("结果", "outcome", wrapped=True),
    ),
    none="没有催办。",
    filters=(OF_DEPARTMENT, Filter("running", "只列尚未办理的", option="open")),
    dated=False,
)
