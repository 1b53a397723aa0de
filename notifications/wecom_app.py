"""The WeCom app: a message to one member; sent only if `errcode` is 0 and the member is not listed as invalid."""

import re
from dataclasses import dataclass, field, replace
from threading import Lock
from urllib.parse import quote, urlencode

from models.rules.errors import Refused
from notifications.channels import LANES, Letter, Outcome, Place, Result, one_line
from notifications.mention import is_member
from notifications.robots import REFUSED, RETRY, TELL_US, Site, VendorAnswer, VendorLine, judge, parse, site_of
from notifications.wecom import CHECK, ROBOTS

TOKEN_PATH = "/cgi-bin/gettoken"  # noqa: S105 - a path
SEND_PATH = "/cgi-bin/message/send"
MARKDOWN_LIMIT = 2048
EXPIRED = frozenset({"40001", "40014", "42001"})
TOKEN = re.compile(r"[\w.~-]{1,1024}", re.ASCII)
DUPLICATE_SECONDS = 1800  # in which WeCom drops the same message to the same member: one sent again stays one
MEMBER = "请核对联系人的企业微信号和应用的可见范围"
INVALID = Result(REFUSED, "invaliduser", f"企业微信没有把消息发给该成员（invaliduser），{MEMBER}")
# What these codes mean for an app; the others mean what they mean for a robot.
ANSWERS = (
    Result(RETRY, "45009", "企业微信应用频率超限（45009），1分钟后再发", retry_after=61, pause_recipient=True),
    Result(RETRY, "45033", "企业微信应用并发超限（45033），稍后再发"),
    Result(REFUSED, "40003", f"成员账号无效（40003），{MEMBER}"),
    Result(REFUSED, "60111", f"成员账号不存在（60111），{MEMBER}"),
    Result(REFUSED, "81013", f"没有有效的接收人（81013），{MEMBER}"),
    Result(REFUSED, "301002", f"应用编号与密钥不符（301002），{CHECK}"),
    Result(REFUSED, "40056", f"应用编号无效（40056），{CHECK}"),
)
MEANINGS = {answer.code: answer for answer in ANSWERS}


@dataclass(frozen=True, slots=True)
class App:
    """An app of a company: the company's and the app's number, and its secret."""

    corp: str
    agent: int
    secret: str = field(repr=False)


class _Tokens:
    """The tokens of this process, one for each app; a new one is fetched by one thread while the others wait."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Site, App], str] = {}
        self._fetching = Lock()

    def of(self, line: VendorLine, app: App, stale: str = "") -> str | Result:
        """Returns the token of an app, another one than `stale`, or the failure."""
        with self._fetching:
            kept = self._kept.get((line.site, app))
            if kept and kept != stale:
                return kept
            token = _fetch_token(line, app)
            if isinstance(token, str):
                self._kept[line.site, app] = token
            return token


_tokens = _Tokens()


class WeComAppChannel:
    """Sends markdown to members of the company; the address of a letter is the member's WeCom name."""

    name = "wecom_app"
    limit = MARKDOWN_LIMIT
    lanes = LANES

    def __init__(self, site: Site, app: App) -> None:
        self._app = app
        self._line = VendorLine(ROBOTS.title, site)

    def send(self, letter: Letter) -> Result:
        """Send one message. A token that is no longer valid is refreshed once, and the message sent again at once."""
        if not is_member(letter.address):
            return Result(REFUSED, "address", f"企业微信号“{one_line(letter.address)}”不正确，{MEMBER}")
        content = letter.markdown
        if (size := len(content.encode("utf-8", "replace"))) > MARKDOWN_LIMIT:
            return Result(REFUSED, "too-long", f"消息内容{size}字节，超过上限{MARKDOWN_LIMIT}字节，{TELL_US}")
        result, used = self._send_with_token(letter.address, content)
        if result.code in EXPIRED and used:
            result, _ = self._send_with_token(letter.address, content, stale=used)
        return result

    def close(self) -> None:
        """Nothing to close: each request has its own connection."""

    def _send_with_token(self, member: str, content: str, stale: str = "") -> tuple[Result, str]:
        """Returns the result and the token that was used; the token is empty if it could not be fetched."""
        token = _tokens.of(self._line, self._app, stale)
        if isinstance(token, Result):
            return token, ""
        message = {
            "touser": member,
            "msgtype": "markdown",
            "agentid": self._app.agent,
            "markdown": {"content": content},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_SECONDS,
        }
        answer = self._line.ask(f"{SEND_PATH}?access_token={token}", message)
        return (answer if isinstance(answer, Result) else judge_app(answer, token, self._app.secret)), token


def judge_app(answer: VendorAnswer, *secrets: str) -> Result:
    """Returns the result for an answer of the app; a member that it did not reach is a failure."""
    result = judge(ROBOTS, answer, *secrets)
    if result.outcome is Outcome.SENT:
        unreached = parse(answer.body)
        return INVALID if unreached.get("invaliduser") or unreached.get("unlicenseduser") else result
    return MEANINGS.get(result.code, result)


def _fetch_token(line: VendorLine, app: App) -> str | Result:
    """Returns a new token. Without one nothing is handed over, so a failure is no try: the channel is down."""
    query = urlencode({"corpid": app.corp, "corpsecret": app.secret}, quote_via=quote)
    answer = line.ask(f"{TOKEN_PATH}?{query}")
    result = answer if isinstance(answer, Result) else judge(ROBOTS, answer, app.secret)
    token = parse(answer.body).get("access_token") if isinstance(answer, VendorAnswer) else None
    if result.outcome is Outcome.SENT and isinstance(token, str) and TOKEN.fullmatch(token):
        return token
    if result.outcome is Outcome.UNREACHABLE:
        return result
    code = "garbled" if result.outcome is Outcome.SENT else result.code
    words = f"取不到企业微信应用的凭证（{code}），消息没有发出，请检查企业微信应用设置中的企业ID和应用密钥"
    return Result(Outcome.UNREACHABLE, code, words)


def open_wecom_app(place: Place) -> WeComAppChannel:
    """Returns the channel of `mbwecomapps://corpid:secret@agentid/?host=&verify=&cto=`.

    `host` names the server of a private deployment. Raises Refused if a part is missing, or if `mbwecomapp://`, without
    encryption, leads to another machine.
    """
    if not (place.user and place.password and place.host.isascii() and place.host.isdecimal()):
        raise Refused("企业微信应用的地址应为 mbwecomapps://企业ID:应用密钥@应用编号/，应用编号为数字")
    host, _, port = place.words.get("host", "").partition(":")
    if port and not (port.isascii() and port.isdecimal()):
        raise Refused("企业微信应用地址中的host应为 主机 或 主机:端口")
    if not host and not place.schema.endswith("s"):
        raise Refused("不加密的企业微信连接只允许用于本机，请改用 mbwecomapps://")
    server = replace(place, host=host, port=int(port) if port else None, user="", password="")
    return WeComAppChannel(site_of(server, ROBOTS, "mbwecomapps://"), App(place.user, int(place.host), place.password))
