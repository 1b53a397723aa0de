"""Where the page listens: at the address of the setting, to other machines only with an address and encryption."""

import socket
import ssl
from contextlib import suppress

from models.rules.errors import Refused
from tasks.settings import Settings

TRIED, HIGHEST = 20, 65535  # ports


def free_address(chosen: Settings, tried: int = TRIED) -> str:
    """Return the address to listen at: that of the setting, or with the next port that is free.

    So many ports are `tried`. Raises Refused for one that others could listen in to, and for a certificate that cannot
    be used.
    """
    host, _, port = chosen.page_listen.rpartition(":")
    _check_certificate(chosen)
    if not (host == "localhost" or host.startswith("127.")):
        _check_reach(chosen)
    for number in range(int(port), min(int(port) + tried, HIGHEST + 1)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((host, number))
                return f"{host}:{number}"
    ports = f"{port}至{int(port) + tried - 1}都" if tried > 1 else f"{port}"
    raise Refused(f"网页的端口{ports}不能用，请改用其他端口：设置 MUBIAO_PAGE_LISTEN。")


def _check_reach(chosen: Settings) -> None:
    """Raise Refused if other machines would reach the page without an address for it, or without encryption."""
    reach = f"网页监听{chosen.page_listen}，其他机器连得上，"
    if not (chosen.page_certificate or chosen.page_proxies):
        raise Refused(
            f"{reach}口令和内容在网络上却不加密，没有启动。"
            "请设置证书 MUBIAO_PAGE_CERTIFICATE 和 MUBIAO_PAGE_KEY，或者前面有代理服务器的设置 MUBIAO_PAGE_PROXIES。"
        )
    if not chosen.page_url:
        raise Refused(f"{reach}却没有设置网址，没有启动。请设置 MUBIAO_PAGE_URL；只供本机使用的，请监听127.0.0.1。")


def _check_certificate(chosen: Settings) -> None:
    if not (chosen.page_certificate or chosen.page_key):
        return
    if not (chosen.page_certificate and chosen.page_key):
        raise Refused("网页的证书和私钥要一起设置：MUBIAO_PAGE_CERTIFICATE 和 MUBIAO_PAGE_KEY。")
    if not chosen.page_url.startswith("https:"):
        raise Refused("网页设了证书，网址就应以 https:// 开头，请改 MUBIAO_PAGE_URL。")
    try:
        tried = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tried.load_cert_chain(chosen.page_certificate, chosen.page_key, password="")
    except (OSError, ValueError) as error:  # ValueError: the key asks for a password
        raise Refused(
            f"网页的证书 {chosen.page_certificate} 或者私钥 {chosen.page_key} 不能用：应为成对的PEM文件，"
            "私钥不设密码，本用户可读。"
        ) from error


def page_at(chosen: Settings, listen: str) -> str:
    """Returns in words where the page is."""
    if chosen.page_url:
        return f"{chosen.page_url}，监听{listen}"
    return f"http://{listen}（只供本机；供其他机器使用的，请设置 MUBIAO_PAGE_URL）"
