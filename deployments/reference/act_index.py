"""models/data/acts.csv: in which module each act is, and what can be said of it before the module is loaded."""

import ast
import csv
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from io import StringIO
from pkgutil import walk_packages
from types import ModuleType

import models.ledger
from models.ledger.act_index import IndexedAct
from models.ledger.acts import LOADED, Act, Role
from models.ledger.agency_sheet.kind import act_of
from models.ledger.agency_sheet.taking import ImportedSheet


def act_index() -> str:
    """The index of all acts, in the order of their modules and of their lines there."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(IndexedAct._fields)
    for module in walk_packages(models.ledger.__path__, f"{models.ledger.__name__}."):
        writer.writerows(_acts_of(import_module(module.name)))
    return file.getvalue()


def _acts_of(module: ModuleType) -> Iterator[IndexedAct]:
    """Yield the acts that a module registers, not those that it imports."""
    for name in _named_in(module):
        value = getattr(module, name)
        act = LOADED[act_of(value.key)] if isinstance(value, ImportedSheet) else value
        if isinstance(act, Act):
            roles = " ".join(role.value for role in Role if role in act.roles)
            form = act.form.__name__ if act.form else ""
            yield IndexedAct(act.name, module.__name__, act.title, act.clause, roles, form)


def _named_in(module: ModuleType) -> Iterator[str]:
    """Yield the names of functions and values that stand in the module itself."""
    for node in ast.parse(getsource(module) or "").body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
