"""Areas and responsible party of each article: entered, shown, kept, told."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import history
from accounts.errors import Stale
from agreements import registration
from agreements.models import CoordinationArea, Provision
from agreements.provisions import tagging
from agreements.provisions.provision_tree import tree
from agreements.provisions.tagging import Tags
from agreements.registration import PartyEntry, ProvisionEntry
from tests.factories import make_agreement

ON = date(2026, 6, 1)


@pytest.fixture
def area(db):
    return CoordinationArea.objects.create(code="gs", name="Giám sát", position=1)


@pytest.fixture
def articles(agreement):
    rows = [("chapter", "I", "Chung"), ("article", "1", "Phạm vi")]
    rows += [("chapter", "II", "Việc"), ("article", "2", "Giám sát")]
    made, chapter = [], None
    for position, (kind, number, heading) in enumerate(rows, start=1):
        row = agreement.provisions.create(
            kind=kind,
            number=number,
            heading=heading,
            position=position,
            parent=chapter if kind == "article" else None,
        )
        if kind == "chapter":
            chapter = row
        else:
            made.append(row)
    return made


@pytest.fixture
def tag(agreement, cast):
    def call(tags, version=None):
        agreement.refresh_from_db()
        return tagging.tag(
            agreement=agreement,
            version=version or agreement.version,
            tags=tags,
            by=cast.staff,
        )

    return call


def test_an_article_gets_its_areas_and_its_party(agreement, articles, area, tag):
    party = agreement.parties.first()
    assert tag({articles[1].pk: Tags((area,), party)})
    articles[1].refresh_from_db()
    assert articles[1].areas.get() == area
    assert articles[1].responsible_party == party
    assert history.sentence(history.of(agreement)[0]) == (
        "Người Dùng chuyenvien đã gắn lĩnh vực, bên chịu trách nhiệm của các điều: "
        f"Điều 2 từ “để trống” thành “Giám sát; do {party} chịu trách nhiệm”."
    )


def test_saving_the_same_tells_nothing(agreement, articles, area, tag):
    tag({articles[0].pk: Tags((area,))})
    assert not tag({articles[0].pk: Tags((area,)), articles[1].pk: Tags()})
    assert history.of(agreement).count() == 1


def test_whoever_read_an_older_version_is_refused(articles, tag, agreement):
    tag({articles[0].pk: Tags()})
    with pytest.raises(Stale):
        tag({articles[0].pk: Tags()}, version=1)


def test_rows_of_another_agreement_are_refused(articles, tag):
    other = make_agreement()
    foreign = other.provisions.create(kind="article", number="9", position=1)
    with pytest.raises(ValidationError):
        tag({foreign.pk: Tags()})
    with pytest.raises(ValidationError):
        tag({articles[0].pk: Tags((), other.parties.first())})


def test_correcting_the_outline_keeps_the_tags(cast, agreement, articles, area, tag):
    tag({articles[1].pk: Tags((area,), agreement.parties.first())})
    agreement.refresh_from_db()
    revised = [
        ProvisionEntry("chapter", "I", "Quy định chung"),
        ProvisionEntry("article", "1", "Phạm vi", "Quy chế này."),
        ProvisionEntry("article", "2", "Giám sát", "Hai bên giám sát."),
    ]
    registration.revise(
        agreement=agreement,
        version=agreement.version,
        values={},
        parties=[PartyEntry(cast.committee), PartyEntry(cast.front)],
        areas=[],
        provisions=revised,
        legal_bases=[],
        by=cast.staff,
        reason="theo bản gốc",
    )
    row = Provision.objects.get(pk=articles[1].pk)
    assert (row.text, row.areas.get()) == ("Hai bên giám sát.", area)
    assert row.responsible_party.organisation == cast.committee


def test_a_party_that_is_taken_out_is_told_at_its_articles(
    cast, agreement, articles, tag
):
    tag({articles[1].pk: Tags((), agreement.parties.get(organisation=cast.front))})
    agreement.refresh_from_db()
    registration.revise(
        agreement=agreement,
        version=agreement.version,
        values={},
        parties=[PartyEntry(cast.committee), PartyEntry(cast.department)],
        areas=[],
        provisions=[
            ProvisionEntry("article", "1", "Phạm vi"),
            ProvisionEntry("article", "2", "Giám sát"),
        ],
        legal_bases=[],
        by=cast.staff,
        reason="nhầm",
    )
    told = history.of(agreement)[0].changes
    assert "lĩnh vực, bên chịu trách nhiệm của các điều" in {c["field"] for c in told}


def test_a_long_text_that_changed_is_told_in_short_with_both_texts_kept(
    cast, agreement, articles
):
    for text in ("a" * 10_000, "b" * 10_000):
        agreement.refresh_from_db()
        registration.revise(
            agreement=agreement,
            version=agreement.version,
            values={},
            parties=[PartyEntry(cast.committee), PartyEntry(cast.front)],
            areas=[],
            provisions=[ProvisionEntry("article", "1", "Phạm vi", text)],
            legal_bases=[],
            by=cast.staff,
            reason="đúng bản gốc",
        )
    entry = history.of(agreement)[0]
    assert "Điều 1: sửa nội dung. Lý do: đúng bản gốc." in history.sentence(entry)
    assert len(history.sentence(entry)) < 200
    assert entry.long_changes[0]["to"].endswith("b" * 10_000)


# -- The page ---------------------------------------------------------------


def _address(agreement):
    return reverse("agreements:provision-tags", args=[agreement.pk])


def test_the_table_saves_all_articles_at_once(client, cast, agreement, articles, area):
    client.force_login(cast.staff)
    page = client.get(_address(agreement)).content.decode()
    assert "Điều 2. Giám sát" in page and "Chương II. Việc" in page
    party = agreement.parties.last()
    response = client.post(
        _address(agreement),
        {
            "version": 1,
            f"areas-{articles[0].pk}": [area.pk],
            f"party-{articles[1].pk}": party.pk,
        },
    )
    assert response.url.startswith(agreement.get_absolute_url())
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert '<span class="chip plan">Giám sát</span>' in page
    assert f"{party.name_as_signed} chịu trách nhiệm" in page


def test_what_was_chosen_is_kept_when_someone_else_was_first(
    client, cast, agreement, articles, area
):
    client.force_login(cast.staff)
    chosen = {f"areas-{articles[0].pk}": [area.pk]}
    response = client.post(_address(agreement), {"version": 0} | chosen)
    page = response.content.decode()
    assert "người khác đã sửa" in page
    assert f'value="{area.pk}" checked' in page
    assert client.post(_address(agreement), {"version": 1} | chosen).status_code == 302


@pytest.mark.parametrize("field", ["areas", "party"])
def test_an_unknown_choice_is_told_at_its_article(
    client, cast, agreement, articles, field
):
    client.force_login(cast.staff)
    sent = {"version": 1, f"{field}-{articles[0].pk}": "999999"}
    page = client.post(_address(agreement), sent).content.decode()
    assert "field-error" in page


def test_articles_are_filtered_by_area_and_by_party(
    client, cast, agreement, articles, area, tag
):
    party = agreement.parties.first()
    tag({articles[1].pk: Tags((area,), party)})
    client.force_login(cast.staff)
    for query in (f"linh_vuc={area.pk}", f"ben={party.pk}"):
        page = client.get(f"{agreement.get_absolute_url()}?{query}").content.decode()
        assert 'id="dieu-2"' in page and 'id="dieu-1"' not in page
    for query in ("", "?linh_vuc=999", "?linh_vuc=x&ben=-1"):
        page = client.get(f"{agreement.get_absolute_url()}{query}").content.decode()
        assert 'id="dieu-1"' in page


def test_the_tree_keeps_articles_that_stand_before_any_chapter():
    rows = [
        Provision(kind="article", number="1"),
        Provision(kind="chapter", number="I"),
        Provision(kind="article", number="2"),
    ]
    chapters = tree(rows)
    assert [c.heading and c.heading.number for c in chapters] == [None, "I"]
    assert [a.number for c in chapters for a in c.articles] == ["1", "2"]


def test_the_register_is_filtered_by_the_areas_of_articles_too(
    client, cast, agreement, articles, area, tag
):
    tag({articles[1].pk: Tags((area,))})
    client.force_login(cast.staff)
    address = reverse("agreements:agreement-list")
    page = client.get(f"{address}?area={area.pk}").content.decode()
    assert agreement.subject in page
