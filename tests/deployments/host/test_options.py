"""The settings of a cell: known, valid and of a cell; a secret value is never repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.host.options import OPTIONS, Options, read_pairs, with_places
from models.rules.errors import Refused
from tasks.settings import is_secret
from tests.deployments.host.conftest import LIVE, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process


def test_each_address_with_a_password_is_secret() -> None:
    assert {name for name in OPTIONS if is_secret(name)} >= {"mail_url", "inbox_url", "wecom_url", "wecom_app_url"}


def test_words_are_read_as_names_with_values() -> None:
    assert read_pairs(["mail-domain=a=b", "mail_url="]) == {"mail_domain": "a=b", "mail_url": ""}
    with pytest.raises(Refused, match="第2项"):
        read_pairs(["a=b", SECRET])


def test_a_new_cell_gets_a_prefix_of_its_key_in_the_bucket_of_the_host() -> None:
    bucket, own = "s3://id:word@store:8333/bucket/cells?tls=no", Options({}, {"evidence_url": "s3://a:b@c/d"})
    given = with_places(Options({}, {}), "gz", bucket=bucket, pages="")
    assert given.secret == {"evidence_url": "s3://id:word@store:8333/bucket/cells/gz?tls=no"}
    assert with_places(own, "gz", bucket=bucket, pages="") == own
    assert with_places(Options({}, {}), "gz", bucket="", pages="") == Options({}, {})


def test_a_new_cell_gets_its_page_below_that_of_the_host() -> None:
    given = with_places(Options({}, {}), "gz", bucket="", pages="https://mb.example.gov.cn/")
    assert given.plain == {"page_url": "https://mb.example.gov.cn/gz"}
    own = Options({"page_url": "https://gz.gov.cn"}, {})
    assert with_places(own, "gz", bucket="", pages="https://mb.example.gov.cn") == own


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("evidence_url = 's3://g3heim-wort@store'", "s3://"),
        ("port = 4300", "单元没有设置“port”"),
        ("database_url = 'postgresql://a:g3heim-wort@b/c'", "单元没有设置“database_url”"),
        ("mail_domain = 1.5", "设置“mail_domain”应为文字或数字。"),
        ("attachment_limit_mb = 'g3heim-wort'", "不是整数"),
        (
            "mail_url = 'mbmail://a:g3heim-wort@mail.example.cn/?from=m@b.cn&cto=16'",
            "“mail_url”的cto应不超过15秒",
        ),
        ("inbox_url = 'maildir:///g3heim-wort'", "不能用 maildir://"),
        ("inbox_url = 'g3heim-wort'", "收件箱地址"),
        ("mail_url = 'g3heim-wort'", "通知渠道地址无法识别"),
        ("wecom_app_url = 'mbwecomapps://g3heim-wort'", "企业微信"),
        ("mail_url 'g3heim-wort'", "读不了设置文件"),
        ("page_url = 'https://[g3heim-wort'", "应为网页的地址"),
        ("page_url = 'g3heim-wort.example/gz'", "应为网页的地址"),
    ],
)
def test_a_wrong_setting_is_refused_and_not_repeated(
    host: Mubiao, state: Callable[[], Any], tmp_path: Path, line: str, sentence: str
) -> None:
    (tmp_path / "a.toml").write_text(line)
    before = state()
    refusal = host.refused(
        "host", "add", "new", "--jurisdiction", "安顺市", *LIVE, "--settings", str(tmp_path / "a.toml")
    )
    assert sentence in refusal
    assert SECRET not in refusal
    assert state() == before
