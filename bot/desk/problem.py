"""What can be wrong with what somebody typed; pages/desk/words.html says each in one sentence."""

from enum import StrEnum


class Problem(StrEnum):
    """Why a form was not accepted."""

    OPEN_TOO_LONG = "open_too_long"
    WRONG_SIGN_IN = "wrong_sign_in"
    LOCKED = "locked"
    WRONG_CODE = "wrong_code"
    WRONG_PASSWORD = "wrong_password"
    """The old one, asked of somebody signed in."""
    SHORT_PASSWORD = "short_password"
    EASY_PASSWORD = "easy_password"
    SAME_PASSWORD = "same_password"
    NOT_TWICE = "not_twice"
    """The new password was typed in two ways."""
    WRONG_SETUP_KEY = "wrong_setup_key"
    NOT_FIRST = "not_first"
    """There is an account already."""
    BAD_NAME = "bad_name"
    TAKEN = "taken"
    NO_ROLE = "no_role"
    NO_COMMUNE = "no_commune"
    """None of that name, or none where the asker may choose."""
    WHICH_COMMUNE = "which_commune"
    NEEDS_COMMUNE = "needs_commune"
    NEEDS_PROVINCE = "needs_province"
    OUT_OF_REACH = "out_of_reach"
    """Not for the asker to give or to change."""
    LAST_ADMINISTRATOR = "last_administrator"
