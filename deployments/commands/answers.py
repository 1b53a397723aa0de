"""Input and output shared by commands: common options, JSON, tables and sentences on stdout, and output files."""

import csv
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from models.rules.chinese_dates import as_iso
from models.rules.errors import Refused
from models.rules.plain_text import nested
from models.rules.workdays import SHANGHAI

if TYPE_CHECKING:  # commands that need no database start without loading it
    from models.ledger.acts import Summary
import errno
import os

from models.rules.errors import Unavailable


class Day(click.ParamType[date]):
    """A date, also typed in Chinese or in wide characters; an invalid one is a usage error."""

    name = "日期"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Returns the date. Fails with a usage error if it is invalid."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(as_iso(value))
        except ValueError:
            self.fail(f"“{value}”不是有效日期，应为2026-06-30这样的写法。", param, ctx)


class Instant(click.ParamType[datetime]):
    """A date with a time of day, of Asia/Shanghai unless it names another zone; an invalid one is a usage error."""

    name = "时刻"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Returns the instant. Fails with a usage error if it is invalid, or has no time of day."""
        try:
            at = value if isinstance(value, datetime) else datetime.fromisoformat(as_iso(value))
        except ValueError:
            at = None
        if at is None or (isinstance(value, str) and ":" not in value):
            self.fail(f"“{value}”不是有效时刻，应为“2027-04-01 15:00”这样的写法。", param, ctx)
        return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


DATE, INSTANT = Day(), Instant()
QUOTES = {'"': '"', "“": "”"}
WIDE = {"，": ",", "：": ":", "［": "[", "］": "]", "｛": "{", "｝": "}", "“": '"', "”": '"'}
PATH = click.Path(path_type=Path)


def _tell_day(_ctx: click.Context, _param: click.Parameter, day: date | None) -> date | None:
    """Say on stderr that the answer is as of another day."""
    if day:
        click.echo(f"按{day}查看。", err=True)
    return day


on_day = click.option(
    "--on", "day", metavar="日期", type=DATE, callback=_tell_day, help="按该日查看，默认今天（北京时间）"
)
rehearsed_day = click.option(
    "--on", "day", metavar="日期", type=DATE, help="业务日期，仅用于演练；默认今天（北京时间）"
)
send_to = click.option(
    "--send-to", "send_to", metavar="地址", multiple=True, help="演练中只有这些地址收到通知，其余写入 rehearsal 文件夹"
)
as_json = click.option("--json", "as_json", is_flag=True, help="输出JSON")
force_option = click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Print one JSON document, flushed at once for a reader that waits for it."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str), flush=True)


def print_answer(value: Any, words: str, *, as_json: bool) -> None:  # noqa: ANN401 - any JSON value
    """Print a value as JSON, or what it says in words."""
    if as_json:
        print_json(value)
    else:
        print(words)


def read_json(text: str, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """Returns the JSON value of a file or an option named `where`. Raises Refused if it is invalid."""
    try:
        value = _parse(text)
        json.dumps(value, ensure_ascii=False).encode()  # half of a character can be neither stored nor shown
    except json.JSONDecodeError as error:
        advice = "，引号、逗号、冒号和括号请用半角" if set(text) & set(WIDE) else ""
        raise Refused(f"“{where}”不是有效的JSON（第{error.lineno}行第{error.colno}列）{advice}。") from error
    except RecursionError as error:
        raise Refused(f"“{where}”不是有效的JSON：括号嵌套的层数过多。") from error
    except UnicodeEncodeError as error:
        raise Refused(f"“{where}”含有不完整的字符（{error.object[error.start]!a}），请改正后重试。") from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise Refused(f"“{where}”中有过长的数字，请改正后重试。") from error
    return value


def read_csv(file: Path) -> list[dict[str, str]]:
    """Returns the rows of a file by the titles of their columns. Raises Refused if it is not readable."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"无法读取“{file}”：应为UTF-8编码的CSV文件。") from error


def _parse(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Returns the JSON value of a text, also of one whose signs outside its strings are wide: ｛“progress”：20｝."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        if not set(text) & set(WIDE):
            raise
        with suppress(json.JSONDecodeError):
            return json.loads(_with_plain_signs(text))
        raise


def _with_plain_signs(text: str) -> str:
    """Returns a JSON text with the wide signs outside its strings half as wide; a string ends as it begins."""
    parts, end, escaped = [], "", False
    for sign in text:
        ends, begins = sign == end and not escaped, not end and sign in QUOTES
        escaped = sign == "\\" and not escaped
        parts.append('"' if ends or begins else sign if end else WIDE.get(sign, sign))
        end = "" if ends else QUOTES[sign] if begins else end
    return "".join(parts)


def print_summary(summary: "Summary", *, as_json: bool) -> None:
    """Print a summary: its sentence, or its counts and data if `as_json`."""
    facts = {**summary.counts, **summary.data, "words": summary.words}
    print_answer(facts, nested(summary.words), as_json=as_json)


def list_kinds(titles: Mapping[str, str]) -> str:
    """Returns the kinds of sheets for the end of a help text, one a line: departments  部门."""
    width = max(map(len, titles))
    return "\n".join(["\b", "种类：", *(f"  {key:<{width}}  {title}" for key, title in titles.items())])


OWNER_ONLY, ANYBODY = 0o600, 0o666
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def check_path(path: Path, endings: tuple[str, ...], *, force: bool) -> None:
    """Raises Refused if the suffix is wrong, the folder is missing, or the file exists."""
    if path.suffix.lower() not in endings:
        raise Refused(f"“{path.name}”应以 {' 或 '.join(endings)} 结尾，如 {path.stem or '文件'}{endings[0]}。")
    try:
        _check_free(path, force=force)
    except OSError as error:  # the name is too long, or the folder is not readable
        raise Refused(f"不能使用“{path}”这个位置，请检查文件名的长度和文件夹的权限。") from error


def _check_free(path: Path, *, force: bool) -> None:
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹“{path.parent}”，请先建立，或改写文件的位置。")
    if path.is_dir():
        raise Refused(f"“{path}”是文件夹，请写明文件名。")
    if path.exists() and not force:
        raise Refused(f"“{path}”已经存在，没有改动；确需覆盖的，请加 --force。")


def write_file(path: Path, content: bytes, *, public: bool = False, mode: int | None = None) -> None:
    """Write the file atomically: an existing file stays until the new one is complete.

    Only its owner may read it, unless it is `public`: an empty form, or a paper that is handed out. A `mode` is given
    to it as it is, not changed by the umask.
    Raises Refused if the path is not writable, Unavailable if the disk is full.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(create(part, ANYBODY if public else OWNER_ONLY), "wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(content)
        part.replace(path)
    except OSError as error:
        _remove(part)
        if error.errno in FULL:
            raise Unavailable(f"磁盘空间不足，没有写入“{path}”，请清理后重试。") from error
        raise Refused(f"无法写入“{path}”，请检查权限，以及文件是否正被打开。") from error


def create(part: Path, mode: int = OWNER_ONLY) -> int:
    """Create an empty file in place of what is there, and return its descriptor; no link is followed."""
    part.unlink(missing_ok=True)
    return os.open(part, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, mode)


def _remove(part: Path) -> None:
    with suppress(OSError):  # an unwritable folder holds no partial file
        part.unlink(missing_ok=True)
