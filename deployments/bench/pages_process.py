"""The pages of a host's cells in one process: each is visited and its board written; prints the peak memory."""

import asyncio
import json

import httpx

from deployments.bench.flow_process import peak_memory
from deployments.portal.cells import CellPages


async def visit(pages: CellPages) -> None:
    """Ask for the page of each cell. Raises RuntimeError if one does not answer."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(pages)) as client:
        for address in pages.addresses():
            answer = await client.get(f"{address}/in")
            if answer.status_code != httpx.codes.OK:
                raise RuntimeError(f"{address}: {answer.status_code}")


def main() -> None:
    """Visit the pages of all cells, then write the boards."""
    pages = CellPages()
    asyncio.run(visit(pages))
    pages.tidy()
    pages.close()
    print(json.dumps({"megabytes": peak_memory()}))  # noqa: T201 - read by the parent process


if __name__ == "__main__":
    main()
