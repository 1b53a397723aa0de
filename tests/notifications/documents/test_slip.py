"""开通单: who signs in how, until when, and the receipt below."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document

from notifications.documents.slip import slip


def test_a_slip_says_who_signs_in_with_which_code_and_is_signed_below() -> None:
    days = date(2026, 3, 5), date(2026, 3, 19)
    paper = Document(
        BytesIO(slip("李明", ["省教育厅/李明", "省民政厅/李明"], "ABCD2345EFGH6789", days, ("", ["省教育厅主要领导"])))
    )
    cells = {row.cells[0].text: row.cells[1].text for table in paper.tables for row in table.rows}
    assert cells["登录时填写"] == "省教育厅/李明或者省民政厅/李明"
    assert cells["首次登录码"] == "ABCD-2345-EFGH-6789"
    assert cells["有效期"] == "2026年3月19日前（含当日），用过即作废"
    assert cells["签字的身份"] == "省教育厅主要领导；任职变动的，须重新开单"
    assert cells["网页地址"] == "向管理机构询问"
    assert "由本人负责" in cells["回执"]
    assert "签字（李明）" in cells
    assert slip("李明", [], "A" * 16, days, ("https://mb.example", ())) == slip(
        "李明", [], "A" * 16, days, ("https://mb.example", ())
    )


def test_a_slip_of_a_rehearsal_is_marked() -> None:
    days = date(2026, 3, 5), date(2026, 3, 19)
    paper = Document(BytesIO(slip("李明", ["省教育厅/李明"], "A" * 16, days, ("", ()), rehearsal=True)))
    assert paper.paragraphs[0].text == "【演练】目标绩效管理网页账号开通单"
