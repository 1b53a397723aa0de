"""The Prefect deployments, all derived from the definitions of the cycles."""

import asyncio
import re
from datetime import timedelta

import pytest
from prefect.client.schemas.schedules import CronSchedule
from prefect.schedules import Interval

from deployments.prefect_schedules import deployment_name
from deployments.schedules import all_deployments, deployment_of, flow_of, tags_of
from models.rules.appraisal_day import APPRAISAL
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import (
    CYCLES,
    DELIVER,
    MONTHLY_CHECK,
    QUARTERLY_MEETING,
    RECEIVE,
    ROUTINES,
    YEAR_END_REVERIFICATION,
)
from models.rules.target_setting import TARGET_SETTING

ALL = (*CYCLES, *ROUTINES)
each_cycle = pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.key)


@each_cycle
def test_each_cycle_has_the_flow_of_its_name(cycle: Cycle | Routine) -> None:
    assert flow_of(cycle).name == cycle.name


@each_cycle
def test_each_deployment_has_the_cron_of_its_cycle_in_beijing_time(cycle: Cycle | Routine) -> None:
    made = asyncio.run(deployment_of(cycle))
    stored = [each.schedule for each in made.schedules or [] if isinstance(each.schedule, CronSchedule)]
    assert [(each.cron, each.timezone) for each in stored] == [(cron, "Asia/Shanghai") for cron in cycle.crons]


@each_cycle
def test_a_schedule_has_a_slug_so_that_it_is_renewed_and_not_made_twice(cycle: Cycle | Routine) -> None:
    made = asyncio.run(deployment_of(cycle))
    slug = cycle.key.replace("_", "-")
    assert [stored.slug for stored in made.schedules or []] == [slug, f"{slug}-2"][: len(cycle.crons)]


def test_the_year_end_reverification_is_started_on_15_december_and_on_11_january() -> None:
    assert YEAR_END_REVERIFICATION.crons == ("30 7 15 12 *", "30 7 11 1 *")
    # Weekly while lists are set, then monthly; every ten minutes, and once more at 22:00.
    twice = (YEAR_END_REVERIFICATION, TARGET_SETTING, APPRAISAL, RECEIVE)
    assert {len(cycle.crons) for cycle in ALL if cycle not in twice} == {1}


@each_cycle
def test_a_deployment_starts_from_any_folder_by_its_module(cycle: Cycle | Routine) -> None:
    assert asyncio.run(deployment_of(cycle)).entrypoint == f"flows.{cycle.key}.{cycle.key}"


def test_runs_are_found_by_name_and_clause() -> None:
    assert tags_of(MONTHLY_CHECK) == ["月度检查", "3-6.1.1"]
    assert asyncio.run(deployment_of(DELIVER)).tags == ["通知投递", "3-6.1.5"]


def test_a_deployment_may_have_another_schedule_or_none() -> None:
    once = Interval(timedelta(days=1), slug="once")
    assert [stored.slug for stored in asyncio.run(deployment_of(QUARTERLY_MEETING, [once])).schedules or []] == ["once"]
    assert not asyncio.run(deployment_of(QUARTERLY_MEETING, [])).schedules


def test_every_cycle_and_routine_is_deployed() -> None:
    assert [made.name for made in asyncio.run(all_deployments())] == [deployment_name(cycle) for cycle in ALL]


@each_cycle
def test_name_description_and_form_of_a_deployment_are_chinese(cycle: Cycle | Routine) -> None:
    made = asyncio.run(deployment_of(cycle))
    schema = made._parameter_openapi_schema
    form = schema.definitions["RunForm"]
    shown = [made.name, made.description or "", schema.properties["form"]["title"], form["title"], form["description"]]
    shown += [words for each in form["properties"].values() for words in (each["title"], each["description"])]
    assert re.fullmatch(rf"\d\d {cycle.name}", made.name)
    assert all(re.search(r"[\u4e00-\u9fff]", words) and not re.search("[a-z]{3}", words) for words in shown)
