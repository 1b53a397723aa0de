"""A run of one cell that the desk of its agency asks the host's Prefect for."""

import time
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from prefect.client.orchestration import SyncPrefectClient

from deployments.host.pool import answering
from deployments.prefect_schedules import deployment_name
from models.rules.cycle import Cycle, Routine
from models.rules.errors import Refused, Unavailable

EVERY, LONGEST = 1.0, 600.0  # seconds between two looks, and that a run may take


def run_on_host(url: str, cell: str, cycle: Cycle | Routine, period: str | None) -> str:
    """Start a run of one cell and wait for its end. Returns what it says.

    Raises Refused if it failed, Unavailable if Prefect does not answer or the run does not end within ten minutes.
    """
    address, account = _parted(url)
    form = {"cell": cell} | ({"period": period} if period else {})
    with answering(), SyncPrefectClient(address, auth_string=account) as client:
        deployment = client.read_deployment_by_name(f"{cycle.name}/{deployment_name(cycle)}")
        run = client.create_flow_run_from_deployment(deployment.id, parameters={"form": form})
        until = time.monotonic() + LONGEST
        while (state := client.read_flow_run(run.id).state) is None or not state.is_final():
            if time.monotonic() > until:
                raise Unavailable("主机上的运行还没有结束，请稍后看结果：mubiao check。")
            time.sleep(EVERY)
    if not state.is_completed():
        raise Refused(f"主机上的运行没有办成：{state.message or state.name}")
    return state.message or str(state.name)


def _parted(url: str) -> tuple[str, str]:
    """Returns the address without its account, and the account. Raises Refused if it is no address or has none."""
    with suppress(ValueError):  # no port, or no address at all
        parts = urlsplit(url)
        if parts.hostname and parts.username and parts.password and parts.port != 0:
            address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
            return address, f"{unquote(parts.username)}:{unquote(parts.password)}"
    raise Refused("设置 MUBIAO_PREFECT_URL 有误，应为 https://账号:密码@主机/api。")
