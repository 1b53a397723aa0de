"""What the text of a mail says next to its sheet: greetings, signatures and the words of sending do not count."""

from __future__ import annotations

from itertools import product

import pytest

from models.rules.said import MailSaid, what_is_said

SIGNED = "\n省教育厅 李明\n联系电话：0851-86811234"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "请查收。",
        "现将我厅2026年4月月度检查回复表报上，请查收。",
        "附件为本月回复表，请查收。",
        "会议情况见附件，请查收。",
        "各位领导好！附件是我厅4月回复表，请审阅，谢谢！",
        "另附说明，请一并审阅。",
        "已按要求填好，见附件。如有问题请联系李明13800000000",
        "表打不开",
        "现将省教育厅2026年11月月度检查回复表报上，请审阅。\n报送人：张三  审核人：李四  2026年11月30日",
        "根据《关于做好2026年11月月度检查的通知》要求，现将我局填报情况报送如下，详见附件。",
        "王科长：您好，11月的表发给您了，请收阅。祝工作愉快！\n发自我的iPhone",
        "您好，这是我单位的月度检查回复表及印证材料，共3个附件，请查收。",
        "表已填报完毕，麻烦您看一下有没有问题，辛苦了！",
        "此件已经主要领导审定。",
        "更正：上次发的表有误，以本次为准。",
        "没有异议，同意。",
        "一并" * 900,
    ],
)
@pytest.mark.parametrize("signature", ["", SIGNED])
def test_the_words_with_which_a_sheet_is_sent_say_nothing(text: str, signature: str) -> None:
    assert what_is_said(text + signature) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我厅对T003的核查结果有异议，另有34公里已完工", MailSaid.APPEAL),
        ("您好！T003的认定与事实不符，请复核。", MailSaid.APPEAL),
        ("T002因汛期停工，申请延期到6月底。", MailSaid.DELAY),
        ("设备没有到货，请问能否宽限两天？", MailSaid.DELAY),
        ("第3项的完成时限可否按季度填？", MailSaid.QUESTION),
        ("附件请查收。第3项材料过几天补上。", MailSaid.OTHER),
        ("现将我厅联络员由李明变更为王芳的情况报上", MailSaid.OTHER),
        ("老师好，联系人换成王芳了，电话86811235", MailSaid.OTHER),
        ("一二三四五六七去", MailSaid.OTHER),
    ],
)
@pytest.mark.parametrize(("before", "after"), [*product(["", "请查收。\n"], ["", SIGNED])])
def test_what_a_person_has_to_answer_is_told_by_its_looks(text: str, said: MailSaid, before: str, after: str) -> None:
    assert what_is_said(before + text + after) is said


def test_eight_characters_count_and_seven_do_not() -> None:
    assert what_is_said("表里的数不太对呀") is MailSaid.OTHER
    assert what_is_said("表里数不太对呀") is None
