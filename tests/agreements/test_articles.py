"""Citations and tags stay with the words of an article when its number moves."""

import pytest
from django.urls import reverse

from agreements.models import CoordinationArea
from agreements.provisions import articles, provisions
from tests import factories
from tests.agreements.test_shapes import shown

BEFORE = "Điều 1. Phạm vi\nĐiều 2. Giám sát\nĐiều 3. Kinh phí"


def write(agreement, text):
    articles.write(agreement, provisions.parse(text))
    return agreement


@pytest.fixture
def text(agreement):
    return write(agreement, BEFORE)


@pytest.fixture
def task(text):
    task = factories.make_focus_task(factories.make_issued_plan(text))
    task.provisions.set([text.provisions.get(number="2")])
    return task


def retitled(agreement, text):
    return " ".join(articles.retitled(agreement, provisions.parse(text)))


def test_an_article_put_before_moves_the_number_and_not_what_is_cited(text, task):
    after = "Điều 1. Phạm vi\nĐiều 2. Mục đích\nĐiều 3. Giám sát\nĐiều 4. Kinh phí"
    assert not retitled(text, after)
    write(text, after)
    assert str(task.provisions.get()) == "Điều 3. Giám sát"
    assert provisions.as_text(text.provisions.all()) == after


def test_two_articles_exchange_their_numbers(text, task):
    write(text, "Điều 1. Phạm vi\nĐiều 2. Kinh phí\nĐiều 3. Giám sát")
    assert str(task.provisions.get()) == "Điều 3. Giám sát"


def test_of_two_articles_of_one_title_the_number_decides(text, task):
    write(text, "Điều 1. Giám sát\nĐiều 2. Giám sát")
    assert task.provisions.get().number == "2"


def test_another_title_under_a_cited_number_is_asked_about(text, task):
    told = retitled(text, "Điều 1. Phạm vi\nĐiều 2. Chế độ thông tin")
    assert "“Điều 2. Giám sát” đã có nhiệm vụ viện dẫn" in told
    assert "“Điều 2. Chế độ thông tin”" in told


def test_a_tag_is_asked_about_too(text):
    area = CoordinationArea.objects.create(code="gs", name="Giám sát")
    text.provisions.get(number="3").areas.add(area)
    assert "Điều 3. Kinh phí" in retitled(text, "Điều 3. Khen thưởng")


def test_a_slip_of_the_pen_is_corrected_without_a_question(text, task):
    for title in ("Giám sat", "GIÁM SÁT", "Giám  sát."):
        assert not retitled(text, f"Điều 2. {title}")


def test_an_article_on_which_nothing_rests_is_not_asked_about(text):
    assert not retitled(text, "Điều 1. Khác hẳn\nĐiều 2. Lại khác")


def test_an_amended_number_is_asked_about_though_the_row_moves_on(text):
    amendment = text.amendments.create(
        document_number="5/SĐ", subject="Sửa", effective_on="2025-01-01"
    )
    amendment.changed_provisions.create(action="replace", number="2", text="Mới")
    told = retitled(text, "Điều 2. Mục đích\nĐiều 3. Giám sát")
    assert "“Điều 2. Giám sát” đã được văn bản số 5/SĐ sửa đổi" in told


def test_on_the_page_it_is_asked_once_and_nothing_typed_is_lost(
    client, cast, text, task
):
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-edit", args=[text.pk])
    after = "Điều 1. Phạm vi\nĐiều 2. Chế độ thông tin"
    data = shown(client, text) | {"provisions": after}
    page = client.post(address, data)
    said = page.content.decode()
    assert "hãy đánh dấu ô bên dưới" in said
    assert 'type="checkbox" name="accept_titles"' in said
    assert after.splitlines()[1] in said
    assert client.post(address, data | {"accept_titles": "on"}).status_code == 302
    assert str(task.provisions.get()) == "Điều 2. Chế độ thông tin"
