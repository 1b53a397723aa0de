"""The address of object storage: read whole, or refused in a sentence that repeats no secret."""

from __future__ import annotations

import pytest

from models.file_store.address import read_address
from models.rules.errors import Refused


def test_an_address_is_read_with_its_secret_unquoted() -> None:
    found = read_address("s3://AK:a%2Fb@store.gz.gov.cn:9000/mubiao/cells/gz?tls=no")
    assert (found.endpoint, found.bucket, found.prefix) == ("http://store.gz.gov.cn:9000", "mubiao", "cells/gz")
    assert (found.key, found.secret, str(found)) == ("AK", "a/b", "s3://store.gz.gov.cn:9000/mubiao/cells/gz")
    assert "a/b" not in repr(found)
    plain = read_address("s3://AK:b@store.gz.gov.cn/mubiao/")
    assert (plain.endpoint, plain.prefix, str(plain)) == ("https://store.gz.gov.cn", "", "s3://store.gz.gov.cn/mubiao")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s3://AK:geheim@host:9000", "没有写桶"),
        ("s3://AK:geheim@host:9000/", "没有写桶"),
        ("s3://host:9000/bucket", "应为s3://"),
        ("s3://AK@host/bucket", "应为s3://"),
        ("s3://AK:ge/heim@host/bucket", "应为s3://"),
        ("s3://AK:geheim@host:x/bucket", "应为s3://"),
        ("s3://AK:geheim@[host/bucket", "应为s3://"),
        ("http://AK:geheim@host/bucket", "应为s3://"),
        ("geheim", "应为s3://"),
        ("s3://AK:geheim@host/bucket?tls=maybe", "只能是 tls=no"),
        ("s3://AK:geheim@host/bucket/a#b", "只能是 tls=no"),
        ("s3://AK:geheim@host/bucket/../other", "桶和前缀只能由"),
        ("s3://AK:geheim@host/bu%20cket", "桶和前缀只能由"),
        ("s3://AK:geheim@host/bucket/a//b", "桶和前缀只能由"),
    ],
)
def test_any_other_text_is_refused(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        read_address(text)
    assert "heim" not in refused.value.message
