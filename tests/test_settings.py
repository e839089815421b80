"""Settings come from the environment, and a wrong one is named."""

import re
from pathlib import Path

import pytest

from bot.settings import HERE, Settings, WrongSetting


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_env({})

    assert Settings() == settings
    assert HERE == settings.root


@pytest.mark.parametrize("written", ["eighty", "-1", "70000", "8080 "[:3] + "x", "٨٠"])
def test_a_port_that_is_none_is_refused_by_name(written: str) -> None:
    with pytest.raises(WrongSetting, match="TROLYSO_PORT must be a whole number"):
        Settings.from_env({"TROLYSO_PORT": written})


def test_a_root_without_domain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"TROLYSO_ROOT must name a folder with domain\.yml"):
        Settings.from_env({"TROLYSO_ROOT": str(tmp_path)})


def test_every_setting_is_in_the_readme() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    source = (HERE / "bot" / "settings.py").read_text(encoding="utf-8")
    names = re.findall(r'"""((?:TROLYSO|TELEGRAM)_[A-Z_]+):', source)

    assert len(names) > 5
    assert [] == [name for name in names if name not in readme]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("ZALO_BOT_TOKEN", "abc"),
        ("ZALO_BOT_TOKEN", "123:a/b"),
        ("ZALO_BOT_SECRET", "short"),
        ("ZALO_BOT_SECRET", "with a space in it"),
        ("ZALO_BOT_SECRET", "mật-khẩu-có-dấu"),
        ("ZALO_BOT_SECRET", "x" * 257),
    ],
)
def test_a_setting_of_the_zalo_bot_that_cannot_be_is_refused_by_name(
    name: str, written: str
) -> None:
    with pytest.raises(WrongSetting, match=f"^{name} must"):
        Settings.from_env({name: written})


def test_the_zalo_bot_has_its_settings() -> None:
    environ = {
        "ZALO_BOT_TOKEN": " 12345689:abc-xyz ",
        "ZALO_BOT_SECRET": "s3cret-s3cret",
        "ZALO_BOT_API_URL": "http://127.0.0.1:9001/",
    }

    settings = Settings.from_env(environ)

    assert ("12345689:abc-xyz", "s3cret-s3cret", "http://127.0.0.1:9001") == (
        settings.zalo_bot_token,
        settings.zalo_bot_secret,
        settings.zalo_bot_api,
    )
