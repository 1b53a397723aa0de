"""A ledger of a year in which secrets of every kind are planted, each a text that stands nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.mails import mail_from, take
from tests.models.ledger.conftest import CLOUD
from tests.surveys import GROUPS, commission, filled_survey, give_back

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql

TARGET = "K002"
ROBOT = "9c0ffee9-dead-4bad-8bad-feedfacecafe"
OF_TARGET = {
    "name": "青云隧道工程",
    "requirement": "打通青云左洞三千米",
    "remark": "左洞突水两次",
    "changed": "改为打通右洞两千米",
    "why": "左洞地质断层过厚",
    "file": "断层勘察报告.pdf",
    "content": "%PDF-1.4 borehole 417",
    "upload": "掌子面封闭三日",
    "picture": "掌子面照片.jpg",
    "finding": "右洞衬砌开裂七处",
    "ground": "开裂系勘察误差所致",
    "measures": "衬砌注浆加固完毕",
    "feedback": "注浆复测全部合格",
}
OF_STRANGER = {"sender": "whistle@unknown.example", "subject": "举报隧道转包", "attachment": "转包合同照片.jpg"}
RATINGS = {"张平": "87.31", "李安": "88.97", "赵立": "83.13"}
OF_PEOPLE = {"mean": "86.47", "juror": "评审员诸葛", "surveyed": "7919", "unsatisfied": "3313", "robot": ROBOT}
KEPT = """
SELECT hash FROM password WHERE hash <> '' UNION ALL SELECT code_digest FROM slip
UNION ALL SELECT token_digest FROM page_session UNION ALL SELECT secret FROM sealed_answer_key
"""


def plant(acting: Acting, folder: Path, photograph: Photograph) -> dict[str, str]:
    """Plant them; returns the texts by what they are. What was typed at the page is planted by the test."""
    paper = folder / OF_TARGET["file"]
    paper.write_bytes(OF_TARGET["content"].encode())
    _target(acting, str(paper), str(photograph(OF_TARGET["picture"])))
    _negative_list(acting, str(paper))
    acting.on("2026-06-01").do("mark_secret", target=TARGET, year=2026, marking="工作秘密", reason="涉密")
    picture = folder / OF_STRANGER["attachment"]
    picture.write_bytes(b"a photograph")
    take(mail_from(OF_STRANGER["sender"], "2026-06-02 10:00", picture, subject=OF_STRANGER["subject"]))
    _votes(acting, str(paper))
    _survey(acting, folder, str(paper))
    _ratings(acting, str(paper))
    return {**OF_TARGET, **OF_STRANGER, **OF_PEOPLE, **{f"mark of {leader}": mark for leader, mark in RATINGS.items()}}


def kept(sql: Sql) -> dict[str, str]:
    """The keys, codes and hashes of the ledger."""
    return {f"kept {number}": str(text) for number, text in enumerate(sql.column(KEPT))}


def _target(acting: Acting, paper: str, picture: str) -> None:
    named = {"目标名称": OF_TARGET["name"], "绩效要求": OF_TARGET["requirement"]}
    acting.take("targets", CLOUD | named | {"编号": TARGET, "责任部门": "D002"})
    acting.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": ROBOT})
    acting.on("2026-03-01").open("cloud_monitoring", "2026-03")
    shown = {"progress": "5", "text": OF_TARGET["upload"], "media": picture}
    acting.on("2026-03-05").do("upload_progress", target=TARGET, period="2026-03", **shown)
    april = acting.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    lines = [
        {"target": TARGET, "progress": "7", "remark": OF_TARGET["remark"]},
        {"target": "T003", "progress": "50"},
    ]
    april.do("submit_report", department="D002", period="2026-04", lines=lines)
    asked = {"ground": "重大政策", "reason": OF_TARGET["why"], "requirement": OF_TARGET["changed"], "evidence": paper}
    april.do("request_adjustment", target=TARGET, **asked)


def _negative_list(acting: Acting, paper: str) -> None:
    may = acting.on("2026-05-06")
    may.lists(TARGET, OF_TARGET["finding"], "2026-05-06")
    may.do("set_limit", target=TARGET, limit="2026-05-29")
    may.on("2026-05-07").do("lodge_appeal", target=TARGET, ground=OF_TARGET["ground"], evidence=paper)
    may.on("2026-05-08").do("withdraw_appeal", target=TARGET, reason="已核对")
    done = {"completed_on": "2026-05-18", "measures": OF_TARGET["measures"]}
    may.on("2026-05-18").do("declare_completion", target=TARGET, **done)
    may.on("2026-05-19").do("file_feedback", target=TARGET, feedback=OF_TARGET["feedback"])


def _votes(acting: Acting, paper: str) -> None:
    acting.on("2026-10-08").take("departments", {"编码": "D001", "名称": "第001厅", "管理类别": "直接管理"})
    october, proof = acting.on("2026-10-10"), {"number": "黔目标办〔2026〕40号", "evidence": paper}
    days = {"opens_on": "2026-10-12", "closes_on": "2026-10-30"}
    october.do("call_innovation", year=2026, dated="2026-10-10", **days, **proof)
    project = {"department": "D001", "project": "入学一次办", "content": "就近入学", "dated": "2026-10-12"}
    october.on("2026-10-12").do("apply_innovation", year=2026, **project, **proof)
    basis = {"basis": "黔目标办〔2026〕41号", "valid_from": "2026-10-12"}
    october.on("2026-10-12").do("set_policy", key="innovation_quorum", value="3", **basis)
    jury = (OF_PEOPLE["juror"], "陈一", "陈二")
    for name in jury:
        october.do("register_juror", name=name, unit="省社会科学院")
    votes = [{"juror": name, "project": "2026-1", "vote": "入围"} for name in jury]
    results: list[dict[str, Any]] = [{"project": "2026-1", "result": "入围"}]
    round_held: dict[str, Any] = {"held_on": "2026-11-05", "dated": "2026-11-05", "votes": votes, "results": results}
    acting.on("2026-11-05").do("record_expert_round", year=2026, **round_held, **proof)


def _survey(acting: Acting, folder: Path, paper: str) -> None:
    commission(acting.on("2026-10-15"), paper)
    numbers = {"调查人数": OF_PEOPLE["surveyed"], "作答人数": "7451", "不满意人数": OF_PEOPLE["unsatisfied"]}
    dimensions = {f"廉洁自律·{title}": int(number) for title, number in numbers.items()}
    rows = dict.fromkeys(range(1, 1 + 2 * len(GROUPS.split("、"))), dimensions)
    give_back(acting.on("2026-12-10"), filled_survey(folder, rows=rows))


def _ratings(acting: Acting, paper: str) -> None:
    acting.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in RATINGS))
    for key, value in (("leader_scale", "0–100"), ("leader_least", "3")):
        acting.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from="2026-01-01")
    for leader, mark in RATINGS.items():
        sheet: dict[str, Any] = {"rated_by": leader, "year": 2026, "ratings": [{"department": "D002", "mark": mark}]}
        acting.on("2027-01-20").do("enter_leader_ratings", rated_on="2027-01-20", evidence=paper, **sheet)
        acting.on("2027-01-20").do("confirm_leader_ratings", **sheet)
