"""Which cell of a host an address of the page is for."""

from __future__ import annotations

import pytest

from deployments.portal.cells import cell_at
from models.cells import ACTIVE, HELD, REMOVED, HostCell

ADDRESSES = {
    "gz": "https://mb.example/gz",
    "gz-zunyi": "https://mb.example/gz-zunyi",
    "below": "https://mb.example/gz/below/",
    "own": "https://own.example",
    "held": "https://held.example:8443/page",
}


def cell(key: str, address: str, state: str = ACTIVE) -> HostCell:
    return HostCell(key, state, {}, None, "main", {"page_url": address} if address else {}, "")


CELLS = [
    *(cell(key, address, HELD if key == "held" else ACTIVE) for key, address in ADDRESSES.items()),
    cell("gone", "https://gone.example", REMOVED),
    cell("without", ""),
]


@pytest.mark.parametrize(
    ("host", "path", "key"),
    [
        ("mb.example", "/gz", "gz"),
        ("mb.example", "/gz/duty/2", "gz"),
        ("mb.example", "/gz-zunyi/", "gz-zunyi"),
        ("mb.example", "/gz/below/in", "below"),
        ("mb.example", "/gzx", None),
        ("mb.example", "/", None),
        ("own.example", "/anything", "own"),
        ("held.example", "/page/in", "held"),
        ("held.example", "/in", "held"),
        ("gone.example", "/", None),
        ("", "/gz", None),
    ],
)
def test_an_address_is_that_of_the_cell_whose_path_is_longest(host: str, path: str, key: str | None) -> None:
    """A path that a proxy took off is known by the host name, if that is one cell's alone."""
    found = cell_at(CELLS, host, path)
    assert (found and found.key) == key
