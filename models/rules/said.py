"""来信正文: whether the text of a mail says something that a person has to answer, and what it looks like."""

import re

from models.rules.kinds import Labelled
from models.rules.mail_words import chunks, is_polite_chunk, is_signature, text_lines

LEAST = 8  # characters left of a text from which a person answers it


class MailSaid(Labelled):
    """What the text of a mail looks like."""

    APPEAL = "appeal", "申诉"
    DELAY = "delay", "延期"
    QUESTION = "question", "提问"
    OTHER = "other", "其他"
    OBJECTION = "objection", "对代为办理的异议"


NOT_OURS = re.compile("不属实|不是我|不是本|(?:没有?|未)(?:报|填|办|交|写)过")
LOOKS = {
    MailSaid.APPEAL: re.compile(
        r"申诉|(?<![没无])(?<!没有)异议|不服|不认可|不认同|不同意|复议|(?:认定|结果|结论|扣分|核查).{0,8}(?:有误|错误|不符|不当|不实)"
    ),
    MailSaid.DELAY: re.compile(
        r"延期|延后|延迟|延长|推迟|顺延|宽限|缓[报交]|来不及|(?:晚|迟)[几一两三四五六七八九十\d]{0,2}[个]?(?:工作)?[天日周]?[再才]?[报交]"
    ),
    MailSaid.QUESTION: re.compile(
        r"[?](?!\w)|[吗呢]$|请问|咨询|请教|如何|怎么|怎样|什么|哪[个些里项天]|是否|能否|可否|可不可以|有没有",
        re.MULTILINE,
    ),
}
# Words with which a file is sent: 现将我厅4月月度检查回复表报上，请查收。No word is read in two ways (possessive).
SENDING = re.compile(
    r"(?>如有(?:任何)?(?:问题|疑问|不[妥当明]).*|有(?:没有|无)(?:什么)?(?:问题|错误)|看一?[看下]"
    r"|回复表|反馈表|报[表告]|回复|函复|反馈|附[上件表在后]?|我们|我[厅局办委单位部门]*|贵办|[您你]们?|一并|月度|季度|半年|年终|检查|自查|备查"
    r"|分析会|讲评|整改|情况|说明|材料|资料|文件|邮件|表[格册]?|照片|图片|印证|目标|填[好写报]|完成|完毕|修改|改好|重新|更正|补[充交报]|按照?|根据"
    r"|关于|做好|开展|工作|通知|要求|如下|发[来去送给]?|报[上送给来]?|上[报传次]|呈报?|提交|敬?请|烦请?|麻烦|望|予以|查[收阅看照]|收阅|审[阅核查示定签]"
    r"|阅示|接收|签收|指正|为[盼感准]|特此|汇报|主要领导|分管领导|有误|本次|会议|随[信函邮件]*|[详如]?见|现|兹|另|其他|此件?|这|将|把|已|经|后|以|共"
    r"|[的了及和与等并如给中里内在是为系本]|\d{1,4}|[年月日季第份张个项次封一二三四])++"
)
SENT = re.compile(
    r"报[上送来]|上报|呈报|提交|发[来去送给]|附[上后]|查[收照]|收阅|审[阅核查示定]|[详见]附"
)  # in 现将…报上
OFFICE = re.compile(r"[\u4e00-\u9fff]{2,30}(?:厅|局|委|办|处|院|室|中心)")
MOST = 4  # characters that are no words of sending, next to one of them


def is_objection(text: str) -> bool:
    """Return whether an answer to what was done in an office's name objects to it, however short; no appeal."""
    plain = "\n".join(text_lines(text))
    return "申诉" not in plain and (_looks(plain) is MailSaid.APPEAL or NOT_OURS.search(plain) is not None)


def what_is_said(text: str) -> MailSaid | None:
    """Return what the own text of a mail looks like; None if fewer than eight characters are left to be answered.

    Signatures, greetings and the words with which a file is sent do not count.
    """
    lines = [line for line in text_lines(text) if _looks(line) or not is_signature(line)]
    left = [chunk for line in lines for chunk in chunks(line) if not (is_polite_chunk(chunk) or _sends(chunk))]
    if sum(map(len, left)) < LEAST:
        return None
    return _looks("\n".join(left)) or MailSaid.OTHER


def _sends(chunk: str) -> bool:
    """Return whether a chunk says that something is sent, with no more than the name of the office."""
    if SENDING.fullmatch(chunk):
        return True
    rest = SENDING.sub("", OFFICE.sub("", chunk))
    return not _looks(chunk) and SENT.search(chunk) is not None and len(rest) <= MOST


def _looks(text: str) -> MailSaid | None:
    return next((said for said, pattern in LOOKS.items() if pattern.search(text)), None)
