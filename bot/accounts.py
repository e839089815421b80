"""Who may open the desk, and how much of it."""

import re
from dataclasses import dataclass
from enum import StrEnum

OPERATOR, CITIZEN = "operator", "citizen"
"""What the log calls the operator of the server and a citizen; no account bears these names."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


class Role(StrEnum):
    """What somebody may do; each may do what those before may."""

    VIEWER = "viewer"
    """Reads counts and cases, never a contact, and changes nothing."""
    MEMBER = "member"
    """Works on the cases of some communes."""
    COORDINATOR = "coordinator"
    """Works on the cases of a province, and looks after its members."""
    ADMINISTRATOR = "administrator"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what the other may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


@dataclass(frozen=True)
class Account:
    """Somebody of a team or an administrator."""

    name: str
    password_hash: str
    role: Role
    locked: bool = False
    """Whether too many wrong passwords have locked it for a while."""
    communes: tuple[str, ...] = ()
    """*Xã Di Linh, Lâm Đồng*, as needs name them."""
    province: str = ""
    totp_secret: str = ""
    """Of the second factor, in base 32; empty where there is none yet."""
    must_change: bool = False
    """Whether the password was given by somebody else and must be changed first."""
    closed: bool = False
    """Whether it was closed for good; it stays for the log."""

    def may(self, role: Role) -> bool:
        """Whether the account has at least that role."""
        return self.role.includes(role)

    def works_beside(self, other: "Account") -> bool:
        """Whether both look after places of one province."""
        if self.sees_everywhere or other.sees_everywhere:
            return True
        return bool(self._provinces & other._provinces)

    @property
    def _provinces(self) -> set[str]:
        return {commune.rpartition(", ")[2] for commune in self.communes} | {self.province} - {""}

    @property
    def sees_everywhere(self) -> bool:
        """Whether no place limits what it sees."""
        return self.role is Role.ADMINISTRATOR or not (self.communes or self.province)

    def lies_in(self, province: str) -> bool:
        """Whether all its places are of a province; what sees everywhere lies in none."""
        if self.sees_everywhere or not province:
            return False
        of_communes = all(commune.endswith(f", {province}") for commune in self.communes)
        return of_communes and self.province in ("", province)

    def looks_after(self, other: "Account") -> bool:
        """Whether it may make and change an account such as the other; nobody their own."""
        if self.name == other.name:
            return False
        if self.role is Role.COORDINATOR:
            return not other.may(Role.COORDINATOR) and other.lies_in(self.province)
        return self.role is Role.ADMINISTRATOR

    def reads_log_of(self, other: "Account") -> bool:
        """Whether it may read what an account has done."""
        if self.role is Role.COORDINATOR and other.role is not Role.ADMINISTRATOR:
            return self.name == other.name or other.lies_in(self.province)
        return self.role is Role.ADMINISTRATOR


class Due(StrEnum):
    """What somebody whose password was right must do before the desk opens."""

    CODE = "code"
    """Show the second factor."""
    PASSWORD = "password"
    """Replace the password that somebody else gave."""
    FACTOR = "factor"
    """Set up a second factor, which administrators must have."""
    NOTHING = ""


@dataclass(frozen=True)
class Session:
    """Somebody who has signed in with a browser."""

    account: Account
    proven: bool
    """Whether the second factor was shown."""

    @property
    def due(self) -> Due:
        """What stands between them and the desk; one thing at a time."""
        account = self.account
        if account.totp_secret and not self.proven:
            return Due.CODE
        if account.must_change:
            return Due.PASSWORD
        if account.role is Role.ADMINISTRATOR and not account.totp_secret:
            return Due.FACTOR
        return Due.NOTHING


def is_name(name: str) -> bool:
    """Whether a new account may be called so: typed alike on every keyboard, safe in an address."""
    return bool(_NAME.fullmatch(name)) and name not in (OPERATOR, CITIZEN)
