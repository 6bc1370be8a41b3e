"""Years of reminders beside an independent oracle; see tests/simulation."""

import json
import subprocess
import sys
from random import Random

import pytest

from tests.simulation.driving import KINDS, Simulation
from tests.simulation.in_process import InProcess
from tests.stack.servers import ROOT


# Slow (ten seconds): every working day of eight months, and what becomes of duties.
# Another seed, more days: python -m tests.simulation --quick --days 730 --seed 2
def test_day_by_day_nothing_is_lost_doubled_or_told_after_completion(db):
    simulation = Simulation(seed=1, days=240, duties=80)
    simulation.run(InProcess(Random(1)))

    assert simulation.oracle.findings.all() == []
    assert simulation.figures()["notices"] > 800


# Slow (three quarters of a minute): two beats and four workers, some killed each day.
@pytest.mark.stack
@pytest.mark.redis
def test_workers_killed_at_any_moment_lose_and_double_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--json"]
        + ["--days", "40", "--duties", "100", "--kills", "10", "--seed", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {kind: figures[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)
    assert figures["kills"] >= 6
    assert figures["mails"] > 100
