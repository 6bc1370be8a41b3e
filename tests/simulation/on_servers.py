"""The product as it runs: two beats, four workers, PostgreSQL, Redis; and a killer."""

import time
from datetime import date, timedelta
from random import Random

from accounts.models import Digest, OutgoingMail, ReminderRun
from tests.stack.servers import Site

from . import letters, mail
from .clock import Clock, Gate
from .killing import Killer
from .rows import moment

WORKERS, BEATS = 4, 2
STUCK_SECONDS = 120
SECOND = timedelta(seconds=1)
LEASE = timedelta(minutes=11)  # longer than that of a claimed mail
PAUSE = 0.01


class OnServers:
    """`kills` in all, spread over the days on which something runs."""

    def __init__(self, site: Site, random: Random, *, kills: int, days: int):
        self.site, self.random = site, random
        self.gate = Gate(site.env["DATABASE_URL"])
        self.clock = Clock(site.env["REDIS_URL"])
        self.killer = Killer(site, random, WORKERS, kills=kills, a_day=2 * kills / days)
        self.now = self.since = moment(date(2000, 1, 1), 0)
        self.failures = 0
        self.gate.shut()
        for number in range(WORKERS):
            site.start(f"worker-{number}", "deploy/worker")
        for number in range(BEATS):
            site.start(f"beat-{number}", "deploy/beat")

    # -- A day ---------------------------------------------------------------------

    def before_opening(self, on: date) -> None:
        self._begin(on, hour=6)
        self._run_out(mails=False)

    def open(self, on: date) -> None:
        self._begin(on, hour=8)

    def changed(self) -> None:
        """Only a run that begins from now on must know of what has changed."""
        self._pass_on(SECOND)
        self.since = self.now

    def settle(self, on: date, *, was_changed: bool) -> None:
        self._run_out(mails=True)

    def _begin(self, on: date, *, hour: int) -> None:
        self.now = self.since = moment(on, hour)
        self.clock.set(self.now)
        self.killer.plan()
        self.gate.open()
        until = time.monotonic() + self.random.random() * 0.15
        while time.monotonic() < until:  # what follows may fall into a run
            self.killer.kill_when_due()
            time.sleep(PAUSE)

    def _pass_on(self, by: timedelta) -> None:
        self.now += by
        if self.now.hour >= 16:
            raise AssertionError(f"{self.now}: the offices close")
        self.clock.set(self.now)

    def _run_out(self, *, mails: bool) -> None:
        """Until a run has gone through undisturbed, and all mail is delivered.

        Ends at rest. Whatever a run left behind that was killed or failed, the next
        one is there for: so one must begin after its death, which takes its time.
        """
        ends, lapse_at = time.monotonic() + STUCK_SECONDS, time.monotonic() + 0.5
        while True:
            self.killer.kill_when_due()
            if self._has_run() and not (mails and self._has_mail()):
                self._come_to_rest()
                if self._has_run() and not (mails and self._has_mail()):
                    return
                self.gate.open()
            elif self._has_run() and time.monotonic() > lapse_at:
                # A mail whose bearer was killed is free again; no living one's is.
                self._come_to_rest()
                self._pass_on(LEASE)
                self.gate.open()
                lapse_at += 0.5
            if time.monotonic() > ends:
                raise AssertionError(f"{self.now}: no end\n{self.clock.failures()}")
            time.sleep(PAUSE)

    def _come_to_rest(self) -> None:
        """Nothing runs any more, nor ends what the dead have begun."""
        self.gate.shut()
        while self.gate.transactions():
            time.sleep(PAUSE)
        if self.killer.has_killed:
            self.killer.has_killed = False
            self.changed()

    def _has_run(self) -> bool:
        failures = self.clock.redis.llen("simulation:failures")
        if failures != self.failures:
            self.failures = failures
            self.changed()
        runs = ReminderRun.objects.filter(on=self.now.date(), finished_at__isnull=False)
        return runs.filter(started_at__gte=self.since).exists()

    def _has_mail(self) -> bool:
        return OutgoingMail.objects.filter(sent_at=None).exists()

    # -- At the end ----------------------------------------------------------------

    def figures(self) -> dict[str, int]:
        sent = mail.delivered()
        ids = {message["id"] for message in sent}
        daily = Digest.objects.filter(mail__isnull=False, kind=Digest.Kind.DAILY)
        unfinished = ReminderRun.objects.filter(finished_at=None).count()
        return {
            **self.killer.counts,
            "runs_all": ReminderRun.objects.count(),
            "runs_cut_off": unfinished - self.failures,
            "runs_failed": self.failures,
            "errors_logged": self._errors_logged(),
            "mails": daily.count(),
            "other_mails": len(ids) - daily.count(),
            "handed_over_again": len(sent) - len(ids),
        }

    def _errors_logged(self) -> int:
        """Of chunks and people whose turn failed, and came again one by one."""
        return sum(
            self.site.log(f"worker-{number}").count(" ERROR accounts.")
            for number in range(WORKERS)
        )

    def mistakes(self) -> list[str]:
        return letters.mistakes()
