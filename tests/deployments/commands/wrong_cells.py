"""Rows of the sheets of 目标制定 with a wrong cell: the kind of the sheet, its rows, and the sentence at the cell."""

from typing import Any

from tests.models.ledger.draft.lists import OWN
from tests.models.ledger.target.trees import leaf, row

DRAFT = {**OWN, "编号": "N2", "责任部门": "D001", "上级目标编号": "", "权重": ""}
BODY = {"单位名称": "省不存在办", "单位类别": "协调小组"}
REPORT = {"部门编码": "D001", "期间": "2026-03", "目标编号": "T001", "进度": "101%"}
N1 = {"target": "N1"}
DEEP = (row("1", **N1), row("1-1", "1", **N1), row("1-1-1", "1-1", **N1), leaf("1-1-1-1", "1-1-1", **N1))
TWO_ABOVE = (row("1", **N1), row("2", **N1), leaf("3", "1", **N1), leaf("3", "2", **N1))
CASES: dict[str, tuple[str, tuple[dict[str, Any], ...], str]] = {
    "a department that is unknown": (
        "drafts", (DRAFT | {"责任部门": "省不存在厅"},), "K2：责任部门“省不存在厅”不在部门名单中",
    ),
    "a body of no kind": ("bodies", (BODY,), "B2：单位类别“协调小组”不在可选范围内，可填：领导小组、"),
    "weights as text": ("drafts", (DRAFT | {"权重": "十五"},), "M2：权重“十五”不是权重，请只填数字"),
    "a weight of 101 %": ("drafts", (DRAFT | {"权重": "101%"},), "M2：权重“101%”不是权重，请只填数字"),
    "a weight of 101": ("drafts", (DRAFT | {"权重": 101},), "M2：权重“101”应大于0，不超过50"),
    "a progress of 101 %": ("reports", (REPORT,), "D2：进度“101”应在0到100之间；超额完成的，须另填完成数量"),
    "a quantity without unit": ("drafts", (DRAFT | {"单位": ""},), "G2：单位：有数量的须写明单位"),
    "a quantity that the words contradict": (
        "drafts", (DRAFT | {"数量": "900"},), "F2：数量900公里与绩效要求中的“1000公里”不一致，请核对；",
    ),
    "a negative quantity": ("drafts", (DRAFT | {"数量": "-5"},), "F2：数量“-5”是负数；要求减少的，请填减少的数量"),
    "a quantity with its qualifier": (
        "drafts", (DRAFT | {"数量": "1000公里以上"},), "F2：数量“1000公里以上”不是数，请只填数字，把单位填在“单位”列",
    ),
    "a quantity of a calculator": ("drafts", (DRAFT | {"数量": "1.2e3"},), "F2：数量“1.2e3”不是数，请只填数字"),
    "a year that is over": ("drafts", (DRAFT | {"年度": "2025"},), "A2：年度2025已经过去，以前年度下达的目标用"),
    "a year that is far": ("drafts", (DRAFT | {"年度": "2028"},), "A2：年度2028还早，只拟定2026年和2027年的目标"),
    "a day that there is not": ("drafts", (DRAFT | {"完成时限": "2026-02-29"},), "I2：完成时限“2026-02-29”不是"),
    "a day that has passed": (
        "drafts", (DRAFT | {"完成时限": "2026-03-04"},), "I2：完成时限2026-03-04在今天（2026-03-05）之前，请核对",
    ),
    "a day after its year": ("drafts", (DRAFT | {"完成时限": "2027-01-01"},), "I2：完成时限2027-01-01在2026年之后，"),
    "a day before its year": (
        "drafts", (DRAFT | {"年度": "2027"},), "I2：完成时限2026-12-31在2027年之前，请核对年度和完成时限",
    ),
    "a category of no list": (
        "drafts", (DRAFT | {"目标类别": "职能目标"},), "D2：目标类别“职能目标”不在可选范围内，可填：机关建设目标、",
    ),
    "an origin that contradicts the management": (
        "drafts", (DRAFT | {"目标来源": "动态目标", "管理方式": "初始目标"},),
        "E2：目标来源“动态目标”与“管理方式”一列不一致：动态目标填在“管理方式”，请核对",
    ),
    "a party item of a functional target": (
        "drafts", (DRAFT | {"党建项目": "思想建设"},), "N2：党建项目不适用于职能绩效目标，请留空",
    ),
    "a weight outside the initial list": (
        "drafts", (DRAFT | {"管理方式": "动态目标", "来源文件日期": "2026-03-01", "权重": "5"},),
        "M2：权重：只有职能绩效目标的初始目标有权重（《总则》6.2），请留空",
    ),
    "可加 that is neither": ("drafts", (DRAFT | {"可加": "也许"},), "N2：可加“也许”不在可选范围内，可填：是、否"),
    "a ground of no list": ("drafts", (DRAFT | {"纳入依据": "领导要求"},), "N2：纳入依据“领导要求”不在可选范围内，"),
    "a division that is not registered": (
        "drafts", (DRAFT | {"内设机构": "规划处"},), "N2：内设机构“规划处”不是“D001”已登记的内设机构，请先登记",
    ),
    "a department that is named twice": (
        "drafts", (DRAFT | {"配合部门": "第001厅"},), "N2：配合部门“第001厅”与“D001”是同一部门，请只写一次",
    ),
    "a parent elsewhere without its unit": (
        "drafts", (DRAFT | {"上级目标编号": "S1", "上级目标名称": "全省公路", "上级管理单位": ""},),
        "O2：上级管理单位：上级目标由其他单位管理的，须写明其编号、名称和管理单位",
    ),
    "a parent that is unknown": (
        "drafts", (DRAFT | {"上级目标编号": "X9"},), "L2：上级目标编号“X9”不在2026年目标和草案中，请核对编号；",
    ),
    "a parent that is itself": (
        "drafts", (DRAFT | {"上级目标编号": "N2"},), "L2：上级目标编号“N2”就是本目标，没有上级目标的请留空",
    ),
    "parents in a circle": (
        "drafts", (DRAFT | {"上级目标编号": "N3"}, DRAFT | {"编号": "N3", "上级目标编号": "N2"}),
        "L3：上级目标编号“N2”属于本目标，上下级首尾相接，请改正其中一项",
    ),
    "a second parent": (
        "drafts", (DRAFT | {"上级目标编号": "T001、T002"},),
        "L2：上级目标编号“T001、T002”写了几个编号，一个目标只有一个上级目标，请只填一个",
    ),
    "a second parent in a second row": (
        "drafts", (DRAFT | {"上级目标编号": "T001"}, DRAFT | {"上级目标编号": "T002"}),
        "J3：编号“N2”重复：第2行与第3行，请只保留一行",
    ),
    "a leaf without finishing time": (
        "indicators", (leaf("1", **N1, 完成时限=""),), "J2：完成时限未填写，最下一级指标须写明完成时限",
    ),
    "a fourth level": ("indicators", DEEP, "D5：上级指标“1-1-1”已是三级指标，“1-1-1-1”在其下为第4级，指标最多三级"),
    "a leaf's quantity without unit": (
        "indicators", (leaf("1", **N1, 单位=""),), "G2：单位未填写，有数量的指标须写明单位",
    ),
    "a leaf's quantity without direction": (
        "indicators", (leaf("1", **N1, 方向=""),), "H2：方向未填写，有数量的指标须写明方向，可填：不少于、不多于、等于",
    ),
    "a direction of no list": (
        "indicators", (leaf("1", **N1, 方向="至少"),), "H2：方向“至少”不在可选范围内，可填：不少于、不多于、等于",
    ),
    "a leaf that asks nothing": (
        "indicators", (leaf("1", **N1, 数量="", 单位="", 方向=""),), "I2：标准未填写，没有数量的指标须写明可核查的标准",
    ),
    "a quantity above a leaf": (
        "indicators", (row("1", **N1, 数量="5", 单位="公里"), leaf("1-1", "1", **N1)),
        "F2：数量由下一级指标填写，此处请留空",
    ),
    "an indicator of no target": (
        "indicators", (leaf("1", target="N9"),), "B2：目标编号“N9”不在2026年目标和草案中，请核对编号",
    ),
    "a milestone before the year": (
        "indicators", (leaf("1", **N1, 完成时限="2025-12-31"),), "J2：完成时限2025年12月31日早于目标的年度2026年",
    ),
    "a milestone after the deadline": (
        "indicators", (leaf("1", **N1, 完成时限="2026-12-20"),),
        "J2：完成时限2026年12月20日晚于目标的完成时限（2026年11月30日）",
    ),
    "an indicator's parent that is unknown": (
        "indicators", (leaf("1", "9", **N1),), "D2：上级指标“9”不存在，请核对其编号",
    ),
    "an indicator below itself": (
        "indicators", (leaf("1", "1", **N1),), "D2：上级指标不能是它自己，没有上级指标的请留空",
    ),
    "indicators in a circle": (
        "indicators", (leaf("1", "2", **N1), leaf("2", "1", **N1)), "D2：上级指标首尾相接：“1”、“2”，请改正其中一项",
    ),
    "an indicator's second parent": (
        "indicators", (leaf("3", "1、2", **N1),), "D2：上级指标“1、2”写了几个编号，只有一个上级指标，请只填一个",
    ),
    "an indicator's second parent in a second row": (
        "indicators", TWO_ABOVE, "C5：指标编号“3”重复：第4行与第5行，请只保留一行",
    ),
}  # fmt: skip
