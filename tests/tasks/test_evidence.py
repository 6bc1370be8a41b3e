"""Photos in a report of progress: prepared, kept, shown to whoever may see them."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.stored_files import photo_fields
from tasks.models import Evidence, ProgressUpdate
from tests import factories, uploads
from tests.accounts.test_photos import exif, heic, picture


@pytest.fixture
def task(cast, agreement):
    plan = factories.make_issued_plan(agreement, office=cast.committee)
    return factories.make_focus_task(plan, lead_organisation=cast.department)


def report(client, cast, task, *files, **changes):
    client.force_login(cast.lead)
    sent = {
        "form_token": str(uuid4()),
        "organisation": cast.department.pk,
        "done_text": "Đã kiểm tra",
        "percent": "40",
        "uploads": [SimpleUploadedFile(name, content) for name, content in files],
    }
    url = reverse("tasks:progress-report", args=[task.pk])
    headers = changes.pop("headers", None)
    return client.post(url, sent | changes, headers=headers)


def test_photos_are_prepared_and_documents_are_not(client, cast, task):
    files = [("IMG.HEIC", heic()), ("b.pdf", uploads.pdf("x"))]
    report(client, cast, task, *files, keep_place="on")
    photo, document = Evidence.objects.order_by("pk")

    assert (photo.stored_file.name, photo.has_location) == ("IMG.jpg", True)
    assert photo.taken_at is not None
    with document.stored_file.file.open() as kept:
        assert kept.read() == uploads.pdf("x")
    page = client.get(task.get_absolute_url()).content.decode()
    assert "22.33569" in page and "chụp 07:08 05/03/2026" in page
    assert page.count("<img") - page.count('class="mark"') == 1


def test_the_place_goes_unless_it_is_asked_for(client, cast, task):
    report(client, cast, task, ("a.jpg", picture(exif=exif())))
    evidence = Evidence.objects.get()
    assert (evidence.has_location, evidence.latitude) == (False, None)


def test_a_photo_that_cannot_be_taken_is_named_and_nothing_is_stored(
    client, cast, task
):
    files = [("tốt.jpg", picture()), ("hỏng.jpg", b"\xff\xd8\xff" + b"\0" * 99)]
    page = report(client, cast, task, *files)
    assert "“hỏng.jpg”" in page.content.decode()
    assert "Đã kiểm tra" in page.content.decode()
    assert not ProgressUpdate.objects.exists()


def test_too_many_files_are_refused_before_any_is_opened(
    client, cast, task, monkeypatch
):
    monkeypatch.setattr(photo_fields, "MOST_FILES", 1)
    page = report(client, cast, task, ("a.jpg", b"x"), ("b.jpg", b"x"))
    assert "tối đa 1 tệp, Ông/Bà chọn 2" in page.content.decode()


def test_photos_for_which_no_time_is_left_are_asked_for_again(monkeypatch):
    monkeypatch.setattr(photo_fields, "TIME_FOR_ALL", -1)
    with pytest.raises(photo_fields.ValidationError, match="ảnh thứ 1 trở đi"):
        photo_fields.prepared([SimpleUploadedFile("a.jpg", b"x")], keeps_place=False)


def test_a_script_is_told_where_to_go_and_a_second_sending_counts_once(
    client, cast, task
):
    token = str(uuid4())
    told = [
        report(
            client, cast, task, form_token=token, headers={"accept": "application/json"}
        ).json()
        for _ in range(2)
    ]
    url = task.get_absolute_url()
    assert told == [
        {"url": url, "repeated": False},
        {"url": url, "repeated": True},
    ]
    assert ProgressUpdate.objects.count() == 1
    assert "Đã ghi báo cáo tiến độ" in client.get(url).content.decode()


def test_only_pictures_are_shown_and_all_else_is_downloaded(client, cast, task):
    report(client, cast, task, ("a.png", uploads.png()), ("b.pdf", uploads.pdf("x")))
    photo, document = Evidence.objects.order_by("pk")
    url, other = photo.get_absolute_url(), document.get_absolute_url()
    asked = [url, f"{url}?xem=1", f"{other}?xem=1"]
    ways = []
    for address in asked:
        response = client.get(address)
        ways.append(response["Content-Disposition"].split(";")[0])
        assert response["X-Content-Type-Options"] == "nosniff"
        for close in response._resource_closers:
            close()  # not response.close(), which ends the test's connection too
    assert ways == ["attachment", "inline", "attachment"]


def test_small_pictures_are_kept_by_the_browser_and_checked_each_time(
    client, cast, task
):
    report(client, cast, task, ("a.jpg", picture(size=(800, 600))))
    url = reverse("tasks:evidence-thumbnail", args=[Evidence.objects.get().pk])
    first = client.get(url)
    assert Image.open(io.BytesIO(first.content)).size == (240, 180)
    headers = {"if-none-match": first["ETag"]}
    assert client.get(url, headers=headers).status_code == 304
    client.force_login(cast.outsider)
    assert client.get(url, headers=headers).status_code == 404
