"""Whether the machine's clock can be believed: what is told, what stops scheduled work, what is just time off."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.business_day import SHANGHAI
from models.rules.clocks import DAYS_OFF, NOTICED, TOO_FAR, Doubt, Reading, believed, doubt

CALENDAR = shipped_calendar()
SINCE = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)  # a Monday
RUNNING = timedelta(days=30)
KNOWN = Reading(SINCE, "boot", RUNNING)
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
spans = st.timedeltas(timedelta(), timedelta(days=200))


def later(passed: timedelta, *, set_by: timedelta = timedelta(), synchronised: bool = False) -> Reading:
    """The same machine after that time, its clock set meanwhile."""
    return Reading(SINCE + passed + set_by, "boot", RUNNING + passed, synchronised)


def restarted(at: str, *, synchronised: bool = False) -> Reading:
    """The machine just switched on again, showing that time."""
    return Reading(datetime.fromisoformat(at).replace(tzinfo=SHANGHAI), "another", MINUTE, synchronised)


def stops(now: Reading, known: Reading = KNOWN, last: datetime = SINCE) -> bool:
    found = doubt(now, known, last, CALENDAR)
    return found is not None and found.stops


@given(passed=spans)
@settings(max_examples=50, deadline=None)
def test_while_the_machine_runs_any_time_off_is_time_off(passed: timedelta) -> None:
    assert doubt(later(passed), KNOWN, SINCE, CALENDAR) is None


@given(passed=spans, ahead=st.timedeltas(TOO_FAR + MINUTE, timedelta(days=3650)))
@settings(max_examples=50, deadline=None)
def test_a_clock_set_ahead_by_days_while_the_machine_runs_stops_however_long_it_ran(
    passed: timedelta, ahead: timedelta
) -> None:
    assert stops(later(passed, set_by=ahead))
    assert not stops(later(passed, set_by=ahead, synchronised=True))


@given(passed=spans, back=st.timedeltas(TOO_FAR + MINUTE, timedelta(days=3650)), kept=st.booleans())
@settings(max_examples=50, deadline=None)
def test_a_clock_set_back_by_days_stops_even_when_a_time_server_did_it(
    passed: timedelta, back: timedelta, *, kept: bool
) -> None:
    assert stops(later(passed, set_by=-back, synchronised=kept))


@pytest.mark.parametrize(
    ("set_by", "words"),
    [
        (timedelta(days=2), "本机时钟在运行中被调快2天，现为2026-03-04 09:00"),
        (timedelta(days=10), "本机时钟在运行中被调快10天，现为2026-03-12 09:00"),
        (timedelta(hours=36, minutes=1), "本机时钟在运行中被调快36小时，现为2026-03-03 21:01"),
        (timedelta(days=-2), "本机时钟在运行中被调慢2天，现为2026-02-28 09:00"),
        (timedelta(days=-3650), "本机时钟在运行中被调慢3650天，现为2016-03-04 09:00"),
    ],
)
def test_two_days_either_way_stop_and_say_by_how_much(set_by: timedelta, words: str) -> None:
    assert doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR) == Doubt(words, stops=True, sure=True)


@pytest.mark.parametrize(
    ("set_by", "words"),
    [
        (DAY, "本机时钟在运行中被调快24小时，请核对时间"),
        (11 * MINUTE, "本机时钟在运行中被调快11分钟，请核对时间"),
        (-DAY, "本机时钟在运行中被调慢24小时，请核对时间"),
        (-11 * MINUTE, "本机时钟在运行中被调慢11分钟，请核对时间"),
    ],
)
def test_a_day_or_some_minutes_are_told_and_stop_nothing(set_by: timedelta, words: str) -> None:
    assert doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR) == Doubt(words, stops=False)


@pytest.mark.parametrize("set_by", [TOO_FAR, -TOO_FAR])
def test_thirty_six_hours_stop_nothing_and_a_second_more_stops(set_by: timedelta) -> None:
    assert stops(later(DAY, set_by=set_by)) is False
    assert stops(later(DAY, set_by=set_by + (SECOND if set_by > timedelta() else -SECOND))) is True


@pytest.mark.parametrize(
    ("set_by", "words"),
    [
        (timedelta(days=1.98), "2天"),
        (timedelta(days=1.98) - SECOND, "48小时"),
        (timedelta(hours=0.98), "1小时"),
        (timedelta(hours=0.98) - SECOND, "59分钟"),
    ],
)
def test_a_clock_set_by_a_round_time_is_told_so_though_a_moment_passed(set_by: timedelta, words: str) -> None:
    found = doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR)
    assert found is not None
    assert found.words.startswith(f"本机时钟在运行中被调快{words}，")


@pytest.mark.parametrize("set_by", [NOTICED, -NOTICED, timedelta()])
def test_ten_minutes_are_nothing(set_by: timedelta) -> None:
    assert doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR) is None


@pytest.mark.parametrize("now", [later(HOUR), later(HOUR, synchronised=True), restarted("2026-03-02 09:00")])
def test_a_record_that_lies_days_ahead_stops_whatever_the_clocks_say(now: Reading) -> None:
    found = doubt(now, KNOWN, SINCE + 5 * DAY, CALENDAR)
    assert found == Doubt("本机时钟现为2026-03-02 09:00，比已有记录早5天", stops=True)
    assert stops(now, KNOWN, now.at + TOO_FAR) is False


@pytest.mark.parametrize(
    ("off_since", "back_on"),
    [
        ("2026-03-06 18:00", "2026-03-09 07:50"),  # a weekend
        ("2026-02-13 18:00", "2026-02-24 07:50"),  # Spring Festival with its make-up Saturday before: ten days
        ("2026-09-30 18:00", "2026-10-09 07:50"),  # National Day and the day after
    ],
)
def test_a_machine_that_was_off_over_days_of_rest_is_not_asked_about(off_since: str, back_on: str) -> None:
    before = restarted(off_since)
    assert doubt(Reading(restarted(back_on).at, "third", MINUTE), before, before.at, CALENDAR) is None


def test_three_working_days_over_a_restart_are_asked_about_because_nobody_can_know() -> None:
    words = "距上次运行（2026-03-02）已过3个工作日，本机时钟未经网络校时，无法判断是停机多日还是时钟偏快"
    assert doubt(restarted("2026-03-05 08:00"), KNOWN, SINCE, CALENDAR) == Doubt(words, stops=True, sure=False)
    assert doubt(restarted("2026-03-04 08:00"), KNOWN, SINCE, CALENDAR) is None


def test_a_time_server_knows() -> None:
    assert doubt(restarted("2026-04-20 08:00", synchronised=True), KNOWN, SINCE, CALENDAR) is None


@pytest.mark.parametrize("year", [2000, 2099])
def test_a_flat_battery_is_not_believed_even_outside_the_calendar(year: int) -> None:
    assert stops(restarted(f"{year}-01-01 00:00"))
    assert doubt(restarted("2099-03-02 08:00"), KNOWN, SINCE, CALENDAR) == Doubt(
        "距上次运行（2026-03-02）已过26663天，本机时钟未经网络校时，无法判断是停机多日还是时钟偏快",
        stops=True,
        sure=False,
    )


@pytest.mark.parametrize(
    ("off_since", "back_on", "passed"),
    [
        ("2013-01-01 08:00", "2013-01-08 08:00", "5个工作日"),
        ("2030-12-20 08:00", "2030-12-31 08:00", "7个工作日"),
        ("2012-12-31 08:00", "2013-01-08 08:00", "8天"),
        ("2030-12-20 08:00", "2031-01-01 08:00", "12天"),
    ],
)
def test_time_off_is_told_in_working_days_as_far_as_the_calendar_reaches(
    off_since: str, back_on: str, passed: str
) -> None:
    before = restarted(off_since)
    found = doubt(Reading(restarted(back_on).at, "third", MINUTE), before, before.at, CALENDAR)
    assert found is not None
    assert f"已过{passed}，" in found.words


def test_thirty_six_hours_off_are_not_asked_about_even_outside_the_calendar() -> None:
    before = restarted("2099-03-02 08:00")
    assert doubt(Reading(before.at + TOO_FAR, "third", MINUTE), before, before.at, CALENDAR) is None
    assert stops(Reading(before.at + TOO_FAR + SECOND, "third", MINUTE), before, before.at)


def test_a_record_that_lies_a_little_ahead_is_told() -> None:
    found = doubt(later(HOUR), KNOWN, SINCE + 2 * HOUR + timedelta(seconds=20), CALENDAR)
    assert found == Doubt("本机时钟比已有记录早1小时，请核对时间", stops=False)
    assert doubt(later(HOUR), KNOWN, SINCE + HOUR + NOTICED, CALENDAR) is None


def test_set_back_over_a_restart_it_is_noticed_by_the_last_reading() -> None:
    assert stops(restarted("2026-02-20 08:00"), last=SINCE - 30 * DAY)


def test_without_a_stopwatch_only_the_records_speak() -> None:
    nothing = Reading(SINCE)
    assert doubt(Reading(SINCE + DAY), nothing, SINCE, CALENDAR) is None
    assert stops(Reading(SINCE + 7 * DAY), nothing)
    assert stops(Reading(SINCE - 7 * DAY), nothing)


def test_what_is_remembered_advances_by_the_stopwatch_so_that_small_steps_add_up() -> None:
    once = later(HOUR, set_by=DAY)
    kept = believed(once, KNOWN)
    assert kept == later(HOUR)
    assert stops(later(2 * HOUR, set_by=2 * DAY), kept)


def test_a_time_server_or_a_restart_begins_anew() -> None:
    kept = later(HOUR, set_by=DAY, synchronised=True)
    assert believed(kept, KNOWN) == kept
    put_right = later(HOUR, set_by=-HOUR, synchronised=True)
    assert believed(put_right, KNOWN) == put_right
    again = restarted("2026-03-03 08:00")
    assert believed(again, KNOWN) == again
    assert doubt(later(2 * HOUR, set_by=DAY), kept, SINCE, CALENDAR) is None


@given(passed=spans, set_by=st.timedeltas(-TOO_FAR, TOO_FAR))
@settings(max_examples=50, deadline=None)
def test_what_was_believed_is_believed_again_at_once(passed: timedelta, set_by: timedelta) -> None:
    now = later(passed, set_by=set_by)
    assert stops(now) is False
    assert doubt(believed(now, KNOWN), KNOWN, SINCE, CALENDAR) is None


def test_the_limits_are_those_of_the_readme() -> None:
    assert timedelta(hours=36) == TOO_FAR
    assert timedelta(minutes=10) == NOTICED
    assert CALENDAR.count(date(2026, 2, 13), date(2026, 2, 24)) == DAYS_OFF
