"""负面清单和整改: findings, limits, declarations and rechecks, with the words of each complaint (6.2.4, 6.2.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.negative_list import CompletionDeclared, FeedbackFiled, FindingListed, LimitSet, Rechecked
from tests.models.intake.complaint import complaint

TARGET = {"target": "T001"}
CHECKED = TARGET | {"rechecked_by": "王文、李天", "signed_by": "王文", "evidence": "现场.jpg"}
FAILED = CHECKED | {"passed": "否", "found": "仍未开工", "new_limit": "2026-11-30"}
PASSED = CHECKED | {"passed": "是", "found": "已完工"}
BASIS = "复查由两名以上核查人员进行的，写明复查人员、签字的复查人员，附印证材料；以核查结果为依据的，只写核查编号。"
LIMIT = "复查未通过须定新的整改时限，通过则不填。"
NO_FIELD = "没有这个字段，可填：target（目标编号）、year（年度）、limit（整改时限）"
NO_DATE = "不是有效日期，应为2026-06-30这样的写法。"
BLANK = "“目标编号”不能为空；“核查编号”不能为空；“组长”不能为空。"
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (FindingListed, TARGET | {"leader": "王文"}, "“核查编号”必填。"),
    (FindingListed, TARGET | {"inspection": "2026-1"}, "“组长”必填。"),
    (FindingListed, {"target": " ", "inspection": " ", "leader": ""}, BLANK),
    (LimitSet, TARGET | {"limit": "三个月内"}, f"“整改时限”{NO_DATE}"),
    (LimitSet, TARGET | {"limit": "2026-11-31"}, f"“整改时限”{NO_DATE}"),
    (LimitSet, TARGET | {"limit": ["2026-11-30"]}, f"“整改时限”{NO_DATE}"),
    (LimitSet, TARGET | {"limits": "2026-11-30"}, f"“整改时限”必填；“limits”{NO_FIELD}。"),
    (CompletionDeclared, TARGET | {"completed_on": "2026-05-01", "measures": 3}, "“整改措施”应为文字。"),
    (CompletionDeclared, TARGET | {"measures": "增派人手"}, "“完成日期”必填。"),
    (FeedbackFiled, TARGET | {"feedback": "\n"}, "“整改情况”不能为空。"),
    (Rechecked, PASSED | {"passed": "通过"}, "“是否通过”应填是或否。"),
    (Rechecked, PASSED | {"found": ""}, "“复查情况”不能为空。"),
    (Rechecked, FAILED | {"new_limit": "下月底"}, f"“新的整改时限”{NO_DATE}"),
    (Rechecked, PASSED | {"new_limit": "2026-11-30"}, LIMIT),
    (Rechecked, CHECKED | {"passed": False, "found": "仍未开工"}, LIMIT),
    (Rechecked, FAILED | {"new_limit": None}, LIMIT),
    (Rechecked, PASSED | {"rechecked_by": ""}, BASIS),
    (Rechecked, PASSED | {"signed_by": ""}, BASIS),
    (Rechecked, PASSED | {"evidence": []}, BASIS),
    (Rechecked, PASSED | {"inspection": "2026-2"}, BASIS),
    (Rechecked, TARGET | {"passed": True, "found": "已完工", "inspection": "2026-2", "signed_by": "王文"}, BASIS),
    (Rechecked, TARGET | {"passed": True, "found": "已完工"}, BASIS),
]


@pytest.mark.parametrize(("form", "data", "words"), WRONG)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


@pytest.mark.parametrize("no", ["否", False])
def test_a_recheck_that_failed_has_a_new_limit(no: object) -> None:
    checked = Rechecked.model_validate(FAILED | {"passed": no})
    assert (checked.passed, checked.new_limit) == (False, date(2026, 11, 30))


@pytest.mark.parametrize("more", [{}, {"new_limit": None}])
def test_a_recheck_that_passed_has_no_limit(more: dict[str, None]) -> None:
    assert Rechecked.model_validate(PASSED | more).new_limit is None


def test_a_recheck_stands_on_its_people_or_on_an_inspection_which_was_signed_before() -> None:
    own = Rechecked.model_validate(PASSED)
    assert (own.rechecked_by, own.signed_by, own.signed_elsewhere) == (("王文", "李天"), "王文", False)
    based = Rechecked.model_validate(TARGET | {"passed": True, "found": "已完工", "inspection": "2026-2"})
    assert (based.rechecked_by, based.inspection, based.signed_elsewhere) == ((), "2026-2", True)


@pytest.mark.parametrize("measures", ["增派人手\n夜间施工", "（一）“双减”；１２％"])
def test_the_measures_of_a_declaration_stay_as_written(measures: str) -> None:
    data = TARGET | {"completed_on": "2026-05-01", "measures": measures}
    assert CompletionDeclared.model_validate(data).measures == measures


@pytest.mark.parametrize("measures", [{}, {"measures": ""}, {"measures": " \n"}])
def test_a_declaration_without_measures_is_refused(measures: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="measures"):
        CompletionDeclared.model_validate(TARGET | {"completed_on": "2026-05-01"} | measures)
