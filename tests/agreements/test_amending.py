"""Amendments: what may be recorded, what the text then reads, and who sees it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import history
from accounts.errors import NotPossible, Stale
from agreements import marking, standing
from agreements.amendments import amending, changes_outline, consolidation
from agreements.entries import ChangeEntry
from agreements.models import Agreement, AmendedProvision, Amendment, State
from agreements.provisions import articles, provisions
from agreements.provisions.provisions import UnreadableLine
from reports.reporting_calendar import periods
from tests import factories

Action = AmendedProvision.Action
ON = date(2026, 3, 2)
SIGNED = "\n".join(
    ["Chương I. Chung", "Điều 1. Phạm vi", "Hai bên phối hợp."]
    + ["Chương II. Riêng", "Điều 2. Họp", "Mỗi quý một lần.", "Điều 3. Kinh phí"]
)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


def write_text(agreement, text=SIGNED):
    articles.write(agreement, provisions.parse(text))
    return agreement


@pytest.fixture
def text(agreement):
    return write_text(agreement)


def record(agreement, changes="", *, effective_on=date(2025, 1, 1), **fields):
    numbers = agreement.provisions.values_list("number", flat=True)
    upload = fields.pop("upload", None)
    by = fields.pop("by", None)
    return amending.record(
        agreement=agreement,
        values={"subject": "Sửa đổi", "effective_on": effective_on} | fields,
        changes=changes_outline.parse(changes, set(numbers)),
        upload=upload,
        by=by,
        on=ON,
    )


def fresh(agreement):
    return Agreement.objects.get(pk=agreement.pk)


def reads(agreement, on=ON):
    """{"2": "Họp\\nMỗi quý…"}, a repealed article as None."""
    rows = consolidation.consolidated(fresh(agreement), on)
    return {
        r.number: None if r.is_repealed else r.wording for r in rows if r.is_article
    }


def refused(field, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        record(*args, **kwargs)
    assert field in error.value.error_dict
    return " ".join(error.value.message_dict[field])


# -- What is pasted ----------------------------------------------------------


def test_the_outline_reads_what_offices_paste():
    pasted = """1. Sửa đổi, bổ sung Điều 2 như sau:
    “Điều 2. Chế độ họp
    1. Mỗi tháng một lần.
    Điều 5 Luật Mặt trận quy định việc này.”
    2. Bổ sung Điều 2a vào sau Điều 2 như sau:
    “Điều 2a. Họp đột xuất.
    Khi cần.”
    Bãi bỏ Điều 3, Điều 4 và Điều 5."""
    replaced, inserted, *repealed = changes_outline.parse(pasted, {"2", "3"})
    assert replaced == ChangeEntry(
        Action.REPLACE,
        "2",
        "Chế độ họp",
        "1. Mỗi tháng một lần.\nĐiều 5 Luật Mặt trận quy định việc này.",
    )
    assert inserted == ChangeEntry(Action.INSERT, "2a", "Họp đột xuất", "Khi cần.", "2")
    assert [(c.action, c.number) for c in repealed] == [
        (Action.REPEAL, "3"),
        (Action.REPEAL, "4"),
        (Action.REPEAL, "5"),
    ]


def test_a_plain_article_amends_what_exists_and_inserts_what_does_not():
    one, other = changes_outline.parse("Điều 2. Họp\nĐiều 9. Mới", {"2"})
    assert (one.action, other.action) == (Action.REPLACE, Action.INSERT)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Sửa khoản 2 Điều 5 như sau:", "toàn văn điều đó"),
        ("Căn cứ Luật Mặt trận", "Mỗi điều bắt đầu một dòng"),
        ("Bãi bỏ Điều 2\nSửa đổi Điều 2. Họp", "Dòng 2: Điều 2 đã có ở dòng 1"),
        ("Bãi bỏ Điều 2\nvì không còn cần", "Dòng 2 không đọc được"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(typed, said):
    with pytest.raises(UnreadableLine, match=said):
        changes_outline.parse(typed)


@pytest.mark.parametrize(
    "noise", ["Điều", "Bãi bỏ", "Điều 5" * 50, "“”", "Điều 1.\n" * 2]
)
def test_any_text_is_read_or_refused(noise):
    try:
        changes_outline.parse(noise)
    except UnreadableLine:
        pass


def test_what_was_saved_reads_back_the_same():
    changes = (
        ChangeEntry(Action.REPLACE, "5", "Họp", "Mỗi quý."),
        ChangeEntry(Action.INSERT, "5a", "Báo cáo", "Mỗi năm.", "5"),
        ChangeEntry(Action.REPEAL, "7"),
        ChangeEntry(Action.REPEAL, "8"),
        ChangeEntry(Action.REPLACE, "9", "", "Chỉ nội dung."),
    )
    assert changes_outline.parse(changes_outline.as_text(changes)) == changes


# -- What the text reads -----------------------------------------------------


def test_the_text_of_a_day_has_what_was_in_effect_by_then(text):
    record(text, "Sửa đổi Điều 2. Họp\nMỗi tháng.\nBổ sung Điều 2a. Đột xuất\nKhi cần.")
    record(text, "Bãi bỏ Điều 2", effective_on=date(2026, 1, 1))
    signed = {"1": "Phạm vi\nHai bên phối hợp.", "3": "Kinh phí"}

    assert reads(text, date(2024, 12, 31)) == signed | {"2": "Họp\nMỗi quý một lần."}
    amended = reads(text, date(2025, 1, 1))
    assert amended == signed | {"2": "Họp\nMỗi tháng.", "2a": "Đột xuất\nKhi cần."}
    assert list(amended) == ["1", "2", "2a", "3"]
    assert reads(text)["2"] is None


def test_an_article_says_which_amendment_gave_it_its_words(text):
    amendment = record(text, "Sửa đổi Điều 2. Họp\nMỗi tháng.", document_number="9/SĐ")
    rows = {r.number: r for r in consolidation.consolidated(fresh(text), ON)}
    assert rows["2"].origin == amendment
    assert rows["1"].origin is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("Sửa đổi Điều 9. Họp", "Điều 9 không có trong văn bản"),
        ("Bãi bỏ Điều 9", "Điều 9 không có trong văn bản"),
        ("Bổ sung Điều 2. Họp", "Điều 2 đã có"),
        ("Bổ sung Điều 2a (sau Điều 8). Họp", "không có điều đó"),
    ],
)
def test_a_change_must_fit_the_text_it_finds(text, changes, said):
    assert said in refused("changes", text, changes)
    assert not text.amendments.exists()


def test_a_repealed_article_is_not_amended_after_that(text):
    record(text, "Bãi bỏ Điều 2")
    said = refused("changes", text, "Sửa đổi Điều 2. Họp", effective_on=ON)
    assert "đã bị bãi bỏ" in said


def test_an_earlier_amendment_may_not_undermine_a_later_one(text):
    record(text, "Sửa đổi Điều 2. Họp\nMỗi tháng.", effective_on=ON)
    assert "không còn khớp" in refused("changes", text, "Bãi bỏ Điều 2")


def test_an_amendment_on_which_another_rests_is_not_removed(text):
    first = record(text, "Bổ sung Điều 4. Mới")
    record(text, "Sửa đổi Điều 4. Khác", effective_on=ON)
    with pytest.raises(NotPossible, match="không còn khớp"):
        amending.remove(amendment=first, by=None, reason="Nhầm")
    assert Amendment.objects.filter(pk=first.pk).exists()


def test_without_a_text_on_record_changes_are_taken_as_they_are(agreement):
    record(agreement, "Sửa đổi Điều 2. Họp\nMỗi tháng.")
    assert reads(agreement) == {"2": "Họp\nMỗi tháng."}


def test_two_of_one_day_on_one_article_are_told(text):
    record(text, "Sửa đổi Điều 2. Họp\nMỗi tháng.", document_number="1/SĐ")
    record(text, "Sửa đổi Điều 2. Họp\nMỗi tuần.", document_number="2/SĐ")
    (told,) = consolidation.conflicts(fresh(text))
    assert "1/SĐ" in told and "2/SĐ" in told
    assert reads(text)["2"] == "Họp\nMỗi tuần."


def test_5a_stands_between_5_and_6():
    numbers = ["10", "5đ", "6", "5", "5a"]
    ordered = sorted(numbers, key=consolidation.number_key)
    assert ordered == ["5", "5a", "5đ", "6", "10"]


# -- What is recorded --------------------------------------------------------


def test_it_is_told_in_the_history_of_the_agreement(cast, text):
    record(
        text,
        "Bãi bỏ Điều 3",
        by=cast.staff,
        document_number="9/SĐ",
        extended_to=date(2031, 12, 31),
        upload=ContentFile(PDF, name="sua-doi.pdf"),
    )
    sentence = history.sentence(history.of(text).first())
    assert "đã ghi văn bản số 9/SĐ" in sentence
    assert "bãi bỏ Điều 3; gia hạn đến 31/12/2031" in sentence


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("changes", {}),
        ("signed_on", {"signed_on": date(2026, 3, 3)}),
        ("signed_on", {"signed_on": date(2024, 3, 12)}),
        ("effective_on", {"effective_on": date(2024, 3, 12)}),
        ("effective_on", {"signed_on": date(2025, 1, 2)}),
        ("extended_to", {"extended_to": date(2029, 12, 31)}),
        ("extended_to", {"extended_to": date(2024, 12, 31)}),
        ("extended_to", {"extended_to": date(9999, 1, 1)}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(text, field, values):
    refused(field, text, "", **values)


def test_a_draft_is_not_amended(cast):
    draft = factories.make_agreement(cast.committee, cast.front, signed_on=None)
    with pytest.raises(NotPossible):
        record(draft, extended_to=date(2031, 1, 1))


def test_revising_tells_what_changed_and_refuses_a_stale_form(cast, text):
    amendment = record(text, "Bãi bỏ Điều 3")
    values = {"subject": "Sửa đổi", "effective_on": date(2025, 1, 1)}
    changes = changes_outline.parse("Bãi bỏ Điều 2")

    def revise():
        amending.revise(
            amendment=amendment,
            version=1,
            values=values,
            changes=changes,
            by=cast.staff,
            reason="Chép nhầm",
            on=ON,
        )

    revise()
    sentence = history.sentence(history.of(text).first())
    assert "từ “Bãi bỏ Điều 3” thành “Bãi bỏ Điều 2”" in sentence
    with pytest.raises(Stale):
        revise()


def test_a_task_cites_an_inserted_article_which_then_stays(text):
    amendment = record(text, "Bổ sung Điều 2a. Đột xuất\nKhi cần.")
    row = text.provisions.get(number="2a")
    assert row not in text.provisions.as_signed()
    task = factories.make_focus_task(factories.make_plan(text))
    task.provisions.add(row)
    with pytest.raises(NotPossible, match="viện dẫn"):
        amending.remove(amendment=amendment, by=None, reason="Nhầm")
    task.provisions.clear()
    amending.remove(amendment=amendment, by=None, reason="Nhầm")
    assert not text.provisions.filter(number="2a").exists()


def test_the_text_as_signed_is_corrected_without_the_inserted_article(text):
    record(text, "Bổ sung Điều 2a. Đột xuất\nKhi cần.\nSửa đổi Điều 3. Chi")
    write_text(text)
    assert text.provisions.filter(number="2a").exists()
    with pytest.raises(ValidationError, match="do một văn bản sửa đổi bổ sung"):
        write_text(text, SIGNED + "\nĐiều 2a. Đột xuất")
    write_text(text, SIGNED.replace("Điều 3. Kinh phí", ""))
    with pytest.raises(ValidationError, match="không còn khớp"):
        amending.check_still_fits(text)


# -- The term ----------------------------------------------------------------


def test_an_extension_moves_the_last_day_from_its_day(text):
    record(text, extended_to=date(2031, 6, 30), document_number="9/GH")
    row = fresh(text)
    assert row.last_day_on(date(2024, 12, 31)) == date(2029, 12, 31)
    assert row.last_day_on(ON) == date(2031, 6, 30)
    last = dict(standing.facts(row, ON))["Ngày cuối"]
    assert last == "30/06/2031 (gia hạn theo văn bản số 9/GH; khi ký là 31/12/2029)"
    steps = standing.term_steps(row, ON, [])
    assert steps[-1].year == 2031 and "Hết hạn 30/06" in steps[-1].notes
    offered = {period.key: period for period in periods.offered(row, ON)}
    assert offered["giai-doan"].last == date(2031, 6, 30)


def test_an_extension_gives_a_last_day_to_a_text_that_printed_none(cast):
    agreement = factories.make_agreement(
        cast.committee, cast.front, term_start_year=None, term_end_year=None
    )
    record(agreement, extended_to=date(2027, 1, 1))
    assert fresh(agreement).state_on(date(2024, 5, 1)) == State.TERM_UNKNOWN
    assert fresh(agreement).state_on(date(2027, 1, 2)) == State.EXPIRED


DAYS = st.dates(date(2023, 1, 1), date(2034, 12, 31))
EXTENSIONS = st.lists(st.tuples(DAYS, st.integers(0, 2000)), max_size=3)
TERMS = st.sampled_from(
    [
        {},
        {"term_end_year": None, "term_start_year": None},
        {"ends_on": date(2026, 6, 30)},
        {"signed_on": None},
    ]
)


class StateWithExtensions(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(TERMS, EXTENSIONS, st.lists(DAYS, max_size=3))
    def test_a_row_and_the_query_agree_on_any_day(self, term, extensions, days):
        agreement = factories.make_agreement(**term)
        for effective_on, length in extensions:
            Amendment.objects.create(
                agreement=agreement,
                subject="Gia hạn",
                effective_on=effective_on,
                extended_to=effective_on + timedelta(days=length),
            )
        for on in days:
            row = Agreement.objects.get(pk=agreement.pk)
            found = [
                state
                for state in State
                if Agreement.objects.in_state(state, on).filter(pk=row.pk).exists()
            ]
            assert found == [row.state_on(on)]


# -- Properties of the consolidated text -------------------------------------

NUMBERS = st.sampled_from(["1", "2", "2a", "3", "3b", "4"])
WORDING = st.text("ab ", max_size=6)
CHANGES = st.lists(
    st.builds(ChangeEntry, st.sampled_from(list(Action)), NUMBERS, WORDING, WORDING),
    max_size=4,
    unique_by=lambda change: change.number,
)


@given(st.lists(CHANGES, max_size=4))
def test_each_article_appears_once_whatever_is_changed(sequence):
    rows = [consolidation.Article("article", n, "T", "x") for n in ("1", "2", "3")]
    for changes in sequence:
        rows = consolidation.applied(rows, changes, None)
        numbers = [row.number for row in rows]
        assert len(set(numbers)) == len(numbers)
        assert numbers == sorted(numbers, key=consolidation.number_key)
        for change in changes:
            row = rows[numbers.index(change.number)]
            assert row.is_repealed == (change.action == Action.REPEAL)


class TextOverTime(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(DAYS, CHANGES), max_size=4))
    def test_the_order_is_that_of_effect_and_removing_one_restores(self, sequence):
        agreement = write_text(factories.make_agreement())
        as_signed = consolidation.as_signed(agreement)
        made = []
        for effective_on, changes in sequence:
            amendment = Amendment.objects.create(
                agreement=agreement, subject="Sửa", effective_on=effective_on
            )
            for change in changes:
                amendment.changed_provisions.create(**vars(change))
            made.append(amendment)
        rows = as_signed
        for amendment in consolidation.in_order(made):
            changes = amendment.changed_provisions.all()
            rows = consolidation.applied(rows, changes, amendment)
        now = fresh(agreement)
        assert consolidation.consolidated(now, date(2035, 1, 1)) == rows
        if made:
            first = min(amendment.effective_on for amendment in made)
            before = consolidation.consolidated(now, first - timedelta(days=1))
            assert before == as_signed
        for amendment in made:
            amendment.delete()
        restored = consolidation.consolidated(fresh(agreement), date(2035, 1, 1))
        assert restored == as_signed


# -- Comparing ---------------------------------------------------------------


def test_words_that_went_and_came_are_marked():
    marks = marking.mark("họp mỗi quý một lần", "họp mỗi tháng một lần")
    assert [p.text for p in marks.before if p.is_changed] == ["quý"]
    assert [p.text for p in marks.after if p.is_changed] == ["tháng"]


@given(st.text("ab \n.", max_size=40), st.text("ab \n.", max_size=40))
def test_nothing_of_either_text_is_lost(before, after):
    marks = marking.mark(before, after)
    assert "".join(piece.text for piece in marks.before) == before
    assert "".join(piece.text for piece in marks.after) == after
    if before == after:
        assert not any(piece.is_changed for piece in marks.before)


@pytest.mark.parametrize("pattern", ["a b c ", "a\nb\nc\n", "ab ab "])
def test_a_text_of_any_length_is_compared_within_bounds(pattern):
    """Slow on purpose: these took difflib most of a minute."""
    long = pattern * 10_000
    marks = marking.mark(long, long[::-1])
    assert "".join(piece.text for piece in marks.after) == long[::-1]


def test_only_the_articles_that_differ_are_compared(text):
    amendment = record(text, "Sửa đổi Điều 2. Họp\nMỗi tháng.\nBãi bỏ Điều 3")
    sides = consolidation.before_and_after(amendment)
    found = consolidation.compare(*sides)
    assert [(c.label, c.action) for c in found] == [
        ("Điều 2", Action.REPLACE),
        ("Điều 3", Action.REPEAL),
    ]


# -- Pages -------------------------------------------------------------------

TYPED = {
    "form_token": "0b8f5d2e-0c5e-4b57-9d3b-4a6f7f1f2a3b",
    "subject": "Sửa đổi chế độ họp",
    "effective_on": "01/01/2025",
    "changes": "Sửa đổi Điều 2. Họp\nMỗi tháng một lần.",
}


def test_one_previews_saves_and_reads_the_comparison(client, cast, text):
    client.force_login(cast.staff)
    address = reverse("agreements:amendment-create", args=[text.pk])
    page = client.post(address, TYPED | {"preview": "1"}).content.decode()
    assert "Xem trước, chưa lưu" in page and "<ins>tháng</ins>" in page
    assert not text.amendments.exists()
    for _ in range(2):  # a second click is the same amendment
        answer = client.post(address, TYPED)
    page = client.get(answer.url).content.decode()
    assert text.amendments.count() == 1
    assert "<del>quý</del>" in page and "<ins>tháng</ins>" in page
    assert "Sửa đổi chế độ họp" in client.get(text.get_absolute_url()).content.decode()


def test_nothing_typed_is_lost_when_it_is_refused(client, cast, text):
    client.force_login(cast.staff)
    address = reverse("agreements:amendment-create", args=[text.pk])
    wrong = TYPED | {"changes": "Sửa đổi Điều 9. Họp\nMỗi tháng."}
    page = client.post(address, wrong).content.decode()
    assert "Điều 9 không có trong văn bản" in page
    assert "Sửa đổi Điều 9. Họp\nMỗi tháng.</textarea>" in page


def test_one_revises_and_removes_on_pages(client, cast, text):
    client.force_login(cast.staff)
    amendment = record(text, TYPED["changes"])
    edit = reverse("agreements:amendment-edit", args=[amendment.pk])
    assert "Sửa đổi Điều 2. Họp" in client.get(edit).content.decode()
    typed = TYPED | {"version": "1", "reason": "Chép lại", "changes": "Bãi bỏ Điều 3"}
    assert client.post(edit, typed).url == amendment.get_absolute_url()
    stale = client.post(edit, typed).content.decode()
    assert "người khác đã sửa" in stale
    remove = reverse("agreements:amendment-remove", args=[amendment.pk])
    client.post(remove, {"reason": "Nhầm", "form_token": TYPED["form_token"]})
    assert not text.amendments.exists()


def test_the_text_of_a_day_is_asked_in_the_address(client, cast, text):
    record(text, TYPED["changes"])
    client.force_login(cast.reviewer)
    address = reverse("agreements:agreement-text", args=[text.pk])
    assert "Mỗi tháng một lần." in client.get(address).content.decode()
    before = client.get(address, {"ngay": "31/12/2024"}).content.decode()
    assert "Mỗi quý một lần." in before
    assert "không thay văn bản gốc" in before
    for typed in ("31/13/2024", "01/01/0001", "<b>", "9" * 400):
        page = client.get(address, {"ngay": typed}).content.decode()
        assert "Đang hiện nội dung của hôm nay" in page


def test_the_pages_say_that_the_articles_shown_are_those_signed(client, cast, text):
    said = "Dưới đây là các điều như khi ký"
    client.force_login(cast.staff)
    pages = [text.get_absolute_url(), text.get_public_url()]
    assert not any(said in client.get(page).content.decode() for page in pages)
    record(text, TYPED["changes"])
    for page, read in zip(
        pages, ("agreement-text", "public-agreement-text"), strict=True
    ):
        shown = client.get(page).content.decode()
        assert said in shown
        assert shown.count(reverse(f"agreements:{read}", args=[text.pk])) == 2


def test_the_public_reads_amendments_of_public_agreements_alone(client, text):
    amendment = record(text, TYPED["changes"], note="Ghi chú nội bộ")
    addresses = [
        reverse("agreements:public-amendment-detail", args=[amendment.pk]),
        reverse("agreements:public-agreement-text", args=[text.pk]),
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "tháng" in page and "Ghi chú nội bộ" not in page
    Agreement.objects.filter(pk=text.pk).update(is_public=False)
    assert {client.get(address).status_code for address in addresses} == {404}
