"""What a party has become, beside the name it signed with."""

from datetime import date

from accounts.models import Organisation
from agreements.standing import present_name
from tests import factories
from tests.accounts.reorganisations import carry_out, merging, renaming, splitting

ON = date(2026, 11, 21)


def party_of(body):
    return factories.make_agreement(body).parties.get()


def test_a_renamed_party_is_told_with_its_name_of_today(db):
    body = factories.make_organisation("UBND tỉnh Quảng Ninh")
    party = party_of(body)
    carry_out(renaming(body, "UBND thành phố Quảng Ninh"))
    party.refresh_from_db()
    assert present_name(party, ON) == "nay là UBND thành phố Quảng Ninh"
    assert present_name(party, date(2026, 2, 28)) == ""
    assert party.name_as_signed == "UBND tỉnh Quảng Ninh"


def test_a_merged_party_is_told_with_its_successor(db):
    old, new = factories.make_organisation("Sở A"), factories.make_organisation("Sở B")
    party = party_of(old)
    carry_out(merging(old, into=new))
    party.refresh_from_db()
    assert present_name(party, ON) == "kết thúc từ 01/03/2026, nay là Sở B"


def test_of_several_successors_the_one_with_the_duties_comes_first(db):
    old, other, taker = (factories.make_organisation(f"Sở {n}") for n in "ABC")
    party = party_of(old)
    carry_out(splitting(old, taker, other))
    party.organisation = Organisation.objects.get(pk=old.pk)
    said = present_name(party, ON)
    assert said.endswith("nay là Sở C (tiếp nhận nhiệm vụ), Sở B")
