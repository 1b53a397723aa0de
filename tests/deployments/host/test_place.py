"""The place of a cell: a parent that is there and not below it, a group with room."""

import pytest

from deployments.host.place import KEY_FORM, MOST, check_page, check_place, former_keys
from models.cells import ACTIVE, REMOVED, HostCell
from models.rules.errors import Refused


def cells(**parents: str | None) -> dict[str, HostCell]:
    """Cells of the group main with these parents."""
    return {key: HostCell(key, ACTIVE, {}, parent, "main", {}, "") for key, parent in parents.items()}


def test_the_former_key_of_a_cell_is_a_key_too() -> None:
    assert next(former_keys("gz")) == "gz-old1"
    assert KEY_FORM.fullmatch(next(former_keys("a" * 30)))


@pytest.mark.parametrize(("key", "parent"), [("a", "a"), ("a", "b"), ("a", "c"), ("b", "c")])
def test_a_circle_is_refused(key: str, parent: str) -> None:
    with pytest.raises(Refused, match="不能作"):
        check_place(cells(a=None, b="a", c="b"), key, parent, "main")


def test_the_word_for_prefect_is_no_key() -> None:
    with pytest.raises(Refused, match="另有用处"):
        check_place({}, "prefect", None, "main")


def test_a_parent_that_is_not_there_or_was_removed_is_refused() -> None:
    known = cells(a=None)
    known["a"] = known["a"]._replace(state=REMOVED)
    for parent in ("a", "z"):
        with pytest.raises(Refused, match="没有上级单元"):
            check_place(known, "new", parent, "main")


def test_a_full_group_takes_its_own_cell_and_no_other() -> None:
    known = cells(**{f"c{n}": None for n in range(MOST)})
    check_place(known, "c1", "c2", "main")
    with pytest.raises(Refused, match="已有50个单元"):
        check_place(known, "new", None, "main")
    known["c3"] = known["c3"]._replace(state=REMOVED)
    check_place(known, "new", None, "main")


def test_no_two_cells_have_their_page_at_one_address() -> None:
    known = cells(one=None, two=None)
    known["one"].settings["page_url"] = "https://mb.example:8443/gz/"
    check_page(known, "one", "https://mb.example/gz")
    check_page(known, "two", "https://mb.example/gz-zunyi")
    check_page(known, "two", "")
    with pytest.raises(Refused, match="已是单元“one”的"):
        check_page(known, "two", "https://mb.example/gz")
