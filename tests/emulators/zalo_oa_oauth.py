"""Consent and tokens as Zalo's OAuth v4 gives them: every refresh token is good once."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from tests.emulators.telegram_switches import Clock
from tests.emulators.zalo_oa_switches import Json, Refusal

ACCESS_LIVES_S = 25 * 3600
REFRESH_LIVES_S = 90 * 24 * 3600
CODE_LIVES_S = 600


@dataclass
class OAuth:
    """The tokens of one account for one app."""

    app_id: str
    app_secret: str
    clock: Clock
    expired: Refusal = field(default_factory=lambda: Refusal(-220))
    """What a call with an old token hears; some have seen -216 instead."""
    access: str = ""
    refused_refresh: int = -14014
    _refresh: dict[str, float] = field(default_factory=dict)
    _codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    _access_until: float = 0.0
    _dead: set[str] = field(default_factory=set)

    def grant(self) -> Json:
        """A new pair; the access token from before is dead at once."""
        self._dead.add(self.access)
        self.access = secrets.token_urlsafe(48)
        self._access_until = self.clock.now() + ACCESS_LIVES_S
        refresh = secrets.token_urlsafe(48)
        self._refresh[refresh] = self.clock.now() + REFRESH_LIVES_S
        return {
            "access_token": self.access,
            "refresh_token": refresh,
            "expires_in": str(ACCESS_LIVES_S),
        }

    def consent(self, challenge: str) -> str:
        """An administrator of the account agrees: a code that is good once, for ten minutes."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = challenge, self.clock.now() + CODE_LIVES_S
        return code

    def revoke(self) -> None:
        """Let no token be good any more: the administrator has changed his mind."""
        self._dead.add(self.access)
        self._refresh.clear()

    def kill_access(self) -> None:
        """Let the access token die before its time."""
        self._dead.add(self.access)

    def answer(self, form: dict[str, str], secret: str) -> Json:
        """The token endpoint."""
        if form.get("app_id") != self.app_id or secret != self.app_secret:
            raise Refusal(-14002, "Invalid app id or secret key")
        match form.get("grant_type"):
            case "authorization_code":
                self._use_code(form)
            case "refresh_token":
                self._use_refresh(form.get("refresh_token", ""))
            case _:
                raise Refusal(-14003, "Invalid grant type")
        return self.grant()

    def check(self, access: str) -> None:
        """Refuse a call whose token is not good."""
        if access == self.access and access not in self._dead:
            if self.clock.now() < self._access_until:
                return
            raise self.expired.with_traceback(None)
        raise Refusal(-216)

    def _use_refresh(self, token: str) -> None:
        until = self._refresh.pop(token, 0.0)
        if self.clock.now() >= until:
            raise Refusal(self.refused_refresh, "Invalid refresh token")

    def _use_code(self, form: dict[str, str]) -> None:
        challenge, until = self._codes.pop(form.get("code", ""), ("", 0.0))
        if self.clock.now() >= until:
            raise Refusal(-14019, "Invalid authorization code")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if challenge and challenge != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
            raise Refusal(-14020, "Invalid code verifier")
