"""What the public sees: by a decision, with names masked, until it is taken down."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from accounts import history
from accounts.errors import NotPossible
from agreements.models import Agreement
from reports.models import Publication, Review
from reports.publication import publishing
from reports.publication.masking import Mask
from reports.reviews import correcting, editing, issuing
from tests.factories import make_review
from tests.reports.addresses import url

AT = datetime(2026, 7, 20, 8, 30, tzinfo=timezone.get_default_timezone())
TOKEN = "7f9f1c1e-7d59-4b1f-9d6e-1c1d8f0c2a11"
NAMED = "Ông Trần Văn Bảy đã hiến đất. Bà Lê Thị Hoa góp công."


def publish(review, cast, *masks):
    return publishing.publish(
        review=review, masks=[Mask(*mask) for mask in masks], by=cast.manager, at=AT
    )


def withdraw(review, cast):
    publishing.withdraw(review=review, reason="Sai số liệu", by=cast.manager, at=AT)


def is_public(review):
    return Review.objects.public().filter(pk=review.pk).exists()


@pytest.fixture
def named(draft, cast):
    """An issued report that names two people, and a third who signs."""
    editing.save_part(review=draft, key="uu-diem", text=NAMED, version=1, by=cast.staff)
    draft.refresh_from_db()
    issuing.issue(
        review=draft,
        document_number="12/BC-UBND",
        issued_on=date(2026, 7, 15),
        signers=[{"lines": ["CHỦ TỊCH"], "name": "Nguyễn Văn Ký"}],
        recipients="Lưu: VT",
        by=cast.manager,
    )
    return draft


# -- The decision ----------------------------------------------------------------


def test_issued_is_not_yet_public(issued, cast):
    assert not is_public(issued)
    publish(issued, cast)
    assert is_public(issued)
    assert history.of(issued).first().action == "đã công khai báo cáo"


def test_a_draft_is_not_published(draft, cast):
    with pytest.raises(NotPossible, match="đã phát hành"):
        publish(draft, cast)


def test_nothing_of_a_withheld_agreement_is_public(issued, cast):
    publish(issued, cast)
    Agreement.objects.update(is_public=False)
    assert not is_public(issued)
    with pytest.raises(NotPossible, match="quy chế chưa công khai"):
        publish(Review.objects.get(pk=issued.pk), cast, ("Lê Thị Hoa", "L.T.H."))


def test_taken_down_it_says_when_and_why_and_may_come_back(published, cast):
    withdraw(published, cast)
    assert not is_public(published)
    with pytest.raises(NotPossible):
        withdraw(published, cast)
    publish(published, cast)
    assert is_public(published)
    told = history.of(published).values_list("action", flat=True)[:2]
    assert list(told) == ["đã công khai lại báo cáo", "đã thôi công khai báo cáo"]


def test_the_same_again_is_told_and_other_masks_replace(published, cast):
    with pytest.raises(NotPossible, match="đúng như vậy"):
        publish(published, cast)
    publish(published, cast, ("Lê Thị Hoa", "L.T.H."))
    assert Publication.objects.get().masks == [{"from": "Lê Thị Hoa", "to": "L.T.H."}]


def test_what_was_recorded_from_a_source_needs_no_publishing(agreement):
    assert is_public(make_review(agreement, state="recorded"))


# -- The public page ---------------------------------------------------------------


def test_masked_names_are_nowhere_on_the_public_page(visit, named, cast):
    publish(named, cast, ("Trần Văn Bảy", "T.V.B."), ("Nguyễn Văn Ký", "N.V.K."))
    page = visit(None, url("public-review-detail", named.pk)).text
    assert "T.V.B." in page
    assert "N.V.K." in page
    assert "Trần Văn Bảy" not in page
    assert "Nguyễn Văn Ký" not in page
    assert "Lê Thị Hoa" in page


def test_files_are_public_only_where_nothing_is_masked(visit, named, cast):
    publish(named, cast)
    file = url("public-review-download", named.pk, "docx")
    assert visit(None, file).getvalue().startswith(b"PK")
    assert file in visit(None, url("public-review-detail", named.pk)).text
    publish(named, cast, ("Trần Văn Bảy", "T.V.B."))
    assert visit(None, file).status_code == 404
    page = visit(None, url("public-review-detail", named.pk)).text
    assert file not in page
    assert "Tệp đã ký mang đủ họ tên nên không kèm theo" in page


def test_a_name_in_the_subject_is_masked_in_the_lists_too(visit, draft, cast):
    Review.objects.filter(pk=draft.pk).update(subject="Vụ việc của ông Trần Văn Bảy")
    draft.refresh_from_db()
    issuing.issue(
        review=draft,
        document_number="12/BC-UBND",
        issued_on=date(2026, 7, 15),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    publish(draft, cast, ("Trần Văn Bảy", "T.V.B."))
    addresses = [
        url("public-review-list"),
        url("public-review-detail", draft.pk),
        url("public-feed"),
        draft.agreement.get_public_url(),
    ]
    for address in addresses:
        page = visit(None, address).text
        assert "ông T.V.B." in page, address
        assert "Trần Văn Bảy" not in page, address
    found = {
        words: draft in visit_list(visit, words)
        for words in ("Trần Văn Bảy", "bay", "vụ việc", "12/BC-UBND")
    }
    assert found == {
        "Trần Văn Bảy": False,
        "bay": False,
        "vụ việc": True,
        "12/BC-UBND": True,
    }


def visit_list(visit, words):
    rows = visit(None, url("public-review-list", q=words)).context["rows"]
    return [review for review, _ in rows]


def test_the_notice_of_a_withdrawal_stays_at_the_address(visit, published, cast):
    withdraw(published, cast)
    page = visit(None, url("public-review-detail", published.pk))
    assert page.status_code == 200
    assert "thôi công khai báo cáo này" in page.text
    assert "20/07/2026" in page.text
    assert "Sai số liệu" in page.text
    assert "trên 1.242" not in page.text
    assert published.subject not in visit(None, url("public-review-list")).text


def test_the_notice_of_a_correction_stands_on_both(visit, published, cast):
    new = correcting.correction(review=published, reason="Sai số xã", by=cast.manager)
    old, fresh = (url("public-review-detail", r.pk) for r in (published, new))
    assert "đính chính" not in visit(None, old).text  # a draft is the office's
    issuing.issue(
        review=new,
        document_number="20/BC-UBND",
        issued_on=date(2026, 7, 18),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    page = visit(None, old).text
    assert "20/BC-UBND" in page
    assert "Sai số xã" in page
    assert fresh not in page
    assert "trên 1.242" in page  # the old one stays
    publish(new, cast)
    assert fresh in visit(None, old).text
    page = visit(None, fresh).text
    assert "Bản này đính chính cho" in page
    assert "Sai số xã" in page
    assert old in page


# -- The page of the decision --------------------------------------------------------


def form_data(page, **fields):
    return {"seen": page.context["seen"], "others": ""} | fields


def test_the_preview_is_what_the_public_then_reads(visit, named, cast):
    address = url("review-publish", named.pk)
    page = visit(cast.manager, address)
    assert "Trần Văn Bảy → T.V.B." in page.text
    chosen = {"names": ["Trần Văn Bảy"], "others": "Lê Thị Hoa = một người dân"}
    page = visit(cast.manager, address, form_data(page, **chosen, xem="1"))
    preview = page.text.partition('id="xem-truoc"')[2]
    assert "Trần Văn Bảy" not in preview
    assert "một người dân góp công" in preview
    assert not Publication.objects.exists()
    data = form_data(page, **chosen) | {"cong-khai": "1"}
    assert visit(cast.manager, address, data).status_code == 302
    public = visit(None, url("public-review-detail", named.pk)).text
    body = '<div class="document-body">'
    assert (
        public.partition(body)[2].partition("</article>")[0]
        == (preview.partition(body)[2].partition("</article>")[0])
    )


def test_what_was_not_previewed_is_not_published(visit, named, cast):
    address = url("review-publish", named.pk)
    data = form_data(visit(cast.manager, address), names=["Trần Văn Bảy"])
    page = visit(cast.manager, address, data | {"cong-khai": "1"})
    assert "hãy đọc lại rồi bấm" in page.text
    assert not Publication.objects.exists()
    data["seen"] = page.context["seen"]
    visit(cast.manager, address, data | {"cong-khai": "1"})
    assert Publication.objects.get().masks == [{"from": "Trần Văn Bảy", "to": "T.V.B."}]


def test_masks_are_kept_for_the_next_time(visit, named, cast):
    publish(named, cast, ("Trần Văn Bảy", "T.V.B."), ("Ngô Lạ", "một người"))
    page = visit(cast.manager, url("review-publish", named.pk)).text
    assert "Ngô Lạ = một người" in page
    assert page.count("checked") == 1


def test_a_correction_is_first_masked_as_what_it_corrects(visit, named, cast):
    publish(named, cast, ("Trần Văn Bảy", "T.V.B."))
    new = correcting.correction(review=named, reason="Sai số", by=cast.manager)
    issuing.issue(
        review=new,
        document_number="13/BC-UBND",
        issued_on=date(2026, 7, 16),
        signers=[],
        recipients="",
        by=cast.manager,
    )
    page = visit(cast.manager, url("review-publish", new.pk))
    assert "ông T.V.B." in page.text.lower().replace("t.v.b.", "T.V.B.")
    assert page.text.count("checked") == 1


@pytest.mark.parametrize("typed", ["a", "số", "X" * 101, "= N.V.A.", "Lê A\n,,"])
def test_what_is_no_name_is_told(visit, named, cast, typed):
    address = url("review-publish", named.pk)
    data = form_data(visit(cast.manager, address), others=typed, xem="1")
    page = visit(cast.manager, address, data)
    assert page.status_code == 200
    assert page.context["form"].errors or typed.startswith("=")


def test_a_report_of_a_withheld_agreement_says_why_not(visit, issued, cast):
    Agreement.objects.update(is_public=False)
    page = visit(cast.manager, url("review-publish", issued.pk))
    assert "thuộc quy chế chưa công khai" in page.text
    assert "Công khai</button>" not in page.text


def test_taking_down_asks_for_a_reason(visit, published, cast):
    address = url("review-unpublish", published.pk)
    assert visit(cast.staff, address).status_code == 403
    visit(cast.manager, address, {"form_token": TOKEN, "reason": ""})
    assert is_public(published)
    data = {"form_token": TOKEN, "reason": "Sai số liệu"}
    assert visit(cast.manager, address, data).status_code == 302
    assert not is_public(published)
    assert "Đã thôi công khai" in visit(cast.manager, published.get_absolute_url()).text
