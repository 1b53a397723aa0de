"""联络员, 机构改革 and 公众意见: fields with a form or a limit, with the words of each complaint (6.1.6, 6.2.7)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.faults import complain
from models.intake.liaison import LiaisonNamed
from models.intake.opinion import OpinionFedBack, OpinionPublished
from models.intake.quality import QualityReportCompiled
from models.intake.reform import DepartmentRenamed, TargetsTransferred
from models.intake.representation import RepresentationWithdrawn, RepresentativeNamed

LIAISON = {"department": "D001", "name": "李明"}
TERM = {
    "department": "D001",
    "person": "李明",
    "representative": "王芳",
    "email": "wf@example.org",
    "first_day": "2026-03-10",
    "last_day": "2026-03-20",
}
REFORM = {"department": "D001", "effective_on": "2026-06-01", "basis": "黔机编〔2026〕1号"}
RENAMED = REFORM | {"name": "省体育局"}
MOVED = REFORM | {"successor": "D002", "targets": "T001"}
QUALITY = {"period": "2026Q3", "problems": "资金到位慢", "plans": "按月调度"}
EMAIL = "不是有效的邮箱地址，请写成name@example.gov.cn。"
MOBILE = "“手机”格式不对，手机号应为11位数字，固定电话前写区号，如0851-85360001。"
LONG = "字" * 20_001
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (LiaisonNamed, LIAISON | {"email": "liming"}, f"“邮箱”“liming”{EMAIL}"),
    (LiaisonNamed, LIAISON | {"email": "a@b.cn,c@d.cn"}, f"“邮箱”“a@b.cn,c@d.cn”{EMAIL}"),
    (LiaisonNamed, LIAISON | {"mobile": "1380013800"}, MOBILE),
    (LiaisonNamed, LIAISON | {"mobile": "138001380000"}, MOBILE),
    (LiaisonNamed, LIAISON | {"mobile": "138-0013-8000"}, MOBILE),
    (LiaisonNamed, LIAISON | {"mobile": "13800138000\n"}, MOBILE),
    (LiaisonNamed, LIAISON | {"mobile": 13800138000}, "“手机”应为文字。"),
    (LiaisonNamed, LIAISON | {"wecom_id": None}, "“企业微信号”应为文字。"),
    (RepresentativeNamed, TERM | {"email": " "}, "“受托人邮箱”不能为空。"),
    (RepresentativeNamed, TERM | {"email": "wangfang"}, f"“受托人邮箱”“wangfang”{EMAIL}"),
    (
        RepresentativeNamed,
        TERM | {"mobile": "138"},
        f"“受托人{MOBILE[1:]}",
    ),
    (RepresentativeNamed, TERM | {"last_day": "月底"}, "“结束日期”不是有效日期，应为2026-06-30这样的写法。"),
    (RepresentationWithdrawn, {"department": "D001", "person": "李明", "reason": ""}, "“原因”不能为空。"),
    (DepartmentRenamed, RENAMED | {"name": "局" * 101}, "“新名称”不能超过100个字。"),
    (DepartmentRenamed, RENAMED | {"short_name": "局" * 101}, "“新简称”不能超过100个字。"),
    (DepartmentRenamed, RENAMED | {"short_name": 3}, "“新简称”应为文字。"),
    (TargetsTransferred, MOVED | {"targets": []}, "“目标编号”不能为空。"),
    (TargetsTransferred, MOVED | {"targets": ["T001", ""]}, "“目标编号”第2项不能为空。"),
    (TargetsTransferred, MOVED | {"targets": ["T001", 2]}, "“目标编号”第2项应为文字。"),
    (QualityReportCompiled, QUALITY | {"problems": LONG}, "“存在的问题及原因”不能超过20000个字。"),
    (QualityReportCompiled, QUALITY | {"plans": LONG}, "“下步打算”不能超过20000个字。"),
    (QualityReportCompiled, QUALITY | {"completion": LONG}, "“目标完成的特点”不能超过20000个字。"),
    (QualityReportCompiled, QUALITY | {"running": LONG}, "“目标运行的特点”不能超过20000个字。"),
    (OpinionFedBack, {"opinion": "2026-1", "feedback": "已增开", "evidence": [{}]}, "“印证材料”第1项“文件”必填。"),
    (OpinionPublished, {"opinion": "2026-1", "published_in": [""]}, "“公布渠道”应为文字。"),
]


@pytest.mark.parametrize(("form", "data", "words"), WRONG)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    assert complain(error.value, form) == words


@pytest.mark.parametrize("email", ["", " ", None, "ＬＭ＠edu.gov.cn"])
def test_the_address_of_a_liaison_is_optional_and_read_as_in_a_sheet(email: str | None) -> None:
    expected = "LM@edu.gov.cn" if email and email.strip() else ""
    assert LiaisonNamed.model_validate(LIAISON | {"email": email}).email == expected


def test_the_longest_names_and_texts_are_accepted() -> None:
    renamed = DepartmentRenamed.model_validate(RENAMED | {"name": "局" * 100, "short_name": "局" * 100})
    compiled = QualityReportCompiled.model_validate(QUALITY | {"running": LONG[1:]})
    assert (len(renamed.name), len(renamed.short_name), len(compiled.running)) == (100, 100, 20_000)
