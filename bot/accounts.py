"""Who may open the desk, and how much of it."""

from dataclasses import dataclass
from enum import StrEnum


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

    @property
    def sees_everywhere(self) -> bool:
        """Whether no place limits what it sees."""
        return self.role is Role.ADMINISTRATOR or not (self.communes or self.province)
