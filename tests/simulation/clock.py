"""The simulated moment, and the gate through which jobs enter a day."""

from datetime import datetime

import psycopg
import redis

GATE = 20260105


class Clock:
    def __init__(self, url: str):
        self.redis = redis.Redis.from_url(url, decode_responses=True)

    def set(self, moment: datetime) -> None:
        self.redis.set("simulation:moment", moment.isoformat())

    def moment(self) -> datetime:
        return datetime.fromisoformat(self.redis.get("simulation:moment"))

    def note_failure(self, error: str) -> None:
        self.redis.rpush("simulation:failures", error)

    def failures(self) -> list[str]:
        return self.redis.lrange("simulation:failures", 0, -1)


class Gate:
    """Many enter, or one holds it shut; whoever is killed has left.

    A connection of its own: the lock is neither lost nor kept with that of the jobs.
    """

    def __init__(self, url: str):
        self.connection = psycopg.connect(url, autocommit=True)

    def enter(self) -> None:
        self._do("pg_advisory_lock_shared")

    def leave(self) -> None:
        self._do("pg_advisory_unlock_shared")

    def shut(self) -> None:
        self._do("pg_advisory_lock")

    def open(self) -> None:
        self._do("pg_advisory_unlock")

    def _do(self, function: str) -> None:
        self.connection.execute(f"SELECT {function}({GATE})")

    def transactions(self) -> int:
        """Those still going on, but for jobs that wait at the gate."""
        (number,) = self.connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            " AND backend_type = 'client backend'"
            " AND wait_event IS DISTINCT FROM 'advisory'"
        ).fetchone()
        return number
