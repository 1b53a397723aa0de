"""models/data/acts.csv and tables.csv: where each act and each table is, and what is said of it before it is loaded."""

import ast
import csv
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from inspect import getsource
from io import StringIO
from pkgutil import iter_modules, walk_packages
from types import ModuleType

import models.ledger
from models import records
from models.ledger.act_index import IndexedAct
from models.ledger.acts import LOADED, Act, Role
from models.ledger.agency_sheet.kind import act_of
from models.ledger.agency_sheet.taking import ImportedSheet
from models.records import IndexedTable


def act_index() -> str:
    """The index of all acts, in the order of their modules and of their lines there."""
    modules = walk_packages(models.ledger.__path__, f"{models.ledger.__name__}.")
    return _written(IndexedAct._fields, (act for each in modules for act in _acts_of(import_module(each.name))))


def table_index() -> str:
    """The index of all tables, in the order of their files and of their classes there."""
    files = iter_modules(records.__path__)
    return _written(IndexedTable._fields, (table for each in files for table in _tables_of(each.name)))


def _written(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([titles, *rows])
    return text.getvalue()


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


def _tables_of(file: str) -> Iterator[IndexedTable]:
    module = import_module(f"{records.__name__}.{file}")
    for name, kind in vars(module).items():
        if hasattr(kind, "__table__") and kind.__module__ == module.__name__:
            rows = ("updated" if kind.noun.updated else "inserted") if hasattr(kind, "noun") else ""
            yield IndexedTable(kind.__tablename__, name, file, rows)
