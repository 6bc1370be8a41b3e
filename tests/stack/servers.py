"""Start the product as people run it, in both sizes, and stop all of it again.

`province` runs the very scripts that docker-compose.yml runs (deploy/web, worker,
beat), on a PostgreSQL database and a Redis number of its own, behind nginx where it
is installed. `embedded` runs `manage.py serve` on a directory of its own.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from string import Template

import psycopg
import redis
from psycopg import sql

from . import services

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "chi-dung-khi-thu-" + uuid.uuid4().hex
START_SECONDS = 60
STOP_SECONDS = 30
END_SECONDS = 5  # at the end of a test nothing is worth a longer wait


class Site:
    """A running product: its address, its environment and its processes."""

    def __init__(self, directory: Path, size: str):
        self.directory = directory
        self.size = size
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: dict[str, subprocess.Popen] = {}
        self.env = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            # Every variable of the settings, so that no .env of the tree reaches in.
            "EMBEDDED": "true",
            "DEBUG": "false",
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SITE_URL": self.url,
            "CSRF_TRUSTED_ORIGINS": self.url,
            "DATA_DIR": str(directory),
            "DATABASE_URL": f"sqlite:///{directory / 'phoihop.sqlite3'}",
            "REDIS_URL": "",
            "CONN_MAX_AGE": "60",
            "JOB_LEASE_SECONDS": "60",
            "REMINDER_LATE_DAYS": "2",
            "EMAIL_URL": f"filemail:///{directory / 'mail'}",
            "DEFAULT_FROM_EMAIL": "phoihop@localhost",
            "HTTPS": "false",
            "BEHIND_PROXY": "false",
            "HSTS_SECONDS": "0",
            "PROTECTED_MEDIA_PREFIX": "",
            "MAX_UPLOAD_MB": "50",
            "LOG_LEVEL": "INFO",
        }

    def run(self, *command: str) -> str:
        """The output of a command run in the environment of the site."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        if done.returncode:
            raise AssertionError(f"{command}:\n{done.stdout}\n{done.stderr}")
        return done.stdout.strip()

    def manage(self, *arguments: str) -> str:
        return self.run("python", "manage.py", *arguments)

    def python(self, code: str) -> str:
        """What the code prints, run in another process on the database of the site."""
        return self.run("python", "-c", f"import django\ndjango.setup()\n{code}")

    def query(self, statement: str) -> tuple:
        """The first row of a statement on the PostgreSQL database of the site."""
        with psycopg.connect(self.env["DATABASE_URL"]) as database:
            return database.execute(statement).fetchone()

    def start(self, name: str, *command: str, **env: str) -> subprocess.Popen:
        with open(self.log_path(name), "ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env | env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so its children can be ended with it
            )
        self.processes[name] = process
        return process

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> int:
        """End one process; whatever it leaves behind is killed. Its exit status."""
        process = self.processes.pop(name)
        process.send_signal(how)
        try:
            return process.wait(STOP_SECONDS)
        finally:
            kill_group(process)

    def log_path(self, name: str) -> Path:
        return self.directory / f"{name}.log"

    def log(self, name: str) -> str:
        return self.log_path(name).read_text(errors="replace")

    def wait_until_it_answers(self, path: str = "/suc-khoe/") -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(path):
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise AssertionError(f"{name} ended:\n{self.log(name)[-4000:]}")
            if time.monotonic() > deadline:
                logs = "\n".join(self.log(name)[-2000:] for name in self.processes)
                raise AssertionError(f"{self.url} does not answer:\n{logs}")
            time.sleep(0.1)

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False


def kill_group(process: subprocess.Popen) -> None:
    """Kill the process and everything it started that is still alive."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, *, seconds: float = 30, what: str = "the condition"):
    """The first true answer of `condition`; it is asked ten times a second."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true in {seconds} s")
        time.sleep(0.1)
    return answer


@contextmanager
def processes_of(site: Site) -> Iterator[None]:
    try:
        yield
    finally:
        # Ask all of them first: they stop side by side. The proxy goes with the rest.
        for process in site.processes.values():
            process.terminate()
        deadline = time.monotonic() + END_SECONDS
        for process in site.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            kill_group(process)
        site.processes.clear()


@contextmanager
def embedded(directory: Path, *, manage=("manage.py",), **env: str) -> Iterator[Site]:
    """`manage.py serve`; `manage` is another program with the same commands."""
    site = Site(directory, "embedded")
    site.env |= env
    with processes_of(site):
        site.start("serve", "python", *manage, "serve", "--port", str(site.port))
        site.wait_until_it_answers()
        yield site


@contextmanager
def province(directory: Path, **env: str) -> Iterator[Site]:
    site = Site(directory, "province")
    with ExitStack() as stack:
        site.env |= {
            "EMBEDDED": "false",
            "DATABASE_URL": stack.enter_context(temporary_database()),
            "REDIS_URL": stack.enter_context(redis_of_its_own()),
            "WEB_PROCESSES": "2",
            "WORKER_PROCESSES": "2",
            **env,
        }
        site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--no-input", "--verbosity", "0")
        stack.enter_context(processes_of(site))
        if shutil.which("nginx"):
            web_port = free_port()
            site.env |= {"PROTECTED_MEDIA_PREFIX": "/tep-noi-bo/"}
            site.env |= {"BEHIND_PROXY": "true"}
            start_proxy(site, web_port)
        else:
            web_port = site.port
        site.env |= {"WEB_BIND": f"127.0.0.1:{web_port}"}
        site.start("web", "deploy/web")
        site.start("worker", "deploy/worker")
        site.start("beat", "deploy/beat")
        site.wait_until_it_answers()
        yield site


NGINX = """
daemon off;
{user}
worker_processes 1;
pid {directory}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {directory}/nginx-body;
    proxy_temp_path {directory}/nginx-proxy;
    fastcgi_temp_path {directory}/nginx-fastcgi;
    uwsgi_temp_path {directory}/nginx-uwsgi;
    scgi_temp_path {directory}/nginx-scgi;
    types {{ text/css css; text/javascript js; image/svg+xml svg; image/png png; }}
    include {directory}/site.conf;
}}
"""


def start_proxy(site: Site, web_port: int) -> None:
    """nginx with the configuration that the proxy of docker-compose.yml uses."""
    template = Template((ROOT / "deploy/nginx.conf.template").read_text())
    filled = template.safe_substitute(  # nginx's own variables stay
        LISTEN=f"127.0.0.1:{site.port}",
        WEB_ADDRESS=f"127.0.0.1:{web_port}",
        FORWARDED_PROTO="$scheme",
        TRUSTED_PROXY="192.0.2.1",
        STATIC_DIR=site.directory / "static",
        MEDIA_DIR=site.directory / "media",
        PROXY_MAX_BODY_MB=220,
    )
    (site.directory / "site.conf").write_text(filled)
    conf = site.directory / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(NGINX.format(directory=site.directory, user=user))
    site.start("proxy", "nginx", "-c", str(conf), "-p", str(site.directory))


@contextmanager
def temporary_database() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database, dropped afterwards."""
    name = f"phoihop_stack_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(
        services.DATABASE_URL, dbname="postgres", autocommit=True
    ) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield services.DATABASE_URL.rsplit("/", 1)[0] + f"/{name}"
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            server.execute(drop.format(sql.Identifier(name)))


@contextmanager
def redis_of_its_own() -> Iterator[str]:
    """The address of an unused Redis number, emptied afterwards."""
    for number in range(15, 0, -1):
        url = f"{services.REDIS_URL}/{number}"
        with redis.Redis.from_url(url) as client:
            # The mark tells other runs on this server that the number is taken.
            if client.dbsize() or not client.set("taken", "1", nx=True, ex=3600):
                continue
            try:
                yield url
            finally:
                client.flushdb()
            return
    raise AssertionError("No unused Redis number is left on the server")
