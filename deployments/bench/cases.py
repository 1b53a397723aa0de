"""Opening and sweeping: ours beside the bound, round by round on fresh databases, and the engines after them."""

from collections.abc import Iterator, Sequence

from deployments.bench import ours
from deployments.bench.databases import Ground
from deployments.bench.engines import CONTENDERS, Contender
from deployments.bench.measurements import Figure, Say, best_of, seconds_of
from deployments.bench.ours import DUE, IDLE
from deployments.bench.plain import Plain, open_all, remind_all
from models.rules.errors import Refused

ROUNDS, AGAIN = 5, 5
USUAL = 1000  # the size for which targets in seconds are set, and the largest that the engines are asked for
GROWTH = 10


def side_by_side(ground: Ground, departments: int, targets: int, say: Say) -> Iterator[Figure]:
    """The bound and ours: opening, opening again, sweeps; the best of some rounds."""
    say(f"开启与巡检，{departments}个部门×{targets}项目标……")
    best = best_of(_round(ground, departments, targets, number) for number in range(ROUNDS))
    size = (departments, targets)
    # A ratio says something where there is work to do, a time in seconds up to the size it was set for.
    twice, usual = 2 if departments >= USUAL else None, departments <= USUAL
    yield Figure("open", "开启月度检查", *size, best["open"], best["bound_open"], twice)
    if departments >= GROWTH:
        say(f"随部门数的增长，{departments // GROWTH}个部门……")
        few = best_of(_round(ground, departments // GROWTH, targets, number) for number in range(ROUNDS))
        title = f"部门数为{GROWTH}倍时的开启用时"
        yield Figure("growth", title, *size, best["open"], few["open"], 20, note="数据库全新、未做过统计")
    yield Figure("rerun", "重复开启（不写入）", *size, best["rerun"], target=0.05 if usual else None)
    yield Figure("sweep_due", "每日巡检，全部到期", *size, best["due"], best["bound_due"], twice)
    yield Figure("sweep_idle", "每日巡检，无事", *size, best["idle"], target=0.02 if usual else None)


def _round(ground: Ground, departments: int, targets: int, number: int) -> dict[str, float]:
    """Everything once, on a fresh database; who opens first changes from round to round."""
    took: dict[str, float] = {}
    with ground.fresh(departments, targets) as url:
        plain = Plain(url)
        with plain.connect() as connection:
            works = [("bound_open", lambda: open_all(connection, DUE)), ("open", ours.open_check)]
            for name, work in works[:: -1 if number % 2 else 1]:
                took[name] = seconds_of(work)
            _same(plain, "开启")
            took["rerun"] = min(seconds_of(ours.open_check) for _ in range(AGAIN))
            took["idle"] = min(seconds_of(lambda: ours.sweep(IDLE)) for _ in range(AGAIN))
            _same(plain, "重复开启或无事的巡检")
            took["bound_due"] = seconds_of(lambda: remind_all(connection, DUE))
            took["due"] = seconds_of(lambda: ours.sweep(DUE))
            _same(plain, "到期的巡检")
    return took


def _same(plain: Plain, what: str) -> None:
    if (ours_made := ours.made(plain)) != (wanted := plain.digest()):
        raise Refused(f"测速中止：{what}之后与SQL下限的内容不同（{ours_made[0]}项与{wanted[0]}项），两者不可比。")


def engines(
    ground: Ground, departments: int, targets: int, say: Say, *, contenders: Sequence[Contender] = CONTENDERS
) -> Iterator[Figure]:
    """Each engine that is installed; one that is not is left out with a sentence."""
    for contender in contenders:
        if contender.version is None:
            say(f"未安装 {contender.name}，略去。如需对比：pip install -c deployments/constraints.txt -e '.[bench]'")
            continue
        say(f"{contender.name} {contender.version}……")
        yield from _engine(ground, contender, min(departments, USUAL), targets)


def _engine(ground: Ground, contender: Contender, departments: int, targets: int) -> Iterator[Figure]:
    with ground.fresh(departments, targets) as url:
        bound, own = Plain(url), Plain(url, contender.key)
        own.make()
        with bound.connect() as connection, contender.running()(own) as engine:
            bounds = {"open": seconds_of(lambda: open_all(connection, DUE))}
            took = {"open": seconds_of(lambda: engine.open(DUE)), "rerun": seconds_of(lambda: engine.open(DUE))}
            took["sweep_idle"] = seconds_of(lambda: engine.sweep(IDLE))
            _agree(contender, own, bound)
            engine.time_passes()
            bounds["sweep_due"] = seconds_of(lambda: remind_all(connection, DUE))
            took["sweep_due"] = seconds_of(lambda: engine.sweep(DUE))
            _agree(contender, own, bound)
    titles = {"open": "开启", "rerun": "重复开启", "sweep_due": "到期提醒", "sweep_idle": "无事的巡检"}
    for case, title in titles.items():
        name = f"{contender.name} {contender.version}　{title}"
        yield Figure(f"{case}_{contender.key}", name, departments, targets, took[case], bounds.get(case))


def _agree(contender: Contender, own: Plain, bound: Plain) -> None:
    if own.digest() != bound.digest():
        raise Refused(f"测速中止：{contender.name} 做出的内容与SQL下限不同，两者不可比。")
