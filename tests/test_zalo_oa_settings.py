"""The settings of a Zalo Official Account: all of its keys or none."""

import pytest

from bot.settings import Settings, WrongSetting

KEYS = {
    "ZALO_OA_ID": "7",
    "ZALO_OA_APP_ID": "9",
    "ZALO_OA_APP_SECRET": "a",
    "ZALO_OA_SECRET_KEY": "k",
}


def test_without_keys_there_is_no_account() -> None:
    assert Settings.from_env({"ZALO_OA_BUTTONS": "1"}).zalo_oa is None


def test_all_keys_make_an_account() -> None:
    account = Settings.from_env({**KEYS, "ZALO_OA_API_URL": "http://127.0.0.1:9002/"}).zalo_oa

    assert account
    assert ("7", "9", "a", "k") == (
        account.id, account.app_id, account.app_secret, account.secret_key,
    )  # fmt: skip
    assert ("http://127.0.0.1:9002", "https://oauth.zaloapp.com") == (account.api, account.auth)
    assert (True, False) == (account.strict, account.buttons)


@pytest.mark.parametrize("missing", KEYS)
def test_a_missing_key_is_named(missing: str) -> None:
    keys = {name: key for name, key in KEYS.items() if name != missing}

    with pytest.raises(WrongSetting, match=f"^{missing} must be set"):
        Settings.from_env(keys)


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("ZALO_OA_SIGNATURES", "off", "ZALO_OA_SIGNATURES must be strict or log_only, not 'off'"),
        ("ZALO_OA_BUTTONS", "yes", "ZALO_OA_BUTTONS must be 0 or 1, not 'yes'"),
    ],
)
def test_a_wrong_word_is_named(name: str, wrong: str, said: str) -> None:
    with pytest.raises(WrongSetting, match=said):
        Settings.from_env({**KEYS, name: wrong})
