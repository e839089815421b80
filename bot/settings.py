"""Settings: made once from the environment, then handed in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.official_account import OfficialAccount

HERE = Path(__file__).parent.parent


class WrongSetting(ValueError):
    """A setting cannot be used; the message says which and why, in one sentence."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set; the README lists the same names."""

    root: Path = HERE
    """TROLYSO_ROOT: where domain.yml, nlu/config.yml and data/ are."""
    home: Path = Path("var")
    """TROLYSO_HOME: models and the SQLite file."""
    database_url: str = ""
    """TROLYSO_DATABASE: by default the file trolyso.sqlite3 in the home."""
    host: str = "127.0.0.1"
    """TROLYSO_HOST: the address to listen on."""
    port: int = 8080
    """TROLYSO_PORT: the port to listen on."""
    address: str = ""
    """TROLYSO_ADDRESS: where citizens find the site, for QR codes; by default as asked for."""
    keep_days: int = 90
    """TROLYSO_KEEP_DAYS: how long turns and needs are kept."""
    variables: Path | None = None
    """TROLYSO_VARIABLES: a file of the commune's own hotlines and addresses."""
    telegram_token: str = ""
    """TELEGRAM_BOT_TOKEN: from @BotFather; without it Telegram is not opened."""
    telegram_api: str = "https://api.telegram.org"
    """TELEGRAM_API_URL: another server that speaks the Bot API."""
    zalo_bot_token: str = ""
    """ZALO_BOT_TOKEN: from Zalo Bot Creator; without it the Zalo bot is not opened."""
    zalo_bot_secret: str = ""
    """ZALO_BOT_SECRET: with TROLYSO_ADDRESS, Zalo posts events and proves itself by this."""
    zalo_bot_api: str = "https://bot-api.zaloplatforms.com"
    """ZALO_BOT_API_URL: another server that speaks the Zalo Bot API."""
    zalo_oa: OfficialAccount | None = None
    """ZALO_OA_ID, ZALO_OA_APP_ID, ZALO_OA_APP_SECRET, ZALO_OA_SECRET_KEY: a Zalo Official Account;
    without them it is not opened. ZALO_OA_REFRESH_TOKEN: once, to begin with.
    ZALO_OA_SIGNATURES: strict, or log_only to find a wrong key. ZALO_OA_BUTTONS: 1 for buttons.
    ZALO_OA_PLACE_PICTURE: a picture for Zalo's form that asks where one lives.
    ZALO_OA_API_URL, ZALO_OA_AUTH_URL: other servers that speak Zalo's Open API and OAuth."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings of an environment.

        Raises:
            WrongSetting: a value cannot be used.
        """
        default = cls()
        variables = environ.get("TROLYSO_VARIABLES")
        return cls(
            root=_folder(environ, "TROLYSO_ROOT", default.root),
            home=Path(environ.get("TROLYSO_HOME") or default.home),
            database_url=environ.get("TROLYSO_DATABASE", ""),
            host=environ.get("TROLYSO_HOST") or default.host,
            port=_number(environ, "TROLYSO_PORT", default.port, 0, 65535),
            address=_address(environ.get("TROLYSO_ADDRESS", "")),
            keep_days=_number(environ, "TROLYSO_KEEP_DAYS", default.keep_days, 1, 3650),
            variables=_file(variables) if variables else None,
            telegram_token=environ.get("TELEGRAM_BOT_TOKEN", "").strip(),
            telegram_api=(environ.get("TELEGRAM_API_URL") or default.telegram_api).rstrip("/"),
            zalo_bot_token=_zalo_bot_token(environ.get("ZALO_BOT_TOKEN", "").strip()),
            zalo_bot_secret=_zalo_bot_secret(environ.get("ZALO_BOT_SECRET", "").strip()),
            zalo_bot_api=(environ.get("ZALO_BOT_API_URL") or default.zalo_bot_api).rstrip("/"),
            zalo_oa=_official_account(environ),
        )

    @property
    def database(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{(self.home / 'trolyso.sqlite3').absolute()}"


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    written = environ.get(name, "").strip()
    if not written:
        return default
    if not written.isascii() or not written.isdigit() or not least <= int(written) <= most:
        raise WrongSetting(f"{name} must be a whole number from {least} to {most}, not '{written}'")
    return int(written)


def _address(written: str) -> str:
    address = written.strip().rstrip("/")
    if address and not re.fullmatch(r"https?://[\w.-]+(:\d+)?", address, re.ASCII):
        raise WrongSetting(f"TROLYSO_ADDRESS must look like https://trolyso.vn, not '{address}'")
    return address


def _zalo_bot_token(written: str) -> str:
    if written and not re.fullmatch(r"\d+:[\w-]+", written, re.ASCII):
        raise WrongSetting("ZALO_BOT_TOKEN must look like 12345689:abc-xyz, as Zalo sent it")
    return written


def _zalo_bot_secret(written: str) -> str:
    if written and not re.fullmatch(r"[!-~]{8,256}", written):
        raise WrongSetting("ZALO_BOT_SECRET must have 8 to 256 letters and digits, no spaces")
    return written


OF_OFFICIAL_ACCOUNT = ("ID", "APP_ID", "APP_SECRET", "SECRET_KEY")


def _official_account(environ: Mapping[str, str]) -> OfficialAccount | None:
    """The account when all of its keys are there; some of them are a mistake."""
    names = [f"ZALO_OA_{name}" for name in OF_OFFICIAL_ACCOUNT]
    keys = [environ.get(name, "").strip() for name in names]
    missing = [name for name, key in zip(names, keys, strict=True) if not key]
    if missing:
        if any(keys):
            raise WrongSetting(f"{', '.join(missing)} must be set for the Zalo Official Account")
        return None
    signatures = _one_of(environ, "ZALO_OA_SIGNATURES", ("strict", "log_only"))
    default = OfficialAccount("", "", "", "")
    id, app_id, app_secret, secret_key = keys
    return OfficialAccount(
        id,
        app_id,
        app_secret,
        secret_key,
        refresh_token=environ.get("ZALO_OA_REFRESH_TOKEN", "").strip(),
        api=(environ.get("ZALO_OA_API_URL") or default.api).rstrip("/"),
        auth=(environ.get("ZALO_OA_AUTH_URL") or default.auth).rstrip("/"),
        strict=signatures == "strict",
        buttons=_one_of(environ, "ZALO_OA_BUTTONS", ("0", "1")) == "1",
        place_picture=environ.get("ZALO_OA_PLACE_PICTURE", "").strip(),
    )


def _one_of(environ: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    written = environ.get(name, "").strip() or words[0]
    if written not in words:
        raise WrongSetting(f"{name} must be {' or '.join(words)}, not '{written}'")
    return written


def _folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    folder = Path(environ.get(name) or default)
    if not (folder / "domain.yml").is_file():
        raise WrongSetting(f"{name} must name a folder with domain.yml in it; {folder} has none")
    return folder


def _file(written: str) -> Path:
    if not Path(written).is_file():
        raise WrongSetting(f"TROLYSO_VARIABLES names {written}, which is not a file")
    return Path(written)
