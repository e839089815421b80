"""The operator's way back in: whoever has the server's shell has the database anyway."""

from contextlib import AbstractContextManager
from typing import Protocol

from bot.accounts import OPERATOR, Account, Role, is_name
from bot.desk.passwords import Passwords, one_time_password


class Accounts(Protocol):
    """Accounts as the operator changes them."""

    def account(self, name: str) -> Account | None: ...
    def add(self, account: Account, by: str) -> None: ...
    def lend_password(self, name: str, password_hash: str, by: str) -> None: ...
    def remove_factor(self, name: str, by: str) -> None: ...


class Database(Protocol):
    """Where accounts are kept."""

    def desk(self) -> AbstractContextManager[Accounts]: ...


def let_in(database: Database, name: str) -> str:
    """Give an account a password for one sign-in and nothing else to pass; says what was done.

    Raises:
        ValueError: nobody can be called so.
    """
    password = one_time_password()
    password_hash = Passwords().hash(password)
    with database.desk() as accounts:
        known = accounts.account(name)
        if known:
            accounts.lend_password(name, password_hash, OPERATOR)
            accounts.remove_factor(name, OPERATOR)
        elif is_name(name):
            new = Account(name, password_hash, Role.ADMINISTRATOR, must_change=True)
            accounts.add(new, OPERATOR)
        else:
            raise ValueError(
                f"no account can be called '{name}': it takes 2 to 32 signs of a-z, 0-9 and . _ -, "
                "a letter first"
            )
    done = f"{name} ({known.role}) may sign in again" if known else f"{name} is a new administrator"
    return f"{done}.\nPassword for one sign-in, shown only now: {password}"
