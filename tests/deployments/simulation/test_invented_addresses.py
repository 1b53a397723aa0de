"""Invented addresses: equal if the real ones are equal, and empty if there is no real one."""

from deployments.simulation.invented_addresses import InventedAddresses


def test_equal_addresses_stay_equal_and_others_differ() -> None:
    addresses = InventedAddresses()
    shown = [addresses.mailbox(real) for real in ("a@example.gov.cn", "b@example.gov.cn", "a@example.gov.cn")]
    assert shown == ["0001@simulated.test", "0002@simulated.test", "0001@simulated.test"]


def test_a_mailbox_a_robot_and_a_person_get_different_numbers() -> None:
    addresses = InventedAddresses()
    assert (addresses.mailbox("x"), addresses.robot("x"), addresses.person("x")) == (
        "0001@simulated.test",
        "robot-0002",
        "user-0003",
    )


def test_the_url_of_another_service_becomes_an_invented_robot() -> None:
    assert InventedAddresses().robot("json://hook.example.com/key") == "robot-0001"


def test_no_address_is_invented_if_there_is_no_real_one() -> None:
    addresses = InventedAddresses()
    assert (addresses.mailbox(""), addresses.robot(""), addresses.person("")) == ("", "", "")
