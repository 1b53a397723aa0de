"""`python -m deployments.portal.serve`: serves the page; started and restarted by `mubiao up`."""

import socket
import ssl
import tempfile
from contextlib import suppress

import uvicorn

from deployments.portal.app import application
from deployments.portal.kept_files import folder
from models.database import bind
from models.ledger.evidence.store import configure_store
from models.rules.errors import Refused
from tasks.settings import Settings, settings

TRIED, HIGHEST = 20, 65535  # ports


def free_address(chosen: Settings) -> str:
    """Return the address to listen at: that of the setting, or with the next port that is free.

    Raises Refused for one that others could listen in to, and for a certificate that cannot be used.
    """
    host, _, port = chosen.page_listen.rpartition(":")
    _check_certificate(chosen)
    if not (chosen.page_certificate or chosen.page_proxies or host == "localhost" or host.startswith("127.")):
        raise Refused(
            f"网页监听{chosen.page_listen}，其他机器连得上，口令和内容在网络上却不加密，没有启动。"
            "请设置证书 MUBIAO_PAGE_CERTIFICATE 和 MUBIAO_PAGE_KEY，或者前面有代理服务器的设置 MUBIAO_PAGE_PROXIES。"
        )
    for number in range(int(port), min(int(port) + TRIED, HIGHEST + 1)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((host, number))
                return f"{host}:{number}"
    raise Refused(f"网页的端口{port}至{int(port) + TRIED - 1}都不能用，请改用其他端口：设置 MUBIAO_PAGE_LISTEN。")


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


def configured(chosen: Settings) -> uvicorn.Config:
    """Return the server of the settings: its address and certificate, and the proxies whose word counts."""
    host, _, port = chosen.page_listen.rpartition(":")
    return uvicorn.Config(
        application(),
        host=host,
        port=int(port),
        log_level="warning",
        server_header=False,
        proxy_headers=bool(chosen.page_proxies),
        forwarded_allow_ips=chosen.page_proxies,
        ssl_certfile=chosen.page_certificate,
        ssl_keyfile=chosen.page_key,
    )


def serve() -> None:
    """Serve the page at the address of the setting until the process is stopped."""
    current = settings()
    if current.database_url is None:
        raise Refused("网页由 mubiao up 启动。")
    bind(current.database_url.get_secret_value())
    tempfile.tempdir = str(folder())  # where a file that is sent arrives, on the disk that is asked for its room
    configure_store(*current.evidence)
    uvicorn.Server(configured(current)).run()


if __name__ == "__main__":
    serve()
