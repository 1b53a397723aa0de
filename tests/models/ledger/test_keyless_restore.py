"""不含密钥的恢复: on record with what was left out; new digests for exactly those rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.keyless_restore import LeftOut
from models.ledger.answer_keys import keys_of
from models.ledger.keyless_restore import UNPROVED, keyless_restores, still_missing
from models.rules.errors import Refused
from tests.answers import duty_number, faults, fill_in, give_back, sent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

MADE: dict[str, Any] = {"made_at": "2026-03-04T23:00:00+08:00", "height": 3, "head": "cd" * 32}
MOVED = "SELECT record, event FROM transition WHERE event = 'key_left_out' ORDER BY id"
EMPTY_ROBOTS = "UPDATE office SET wecom_robot = ''"


def restored(acting: Acting, digest: str = "ab" * 32, **left_out: Any) -> str:
    return acting.do("record_keyless_restore", digest=digest, left_out=left_out, **MADE).words


def missing(acting: Acting) -> list[str]:
    with begin() as session:
        return list(still_missing(session, acting.day))


@pytest.fixture
def offices(march: Acting) -> Acting:
    """D001 and D002 have robots; today is 5 March."""
    rows = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "企业微信机器人": f"key-{n}"} for n in (1, 2))
    march.take("departments", *rows)
    return march.on("2026-03-05")


def test_a_restore_is_on_record_with_its_backup_and_what_that_left_out(offices: Acting) -> None:
    assert restored(offices) == "已登记：由不含密钥的备份恢复，缺少没有需要略去的内容。"
    with begin() as session:
        [sentence] = keyless_restores(session)
    assert sentence == (
        "本系统于2026-03-05由不含密钥的备份恢复（2026-03-04 23:00备份，台账第3块，备份摘要abababababababab），"
        "备份中略去了以下内容，缺少这些不是改动：没有需要略去的内容。"
    )
    assert missing(offices) == []


def test_it_says_of_which_rows_a_change_in_the_backup_is_not_seen(offices: Acting, sql: Sql) -> None:
    sql(EMPTY_ROBOTS)
    restored(offices, robots=["D001", "D002"])
    with begin() as session:
        [sentence] = keyless_restores(session)
    assert sentence.endswith(UNPROVED)


def test_the_same_backup_is_put_on_record_once(offices: Acting) -> None:
    restored(offices)
    assert "已登记过恢复" in offices.refused("record_keyless_restore", digest="ab" * 32, left_out={}, **MADE)
    restored(offices, "cd" * 32)


def test_only_the_robots_that_the_backup_names_are_no_tampering(
    offices: Acting, sql: Sql, violations: Violations
) -> None:
    sql(EMPTY_ROBOTS)
    assert len(violations()) == 2
    restored(offices, robots=["D001"])
    assert violations() == ["部门 D002：被更改，与台账不符。"]
    assert sql.rows(MOVED) == [("department", "key_left_out")]
    assert missing(offices) == ["1个部门的企业微信机器人：第001厅（mubiao import departments 文件）"]


def test_a_robot_that_is_there_gets_no_new_digest(offices: Acting, sql: Sql, violations: Violations) -> None:
    sql("UPDATE office SET wecom_robot = 'another' WHERE wecom_robot <> ''")
    restored(offices, robots=["D001", "D002"])
    assert sql.rows(MOVED) == []
    assert len(violations()) == 2


def test_an_address_gets_a_new_digest_only_with_its_placeholder(
    offices: Acting, sql: Sql, violations: Violations
) -> None:
    sql.sealed("INSERT INTO recipient (jurisdiction_id, channel, address) VALUES (2, 'wecom', 'a'), (2, 'wecom', 'b')")
    first, second = sql.column("SELECT id FROM recipient ORDER BY id")
    sql("UPDATE recipient SET address = '******' || CAST(id AS text) WHERE id = :id", id=first)
    sql("UPDATE recipient SET address = 'c' WHERE id = :id", id=second)
    restored(offices, recipients=[first, second])
    assert [words for words in violations() if words.startswith("收件地址")] == [
        f"收件地址 {second}：被更改，与封存时不符。"
    ]


def test_a_department_that_has_ended_needs_no_robot(offices: Acting, sql: Sql) -> None:
    sql(EMPTY_ROBOTS)
    restored(offices, robots=["D001", "D002"])
    sql("UPDATE department SET valid_to = '2026-03-04' WHERE code = 'D001'")
    assert missing(offices) == ["1个部门的企业微信机器人：第002厅（mubiao import departments 文件）"]


def test_a_key_that_is_missing_may_be_missing_and_a_new_one_ends_the_advice(
    offices: Acting, sql: Sql, violations: Violations
) -> None:
    sql("DELETE FROM sealed_answer_key")
    restored(offices, answer_keys=[1])
    assert violations() == []
    assert missing(offices) == ["回复码密钥（mubiao act renew_answer_key --reason 由不含密钥的备份恢复）"]
    offices.do("renew_answer_key", reason="恢复")
    assert (missing(offices), violations()) == ([], [])
    sql("DELETE FROM sealed_answer_key")
    assert violations() == ["回复码密钥 2：密钥被更改、删除或增加，与生成时的校验码不符。"]


def test_the_addresses_of_a_rehearsal_get_a_new_digest(offices: Acting, sql: Sql, violations: Violations) -> None:
    offices.do("begin_rehearsal", send_to=["a@example.org", "jiqiren-1"])
    sql("""UPDATE rehearsal SET send_to = '["a@example.org"]'""")
    assert len(violations()) == 1
    assert "1个演练可收地址（机器人或其他服务）" in restored(offices, send_to=1)
    assert violations() == []


def test_every_thing_that_was_left_out_has_its_words() -> None:
    many = LeftOut(robots=("D001", "D002"), recipients=(1,), reforms=("x",), answer_keys=(1,), send_to=2, attachments=3)
    many = many.model_copy(update={"samples": ("2026-1|targets|1", "2026-3|team|2")})
    assert many.lines({"D001": "第001厅"}) == [
        "2个部门的企业微信机器人key：第001厅（D001）、部门编码D002",
        "1个收件地址中的机器人key或服务密码（已用来发过消息的）",
        "1次机构改革记录中原部门的企业微信机器人key",
        "1个回复码密钥（核对回复表上的回复码用）",
        "2个样本尚未公布的密数：核查2026-1抽查目标、核查2026-3抽取核查组（第2次承诺）",
        "2个演练可收地址（机器人或其他服务）",
        "3个附件的内容（已发出的回复表，表上有回复码）",
    ]
    assert many.words() == "；".join(many.lines())
    assert LeftOut().words() == "没有需要略去的内容"


@pytest.mark.parametrize(
    ("fields", "title"),
    [({"height": -1}, "台账块数"), ({"head": " "}, "末块校验码"), ({"left_out": {"keys": 1}}, "略去的内容")],
)
def test_what_is_put_on_record_is_checked(offices: Acting, fields: dict[str, Any], title: str) -> None:
    given: dict[str, Any] = {"digest": "ab" * 32, "left_out": {}, **MADE, **fields}
    assert f"“{title}" in offices.refused("record_keyless_restore", **given)


def test_an_office_cannot_put_a_restore_on_record(offices: Acting) -> None:
    refusal = offices.office("D001").refused("record_keyless_restore", digest="ab" * 32, left_out={}, **MADE)
    assert refusal.startswith("“部门目标办”不能执行“登记不含密钥的恢复”")


def test_a_sample_without_its_secret_may_be_missing_until_it_is_committed_to_again(
    offices: Acting, sql: Sql, violations: Violations
) -> None:
    plan = dict.fromkeys(("purpose", "content", "standard", "requirements"), "按方案")
    dated = {"methods": "实地查看", "ends_on": "2026-03-30", "departments": "D001"}
    offices.do("draft_inspection", kind="专项核查", title="专项核查", **plan, **dated)
    strata = [{"name": "全部", "ids": ["2026/T001"]}]
    sample: dict[str, Any] = {"subject": "2026-1", "strata": strata, "take": 1, "left_out_reason": "只查一项"}
    offices.do("commit_sample", **sample, secret="1" * 64)
    sql("DELETE FROM sealed_secret")
    assert len(violations()) == 1
    restored(offices, samples=["2026-1|targets|1"])
    assert violations() == []
    assert [words.partition("（")[0] for words in missing(offices)] == ["1个样本的密数：核查2026-1抽查目标"]
    offices.do("commit_sample", **sample, secret="2" * 64, reason="恢复后密数不在")
    assert (missing(offices), violations()) == ([], [])


def test_a_sheet_of_before_is_of_an_unknown_code_until_the_next_one_is_sent(
    offices: Acting, sql: Sql, tmp_path: Path
) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    rows = {"T003": {"进度（%）": 40}}
    before = fill_in(sent(offices, tmp_path / "旧表.xlsx", number), rows=rows)
    sql("DELETE FROM sealed_answer_key")
    restored(offices, answer_keys=[1])
    with pytest.raises(Refused, match="还没有回复码密钥"):
        sent(offices, tmp_path / "无.xlsx", number)
    with begin() as session:
        assert keys_of(session) == []
    offices.do("renew_answer_key", reason="恢复")
    [(cell, message)] = faults(offices, before, office="D002")
    assert (cell, message[:3]) == ("B3", "回复码")
    assert sql.value("SELECT count(*) FROM report") == 0
    newest = fill_in(sent(offices, tmp_path / "新表.xlsx", number), rows=rows)
    assert give_back(offices, newest, office="D002").counts["answers"] == 1
