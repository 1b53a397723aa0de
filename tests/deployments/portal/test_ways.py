"""The way of every act: what the page offers, and a written list of what is typed at the machine only."""

from __future__ import annotations

from deployments.portal.ways import ActWay, way_of
from models.ledger.acts import Role, all_acts
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.taking import take_answer

# Setting up, accounts and their slips, marked matters, secrets of samples, calendars, and single ratings and votes.
AT_THE_MACHINE = {
    *("init", "begin_rehearsal", "record_keyless_backup", "import_calendar", "import_local_calendar"),
    *("open_account", "make_slip", "confirm_slip", "first_sign_in"),
    *("mark_secret", "lift_marking", "open_secret", "admit_reader", "dismiss_reader"),
    "commit_sample",
    *("import_leader_ratings", "import_leader_readings", "import_expert_votes", "import_onsite_votes"),
    *("enter_leader_ratings", "confirm_leader_ratings", "record_expert_round", "record_onsite_round"),
}


def test_what_is_typed_at_the_machine_only_stands_in_a_list() -> None:
    of_people = [act for act in all_acts() if act.roles - {Role.SYSTEM}]
    assert {act.name for act in of_people if way_of(act) is ActWay.MACHINE} == AT_THE_MACHINE
    assert way_of(take_answer) is ActWay.PAGE


def test_the_rows_of_the_sheets_of_the_page_go_by_their_sheet() -> None:
    assert way_of(SHEETS["urgings"][0].chosen) is ActWay.SHEET
