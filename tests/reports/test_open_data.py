"""Figures of published reports for everybody: stable, safe, and nothing made up."""

import csv
import io
import json
from datetime import datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.models import Publication, Review
from reports.publication import open_data, publishing
from reports.publication.masking import Mask
from reports.reviews import correcting, issuing
from tests import world
from tests.factories import make_cluster, make_figure, make_indicator, make_organisation
from tests.reports.addresses import url

AT = datetime(2026, 7, 20, 8, 30, tzinfo=timezone.get_default_timezone())
ATOM = "{http://www.w3.org/2005/Atom}"


def body(response):
    return b"".join(response.streaming_content)


def csv_rows(visit, address=None):
    content = body(visit(None, address or url("public-data-all", "csv")))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def json_of(visit, address=None):
    return json.loads(body(visit(None, address or url("public-data-all", "json"))))


def test_only_what_is_published_is_there(visit, issued, cast):
    assert csv_rows(visit) == []
    assert json_of(visit)["so_lieu"] == []
    publishing.publish(review=issued, masks=[], by=cast.manager, at=AT)
    assert len(csv_rows(visit)) == 1
    publishing.withdraw(review=issued, reason="Sai", by=cast.manager, at=AT)
    assert csv_rows(visit) == []
    address = url("public-data-of-review", issued.pk, "csv")
    assert visit(None, address).status_code == 404


def test_a_row_says_all_that_the_report_says(visit, published):
    (row,) = csv_rows(visit)
    assert row["gia_tri"] == "1242"
    assert row["muc_do"] == "above"
    assert row["so_ky_hieu"] == "12/BC-UBND"
    assert row["tu_ngay"] == "01/01/2026"
    assert row["thieu"] == "UBND tỉnh"
    assert row["pham_vi"] == "tong"
    assert row["dia_chi"].endswith(url("public-review-detail", published.pk))


def test_json_tells_the_same_with_its_licence(visit, published):
    found = json_of(visit)
    assert found["giay_phep"] == open_data.LICENCE
    (row,) = found["so_lieu"]
    assert row["gia_tri"] == "1242"
    assert row["tu_ngay"] == "2026-01-01"
    assert list(row) == [column.name for column in open_data.COLUMNS]
    one = json_of(visit, url("public-data-of-review", published.pk, "json"))
    assert one["so_lieu"] == found["so_lieu"]


def test_ids_stay_the_same_from_one_reading_to_the_next(visit, published):
    first = [row["ma"] for row in csv_rows(visit)]
    assert first == [row["ma"] for row in csv_rows(visit)]
    assert len(set(first)) == len(first)


def cluster_report(cast):
    """Two members, of which one has nothing, and a result they share."""
    first, second = make_organisation(), make_organisation()
    cluster = make_cluster(cast.committee, first, second)
    indicator = make_indicator("Quỹ", decimals=1)
    make_figure(indicator, first, amount=Decimal("1.5"), is_provisional=True)
    other = make_indicator("Nhà")
    make_figure(other, first, second, amount=0)
    row = world.review(None, cast, cluster=cluster)
    issuing.issue(
        review=row,
        document_number="30/BC-UBND",
        issued_on=AT.date(),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    publishing.publish(review=row, masks=[], by=cast.manager, at=AT)
    return first, second


def test_missing_is_not_zero_and_shared_is_told_apart(visit, cast):
    first, second = cluster_report(cast)
    rows = {
        (row["ten_chi_tieu"], row["pham_vi"], row["cua"]): row["gia_tri"]
        for row in csv_rows(visit)
    }
    assert rows["Quỹ", "tong", ""] == "1,5"
    assert rows["Quỹ", "co_quan", first.label] == "1,5"
    assert rows["Quỹ", "co_quan", second.label] == ""
    assert rows["Nhà", "tong", ""] == "0"
    assert rows["Nhà", "chung", f"{first.label}; {second.label}"] == "0"
    provisional = {row["so_bo"] for row in csv_rows(visit) if row["gia_tri"] == "1,5"}
    assert "1" in provisional


def test_nothing_is_a_formula_and_masks_hold(visit, published):
    row = published.bound["figures"][0] | {"name": "=cmd|' /C calc'!A0"}
    figures = published.bound | {"figures": [row]}
    # Through the back door: the database lets nobody change what was issued.
    written = list(open_data._of_figure(published.pk, figures["figures"][0]))
    assert written[0]["ten_chi_tieu"].startswith("=")
    from reports.publication.open_data_files import csv_of

    found = [dict.fromkeys(open_data.NAMES, "") | written[0]]
    content = b"".join(csv_of(found)).decode("utf-8-sig")
    assert "'=cmd" in content
    publication = Publication.objects.get()
    publication.masks = [{"from": "Nhà đại đoàn kết", "to": "N.Đ.Đ.K."}]
    publication.save()
    assert csv_rows(visit)[0]["ten_chi_tieu"] == "N.Đ.Đ.K."


def test_a_corrected_report_names_its_correction(visit, published, cast):
    new = correcting.correction(review=published, reason="Sai số", by=cast.manager)
    issuing.issue(
        review=new,
        document_number="20/BC-UBND",
        issued_on=AT.date(),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    (row,) = csv_rows(visit)
    assert row["dinh_chinh_boi"] == "20/BC-UBND"


def test_the_dictionary_explains_every_column_and_qualifier(visit, published):
    page = visit(None, url("public-data")).text
    for column in open_data.COLUMNS:
        assert f"<code>{column.name}</code>" in page
    assert open_data.LICENCE in page
    assert "không phải số 0" in page


def test_a_reader_who_has_it_is_not_sent_it_again(visit, published, cast):
    address = url("public-data-all", "csv")
    first = visit(None, address)
    assert "max-age=300" in first["Cache-Control"]
    again = visit(None, address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    publishing.withdraw(
        review=published, reason="Sai", by=cast.manager, at=AT + timedelta(days=1)
    )
    later = visit(None, address, headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200


def test_unknown_formats_are_not_found(visit, published):
    assert visit(None, url("public-data-all", "exe")).status_code == 404
    assert visit(None, url("public-data-of-review", 9**9, "csv")).status_code == 404


@pytest.mark.parametrize("name", ["public-data-all", "public-feed"])
def test_more_reports_ask_no_more(visit, agreement, cast, name):
    address = url(name, "csv") if name == "public-data-all" else url(name)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = visit(None, address)
            if response.streaming:
                body(response)
        return len(captured)

    world.published_review(agreement, cast, "41/BC-UBND")
    queries()
    before = queries()
    for number in range(42, 45):
        world.published_review(agreement, cast, f"{number}/BC-UBND")
    assert queries() == before


# -- The feed --------------------------------------------------------------------


def entries(visit):
    response = visit(None, url("public-feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    return [
        {child.tag.removeprefix(ATOM): child.text for child in entry}
        for entry in feed.findall(f"{ATOM}entry")
    ]


def test_the_feed_keeps_one_id_through_correction_and_withdrawal(
    visit, published, cast
):
    (first,) = entries(visit)
    assert first["id"].startswith("tag:")
    assert first["title"] == published.subject
    new = correcting.correction(review=published, reason="Sai số", by=cast.manager)
    issuing.issue(
        review=new,
        document_number="20/BC-UBND",
        issued_on=AT.date(),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    publishing.publish(review=new, masks=[], by=cast.manager, at=AT + timedelta(days=1))
    found = {entry["id"]: entry for entry in entries(visit)}
    assert len(found) == 2
    corrected = found[first["id"]]
    assert corrected["title"].startswith("Đã có bản đính chính")
    assert corrected["updated"] > first["updated"]
    publishing.withdraw(
        review=published, reason="Sai", by=cast.manager, at=AT + timedelta(days=2)
    )
    latest = entries(visit)[0]
    assert latest["id"] == first["id"]
    assert latest["title"].startswith("Đã thôi công khai")
    assert latest["updated"] > corrected["updated"]


def test_masks_hold_in_the_feed(visit, published, cast):
    publishing.publish(
        review=published,
        masks=[Mask("Sơ kết", "S.K.")],
        by=cast.manager,
        at=AT + timedelta(days=1),
    )
    assert Review.objects.public().get().subject not in str(entries(visit))
