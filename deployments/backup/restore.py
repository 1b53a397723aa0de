"""`mubiao restore`: a backup put into an installation that is still empty, and proved equal to what was saved."""

import zipfile
from pathlib import Path

from sqlmodel import Session

from deployments.backup.archive import EVIDENCE, PIECE, RECORDS, SETTINGS, Manifest, digest_of
from deployments.backup.records import digests_of, load
from deployments.calendar_copy import keep_copy
from deployments.pauses_copy import keep_pauses
from models.database import begin, bind, run
from models.ledger.calendars import calendar_of
from models.ledger.chain.verify import verify
from models.ledger.cycle.pausing import halts_of
from models.ledger.lookup import home
from models.migrations import unmake, versions
from models.rules.errors import Refused

USED = "SELECT EXISTS (SELECT 1 FROM block)"


def refuse_used(session: Session) -> None:
    """Refuse an installation that holds records: a restore never mixes two."""
    if run(session, USED).scalar_one():
        raise Refused("本系统已有数据，不能恢复到其中。请另设 MUBIAO_HOME（或空的数据库）后再恢复。")


def put_back(archive: zipfile.ZipFile, manifest: Manifest, owner_url: str, folder: Path) -> None:
    """Bring evidence and records back; afterwards no table is there, or all are, equal to those saved."""
    if manifest.schema_version not in versions():
        raise Refused("备份由更新版本的程序制作，请先升级程序再恢复。")
    for name in archive.namelist():
        if EVIDENCE.fullmatch(name):
            _extract(archive, name, folder / name)
    _keep_settings(archive, folder / SETTINGS)
    bind(owner_url)
    unmake()
    with archive.open(RECORDS) as dumped:
        load(owner_url, dumped)
    with begin() as session:
        found = digest_of(digests_of(session))
    if found != manifest.digest:
        unmake()
        raise Refused("恢复后的数据与备份不一致，已全部撤销。请换一份备份，或重试。")


def renew_copies(session: Session, folder: Path) -> None:
    """What lies beside the database so that dates are answered without it."""
    place = home(session)
    keep_copy(folder, calendar_of(session, place))
    keep_pauses(folder, halts_of(session, place))


def proved(session: Session, manifest: Manifest, folder: Path) -> list[str]:
    """What `verify` finds wrong with the restored ledger, apart from evidence that the backup said it lacks."""
    lacking = {f"印证材料 {digest[:12]}：文件不存在。" for digest in manifest.missing}
    return [words for words in verify(session, folder / "evidence")[1] if words not in lacking]


def _extract(archive: zipfile.ZipFile, name: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_name(f"{place.name}.partial")
    with archive.open(name) as content, partial.open("wb") as into:
        while piece := content.read(PIECE):
            into.write(piece)
    partial.rename(place)


def _keep_settings(archive: zipfile.ZipFile, place: Path) -> None:
    if not place.exists():
        _extract(archive, SETTINGS, place)
