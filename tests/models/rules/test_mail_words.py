"""来信的文字: which words are 收到, polite, a signature, or those of an automatic answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.mail_words import (
    Approval,
    approval_in,
    is_acknowledgement,
    is_automatic_text,
    is_polite,
    is_signature,
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "收到",
            "已收到",
            "收悉",
            "知悉",
            "收到。",
            "收到！",
            " 已收到! ",
            "收 到",
            "收到\u200b",
            "知悉！！",
            "收到～",
        ),
        *(
            "收到收到",
            "收到，谢谢",
            "收到，谢谢！",
            "好的，收到",
            "收到谢谢",
            "收到了，谢谢提醒",
            "OK，收到",
            "收到啦",
            "收到,辛苦了!",
        ),
        *(
            "收到，我们正在办",
            "收到，我们正在办理中。谢谢🙏",
            "我厅已收到，正在办理",
            "收到！马上办",
            "已收到邮件，谢谢",
        ),
        *("收到，请领导放心", "收到，感谢支持！", "来文收悉，遵照执行。", "知道了，收到", "收到 已转办", "收到，照办"),
        *("收到👌👌", "收到[抱拳]", "收到/:ok"),
        "收到，谢谢！\n张三\n省教育厅目标办\n电话：0851-8512 3456",
        "收到。\n\n省教育厅 张三\n2026年11月27日",
        "您好！邮件已收到，我们会尽快报送。此致\n敬礼",
        "收到,谢谢\n李四 科长\n13800138000",
        "收到\n张三 | 省教育厅\nzs@example.org",
        "收到\n地址：贵阳市云岩区中华北路1号",
    ],
)
def test_an_acknowledgement_is_recognised(text: str) -> None:
    assert is_acknowledgement(text)


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "谢谢！",
        "好的",
        "好的，谢谢",
        "我们正在办",
        "辛苦了🙏",
        "谢谢\n张三",
        "知道了",
        "遵照办理",
        "👌",
        "🙏🙏\n张三",
    ],
)
def test_polite_words_alone_acknowledge_nothing(text: str) -> None:
    assert is_polite(text)
    assert not is_acknowledgement(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "。",
            "张三",
            "👎",
            "👌，数据有误",
            "没有收到",
            "收到，但表打不开",
            "收到了吗？",
            "收到？",
            "未收悉",
            "received",
            "不知悉",
            "不行",
        ),
        *(
            "已知悉请回复",
            "收到\n未完成",
            "收到\n申请延期",
            "收到\n进度80",
            "收到\n任务重",
            "收到，完成50%",
            "收到，10万亩",
        ),
        *(
            "收到。请问何时报送？",
            "收到，数据有误",
            "收到，已落实",
            "收到，已办理",
            "好的，已完成",
            "收到，请转综合处",
            "收到，无法按时报送",
            "张三\n收到",
        ),
    ],
)
def test_more_than_polite_words_is_for_a_person(text: str) -> None:
    assert not is_polite(text)
    assert not is_acknowledgement(text)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("张三", True),
        ("电话:0851-85123456", True),
        ("T:0851-85123456 M:13800000000", True),
        ("项数:12", False),
        ("现场照片", False),
        ("周五", True),
    ],
)
def test_a_line_of_a_signature_is_recognised(line: str, found: bool) -> None:  # noqa: FBT001
    assert is_signature(line) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您好，我正在休假，6月30日返回，急事请联系李四 13800138000。", True),
        ("您的邮件我已收到，会尽快给您回复。谢谢！", True),
        ("I am out of the office until 30 June. For urgent matters contact x@y.cn.", True),
        ("", True),
        ("10万亩的数据有误，请联系我", False),
        ("我在北京，上午报送完成80%", False),
    ],
)
def test_the_words_of_automatic_answers_are_recognised(text: str, found: bool) -> None:  # noqa: FBT001
    assert is_automatic_text(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            (text, Approval.READ)
            for text in (
                "已阅",
                " 已阅。",
                "已阅\n王强 厅长\n2026年3月5日",
                "已阅！\n0851-85123456",
                "本人已阅。",
                "已阅知，王强（签字）",
                "已閱",
                "阅",
                "阅。\n王强\n3月5日",
            )
        ),
        *((text, Approval.AGREED) for text in ("同意", "已阅，同意。", "已阅同意", "同意\n王强")),
        ("已阅\n同意", Approval.AGREED),
        *((text, Approval.MORE) for text in ("已阅，严查", "已阅\n严查", "已阅\n李明", "阅。请督办")),
        *((text, None) for text in ("", "已阅？", "不同意", "请阅", "阅示", "阅？", "已阅[不同意]", "已阅\n［有误］")),
    ],
)
def test_read_and_agreed_count_alone_or_above_the_signature_of_the_sender(text: str, found: Approval | None) -> None:
    assert approval_in(text, "王强") is found


@given(st.text(max_size=100))
def test_any_text_is_read(text: str) -> None:
    assert is_polite(text) or not is_acknowledgement(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("已阅，谢谢！\n赵刚", Approval.READ),
        ("收到，已阅。辛苦了！\n赵 刚 厅长\n2026年4月1日", Approval.READ),
        ("赵刚已阅", Approval.READ),
        ("同意。赵刚", Approval.AGREED),
        ("同意 赵刚", Approval.AGREED),
        ("已阅，同意。谢谢", Approval.AGREED),
        ("已阅，请抓紧推进M4。", Approval.MORE),
        ("已阅\n钱亮", Approval.MORE),
        ("已阅，不同意", Approval.MORE),
        ("不同意。赵刚", None),
        ("同意，请抓紧", None),
        ("已阅？", None),
        ("已阅\n[图片]", None),
        ("谢谢！\n赵刚", None),
        ("", None),
    ],
)
def test_polite_words_and_the_own_name_are_no_more_than_an_approval(text: str, said: Approval | None) -> None:
    assert approval_in(text, "赵刚") is said
