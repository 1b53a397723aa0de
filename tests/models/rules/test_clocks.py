"""Whether the machine's clock is trusted: what is reported, what stops scheduled work, and time off."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.clocks import DAYS_OFF, NOTICED, TOO_FAR, Doubt, Reading, believed, doubt
from models.rules.workdays import SHANGHAI

CALENDAR = shipped_calendar()
SINCE = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)  # a Monday
RUNNING = timedelta(days=30)
KNOWN = Reading(SINCE, "boot", RUNNING)
DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
spans = st.timedeltas(timedelta(), timedelta(days=200))


def later(passed: timedelta, *, set_by: timedelta = timedelta(), synchronised: bool = False) -> Reading:
    """Return the same machine after that time, with its clock changed meanwhile."""
    return Reading(SINCE + passed + set_by, "boot", RUNNING + passed, synchronised)


def restarted(at: str, *, synchronised: bool = False) -> Reading:
    """Return the machine just after a restart, with that time."""
    return Reading(datetime.fromisoformat(at).replace(tzinfo=SHANGHAI), "another", MINUTE, synchronised)


def stops(now: Reading, known: Reading = KNOWN, last: datetime = SINCE) -> bool:
    result = doubt(now, known, last, CALENDAR)
    return result is not None and result.stops


@given(passed=spans)
@settings(max_examples=settings().max_examples // 2)
def test_while_the_machine_runs_any_time_off_is_time_off(passed: timedelta) -> None:
    assert doubt(later(passed), KNOWN, SINCE, CALENDAR) is None


@given(passed=spans, ahead=st.timedeltas(TOO_FAR + MINUTE, timedelta(days=3650)))
@settings(max_examples=settings().max_examples // 2)
def test_a_clock_set_ahead_by_days_while_the_machine_runs_stops_however_long_it_ran(
    passed: timedelta, ahead: timedelta
) -> None:
    assert stops(later(passed, set_by=ahead))
    assert not stops(later(passed, set_by=ahead, synchronised=True))


@given(passed=spans, back=st.timedeltas(TOO_FAR + MINUTE, timedelta(days=3650)), stored=st.booleans())
@settings(max_examples=settings().max_examples // 2)
def test_a_clock_set_back_by_days_stops_even_when_a_time_server_did_it(
    passed: timedelta, back: timedelta, *, stored: bool
) -> None:
    assert stops(later(passed, set_by=-back, synchronised=stored))


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
def test_a_day_or_some_minutes_are_reported_without_a_stop(set_by: timedelta, words: str) -> None:
    assert doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR) == Doubt(words, stops=False)


@pytest.mark.parametrize("set_by", [TOO_FAR, -TOO_FAR])
def test_more_than_thirty_six_hours_stop_scheduled_work(set_by: timedelta) -> None:
    assert stops(later(DAY, set_by=set_by)) is False
    assert stops(later(DAY, set_by=set_by + (SECOND if set_by > timedelta() else -SECOND))) is True


@pytest.mark.parametrize(
    ("set_by", "words"),
    [
        (timedelta(days=1.98), "2天"),
        (timedelta(days=1.98) - SECOND, "48小时"),
        (timedelta(hours=0.98), "1小时"),
        (timedelta(hours=0.98) - SECOND, "59分钟"),
        (timedelta(days=2.5), "3天"),
    ],
)
def test_a_clock_set_by_a_round_time_is_reported_with_that_time(set_by: timedelta, words: str) -> None:
    result = doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR)
    assert result is not None
    assert result.words.startswith(f"本机时钟在运行中被调快{words}，")


@pytest.mark.parametrize("set_by", [NOTICED, -NOTICED, timedelta()])
def test_ten_minutes_are_not_reported(set_by: timedelta) -> None:
    assert doubt(later(HOUR, set_by=set_by), KNOWN, SINCE, CALENDAR) is None


@pytest.mark.parametrize("now", [later(HOUR), later(HOUR, synchronised=True), restarted("2026-03-02 09:00")])
def test_a_record_days_ahead_of_the_clock_always_stops(now: Reading) -> None:
    result = doubt(now, KNOWN, SINCE + 5 * DAY, CALENDAR)
    assert result == Doubt("本机时钟现为2026-03-02 09:00，比已有记录早5天", stops=True)
    assert stops(now, KNOWN, now.at + TOO_FAR) is False


@pytest.mark.parametrize(
    ("off_since", "back_on"),
    [
        ("2026-03-06 18:00", "2026-03-09 07:50"),  # a weekend
        ("2026-02-13 18:00", "2026-02-24 07:50"),  # Spring Festival with its make-up Saturday before: ten days
        ("2026-09-30 18:00", "2026-10-09 07:50"),  # National Day and the day after
    ],
)
def test_a_machine_off_over_rest_days_needs_no_confirmation(off_since: str, back_on: str) -> None:
    before = restarted(off_since)
    assert doubt(Reading(restarted(back_on).at, "third", MINUTE), before, before.at, CALENDAR) is None


def test_three_working_days_over_a_restart_need_confirmation() -> None:
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
def test_time_off_is_reported_in_working_days_within_the_calendar(off_since: str, back_on: str, passed: str) -> None:
    before = restarted(off_since)
    result = doubt(Reading(restarted(back_on).at, "third", MINUTE), before, before.at, CALENDAR)
    assert result is not None
    assert f"已过{passed}，" in result.words


def test_thirty_six_hours_off_need_no_confirmation_even_outside_the_calendar() -> None:
    before = restarted("2099-03-02 08:00")
    assert doubt(Reading(before.at + TOO_FAR, "third", MINUTE), before, before.at, CALENDAR) is None
    assert stops(Reading(before.at + TOO_FAR + SECOND, "third", MINUTE), before, before.at)


def test_a_record_slightly_ahead_of_the_clock_is_reported() -> None:
    result = doubt(later(HOUR), KNOWN, SINCE + 2 * HOUR + timedelta(seconds=20), CALENDAR)
    assert result == Doubt("本机时钟比已有记录早1小时，请核对时间", stops=False)
    assert doubt(later(HOUR), KNOWN, SINCE + HOUR + NOTICED, CALENDAR) is None


def test_set_back_over_a_restart_it_is_noticed_by_the_last_reading() -> None:
    assert stops(restarted("2026-02-20 08:00"), last=SINCE - 30 * DAY)


def test_without_a_stopwatch_only_the_records_speak() -> None:
    nothing = Reading(SINCE)
    assert doubt(Reading(SINCE + DAY), nothing, SINCE, CALENDAR) is None
    assert stops(Reading(SINCE + 7 * DAY), nothing)
    assert stops(Reading(SINCE - 7 * DAY), nothing)


def test_the_stored_reading_advances_by_the_stopwatch_so_that_small_steps_add_up() -> None:
    once = later(HOUR, set_by=DAY)
    stored = believed(once, KNOWN)
    assert stored == later(HOUR)
    assert stops(later(2 * HOUR, set_by=2 * DAY), stored)


def test_a_time_server_or_a_restart_resets_the_comparison() -> None:
    stored = later(HOUR, set_by=DAY, synchronised=True)
    assert believed(stored, KNOWN) == stored
    put_right = later(HOUR, set_by=-HOUR, synchronised=True)
    assert believed(put_right, KNOWN) == put_right
    again = restarted("2026-03-03 08:00")
    assert believed(again, KNOWN) == again
    assert doubt(later(2 * HOUR, set_by=DAY), stored, SINCE, CALENDAR) is None


@given(passed=spans, set_by=st.timedeltas(-TOO_FAR, TOO_FAR))
@settings(max_examples=settings().max_examples // 2)
def test_a_trusted_reading_is_trusted_again_immediately(passed: timedelta, set_by: timedelta) -> None:
    now = later(passed, set_by=set_by)
    assert stops(now) is False
    assert doubt(believed(now, KNOWN), KNOWN, SINCE, CALENDAR) is None


def test_the_limits_are_those_of_the_readme() -> None:
    assert timedelta(hours=36) == TOO_FAR
    assert timedelta(minutes=10) == NOTICED
    assert CALENDAR.count(date(2026, 2, 13), date(2026, 2, 24)) == DAYS_OFF
