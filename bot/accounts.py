"""Who may open the desk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Somebody of a team or an administrator."""

    name: str
    password_hash: str
    role: str
    locked: bool = False
    """Whether too many wrong passwords have locked it for a while."""
