"""The agency phones about what could not be sent: everything untold, on the next working day."""

from collections.abc import Iterator
from datetime import datetime, time

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from models.ledger.notice_ends import untold_notices
from models.ledger.tellings import told_by_phone
from models.rules.business_day import SHANGHAI

AT = time(10, 30)  # after the first delivery run of the day


def decide_calls(scene: Scene) -> Iterator[PlannedAct]:
    """Yield one act per department: who is on duty there is told everything at once."""
    rows = untold_notices(scene.session, scene.day, datetime.combine(scene.day, AT, SHANGHAI))
    for department in dict.fromkeys(row["department"] for row in rows):
        numbers = [row["id"] for row in rows if row["department"] == department]
        data = {"notices": numbers, "told_on": scene.day, "person": f"{department}值班人员", "told_by": "推演经办人"}
        yield PlannedAct(told_by_phone, data, f"{told_by_phone}|{scene.day}|{department}|{len(numbers)}")
