"""What people paste or click by mistake must not bend what an amendment says."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.errors import NotPossible
from accounts.models import FileText
from agreements import checks
from agreements.amendments import amending, changes_outline, consolidation
from agreements.models import Agreement
from agreements.provisions.provisions import UnreadableLine
from tests.agreements.test_amending import PDF, fresh, reads, record, refused, text
from tests.factories import make_agreement

__all__ = ["text"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Bãi bỏ Chương II.", "từng điều của chương"),
        ("2. Sửa đổi khoản 2 Điều 3 như sau:", "dán toàn văn điều đó"),
        ("b) Bổ sung điểm c vào sau điểm b khoản 1 Điều 2", "dán toàn văn điều đó"),
    ],
)
def test_another_change_is_never_read_as_text_of_the_article_before_it(line, said):
    with pytest.raises(UnreadableLine, match=said):
        changes_outline.parse(f"Sửa đổi Điều 2. Họp\nMỗi tháng một lần.\n{line}", {"2"})


def test_a_sentence_that_only_begins_like_a_change_is_text():
    words = "Bổ sung kinh phí theo Điều 3.\nBỏ phiếu kín."
    (change,) = changes_outline.parse(f"Sửa đổi Điều 2. Họp\n{words}", {"2"})
    assert change.text == words


@pytest.mark.parametrize("changes", ["Sửa đổi Điều 2. Họp mới", "Bổ sung Điều 4"])
def test_an_article_does_not_lose_its_text_for_a_title_alone(text, changes):
    assert "Hãy dán toàn văn" in refused("changes", text, changes)
    assert "Mỗi quý một lần." in reads(text)["2"]


def test_a_title_alone_is_enough_where_only_titles_are_on_record(text):
    record(text, "Sửa đổi Điều 3. Kinh phí hằng năm")
    assert reads(text)["3"] == "Kinh phí hằng năm"


@pytest.mark.parametrize("size", ["many", "long"])
def test_more_than_any_amendment_holds_is_refused_in_words(agreement, size):
    changes = "\n".join(f"Bổ sung Điều {n}. Mới" for n in range(1, 502))
    if size == "long":
        changes = "Bổ sung Điều 1. Mới\n" + "x" * (checks.LONGEST_TEXT + 1)
    assert "tối đa 500 điều" in refused("changes", agreement, changes)


def test_an_amendment_after_the_end_is_pointed_out(text, cast):
    record(text, "Bãi bỏ Điều 1", effective_on=date(2025, 6, 1))
    assert not consolidation.conflicts(fresh(text))
    Agreement.objects.filter(pk=text.pk).update(terminated_on=date(2025, 5, 1))
    (told,) = consolidation.conflicts(fresh(text))
    assert "khi quy chế đã chấm dứt từ 01/05/2025" in told
    Agreement.objects.filter(pk=text.pk).update(terminated_on=None)
    new = make_agreement(cast.committee, cast.front, signed_on=date(2025, 5, 1))
    new.predecessors.add(text)
    (told,) = consolidation.conflicts(fresh(text))
    assert "đã được văn bản khác thay thế" in told


def test_an_agreement_put_away_meanwhile_is_not_amended(text, cast):
    Agreement.objects.filter(pk=text.pk).update(
        trashed_at="2026-03-01T00:00+00:00", trashed_by=cast.staff
    )
    with pytest.raises(NotPossible, match="thùng rác"):
        record(text, "Bãi bỏ Điều 1")


def test_an_inserted_article_is_shown_where_it_stands(client, cast, text):
    record(text, "Bổ sung Điều 2a (sau Điều 2). Giao ban")
    address, _, anchor = (
        text.provisions.get(number="2a").get_absolute_url().partition("#")
    )
    client.force_login(cast.staff)
    assert f'id="{anchor}"' in client.get(address).content.decode()


# -- Its file ---------------------------------------------------------------


@pytest.fixture
def filed(text):
    amendment = record(text, "Bãi bỏ Điều 1", upload=ContentFile(PDF, name="sd.pdf"))
    FileText.objects.create(stored_file=amendment.stored_file, text="Bí mật")
    return amendment


def edit(client, amendment, **typed):
    address = reverse("agreements:amendment-edit", args=[amendment.pk])
    form = client.get(address).context["form"]
    data = {
        "subject": "Sửa đổi",
        "effective_on": "01/01/2025",
        "changes": "Bãi bỏ Điều 1",
        "version": form["version"].value(),
        "reason": "Tải nhầm tệp",
    }
    return client.post(address, data | typed)


def test_a_wrong_file_is_taken_off_and_its_words_are_forgotten(client, cast, filed):
    stored = filed.stored_file
    client.force_login(cast.staff)
    assert edit(client, filed, without_file="on").status_code == 302
    filed.refresh_from_db()
    assert filed.stored_file is None
    assert not FileText.objects.exists()
    stored.refresh_from_db()  # for the history
    page = client.get(reverse("agreements:amendment-edit", args=[filed.pk]))
    assert "without_file" not in page.context["form"].fields


def test_another_file_takes_its_place(client, cast, filed):
    client.force_login(cast.staff)
    edit(client, filed, without_file="on", upload=ContentFile(PDF, name="moi.pdf"))
    filed.refresh_from_db()
    assert filed.stored_file.name == "moi.pdf"
    assert not FileText.objects.exists()


def test_the_file_of_a_removed_amendment_is_not_found_any_more(filed):
    amending.remove(amendment=filed, by=None, reason="Ghi nhầm")
    assert not FileText.objects.exists()


# -- Twice ------------------------------------------------------------------


def test_removing_it_by_a_double_click_leads_both_to_the_agreement(client, cast, text):
    address = reverse(
        "agreements:amendment-remove", args=[record(text, "Bãi bỏ Điều 1").pk]
    )
    client.force_login(cast.staff)
    token = client.get(address).context["form"]["form_token"].value()
    sent = {"form_token": str(token), "reason": "Ghi nhầm quy chế"}
    for _ in range(2):
        assert client.post(address, sent).url == text.get_absolute_url()
    client.force_login(cast.manager)
    assert client.post(address, sent).status_code == 404
    assert client.get(address).status_code == 404
    assert client.post(address, {"form_token": "không phải"}).status_code == 404
