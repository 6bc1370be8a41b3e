"""Agreements are found however the words are typed."""

import unicodedata

import pytest

from accounts.fields import containing_words
from agreements import registration
from agreements.models import Agreement, AgreementKind
from agreements.registration import PartyEntry, SignatoryEntry


@pytest.fixture
def found(cast):
    agreement = registration.register(
        values={
            "kind": AgreementKind.objects.create(code="qc", name="Quy chế"),
            "subject": "Quy chế phối hợp giữa Đoàn ĐBQH tỉnh Lào Cai với Mặt trận, hoà",
            "document_number": "104/KH-UBND",
            "owner": cast.committee,
        },
        parties=[
            PartyEntry(cast.committee),
            PartyEntry(cast.front, signatories=(SignatoryEntry("Đỗ Văn Chiến"),)),
        ],
        by=cast.staff,
    )

    def search(text):
        return list(containing_words(Agreement.objects.all(), text)) == [agreement]

    return search


@pytest.mark.parametrize(
    "typed",
    [
        "lao cai",
        "doan dbqh",
        "đoàn đbqh",
        "ĐOÀN ÐBQH",
        "do van chien",
        "Đỗ văn chiến",
        unicodedata.normalize("NFD", "Đỗ văn chiến"),
        "hòa",
        "hoà",
        "104/KH-UBND",
        "104/KHUBND",
        "104 kh",
        "chien  lao",
        "uy ban mttq thu nghiem",
        "",
    ],
)
def test_it_is_found_by(found, typed):
    assert found(typed)


@pytest.mark.parametrize("typed", ["lao cai ha noi", "105/KH-UBND"])
def test_it_is_not_found_by(found, typed):
    assert not found(typed)


@pytest.mark.parametrize("typed", ["%", "_", "\\", "l_o c_i", "1%4/KH"])
def test_what_means_something_to_the_database_is_only_a_letter(found, typed):
    assert not found(typed)


# SQLite refuses a thousand conditions, and a pattern of fifty thousand letters.
@pytest.mark.parametrize("typed", ["lao cai " * 1000, "x " * 3000, "y" * 60_000])
def test_a_very_long_question_is_answered(found, typed):
    assert found(typed) == typed.startswith("lao")


def test_two_hundred_different_words_are_answered(found):
    assert not found(" ".join(f"a{number}" for number in range(2000)))
