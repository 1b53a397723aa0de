"""印证材料 of any record: stored by content, attached once, verified by the ledger (4.5)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.evidence import Piece
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.rules.errors import Refused
from models.statements import run
from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NOTICE = sha256(b"a notice of the government").hexdigest()
EXHIBITS = "SELECT record, record_key, file_name, about::text, made_on::text, received_on::text FROM exhibit"
FOUND: dict[str, Any] = {**FINDING, "inspection": "2026-1", "found_by": "王文、李天", "place": "贵阳市"}
FAILS = {"conclusion": "未按质按量完成"}
SAME = "与核查2026-1中目标T001的核查结果所附的完全相同，请核对是不是本次现场所拍。"


def attach(acting: Acting, *pieces: Piece) -> int:
    """Attach to the existing adjustment outside of any act, so without a block."""
    with begin() as session:
        number = run(session, "SELECT id FROM adjustment").scalar_one()
        return attach_exhibits(session, acting.context(), "adjustment", number, pieces)


def test_a_file_given_with_an_act_is_stored_and_attached_to_its_record(
    asked: Acting, store: Path, sql: Sql, violations: Violations
) -> None:
    assert asked.day.month == 4
    assert sql.rows(EXHIBITS) == [("adjustment", "2026|T009|1", "省政府通知.pdf", None, None, "2026-04-02")]
    assert (store / NOTICE[:2] / NOTICE).read_bytes() == b"a notice of the government"
    assert violations() == []


def test_the_exhibits_of_a_record_are_listed_with_their_dates(asked: Acting, tmp_path: Path) -> None:
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"a picture")
    assert attach(asked, Piece.model_validate({"file": photo, "about": "2026-04-01", "made_on": "2026-04-02"})) == 1
    with begin() as session:
        found = exhibits_of(session, "adjustment", run(session, "SELECT id FROM adjustment").scalar_one())
    assert [(each["file_name"], each["size"], str(each["about"])) for each in found] == [
        ("省政府通知.pdf", 26, "None"),
        ("现场.jpg", 9, "2026-04-01"),
    ]


@pytest.mark.parametrize(("field", "title"), [("about", "反映的日期"), ("made_on", "形成日期")])
def test_a_file_of_tomorrow_is_refused(asked: Acting, tmp_path: Path, field: str, title: str) -> None:
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"a picture")
    tomorrow = asked.day + timedelta(days=1)
    with pytest.raises(Refused, match=f"“现场.jpg”的{title}{tomorrow}在今天（{asked.day}）之后"):
        attach(asked, Piece.model_validate({"file": photo, field: tomorrow}))
    assert attach(asked, Piece.model_validate({"file": photo, field: asked.day})) == 1


def test_the_same_file_supports_a_record_once_and_may_support_others(asked: Acting, policy: str, sql: Sql) -> None:
    piece = Piece(file=Path(policy))
    assert (attach(asked, piece, piece), attach(asked)) == (0, 0)
    fields = {"target": "T001", "ground": "重大政策", "reason": "调减", "quantity": "3"}
    asked.do("request_adjustment", **fields, evidence=[policy, {"file": policy}])
    assert sql.column("SELECT record_key FROM exhibit ORDER BY id") == ["2026|T009|1", "2026|T001|1"]
    assert sql.value("SELECT count(*) FROM evidence") == 1


@pytest.mark.parametrize("noun", ["obligation", "target_version", "adjustment", "exhibit"])
def test_a_record_of_any_noun_is_supported_under_its_natural_key(
    filed: Acting, policy: str, sql: Sql, noun: str
) -> None:
    number = sql.value(f"SELECT min(id) FROM {noun}")  # noqa: S608 - constants
    with begin() as session:
        attach_exhibits(session, filed.context(), noun, number, [Piece(file=Path(policy))])
    known = sql.value(
        "SELECT DISTINCT record_key FROM transition WHERE record = :noun AND record_id = :number",
        noun=noun, number=number,
    )  # fmt: skip
    attached = "SELECT count(*) FROM exhibit WHERE record = :noun AND record_key = :key"
    assert sql.value(attached, noun=noun, key=known) == 1


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE exhibit SET file_name = '别的.pdf'", "佐证材料 adjustment|2026|T009|1|{digest}：被更改，与台账不符。"),
        ("DELETE FROM exhibit", "佐证材料 adjustment|2026|T009|1|{digest}：被删除，与台账不符。"),
        ("UPDATE exhibit SET record_id = record_id + 1", "佐证材料 adjustment|2026|T009|1：所指的记录编号被更改。"),
    ],
)
def test_a_changed_exhibit_is_detected(
    asked: Acting, sql: Sql, violations: Violations, tampering: str, found: str
) -> None:
    assert asked.day.month == 4
    sql(tampering)
    assert violations() == [found.format(digest=NOTICE)]


def test_a_noun_that_does_not_exist_is_named_too(asked: Acting, sql: Sql, violations: Violations) -> None:
    assert asked.day.month == 4
    sql("UPDATE exhibit SET record = 'rumour'")
    assert "佐证材料 rumour|2026|T009|1|" in "".join(violations())


def test_an_exhibit_of_a_deleted_or_altered_record_is_detected(
    asked: Acting, store: Path, violations: Violations
) -> None:
    assert asked.day.month == 4
    (store / NOTICE[:2] / NOTICE).write_bytes(b"another notice")
    assert violations() == [f"印证材料 {NOTICE[:12]}：文件内容被更改。"]
    (store / NOTICE[:2] / NOTICE).unlink()
    assert violations() == [f"印证材料 {NOTICE[:12]}：文件不存在。"]


def test_a_file_that_cannot_be_taken_leaves_no_record(april: Acting, tmp_path: Path, policy: str, sql: Sql) -> None:
    large = tmp_path / "录像.mp4"
    large.write_bytes(bytes(2**20 + 1))
    fields = {"target": "T009", "ground": "重大政策", "reason": "调减", "deadline": "2026-11-30"}
    assert "超过1MB" in april.refused("request_adjustment", **fields, evidence=[policy, str(large)])
    assert sql.value("SELECT count(*) FROM exhibit") == sql.value("SELECT count(*) FROM adjustment") == 0


@pytest.fixture
def photo(tmp_path: Path) -> str:
    place = tmp_path / "现场.JPG"
    place.write_bytes(b"a picture of the road")
    return str(place)


@pytest.fixture
def seen(issued: Acting, photo: str) -> Acting:
    """T001 failed on 15 September, with a photograph."""
    day = issued.on("2026-09-15")
    data = {**FOUND, **FAILS, "target": "T001", "found_on": "2026-09-15", "evidence": [photo]}
    done = day.do("record_finding", **data)
    assert "照片" not in done.words
    return day


def record(acting: Acting, target: str, *files: str) -> str:
    """Its sentence about a target that conforms."""
    data = {**FOUND, "conclusion": "符合目标要求", "target": target, "found_on": "2026-09-15", "evidence": [*files]}
    return acting.do("record_finding", **data).words.partition("待组长签字。")[2]


def test_a_picture_of_another_target_is_named_also_under_another_name(seen: Acting, tmp_path: Path) -> None:
    copy = tmp_path / "路面.jpeg"
    copy.write_bytes(b"a picture of the road")
    assert record(seen, "T003", str(copy)) == f"照片“路面.jpeg”{SAME}"


def test_another_picture_and_a_paper_for_both_are_not_named(seen: Acting, tmp_path: Path, photo: str) -> None:
    paper, other = tmp_path / "记录.pdf", tmp_path / "桥.jpg"
    paper.write_bytes(b"%PDF-1.7 minutes")
    other.write_bytes(b"a picture of the bridge")
    assert record(seen, "T001", photo, str(paper)) == ""
    assert record(seen, "T003", str(paper), str(other)) == ""


def test_a_correction_may_stand_on_the_pictures_of_what_it_corrects(seen: Acting, photo: str) -> None:
    seen.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    assert record(seen, "T001", photo) == ""


def test_a_recheck_names_the_finding_and_a_finding_the_recheck(seen: Acting, photo: str) -> None:
    seen.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    later = seen.on("2026-09-21")
    later.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    later.do("file_feedback", target="T001", feedback="已通车")
    again: dict[str, Any] = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [photo]}
    done = later.do("recheck", target="T001", passed=True, found="属实", **again)
    assert done.words == f"“目标T001”复查通过，已补欠。照片“现场.JPG”{SAME}"


def test_the_picture_of_a_recheck_is_named(seen: Acting, tmp_path: Path) -> None:
    seen.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    later = seen.on("2026-09-21")
    later.do("declare_completion", target="T001", completed_on="2026-09-18", measures="补建34公里")
    later.do("file_feedback", target="T001", feedback="已通车")
    new = tmp_path / "通车.png"
    new.write_bytes(b"a picture of cars")
    again: dict[str, Any] = {"rechecked_by": "郑玲、韩丽", "signed_by": "郑玲", "evidence": [str(new)]}
    later.do("recheck", target="T001", passed=True, found="属实", **again)
    words = record(later, "T003", str(new))
    assert words == "照片“通车.png”与目标T001第1轮整改的复查所附的完全相同，请核对是不是本次现场所拍。"
