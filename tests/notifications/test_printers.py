"""The three printers of a notice."""

from __future__ import annotations

from notifications.printers import (
    NoticeText,
    Rendered,
    as_html,
    as_text,
    common_address,
    printed,
    printed_digest,
    with_head,
    with_note,
)

ROWS = (("要做什么", "复查"), ("1.", "第一项"), ("", "一句话。"))
NOTICE = NoticeText("题", "省教育厅目标办：", "请复查。另请登记。", ROWS, "**请复查**<@all>[点](http://x)")


def test_a_row_is_one_line_of_the_text() -> None:
    assert as_text(NOTICE) == "省教育厅目标办：\n请复查。另请登记。\n要做什么：复查\n1. 第一项\n一句话。"


def test_the_first_sentence_is_bold_in_html_and_a_row_without_label_takes_the_width() -> None:
    html = as_html(NOTICE)
    assert '<span style="font-size:17px;font-weight:bold">请复查。</span>另请登记。</p>' in html
    assert html.count("<tr>") == len(ROWS)
    assert html.count('<td colspan="2"') == 1


def test_html_escapes_each_word_and_keeps_its_lines() -> None:
    html = as_html(NoticeText("题", "<i>：", "<b>。", (("<u>", "一\n<s>"),)))
    for words in ("&lt;i&gt;：", "&lt;b&gt;。", "&lt;u&gt;", "一<br>&lt;s&gt;"):
        assert words in html


def test_the_text_for_a_robot_has_no_mentions_and_no_links() -> None:
    assert printed(NOTICE).markdown == "**请复查**<\u200b@all>[点]\u200b(http://x)"


def test_a_notice_without_head_or_short_text_prints_nothing_there() -> None:
    assert printed(NoticeText("题", short="短")) == Rendered("题", "", "", "短")
    assert printed(NoticeText("题", head="首。")).markdown == ""


def test_a_digest_repeats_each_mail_without_its_addressee() -> None:
    digest = printed_digest(NoticeText("二项", head="二项："), [printed(NOTICE), printed(NOTICE)])
    assert digest.text.startswith("二项：\n\n（1）请复查。另请登记。\n要做什么：复查")
    assert digest.html.count("<hr ") == 2
    assert digest.html.count("省教育厅目标办：") == 0


def test_a_note_stands_at_the_end_and_is_escaped() -> None:
    noted = with_note(printed(NOTICE), "<b>注")
    assert noted.text.endswith("\n\n<b>注")
    assert "<p>&lt;b&gt;注</p><!-- 正文止 -->" in noted.html
    assert with_note(Rendered("题", "", "", ""), "注") == Rendered("题", "", "", "")
    assert "台账末块 7:abc，请存查。" in with_head(printed(NOTICE), "7:abc").markdown


def test_a_digest_has_the_salutation_that_its_mails_share() -> None:
    own, other = Rendered("甲", "甲厅目标办：\n正文", "", ""), Rendered("乙", "乙厅目标办：\n正文", "", "")
    assert common_address([own, own]) == "甲厅目标办："
    assert common_address([own, other]) == ""
    assert common_address([Rendered("甲", "正文。", "", "")] * 2) == ""
