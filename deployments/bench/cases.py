"""Measures opening and sweeping against the bound, round by round on fresh databases."""

from collections.abc import Iterator

from deployments.bench import ours
from deployments.bench.databases import BenchServer
from deployments.bench.measurements import BenchFigure, Say, best_of, in_turns, seconds_of
from deployments.bench.ours import DUE, IDLE
from deployments.bench.plain import Plain, open_all, remind_all
from models.rules.errors import Refused

ROUNDS, RUNS_AGAIN = 5, 5
USUAL = 1000  # the size for which targets in seconds are set
GROWTH = 10


def side_by_side(server: BenchServer, departments: int, targets: int, say: Say) -> Iterator[BenchFigure]:
    """Measure the bound and the ledger: opening, opening again, sweeps. Yields the best of several rounds."""
    say(f"开启与巡检，{departments}个部门×{targets}项目标……")
    best = best_of(_round(server, departments, targets, number) for number in range(ROUNDS))
    size = (departments, targets)
    # A ratio is judged only if there is enough work, a time in seconds only up to its usual size.
    twice, usual = 2 if departments >= USUAL else None, departments <= USUAL
    yield BenchFigure("open", "开启月度检查", *size, best["open"], best["bound_open"], twice)
    if departments >= GROWTH:
        say(f"随部门数的增长，{departments // GROWTH}个部门……")
        few = best_of(_round(server, departments // GROWTH, targets, number) for number in range(ROUNDS))
        title = f"部门数为{GROWTH}倍时的开启用时"
        yield BenchFigure("growth", title, *size, best["open"], few["open"], 20, note="数据库全新、未做过统计")
    yield BenchFigure("rerun", "重复开启（不写入）", *size, best["rerun"], target=0.05 if usual else None)
    yield BenchFigure("sweep_due", "每日巡检，全部到期", *size, best["due"], best["bound_due"], twice)
    yield BenchFigure("sweep_idle", "每日巡检，无事", *size, best["idle"], target=0.02 if usual else None)


def _round(server: BenchServer, departments: int, targets: int, number: int) -> dict[str, float]:
    """Run every case once on a fresh database; the order of the first two alternates between rounds."""
    with server.fresh(departments, targets) as url:
        plain = Plain(url)
        with plain.connect() as connection:
            seconds = in_turns(number, [("bound_open", lambda: open_all(connection, DUE)), ("open", ours.open_check)])
            _check_same(plain, "开启")
            seconds["rerun"] = min(seconds_of(ours.open_check) for _ in range(RUNS_AGAIN))
            seconds["idle"] = min(seconds_of(lambda: ours.sweep(IDLE)) for _ in range(RUNS_AGAIN))
            _check_same(plain, "重复开启或无事的巡检")
            seconds["bound_due"] = seconds_of(lambda: remind_all(connection, DUE))
            seconds["due"] = seconds_of(lambda: ours.sweep(DUE))
            _check_same(plain, "到期的巡检")
    return seconds


def _check_same(plain: Plain, stage: str) -> None:
    """Raises Refused if the ledger and the bound hold different content."""
    if (ours_made := ours.digest_of_ours(plain)) != (bound := plain.digest()):
        raise Refused(f"测速中止：{stage}之后与SQL下限的内容不同（{ours_made[0]}项与{bound[0]}项），两者不可比。")
