"""The index of the acts: what it says is what the modules register, and an act by its name loads its module."""

import subprocess
import sys

import pytest

from deployments.reference.indexes import act_index
from models.ledger.act_index import ACT_INDEX, FILE, title_of
from models.ledger.acts import LOADED, Role, all_acts

LOADS = """
import sys
from models.ledger.acts import ACTS, LOADED, find_act
assert "set_policy" in list(ACTS) and not LOADED
before = set(sys.modules)
find_act("import_calendar")
print(*(name for name in {*sys.modules} - before if name.startswith("models.ledger.")))
"""


def test_the_index_is_what_all_modules_register() -> None:
    assert FILE.read_text(encoding="utf-8") == act_index()
    assert ACT_INDEX.keys() == LOADED.keys()


def test_each_act_is_as_its_index_says() -> None:
    for act in all_acts():
        indexed = ACT_INDEX[act.name]
        assert (indexed.title, indexed.clause) == (act.title, act.clause)
        assert indexed.roles.split() == [role.value for role in Role if role in act.roles]
        assert indexed.form == (act.form.__name__ if act.form else "")


def test_the_title_of_an_unknown_act_is_its_name() -> None:
    assert title_of("set_policy") == "设定机构规则"
    assert title_of("no_such_act") == "no_such_act"


@pytest.mark.process
def test_an_act_by_its_name_loads_its_module_and_no_other_noun() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    loaded = done.stdout.split()
    assert "models.ledger.calendar.days" in loaded
    assert not [name for name in loaded if name.startswith(("models.ledger.appraisal", "models.ledger.agency_sheet"))]
