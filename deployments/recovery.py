"""What dies while `mubiao up` runs is brought back, and a disk that fills up is told of: nobody has to come."""

import time
from collections.abc import Callable

from deployments import disk_reserve, embedded
from deployments.child_processes import Children
from deployments.server import SERVER, is_up
from models.disk import ENOUGH, MEGABYTE, RESERVE, free, shortage
from models.rules.errors import MubiaoError, Unavailable
from tasks.settings import Settings

TITLES = {SERVER: "Prefect服务", "runner": "计划执行程序"}
DISK_EVERY, SERVER_EVERY, AGAIN = 5.0, 15.0, 10.0  # seconds
SILENT = 300.0  # seconds without an answer after which a server that still runs is started anew
MOST, WITHIN = 5, 600.0  # ends of one child in so many seconds; after one more, starting it again is no help
PLENTY, LITTLE, SHORT = "plenty", "little", "short"


class Healer:
    """Looks twice a second; each trouble is said when it arises and when it is over.

    `catch_up` opens what was missed while the records could not be written; it raises Unavailable as long as they still
    cannot.
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
        self._home, self._own = chosen.home, not chosen.database_url
        self._data = embedded.data_of(chosen.home) if self._own else chosen.home
        self._children, self._environment = children, environment
        self._say, self._catch_up, self._clock = say, catch_up, clock
        self._next: dict[str, float] = {}
        self._ends: dict[str, list[float]] = {}
        self._told: dict[str, str] = {}
        self._room, self._behind, self._heard, self._tries = PLENTY, False, clock(), 0

    def look(self) -> None:
        """Look at everything whose time it is; raises Unavailable when a child ends again and again."""
        if self._is_time("disk", DISK_EVERY):
            self._look_at_disk()
        if self._own and self._is_time("database"):
            self._look_at_database()
        for name in self._children.ended():
            if self._is_time(name):
                self._bring_back(name)
        if self._is_time("server", SERVER_EVERY):
            self._look_at_server()
        self._children.tend()
        if self._behind and self._room != SHORT and self._is_time("missed"):
            self.open_what_was_missed()

    def open_what_was_missed(self) -> None:
        """Open what should be open: now, or as soon as the records can be written."""
        try:
            self._catch_up()
        except Unavailable as error:
            self._behind, self._next["missed"] = True, self._clock() + AGAIN
            self._tell("missed", error.message)
        else:
            self._behind = False
            self._told.pop("missed", None)

    def _look_at_disk(self) -> None:
        if self._own and disk_reserve.give_up(self._data):
            self._say(
                f"磁盘已满，已释放为此预留的{disk_reserve.SIZES[disk_reserve.NAME] // MEGABYTE}MB，以便继续查询。"
            )
        before, self._room = self._room, self._room_left()
        if self._room == SHORT and before != SHORT:
            self._tell("disk", shortage(self._data))
        elif self._room == LITTLE and before == PLENTY:
            least = min((self._data, self._home), key=free)
            self._say(f"“{least}”所在磁盘只剩{free(least) // MEGABYTE}MB，请清理；写满后将无法办理。")
        elif before == SHORT != self._room:
            self._told.pop("disk", None)
            self._behind = True
            self._say("磁盘空间已恢复，继续写入。")
        if self._own:
            disk_reserve.lay(self._data)

    def _room_left(self) -> str:
        if self._own and free(self._data) < RESERVE:
            return SHORT
        return LITTLE if min(free(self._data), free(self._home)) < ENOUGH else PLENTY

    def _look_at_database(self) -> None:
        try:
            if not embedded.running(self._home):
                if not embedded.is_made(self._home):
                    raise Unavailable(f"“{self._data}”中没有数据库，可能是磁盘没有挂载，请检查。")
                embedded.start(self._home)
                self._told.setdefault("database", "")
        except MubiaoError as error:
            self._tries += 1
            self._next["database"] = self._clock() + min(2.0**self._tries, AGAIN)
            self._tell("database", error.message)
            return
        self._tries = 0
        if self._told.pop("database", None) is not None:
            self._behind = True
            self._say("数据库曾停止或无法使用，已自动恢复。")

    def _look_at_server(self) -> None:
        if is_up(self._environment):
            self._heard = self._clock()
        elif self._clock() - self._heard > SILENT:
            self._say(f"{TITLES[SERVER]}没有应答，正在重新启动。")
            self._start_again(SERVER)

    def _bring_back(self, name: str) -> None:
        """Start an ended child again: at once, then after growing pauses; on a full disk as often as it takes."""
        now, title, log = self._clock(), TITLES.get(name, name), self._children.log(name)
        ends = self._ends[name] = [each for each in self._ends.get(name, []) if now - each < WITHIN] + [now]
        if len(ends) > MOST and free(self._home) >= disk_reserve.LAST:
            raise Unavailable(f"{title}在{WITHIN / 60:.0f}分钟内停止了{len(ends)}次，原因见日志：{log}。")
        self._next[name] = now + 2 ** min(len(ends), 6)
        self._say(f"{title}意外停止，正在重新启动；原因见日志：{log}。")
        self._start_again(name)

    def _start_again(self, name: str) -> None:
        self._children.again(name)
        self._heard = self._clock()

    def _tell(self, about: str, words: str) -> None:
        if words not in self._told.values():
            self._say(words)
        self._told[about] = words

    def _is_time(self, what: str, every: float = 0.0) -> bool:
        now = self._clock()
        if now < self._next.get(what, now):
            return False
        if every:
            self._next[what] = now + every
        return True
