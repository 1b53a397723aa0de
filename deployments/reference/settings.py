"""docs/reference/settings.md: every setting of the installation, and every setting of the agency."""

from pydantic.fields import FieldInfo

from deployments.reference.allowed import allowed
from deployments.reference.markdown import NONE, code, page, prose, table
from models.rules.policy import SETTINGS, meant
from tasks.settings import Settings


def settings_page() -> str:
    """Both tables of settings."""
    ours = table(
        ("环境变量", "settings.toml", "含义", "可填", "默认"), (_row(*each) for each in Settings.model_fields.items())
    )
    theirs = table(
        ("设定", "含义", "条款", "例", "即"),
        ([code(each.key), each.name, each.clause, code(each.example), meant(each)] for each in SETTINGS.values()),
    )
    return page(
        "设置",
        prose("pages", "settings"),
        prose("pages", "settings_of_installation"),
        ours,
        prose("pages", "settings_of_agency"),
        theirs,
    )


def _row(name: str, field: FieldInfo) -> list[str]:
    variable = "DATABASE_URL" if name == "database_url" else f"MUBIAO_{name.upper()}"
    in_file = NONE if name == "home" else code(name)  # the file stands in that folder
    return [code(variable), in_file, field.title or "", allowed(field), _default(field)]


def _default(field: FieldInfo) -> str:
    if field.default_factory:
        return "用户数据目录；root为 /var/lib/mubiao"
    return "空" if field.default in {None, ""} else code(field.default)
