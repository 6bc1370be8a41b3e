import pytest

from accounts.models import Digest, Membership
from tasks.models import Coordination, FocusTask

from . import crowd, reminders


@pytest.mark.postgresql
def test_a_small_province_is_filled_and_its_run_measured(db, monkeypatch):
    monkeypatch.setattr(crowd, "BODIES", 30)
    monkeypatch.setattr(crowd, "AGREEMENTS", 4)
    crowd.found_province()
    crowd.add_tasks(150, crowd.AROUND)
    crowd.add_tasks(50, (crowd.AROUND[1], 900), -900)

    assert FocusTask.objects.count() == 201  # with the first, of which they are copies
    assert (Membership.objects.count(), Coordination.objects.count()) == (63, 20)
    first, again = (reminders.measured(crowd.ON) for _ in range(2))
    assert first["planned"] > 150
    assert Digest.objects.exists()
    assert (again["planned"], again["told"]) == (0, 0)
