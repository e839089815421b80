"""The database itself: opened once, asked within transactions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

from bot.accounts import Account
from bot.database.accounts import Accounts
from bot.database.audit import log_action
from bot.database.casework import Casework, newest
from bot.database.demo import Demonstration, is_marked
from bot.database.figures import Figures
from bot.database.grouping import Grouping
from bot.database.groups import Groups
from bot.database.notices import Notices
from bot.database.records import Records
from bot.database.zalo_oa import ZaloOaRecords
from bot.figures import Period, Scope

# SQLite reads one moment in any transaction; PostgreSQL has to be asked.
READS: dict[str, dict[str, Any]] = {
    "sqlite": {"only_reads": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """SQLite by default, PostgreSQL in service."""

    def __init__(self, url: str) -> None:
        self.clock: Callable[[], datetime] = _now
        """What time it is, UTC without saying so."""
        self._engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite")
        )
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine)
        self._reading = self._engine.execution_options(**READS[self._engine.dialect.name])

    @contextmanager
    def transaction(self) -> Iterator[Records]:
        """All of what is written within, or none of it.

        Raises:
            ConnectionError: the database does not answer.
        """
        with self._connected() as connection:
            yield Records(connection, self.clock())

    @contextmanager
    def desk(self) -> Iterator[Accounts]:
        """The same for the desk."""
        with self._connected() as connection:
            yield Accounts(connection, self.clock())

    @contextmanager
    def casework(self, account: Account) -> Iterator[Casework]:
        """The same for cases, as far as an account sees."""
        with self._connected() as connection:
            yield Casework(connection, self.clock(), account)

    def newest(self) -> tuple[int, ...]:
        """The newest ids of the log and of needs: whether anything has changed."""
        with self._connected(self._reading) as connection:
            return newest(connection)

    @contextmanager
    def notices(self) -> Iterator[Notices]:
        """The same for what the teams' groups are told."""
        with self._connected() as connection:
            yield Notices(connection, self.clock())

    @contextmanager
    def groups(self) -> Iterator[Groups]:
        """The same for the groups themselves."""
        with self._connected() as connection:
            yield Groups(connection, self.clock())

    @contextmanager
    def demonstration(self) -> Iterator[Demonstration]:
        """The same for invented data."""
        with self._connected() as connection:
            yield Demonstration(connection, self.clock())

    def is_invented(self) -> bool:
        """Whether nothing in it is of real people: it was filled for demonstration."""
        with self._connected() as connection:
            return is_marked(connection)

    @contextmanager
    def grouping(self) -> Iterator[Grouping]:
        """The same for putting needs into cases."""
        with self._connected() as connection:
            yield Grouping(connection, self.clock())

    @contextmanager
    def figures(self, period: Period, scope: Scope) -> Iterator[Figures]:
        """The same for reports, which see one moment only and keep nobody from writing."""
        with self._connected(self._reading) as connection:
            yield Figures(connection, period, scope)

    def log(self, account: str, entry: tuple[str, str, dict[str, Any]]) -> None:
        """Write down an action of an account that changes nothing else, such as an export."""
        with self._connected() as connection:
            log_action(connection, self.clock(), account, entry)

    @contextmanager
    def zalo_oa(self) -> Iterator[ZaloOaRecords]:
        """The same for a Zalo Official Account."""
        with self._connected() as connection:
            yield ZaloOaRecords(connection, self.clock())

    @contextmanager
    def _connected(self, engine: Engine | None = None) -> Iterator[Connection]:
        try:
            with (engine or self._engine).begin() as connection:
                yield connection
        except OperationalError as error:
            raise ConnectionError(f"the database does not answer: {error.orig}") from error

    def upgrade(self) -> None:
        """Create the tables, or bring older ones up to date."""
        if self._is_current():
            return
        from alembic import command  # slow to import, and needed at the first start only
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _is_current(self) -> bool:
        """Whether the newest migration was applied already."""
        newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
        with self._connected() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return bool(version == newest)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _prepare_sqlite(engine: Engine) -> None:
    path = make_url(engine.url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_writing(connection: Any) -> None:
        # Two writers that both begin by reading would dead-lock; this one queues instead.
        reads = connection.get_execution_options().get("only_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
