"""《核查方案》 (6.2.1): the six parts, the team, and the published commitment of each sample."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.ledger.papers.plan import Member, PlanPaper, TeamChange
from models.rules.chinese_dates import in_full
from models.rules.kinds import Labelled
from models.rules.public_numbers import FORMS, NumberKind
from models.rules.rotation import Seat
from models.rules.sample_documents import describe_related, ordinal
from models.rules.sampling import Purpose
from notifications.documents.official_paper.paper import Paper
from notifications.documents.sample import CODES, STRATA, day_of, strata_of

TEAM = (("组别", 15), ("姓名", 20), ("职责", 15), ("所在单位", 30), ("职务", 20))
MARKED = frozenset({Seat.SUBSTITUTE, Seat.CHOSEN})
FEW = 10  # departments whose names stand above the text
DRAWS = {Purpose.TARGETS: "抽查目标", Purpose.TEAM: "抽取核查组成员"}


def document(plan: PlanPaper) -> bytes:
    """Returns the plan as a .docx."""
    paper = Paper(plan.title, plan.signature, number=plan.document_number)
    paper.addressee("核查组" if plan.covert else _addressed(plan.departments))
    period = f"（{plan.period}）" if plan.period else ""
    paper.text(f"根据《目标管控》6.2.1，现就{plan.kind.label}{period}制定方案如下，核查编号{plan.key}。")
    for name, parts in _parts(plan):
        paper.heading(name)
        for part in parts:
            paper.text(part)
    _add_team(paper, plan)
    for sample in plan.samples:
        _add_sample(paper, sample)
    if plan.related:
        paper.heading("同类别、同期间的其他抽样")
    for each in plan.related:
        paper.text(f"{describe_related(each)}。")
    paper.signed()
    off = [f"{in_full(plan.called_off[0])}，本次核查取消：{plan.called_off[1]}"] if plan.called_off else []
    paper.notes([*map(_describe_change, plan.changes), *off])
    return paper.finished()


def _addressed(departments: Sequence[str]) -> str:
    """Returns the addressees; many are named in the plan only, so that the first page has some of its text."""
    return "各受核查部门" if len(departments) > FEW else "、".join(departments) or "各纳入管理部门"


def _parts(plan: PlanPaper) -> Iterator[tuple[str, list[str]]]:
    """Yield the six parts: heading and paragraphs."""
    yield "核查目的", [plan.purpose]
    scopes = [f"核查范围：{_join_labels(plan.scopes)}。"] if plan.scopes else []
    left = [f"不到现场核查的部门：{plan.unvisited}。"] if plan.unvisited else []
    covered = f"受核查部门：{'、'.join(plan.departments) or '全部纳入管理部门'}。"
    yield "核查内容", [plan.content, *scopes, covered, *left]
    forms = "，".join("和".join(form.label for form in pair) + "相结合" * (len(pair) > 1) for pair in plan.forms)
    yield "核查方法", [*([f"方式：{forms}。"] if forms else []), f"方法：{_join_labels(plan.methods)}。"]
    yield "核查标准", [plan.standard]
    begins = in_full(plan.begins_on) if plan.begins_on else "方案下达之日"
    yield "核查时限", [f"{begins}至{in_full(plan.ends_on)}。"]
    yield "核查要求", [plan.requirements]


def _add_team(paper: Paper, plan: PlanPaper) -> None:
    paper.heading("核查组")
    if plan.major:
        paper.text(
            "本次核查涉及省委、省政府重大决策、重要工作部署及重要事项落实，由本机构牵头，组织协调进行（《目标管控》4.3）。"
        )
    if plan.whole_picture:
        paper.text("本次核查属影响全局的重大事项，集中力量进行（《目标管控》6.2.2）。")
    if not plan.members:
        paper.text("核查组待组成。")
        return
    paper.table(TEAM, [_team_row(member, plan.signature.agency) for member in plan.members])


def _team_row(member: Member, agency: str) -> list[str]:
    duty = "组长" if member.leader else "组员"
    duty += f"（{member.seat.label}）" if member.seat in MARKED else ""
    return [f"第{member.team}组", member.name, duty, member.party or agency, member.position]


def _add_sample(paper: Paper, sample: Mapping[str, Any]) -> None:
    paper.heading(f"抽样承诺（{DRAWS[Purpose(sample['purpose'])]}）{ordinal(sample['attempt'])}")
    paper.text(f"{day_of(sample['committed_on'])}承诺。抽取办法：{sample['rule_words']}。{_describe_number(sample)}")
    if sample["reason"]:
        paper.text(f"再次承诺的原因：{sample['reason']}")
    if sample["marks"]:
        paper.text(f"注意：{'；'.join(sample['marks'])}。")
    strata = strata_of(sample)
    total = ("合计", sum(size for _, size, _ in strata), sum(take for _, _, take in strata))
    rows = [*strata, *([total] if len(strata) > 1 else [])]
    paper.table(STRATA, [[name, str(size), str(take)] for name, size, take in rows])
    for title, name in CODES.items():
        paper.code(title, sample[name])


def _describe_number(sample: Mapping[str, Any]) -> str:
    """Returns the sentence about the public number that the draw waits for."""
    if not (sample["known_on"] and sample["number_kind"]):
        return "没有约定公开数。"
    kind = NumberKind(sample["number_kind"])
    words = f"{kind.label}；写法：{FORMS[kind]}"
    return f"公开数：{sample['number_name']}（{words}），{day_of(sample['known_on'])}公布，此后抽取。"


def _describe_change(change: TeamChange) -> str:
    how = f"（{change.seat.label}）" if change.seat in MARKED else ""
    return f"{in_full(change.day)}，{change.name}{'加入' if change.joined else '退出'}第{change.team}组{how}"


def _join_labels(each: Sequence[Labelled]) -> str:
    return "、".join(one.label for one in each)
