"""Where a simulation on servers runs: to be made before Django is set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stack import servers
from tests.stack.servers import Site


@contextmanager
def site(directory: Path) -> Iterator[Site]:
    """A database and a Redis number of its own; nothing is started yet."""
    site = Site(directory, "province")
    with (
        servers.temporary_database() as database,
        servers.redis_of_its_own() as redis,
        servers.processes_of(site),
    ):
        site.env |= {
            "DJANGO_SETTINGS_MODULE": "tests.simulation.settings",
            "CELERY_APP": "tests.simulation.app",
            "EMBEDDED": "false",
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "WORKER_PROCESSES": "1",
            "LOG_LEVEL": "ERROR",
        }
        yield site
