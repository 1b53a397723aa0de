"""Addresses of group robots, validated by their form alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.robots import MASK, Robot, is_mask, is_robot_address, read_robot

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.mark.parametrize(
    ("address", "robot"),
    [
        (KEY, Robot(KEY)),
        (WEBHOOK, Robot(KEY, "qyapi.weixin.qq.com")),
        (f"http://wecom.gz.gov.cn:8080/x?debug=1&key={KEY}", Robot(KEY, "wecom.gz.gov.cn", 8080)),
        (f"https:///send?key={KEY}", Robot(KEY, "")),
        ("无", None),
        ("", None),
        ("x" * 129, None),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", None),
        (f"{WEBHOOK}&key=two", None),
        ("https://qyapi.weixin.qq.com/send?key=a b", None),
        (f"https://wecom.gz.gov.cn:port/send?key={KEY}", None),
        (f"https://[::1/send?key={KEY}", None),
    ],
)
def test_a_robot_is_named_by_its_key_or_its_full_webhook_address(address: str, robot: Robot | None) -> None:
    assert read_robot(address) == robot


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        (KEY, True),
        (WEBHOOK, True),
        ("json://hook.example.cn/key", True),
        ("mailto+x://user:password@example.cn", True),
        ("张三", False),
        ("张三的群", False),
        ("zs@example.cn", False),
        ("https://qyapi.weixin.qq.com/", False),
        (f"https:///send?key={KEY}", False),
        ("json://", False),
        ("json://hook example", False),
        ("企业://hook", False),
    ],
)
def test_other_texts_are_not_robot_addresses(address: str, possible: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_robot_address(address) is possible


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        (f"https://h.cn/send?key={KEY}&next=json://x", True),
        ("https://h.cn/send?next=json://x", False),  # a web address without a key, and any target of the link
        (f"wecombot://{KEY}/json://x", True),
        ("json://h.cn/wecombot://x", True),
        ("http://", False),
        ("http://h.cn:99999/send?key=a", False),
        ("https://h.cn/send?key=", False),
        ("JSON://h.cn/key", False),
        ("1json://h.cn/key", False),
        ("://h.cn/key", False),
        ("x" * 128, True),
        ("x" * 129, False),
        ("a_b-C9", True),
        ("a.b", False),
        ("", False),
    ],
)
def test_an_address_is_judged_by_its_first_scheme(address: str, possible: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_robot_address(address) is possible


@pytest.mark.parametrize(
    ("address", "robot"),
    [
        ("dingtalk://Token7/", Robot("Token7", channel="dingtalk")),
        ("dingtalk://SEC9@Token7/13800000001", Robot("Token7", None, None, "SEC9", "dingtalk")),
        (
            "https://ding.gz.gov.cn:8443/gate/robot/send?access_token=Token7&secret=SEC9",
            Robot("Token7", "ding.gz.gov.cn", 8443, "SEC9", "dingtalk"),
        ),
        ("https://oapi.dingtalk.com/robot/send?access_token=a&access_token=b", None),
        ("https://oapi.dingtalk.com/robot/send?key=a", None),
        ("feishu://Id-7", Robot("Id-7", channel="feishu")),
        ("lark://Id-7/", None),
        (
            "https://open.feishu.cn/open-apis/bot/v2/hook/Id-7/?secret=s9",
            Robot("Id-7", "open.feishu.cn", None, "s9", "feishu"),
        ),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/", None),
        ("https://open.feishu.cn/open-apis/bot/hook/Id-7", None),
        (f"wecombot://{KEY}/", Robot(KEY)),
        ("json://h.cn/robot/send?access_token=Token7", None),
    ],
)
def test_the_robots_of_other_vendors_are_read_in_each_form(address: str, robot: Robot | None) -> None:
    assert read_robot(address) == robot
    assert is_robot_address(address) is (robot is not None or address.startswith(("json", "lark")))
    assert "Token7" not in repr(read_robot(address))
    assert "SEC9" not in repr(read_robot(address))


@given(st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=128))
def test_a_key_is_the_same_alone_and_in_a_webhook_address(key: str) -> None:
    assert read_robot(key) == Robot(key)
    assert read_robot(f"https://h.cn:8443/send?key={key}") == Robot(key, "h.cn", 8443)
    assert is_robot_address(key)


@pytest.mark.parametrize("text", ["***", "******", "*" * 40])
def test_asterisks_are_a_mask_and_no_address(text: str) -> None:
    assert is_mask(text)
    assert not is_robot_address(text)


@pytest.mark.parametrize("text", ["", "*", "**", "***a", "a***", "* * *", KEY])
def test_other_texts_are_no_mask(text: str) -> None:
    assert not is_mask(text)


def test_the_mask_is_a_mask() -> None:
    assert is_mask(MASK)
