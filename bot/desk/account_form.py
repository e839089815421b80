"""The form of an account: what was typed, what that means, and what is wrong with it."""

from dataclasses import dataclass, replace

from aiohttp import web

from bot.accounts import Account, Role
from bot.desk.commune_search import CommuneSearch
from bot.desk.problem import Problem
from nlu.vietnamese import compose

MOST_COMMUNES = 50


@dataclass(frozen=True)
class Wanted:
    """An account as somebody wants it, and what the form still offers to choose from."""

    name: str = ""
    role: Role | None = None
    communes: tuple[str, ...] = ()
    province: str = ""
    typed: str = ""
    """The name of a commune, as it was typed."""
    finding: bool = False
    """Whether only a commune was looked for; nothing is to be saved."""
    offered: tuple[str, ...] = ()
    """Communes that the typed name may mean."""
    problem: Problem | None = None

    @classmethod
    def of(cls, account: Account) -> "Wanted":
        """An account as it is."""
        return cls(account.name, account.role, account.communes, account.province)


async def read_wanted(request: web.Request) -> Wanted:
    """What a form says."""
    form = await request.post()
    text = {name: value for name, value in form.items() if isinstance(value, str)}
    chosen = [value for value in form.getall("communes", []) if isinstance(value, str)]
    return Wanted(
        name=compose(text.get("name", "")).lower(),
        role=_role(text.get("role", "")),
        communes=tuple(chosen[:MOST_COMMUNES]),
        province=text.get("province", ""),
        typed=compose(text.get("typed", ""))[:80],
        finding="find" in text,
    )


def _role(written: str) -> Role | None:
    return Role(written) if written in [*Role] else None


class AccountForm:
    """Knows places; holds people to what they may give to others."""

    def __init__(self, communes: CommuneSearch) -> None:
        self._communes = communes

    @property
    def provinces(self) -> tuple[str, ...]:
        """The provinces that an administrator may choose from."""
        return self._communes.provinces

    def settle(self, wanted: Wanted, asker: Account) -> Wanted:
        """Take the typed commune up when it is clear, else offer what it may mean."""
        within = asker.province if asker.role is Role.COORDINATOR else ""
        wanted = replace(wanted, communes=self._communes.known(wanted.communes, within))
        if not wanted.typed:
            return wanted
        if meant := self._communes.meant(wanted.typed, within):
            communes = tuple(dict.fromkeys([*wanted.communes, meant]))
            return replace(wanted, communes=communes, typed="")
        offered = self._communes.find(wanted.typed, within)
        problem = Problem.WHICH_COMMUNE if offered else Problem.NO_COMMUNE
        asked = wanted.finding and bool(offered)  # to choose is what comes next, not a mistake
        return replace(wanted, offered=offered, problem=None if asked else problem)

    def account(self, wanted: Wanted, asker: Account, before: Account) -> Account | Problem:
        """The account as wanted, or what is wrong; ``before`` is what it was, or a new one."""
        if wanted.problem:
            return wanted.problem
        if wanted.role is None:
            return Problem.NO_ROLE
        communes, province = self._places(wanted, asker)
        if wanted.role is Role.MEMBER and not communes:
            return Problem.NEEDS_COMMUNE
        if wanted.role is Role.COORDINATOR and not province:
            return Problem.NEEDS_PROVINCE
        account = replace(before, role=wanted.role, communes=communes, province=province)
        return account if asker.looks_after(account) else Problem.OUT_OF_REACH

    def _places(self, wanted: Wanted, asker: Account) -> tuple[tuple[str, ...], str]:
        """Communes or a province, whichever the role looks at."""
        chosen = wanted.province if wanted.province in self._communes.provinces else ""
        province = asker.province if asker.role is Role.COORDINATOR else chosen
        match wanted.role:
            case Role.MEMBER:
                return wanted.communes, ""
            case Role.COORDINATOR:
                return (), province
            case Role.VIEWER if wanted.communes:
                return wanted.communes, ""
            case Role.VIEWER:
                return (), province
        return (), ""
