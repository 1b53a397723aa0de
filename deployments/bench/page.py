"""Measures the page's process: what people see and send, a hundred offices in one second, sign-ins, files."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from threading import Barrier
from time import perf_counter, sleep
from typing import NamedTuple

from deployments.bench.databases import BenchServer
from deployments.bench.measurements import MEGABYTES, BenchFigure, Say, seconds_of
from deployments.bench.page_client import Client, Upload
from deployments.bench.page_world import (
    AGENCY,
    LATE_MONTH,
    MONTH,
    PASSWORD,
    PERSON,
    PageProcess,
    duties,
    live_a_year,
    page_process,
)
from models.database import begin
from models.rules.errors import Refused
from models.statements import run

OFFICES, SINGLE, WARM, BIG = 100, 25, 5, 1000
TYPED = {"progress": "60", "status": "进行中", "remark": "按计划推进"}
FILES, FILE_SIZE, OF_ONE = 20, 50, 4  # files, megabytes each, files that one form may have
WHOLE, PEAK = 200, 300  # megabytes
PAGES = ("/day", "/board", "/list", "/act", "/unit", "/cloud")
LISTINGS = re.compile(r'href="(/list/[^"]+)"')
LARGEST = 0.25  # megabytes
TAKEN = """
SELECT count(*) FILTER (WHERE q.versions > 0 AND q.lines = :lines) AS taken, sum(greatest(q.versions - 1, 0)) AS twice
FROM (SELECT (SELECT count(*) FROM report r WHERE r.obligation_id = o.id) AS versions,
        (SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 1) AS lines
    FROM obligation o WHERE o.kind = 'monthly_check' AND o.period = :period) q
"""
Work = Callable[[], object]


class Size(NamedTuple):
    """How much is measured: offices and their targets, the offices of the big board (0: none), megabytes of a file."""

    offices: int = OFFICES
    lines: int = 30
    big: int = BIG
    file_size: int = FILE_SIZE


def size_of(offices: int, lines: int, file_size: int) -> Size:
    """Return the size of a run; only the usual one has the big board."""
    return Size(offices, lines, BIG if offices == OFFICES else 0, file_size)


def page(server: BenchServer, say: Say, size: Size) -> Iterator[BenchFigure]:
    """Measure the page's process with the duties of a year. Raises Refused if an answer is not the expected one."""
    say(f"网页，{size.offices}个部门×{size.lines}项目标，一年的应办事项……")
    with server.fresh(size.offices, size.lines) as url:
        live_a_year(SINGLE)
        with page_process(server, url) as process:
            yield from _seen(process, size)
            yield from _sent_at_once(process, size)
            yield from _signed_in(process, size)
            yield from _files(process, size)
    if size.big:
        say(f"网页的总表，{size.big}个部门……")
        with server.fresh(size.big, size.lines) as url:
            live_a_year(SINGLE)
            with page_process(server, url) as process:
                show = partial(Client(process.port, AGENCY).get, "/board")
                figures = _each("page_board", "网页：总表", process, [show] * SINGLE, (0.3, None))
                yield from (each(size.big, size.lines) for each in figures)


def _seen(process: PageProcess, size: Size) -> Iterator[BenchFigure]:
    """Measure pages one after the other, single answers, the memory after them, and the largest page."""
    late, owed = duties(LATE_MONTH), duties(MONTH)
    office = min(owed)
    own, agency = Client(process.port, office), Client(process.port, AGENCY)
    forms = [_filled_in(process, code, path) for code, path in list(late.items())[:SINGLE]]
    works: list[tuple[str, str, Sequence[Work], tuple[float, float]]] = [
        ("page_desk", "网页：应办", [partial(own.get, "/")] * SINGLE, (0.06, 0.01)),
        ("page_form", "网页：月度检查的表单", [partial(own.get, owed[office])] * SINGLE, (0.08, 0.02)),
        ("page_board", "网页：总表", [partial(agency.get, "/board")] * SINGLE, (0.15, 0.06)),
        ("page_answer", "网页：提交一份月度检查", forms, (0.12, 0.035)),
    ]
    for case, title, work, target in works:
        yield from (each(size.offices, size.lines) for each in _each(case, title, process, work, target))
    idle = process.megabytes("VmRSS")
    title = "网页进程的内存，空闲"
    yield BenchFigure("page_memory", title, size.offices, size.lines, idle, target=WHOLE, unit=MEGABYTES)
    sizes = {path: len(agency.get(path).encode()) / 1e6 for path in (*PAGES, *LISTINGS.findall(agency.get("/list")))}
    sizes |= {path: len(own.get(path).encode()) / 1e6 for path in ("/", owed[office])}
    largest = max(sizes, key=lambda path: sizes[path])
    yield BenchFigure(
        "page_size", "网页：最大的一页", size.offices, size.lines, sizes[largest], target=LARGEST,
        unit=MEGABYTES, note=largest,
    )  # fmt: skip


def _each(
    case: str, title: str, process: PageProcess, works: Sequence[Work], target: tuple[float, float | None]
) -> Iterator[Callable[[int, int], BenchFigure]]:
    """Yield what one of these works takes by the clock (median) and of the processor, without the first ones."""
    warm = min(WARM, len(works) - 1)
    for work in works[:warm]:
        work()
    before = process.processor_seconds()
    spans = [seconds_of(work) for work in works[warm:]]
    taken = (process.processor_seconds() - before) / len(spans)
    yield lambda offices, lines: BenchFigure(case, title, offices, lines, median(spans), target=target[0])
    told = f"{title}，进程的处理器时间"
    yield lambda offices, lines: BenchFigure(f"{case}_cpu", told, offices, lines, taken, target=target[1])


def _filled_in(process: PageProcess, code: str, path: str) -> Work:
    """Open the form of an office and fill in all its lines; returns what sends it."""
    client, fields = _opened(process, code, path)
    return partial(client.send, path, fields)


def _sent_at_once(process: PageProcess, size: Size) -> Iterator[BenchFigure]:
    """Let each office send its month within one second, and see its receipt."""
    forms = [(code, path, _opened(process, code, path)) for code, path in duties(MONTH).items()]
    before, began = process.processor_seconds(), perf_counter()
    with ThreadPoolExecutor(len(forms)) as pool:
        works = [pool.submit(_send_and_see, *form, began + n / len(forms)) for n, form in enumerate(forms)]
        last = max(work.result() for work in works) - began
    taken = process.processor_seconds() - before
    with begin() as session:
        found = run(session, TAKEN, lines=size.lines, period=MONTH).one()
    title, of = f"网页：{size.offices}份一秒内提交，最后一份回执", (size.offices, size.lines)
    note = f"进程的处理器时间{taken:.1f}秒"
    yield BenchFigure("page_receipts", title, *of, last, target=6, note=note)
    yield BenchFigure("page_lost", "网页：丢失的填报", *of, len(forms) - found.taken, target=0, unit="份")
    yield BenchFigure("page_twice", "网页：重复的填报", *of, int(found.twice), target=0, unit="份")


def _opened(process: PageProcess, code: str, path: str) -> tuple[Client, dict[str, str]]:
    client = Client(process.port, code)
    return client, client.opened(path, TYPED) | {"do": "send"}


def _send_and_see(code: str, path: str, form: tuple[Client, dict[str, str]], at: float) -> float:
    """Send a form at an instant. Returns when its receipt was there; raises Refused if it was not one."""
    client, fields = form
    sleep(max(0, at - perf_counter()))
    if "已收到" not in client.get(client.send(path, fields)):
        raise Refused(f"测速中止：{code}的填报没有回执。")
    return perf_counter()


def _signed_in(process: PageProcess, size: Size) -> Iterator[BenchFigure]:
    """Let the liaison of each office sign in at once."""
    barrier = Barrier(size.offices + 1)

    def sign_in(code: str) -> None:
        client = Client(process.port)
        barrier.wait()
        client.send("/in", {"name": f"{code}/{PERSON}", "password": PASSWORD})

    with ThreadPoolExecutor(size.offices) as pool:
        works = [pool.submit(sign_in, code) for code in duties(MONTH)]
        barrier.wait()
        seconds = seconds_of(lambda: [work.result() for work in works])
    title = f"网页：{size.offices}人同时登录"
    yield BenchFigure("page_sign_ins", title, size.offices, size.lines, seconds, target=30)


def _files(process: PageProcess, size: Size) -> Iterator[BenchFigure]:
    """Let offices save forms with large files at once; the peak begins with the memory after the sign-ins."""
    owed = list(duties(MONTH).items())[: FILES // OF_ONE]
    process.forget_peak()
    with ThreadPoolExecutor(len(owed)) as pool:
        list(pool.map(lambda item: _save_files(process, item, size.file_size), owed))
    title = f"网页进程的内存，{len(owed) * OF_ONE}个{size.file_size}MB的文件到达时"
    peak = process.megabytes("VmHWM")
    yield BenchFigure("page_peak", title, size.offices, size.lines, peak, target=PEAK, unit=MEGABYTES)


def _save_files(process: PageProcess, owed: tuple[str, str], megabytes: int) -> None:
    code, path = owed
    client = Client(process.port, code)
    fields = client.opened(path, {})
    uploads = tuple(Upload(f"{code}-1.evidence", f"{n}.mp4", megabytes) for n in range(OF_ONE))
    if "saved" not in client.send(path, fields | {"do": "save"}, uploads):
        raise Refused(f"测速中止：{code}的文件没有保存。")
