"""Of the machine's certificates the demonstration loads the first, whatever their remarks are written in."""

import ssl
from pathlib import Path

import pytest

from deployments.demo.world import LAST_LINE, _few_certificates


def test_the_first_certificate_is_taken_though_a_remark_is_not_utf_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tmp_path / "all.pem"
    known = ssl.get_default_verify_paths().cafile
    if not known:
        pytest.skip("this machine has no file of certificates")
    machine.write_bytes(b"# S\xe3o Paulo\n" + Path(known).read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(machine))
    (name, file) = next(iter(_few_certificates(tmp_path).items()))
    assert name == "SSL_CERT_FILE"
    assert Path(file).read_bytes().count(LAST_LINE) == 1
    assert len(ssl.create_default_context(cafile=file).get_ca_certs()) == 1
