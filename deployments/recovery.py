"""Restarts what dies while `mubiao up` runs, and warns about a full disk, without an operator."""

import time
from collections.abc import Callable

from deployments import disk_reserve, embedded
from deployments.child_processes import Children
from deployments.server import SERVER, is_up
from models.disk import ENOUGH, MEGABYTE, RESERVE, free, shortage
from models.rules.errors import MubiaoError, Unavailable
from tasks.settings import Settings

PAGE = "page"
TITLES = {SERVER: "Prefect服务", "runner": "计划执行程序", PAGE: "网页"}
DISK_EVERY, SERVER_EVERY, RETRY_AFTER = 5.0, 15.0, 10.0  # seconds
SILENT = 300.0  # seconds without an answer after which a running server is restarted
MOST, WITHIN = 5, 600.0  # maximum ends of one child within this many seconds; beyond that, a restart is no help
PLENTY, LITTLE, SHORT_OF_ROOM = "plenty", "little", "short"


class Healer:
    """Checks twice a second; each trouble is reported when it begins and when it ends.

    `catch_up` opens missed periods once records can be written; it raises Unavailable while they cannot.
    """

    def __init__(
        self,
        chosen: Settings,
        children: Children,
        environment: dict[str, str],
        *,
        say: Callable[[str], None],
        catch_up: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._home, self._embedded = chosen.home, not chosen.database_url
        self._data = embedded.data_of(chosen.home) if self._embedded else chosen.home
        self._children, self._environment = children, environment
        self._say, self._catch_up, self._clock = say, catch_up, clock
        self._next: dict[str, float] = {}
        self._ends: dict[str, list[float]] = {}
        self._reported: dict[str, str] = {}
        self._disk_state, self._has_missed, self._last_answer, self._tries = PLENTY, False, clock(), 0

    def look(self) -> None:
        """Run every check that is due. Raises Unavailable if a child ends too often."""
        if self._is_due("disk", DISK_EVERY):
            self._check_disk()
        if self._embedded and self._is_due("database"):
            self._check_database()
        for name in self._children.ended():
            if self._is_due(name):
                self._restart_child(name)
        if self._is_due("server", SERVER_EVERY):
            self._check_server()
        self._children.tend()
        if self._has_missed and self._disk_state != SHORT_OF_ROOM and self._is_due("missed"):
            self.open_missed_periods()

    def open_missed_periods(self) -> None:
        """Open missed periods now, or as soon as records can be written."""
        try:
            self._catch_up()
        except Unavailable as error:
            self._has_missed, self._next["missed"] = True, self._clock() + RETRY_AFTER
            self._report("missed", error.message)
        else:
            self._has_missed = False
            self._reported.pop("missed", None)

    def _check_disk(self) -> None:
        if self._embedded and disk_reserve.release(self._data):
            self._say(
                f"磁盘已满，已释放为此预留的{disk_reserve.SIZES[disk_reserve.NAME] // MEGABYTE}MB，以便继续查询。"
            )
        before, self._disk_state = self._disk_state, self._measure_disk()
        if self._disk_state == SHORT_OF_ROOM and before != SHORT_OF_ROOM:
            self._report("disk", shortage(self._data))
        elif self._disk_state == LITTLE and before == PLENTY:
            least = min((self._data, self._home), key=free)
            self._say(f"“{least}”所在磁盘只剩{free(least) // MEGABYTE}MB，请清理；写满后将无法办理。")
        elif before == SHORT_OF_ROOM != self._disk_state:
            self._reported.pop("disk", None)
            self._has_missed = True
            self._say("磁盘空间已恢复，继续写入。")
        if self._embedded:
            disk_reserve.lay(self._data)

    def _measure_disk(self) -> str:
        if self._embedded and free(self._data) < RESERVE:
            return SHORT_OF_ROOM
        return LITTLE if min(free(self._data), free(self._home)) < ENOUGH else PLENTY

    def _check_database(self) -> None:
        try:
            if not embedded.is_running(self._home):
                if not embedded.exists(self._home):
                    raise Unavailable(f"“{self._data}”中没有数据库，可能是磁盘没有挂载，请检查。")
                embedded.start(self._home)
                self._reported.setdefault("database", "")
        except MubiaoError as error:
            self._tries += 1
            self._next["database"] = self._clock() + min(2.0**self._tries, RETRY_AFTER)
            self._report("database", error.message)
            return
        self._tries = 0
        if self._reported.pop("database", None) is not None:
            self._has_missed = True
            self._say("数据库曾停止或无法使用，已自动恢复。")

    def _check_server(self) -> None:
        if is_up(self._environment):
            self._last_answer = self._clock()
        elif self._clock() - self._last_answer > SILENT:
            self._say(f"{TITLES[SERVER]}没有应答，正在重新启动。")
            self._restart(SERVER)

    def _restart_child(self, name: str) -> None:
        """Restart an ended child with growing pauses.

        Raises Unavailable if it ends too often, unless the disk is full.
        """
        now, title, log = self._clock(), TITLES.get(name, name), self._children.log(name)
        ends = self._ends[name] = [each for each in self._ends.get(name, []) if now - each < WITHIN] + [now]
        if len(ends) > MOST and free(self._home) >= disk_reserve.LAST:
            raise Unavailable(f"{title}在{WITHIN / 60:.0f}分钟内停止了{len(ends)}次，原因见日志：{log}。")
        self._next[name] = now + 2 ** min(len(ends), 6)
        self._say(f"{title}意外停止，正在重新启动；原因见日志：{log}。")
        self._restart(name)

    def _restart(self, name: str) -> None:
        self._children.restart(name)
        self._last_answer = self._clock()

    def _report(self, topic: str, words: str) -> None:
        """Report a trouble, unless the same words are already reported."""
        if words not in self._reported.values():
            self._say(words)
        self._reported[topic] = words

    def _is_due(self, topic: str, every: float = 0.0) -> bool:
        now = self._clock()
        if now < self._next.get(topic, now):
            return False
        if every:
            self._next[topic] = now + every
        return True
