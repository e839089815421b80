"""The second factor: six digits that an app on a phone makes anew every half minute (RFC 6238)."""

import hmac
import re
from datetime import UTC, datetime
from string import digits

import pyotp

ISSUER = "Tro ly so"
"""Without accents: some apps show them as signs."""
_STEP_S = 30
_DRIFT = (0, -1, 1)
_SECRET = re.compile(r"[A-Z2-7]{32}")


def new_secret() -> str:
    """A secret of 160 bits in base 32."""
    return pyotp.random_base32(32)


def is_secret(text: str) -> bool:
    """Whether a text is a secret as we make them."""
    return bool(_SECRET.fullmatch(text))


def address(secret: str, name: str) -> str:
    """What the QR code holds, and what opens the app on the same phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """A secret as it is read off and typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The half minute that a typed code belongs to; None when it is not right around now (UTC).

    A phone may be half a minute fast or slow.
    """
    code = "".join(sign for sign in typed if sign in digits)
    step = int(now.replace(tzinfo=UTC).timestamp()) // _STEP_S
    totp = pyotp.TOTP(secret)
    steps = [step + drift for drift in _DRIFT]
    right = [at for at in steps if hmac.compare_digest(totp.generate_otp(at), code)]
    return right[0] if right else None
