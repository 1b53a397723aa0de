"""A real PostgreSQL for all tests, a fresh database for each, and factories that fill everything but what matters."""

import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.internal.conjecture import providers
from PIL import Image

pytest_plugins = [
    "tests.kinds",
    "tests.turns",
    "tests.samples",
    "tests.measured",
    "tests.spent",
    "tests.databases",
    "tests.meanwhile",
]
pytest.register_assert_rewrite(*pytest_plugins)

from models.database import begin
from models.file_store.folder import Folder
from models.ledger.chain.verify import check_rows
from models.ledger.evidence.store import configure_store
from models.ledger.inspection import sampling
from models.rules.sampling import DrawSpecial
from tests.acting import AT, CHECKED, FINDERS, PAGE, READERS, RECHECKED, SEEN_THERE, Acting, filled
from tests.databases import Databases, Sql, leave_unbound, made_folder, rehearse
from tests.meanwhile import Impatient, Meanwhile, Reads, Statements, Together, counting, inserted

__all__ = [  # what a test imports from here
    "AT",
    "CHECKED",
    "FINDERS",
    "PAGE",
    "READERS",
    "RECHECKED",
    "SEEN_THERE",
    "Acting",
    "Databases",
    "FilledIn",
    "Impatient",
    "Make",
    "Meanwhile",
    "Photograph",
    "Reads",
    "Sql",
    "Statements",
    "Together",
    "Violations",
    "counting",
    "inserted",
    "made_folder",
    "rehearse",
]
Make = Callable[..., list[str]]
Violations = Callable[[], list[str]]
Photograph = Callable[..., Path]
FilledIn = Callable[..., Path]
hypothesis_settings.register_profile(
    "any machine",  # speed belongs to the benchmarks: a slow machine makes no example wrong
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("any machine")
hypothesis_settings.register_profile("a sample", hypothesis_settings.get_profile("any machine"), max_examples=25)


def pytest_configure(config: pytest.Config) -> None:
    """Without `--all`, a property is tried with a quarter of the examples, and with no words from the product's code.

    To read all modules for these takes 3 CPU seconds in each process.
    """
    if missing := [each for each in config.args if not Path(each.partition("::")[0]).exists()]:
        raise pytest.UsageError(f"no such file or folder: {' '.join(missing)}")  # else xdist runs nothing, in silence
    if not config.option.everything:
        hypothesis_settings.load_profile("a sample")
        pytest.MonkeyPatch().setattr(providers, "_get_local_constants", lambda: providers._local_constants)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Look for no garbage while thirty thousand tests are collected: all of them stay, and it takes a third longer."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)  # what tests leave behind is little, and to look for it often is dear
        gc.enable()


@pytest.fixture(scope="module", autouse=True)
def usual_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The evidence folder of a test that asks for none; without it a test would use that of the file before it."""
    configure_store(tmp_path_factory.mktemp("usual") / "evidence", 1)


@pytest.fixture(scope="module", autouse=True)
def at_first_unbound() -> None:
    """Unbind the database of the previous module, so that a module without a database does not use it."""
    leave_unbound()


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """A fresh database with its tables, bound."""
    with databases.reset("migrated") as url:
        yield url


@pytest.fixture
def founded(databases: Databases, store: Path) -> Iterator[str]:
    """A fresh database of 贵州省, live since 2026-01-01, bound."""
    assert not store.exists()
    with databases.reset("founded") as url:
        yield url


@pytest.fixture(scope="session")
def anyone() -> Acting:
    """The agency's operator on 2026-01-01, in the database that is bound."""
    return Acting()


@pytest.fixture
def acting(founded: str, anyone: Acting) -> Acting:
    """The agency's operator in a founded database."""
    assert founded
    return anyone


@pytest.fixture
def sql() -> Sql:
    return Sql()


@pytest.fixture
def departments(anyone: Acting, sql: Sql) -> Make:
    """`departments(2, 生效日期="2026-02-01")`: the codes of that many new departments."""

    def make(n: int = 1, **columns: str) -> list[str]:
        known = sql.value("SELECT count(*) FROM department WHERE NOT is_agency")
        codes = [f"D{known + i + 1:03d}" for i in range(n)]
        anyone.take("departments", *({"编码": code, "名称": f"第{code[1:]}厅", **columns} for code in codes))
        return codes

    return make


@pytest.fixture
def targets(anyone: Acting, sql: Sql) -> Make:
    """`targets("D001", 2)`: the codes of two targets that D001 leads, issued 2026-02-27."""

    def make(lead: str, n: int = 1, **columns: str) -> list[str]:
        known = sql.value("SELECT count(*) FROM target")
        codes = [f"T{known + i + 1:03d}" for i in range(n)]
        usual = {"年度": "2026", "责任部门": lead, "下达日期": "2026-02-27"} | columns
        issued = anyone.on(max(str(anyone.day), usual["下达日期"]))
        issued.take("targets", *({"编号": code, "目标名称": f"目标{code}", **usual} for code in codes))
        return codes

    return make


@pytest.fixture
def march(databases: Databases, store: Path) -> Iterator[Acting]:
    """D001 leads T001 and T002, D002 leads T003, and the check of March is open; today is 5 March."""
    assert not store.exists()
    with databases.reset("march"):
        yield Acting().on("2026-03-05")


@pytest.fixture
def appraising(march: Acting) -> Acting:
    """`march` with a setting of the appraisal in force: not only Part 3 is used here."""
    march.do("set_policy", key="objection_days", value="5", basis="黔目标办〔2026〕5号")
    return march


@pytest.fixture
def filled_in(tmp_path: Path) -> FilledIn:
    """`filled_in("2026Q3-1", {2: {"是否达到要求": "否"}})`: the sheet of a covert list as it is returned."""
    return lambda key, rows=None: filled(tmp_path, key, rows)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The evidence folder of this test; one file may have one megabyte."""
    configure_store(tmp_path / "evidence", 1)
    return tmp_path / "evidence"


@pytest.fixture
def photograph(tmp_path: Path) -> Photograph:
    """`photograph("三月.jpg", 7)`: a picture with soft hills, others for each number; more options are Pillow's."""

    def take(name: str, number: int = 1, size: tuple[int, int] = (640, 480), **options: Any) -> Path:
        hills = Random(number).randbytes(12 * 12)  # noqa: S311 - a picture, no secret
        image = Image.frombytes("L", (12, 12), hills).resize(size, Image.Resampling.BICUBIC).convert("RGB")
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return take


@pytest.fixture
def violations(tmp_path: Path) -> Violations:
    """Returns a function that lists what `verify` finds in the rows; it takes half as long as the whole."""

    def find() -> list[str]:
        with begin() as session:
            return check_rows(session, Folder(tmp_path / "evidence"))

    return find


@pytest.fixture
def committed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample of a 专项核查 is drawn in a second step, as those of the other inspections."""
    monkeypatch.setattr(sampling, "UNSET", DrawSpecial.COMMITTED)


@pytest.fixture
def empty(databases: Databases) -> AbstractContextManager[str]:
    """A fresh database without any table, bound inside `with`."""
    return databases.fresh()
