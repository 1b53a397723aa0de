"""来信的文字: which words of a mail are 收到, polite, a signature, or those of an automatic answer (A49)."""

import re
import unicodedata
from enum import Enum

ABOUT = r"(?:您的|贵办|本|此|该)?(?:邮件|来信|来函|来文|通知|文件|信息|消息|材料|附件|表格|提醒)"
WE = r"(?:(?:我们|我|本)(?:单位|部门|厅|局|办|委|处|中心)?)"
RECEIVED = re.compile(
    rf"{WE}?(?:{ABOUT})?(?:均|都|也)?(?:已经|已)?(?:收到|收悉|知悉)(?:了|啦)?(?:{ABOUT})?", re.IGNORECASE
)
THANKED = (
    r"(?:(?:各位|尊敬的)?(?:领导|老师|同志)(?:们)?(?:好|您好)?|[您你](?:们)?好|大家好|好(?:的|嘞|滴)?|嗯+|行|没问题|明白了?|了解了?|知道了"
    r"|(?:非常|十分|万分)?(?:谢谢|多谢|感谢|謝謝)(?:[您你](?:们)?|大家|各位|领导|老师|提醒|告知|通知|支持|指导|关心|理解)*|[您你]?(?:们)?辛苦了?|请(?:您|各位)?(?:领导|老师)?放心|麻烦了?"
    r"|(?:顺)?祝(?:您|各位)?(?:好|工作顺利|工作愉快|身体健康|万事如意|商祺)|顺颂商祺|此致|敬礼|ok|noted|gotit|thanks?|thankyou)"
)
PROMISED = (
    rf"{WE}?(?:正在|正|会|将|马上|立即|立刻|尽快|抓紧|按时|按期|按要求|及时|认真|组织|这就|抓紧时间)+"
    r"(?:办理?|落实|处理|准备|填报|填写|报送|上报|回复|反馈|整理|推进)(?:中|之中|了)?"
    rf"|遵?照(?:办理?|执行|落实)|{WE}?已经?(?:安排|转办|部署|布置)(?:落实)?"
)
STICKER = re.compile(r"\[\w{1,6}\]|/:[\w@<>()~-]{1,6}")  # how chat programs write an emoji
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤花俞任袁柳鲍史唐费"
    "廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛禹狄贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭"
    "梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房解丁邓洪包左石崔吉龚程邢裴陆翁荀甄封储靳段焦谷侯班仇甘武符刘景詹龙叶白蒲邰赖"
    "卓蔺屠蒙池乔谭冉温庄晏柴瞿阎连习艾容向古易廖耿文曾关查游权麻覃肖欧司上"
)
TITLE = r"(?:副?(?:厅|局|处|科|股|部)长|(?:副?主任|[一二三四]级|副?调研员|科员)+|同志|敬上)"
POLITE = re.compile(
    rf"(?:{RECEIVED.pattern}|{THANKED}|{PROMISED}|[{SURNAMES}]{TITLE}(?:[您你]?好)?|了|啦|哦|哈)+", re.IGNORECASE
)
ORGANISATION = (
    r"(?![请转找由但没未还需要问把是有不在到与和及让报])[\u4e00-\u9fff()]{2,30}"
    r"(?:厅|局|委|办|处|科|室|部|院|所|股|中心|政府|集团|公司|大学|目标办)"
)
SIGNED = re.compile(
    rf"[{SURNAMES}](?![\u4e00-\u9fff]*[没未不无有需要请能可何吗呢延期报错改问难度险紧重])[\u4e00-\u9fff]{{1,2}}{TITLE}?"
    rf"|{TITLE}|{ORGANISATION}(?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}})?"
    r"|\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?|\d{1,2}月\d{1,2}日|(?:星期|周)[一二三四五六日天]|\d{1,2}:\d\d(?::\d\d)?"
    r"|(?:联系|报送|填报|填表|制表|审核|复核|审批|签发|经办|承办|负责)人"
    r"|(?:[tmpfe]|tel|fax|mobile|phone|qq|电话|手机|传真|座机|联系电话|联系方式|办公电话|邮编|微信|邮箱|电子邮箱|e-?mail|签名|姓名|单位)"
    r"|[+\d()-]{6,20}|[\w.+-]+@[\w.-]+|https?://\S+|www\.\S+",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?:通讯|联系|单位|办公)?地址:.*|(?:发自|sent from ).*", re.IGNORECASE)
AUTOMATIC = re.compile(
    r"自动(?:回复|答复|回信|发[出送])|假|出差|外出|不在|离开|培训|学习|开会|会议|无法|不能|收到|收悉|来信|邮件|尽快|及时|稍后|回[复来信]|返回"
    r"|期间|紧急|急事|如[有需]|联系|致电|拨打|电话|手机|查收|查看|查阅|阅读|已读|收条|回执|系统|勿回"
    r"|\b(?:auto\w*|out of|office|vacation|leave|away|return|contact|reply|e-?mail|message|urgent|receipt|read)s?\b",
    re.IGNORECASE,
)
NODS = "👌👍🙏👏🤝✅"  # alone as good as 好的
BREAKS = re.compile(r"[^\w\s()@+/:.\[\]?~<-]+|[.](?=\s|$)|~")


OWN = re.compile(rf"(?:{TITLE}|签[字名]|[\d\s年月日.,:/-])*")  # of a signature, next to the name
READ = re.compile(r"[阅閱]|(?:本人|我)?已经?审?[阅閱][知悉读]?")


class Approval(Enum):
    """What a head answers to results."""

    READ = "已阅"
    AGREED = "同意"
    MORE = "已阅和别的话"


def approval_in(text: str, name: str) -> Approval | None:
    """Return 同意 or 已阅 if a text says nothing else, but for polite words and the signature of this person.

    Of both 同意 counts. A text that begins with 已阅 and says more is MORE.
    """
    if "?" in _plain(text) or set(text) & set("[［"):
        return None
    words = _own_words(text, name)
    if set(words) <= {"已阅", "同意", "已阅同意"}:
        return Approval.READ if {*words} == {"已阅"} else Approval.AGREED if words else None
    return Approval.MORE if words[0] == Approval.READ.value else None


def _own_words(text: str, name: str) -> list[str]:
    """Return what a text says beyond polite words and the signature of this person; 阅 and 本人已阅 are 已阅."""
    signed = re.sub(r"[^\S\n]*".join(map(re.escape, name)), "，", text) if name else text
    said = [each for line in text_lines(signed) for each in chunks(line)]
    own = (each for each in said if not (OWN.fullmatch(each) or is_polite_chunk(each)))
    return [Approval.READ.value if READ.fullmatch(each) else each for each in own]


def is_acknowledgement(text: str) -> bool:
    """Return whether a text says 收到, 收悉 or 知悉 and beyond that only polite words, with or without a signature."""
    return is_polite(text) and any(RECEIVED.search(chunk) for chunk in chunks(text))


def is_polite(text: str) -> bool:
    """Return whether a text is only polite: 收到, 好的, 谢谢, 我们正在办, then perhaps a signature; no question."""
    polite = any(sign in text for sign in NODS)
    for line in text_lines(text):
        if all(map(is_polite_chunk, chunks(line))):
            polite = polite or bool(chunks(line))
        elif not (polite and is_signature(line)):
            return False
    return polite and "?" not in _plain(text)


def is_signature(line: str) -> bool:
    """Return whether a line is of a signature: a name, an organisation, a date, a telephone number, an address."""
    plain = _plain(line)
    words = re.split(r"[^\w@+().:/-]+", re.sub(r"(?<=\d)[\s—–]+(?=\d)", "-", re.sub(r"(?<=[^\d]):", " ", plain)))
    return ADDRESS.fullmatch(plain.strip()) is not None or all(SIGNED.fullmatch(word) for word in words if word)


def is_automatic_text(text: str) -> bool:
    """Return whether a text has only the words of automatic answers: each part has one, is polite or a signature."""
    parts = [part for line in text_lines(text) for part in re.split(r"[,;。!?、]|[.](?=\s|$)", line) if part.strip()]
    return all(
        AUTOMATIC.search(part) or is_signature(part) or all(map(is_polite_chunk, chunks(part))) for part in parts
    )


def is_polite_chunk(chunk: str) -> bool:
    """Return whether words between two punctuation marks are only polite."""
    return POLITE.fullmatch(chunk) is not None


def _plain(text: str) -> str:
    return STICKER.sub(" ", unicodedata.normalize("NFKC", text))


def text_lines(text: str) -> list[str]:
    """Return the lines of a text that are not blank, in plain signs and without emoji of chat programs."""
    return [line for line in _plain(text).splitlines() if line.strip()]


def chunks(text: str) -> list[str]:
    """Return the words between punctuation marks and emoji, without blanks."""
    found = (
        "".join(c for c in chunk if c.isalnum() or not (c.isspace() or unicodedata.category(c)[0] in "PSCM"))
        for chunk in BREAKS.split(_plain(text))
    )
    return [chunk for chunk in found if chunk]
