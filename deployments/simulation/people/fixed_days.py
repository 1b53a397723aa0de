"""The fixed working days of the simulated agency: it lets matters collect and does them together, in one file each."""

from datetime import date, timedelta

from deployments.simulation.people.planned_acts import Scene
from models.rules.cloud import CLOUD_MONITORING
from models.rules.periods import Span, period_of

LISTS = 10  # every tenth working day of the year is a list day: a recheck is owed ten working days after the feedback
UPLOADS = 3  # working days before the due day of a month: the agency works on the uploads of its projects
CALLS = 5  # every fifth working day the agency books what its calls have brought
ROUNDS, OFFSET = 20, 2  # a round is planned two days after every twentieth working day and ruled on on a call day


def is_list_day(scene: Scene) -> bool:
    """Returns true on the days on which the agency works through its lists, about twice a month."""
    return scene.calendar.count(scene.plan.issued_on, scene.day) % LISTS == 0


def is_first_list_day(scene: Scene) -> bool:
    """Returns true on the first list day of a month."""
    return is_list_day(scene) and last_list_day(scene, scene.day) < scene.day.replace(day=1)


def last_first_list_day(scene: Scene, day: date) -> date:
    """Returns the newest first list day of a month before a day, or the evening before the year."""
    listed = last_list_day(scene, day)
    while listed > scene.plan.issued_on and last_list_day(scene, listed) >= listed.replace(day=1):
        listed = last_list_day(scene, listed)
    return listed


def upload_day(scene: Scene, month: date) -> date:
    """Returns the day of a month on which the agency uploads for its projects and looks at the warnings."""
    due = CLOUD_MONITORING.anchor.of(period_of(Span.MONTH, month))
    return scene.calendar.nth_before(scene.calendar.last_on_or_before(due), UPLOADS)


def is_call_day(scene: Scene) -> bool:
    """Returns true on the days on which the agency books the results of its calls, about once a week."""
    return scene.calendar.count(scene.plan.issued_on, scene.day) % CALLS == 0


def next_list_day(scene: Scene, day: date) -> date:
    """Returns the first list day on or after a day."""
    done = scene.calendar.count(scene.plan.issued_on, day - timedelta(days=1))
    return scene.calendar.nth_after(scene.plan.issued_on, (done // LISTS + 1) * LISTS)


def last_list_day(scene: Scene, day: date) -> date:
    """Returns the last list day before a day, or the evening before the year."""
    done = (scene.calendar.count(scene.plan.issued_on, day - timedelta(days=1)) // LISTS) * LISTS
    return scene.calendar.nth_after(scene.plan.issued_on, done) if done else scene.plan.issued_on


def is_round_day(scene: Scene) -> bool:
    """Returns true on the days on which the agency plans a round on site, about once a month."""
    return scene.calendar.count(scene.plan.issued_on, scene.day) % ROUNDS == OFFSET
