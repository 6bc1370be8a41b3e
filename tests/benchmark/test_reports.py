import json

import pytest

from reports.contents import building, composing

from .report_filling import AT, fill


# Slow (about a second): a small province, filled and built as the benchmark does.
@pytest.mark.postgresql
def test_a_small_report_is_filled_and_built(db):
    review = fill(tasks=60, units=4, indicators=3)
    building.build(review, lambda *step: None, at=AT)
    review.refresh_from_db()
    assert review.bound["tasks"]["total"] == 60
    assert len(review.bound["figures"]) == 3
    assert len(review.bound["units"]) == 20
    assert json.dumps(composing.compose(review).to_json())
