"""What is found by what, whatever way it is typed; and where it was found."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import FileText, Organisation, StoredFile
from accounts.search import searching
from accounts.search.highlighting import letter_by_letter, mark, snippet
from accounts.search.searching import MOST_WORDS, Question, index_text
from tests.factories import make_organisation


def is_found(typed, text) -> bool:
    return Question(typed).answered_by(index_text(text))


FINDS = [
    # Marks, capitals, old letters, the place of the tone.
    ("quang ninh", "Tỉnh Quảng Ninh"),
    ("QUẢNG NINH", "tỉnh quảng ninh"),
    ("Đỗ văn chiến", "Đỗ Văn Chiến"),
    (unicodedata.normalize("NFD", "Đỗ văn chiến"), "Đỗ Văn Chiến"),
    ("do van chien", unicodedata.normalize("NFD", "Đỗ Văn Chiến")),
    ("ĐOÀN ÐBQH", "Đoàn ĐBQH tỉnh Lào Cai"),
    ("dak lak", "Ðắk Lắk"),
    ("hòa", "hoà giải ở cơ sở"),
    ("hoà", "hòa giải ở cơ sở"),
    ("ủy ban", "Uỷ ban nhân dân"),
    ("tỉ đồng", "157 tỷ đồng"),
    ("lý luận", "lí luận"),
    ("kĩ thuật", "kỹ thuật"),
    ("quí III", "trong quý III"),
    ("quy chế", "Qui chế phối hợp"),
    # Beginnings of words while typing; short words whole.
    ("quan nin", "Quảng Ninh"),
    ("y te", "Sở Y tế"),
    # Abbreviations, both ways.
    ("ubmttq", "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh"),
    ("ub mttq", "Ủy ban Mặt trận Tổ quốc tỉnh"),
    ("ubmttqvn", "Ủy ban MTTQ Việt Nam tỉnh"),
    ("mttqvn", "Mặt trận Tổ quốc Việt Nam"),
    ("mặt trận tổ quốc", "UBMTTQVN tỉnh"),
    ("uy ban mat tran to quoc viet nam", "UBMTTQVN"),
    ("mttq", "Uỷ ban Mặt trận Tổ quốc"),
    ("btt", "Ban Thường trực"),
    ("hội đồng nhân dân", "Thường trực HĐND"),
    ("hdnd", "Hội đồng nhân dân"),
    ("ubnd", "Uỷ ban nhân dân tỉnh"),
    ("doan dbqh", "Đoàn đại biểu Quốc hội"),
    ("đđbqh", "Đoàn ĐBQH tỉnh"),
    ("đoàn đại biểu quốc hội", "ĐĐBQH tỉnh"),
    ("ct-xh", "các tổ chức chính trị - xã hội"),
    ("ctxh", "tổ chức CT-XH"),
    ("chính trị xã hội", "tổ chức CT-XH"),
    ("tp cần thơ", "thành phố Cần Thơ"),
    ("TP. Cần Thơ", "thành phố Cần Thơ"),
    ("T.P Cần Thơ", "thành phố Cần Thơ"),
    ("thành phố hồ chí minh", "TP.HCM"),
    ("tphcm", "Thành phố Hồ Chí Minh"),
    ("ctmtqg", "03 chương trình mục tiêu quốc gia"),
    ("chuong trinh muc tieu quoc gia", "giám sát CTMTQG"),
    ("qcph", "Quy chế phối hợp"),
    ("quy chế phối hợp", "194/QCPH"),
    ("ntm", "xây dựng nông thôn mới"),
    ("nông thôn mới", "xây dựng NTM"),
    ("kế hoạch", "104/KH-UBND"),
    # Numbers of documents, however their signs are typed.
    ("194", "194/QCPH"),
    ("194/qcph", "194/QCPH"),
    ("số 194/QCPH", "194/QCPH"),
    ("194 / QCPH", "194/QCPH"),
    ("194qcph", "194/QCPH"),
    ("qcph 194", "194/QCPH"),
    ("1961/QĐUBND", "1961/QĐ-UBND"),
    ("1961/QĐ-UBND", "1961/QĐUBND"),
    ("1961/QD-UBND", "1961/QĐ-UBND"),
    ("1961/qdubnd", "1961 / QĐ–UBND"),
    ("1961/QĐ", "1961/QĐ-UBND"),
    ("0194/QCPH", "194/QCPH"),
    ("03", "tham gia 3 chương trình"),
    ("3 chương", "03 CTMTQG, 3 chương"),
    ("31/05/2024", "ngày 31/5/2024"),
    ("2021-2025", "giai đoạn 2021–2025"),
    ("kinh te-xa hoi", "kinh tế - xã hội"),
]
MISSES = [
    ("tây", "tai nạn"),
    ("an", "toàn dân"),
    ("ea", "team"),
    ("195/QCPH", "194/QCPH"),
    ("94/QCPH", "194/QCPH"),
    ("lao cai ha noi", "tỉnh Lào Cai"),
    ("thúi", "thúy"),
    ("uy", "ui"),
    ("%", "10% hộ nghèo"),
    ("_", "a_b"),
    ("\\", "a\\b"),
    ("q_ang", "quang"),
    ("qu%ng", "quang"),
    ("quảng\x00ninh\x00khac", "Quảng Ninh"),
]


@pytest.mark.parametrize(("typed", "text"), FINDS)
def test_it_is_found(typed, text):
    assert is_found(typed, text)


@pytest.mark.parametrize(("typed", "text"), MISSES)
def test_it_is_not_found(typed, text):
    assert not is_found(typed, text)


@pytest.mark.parametrize(
    ("typed", "exact", "other"),
    [
        ("tài", "tài liệu", "tải trọng"),
        ("đang", "đang làm", "dang tay"),
        ("hoà", "hòa giải", "họa"),
        ("quang", "Quang", "quảnh quangs"),
        ("194", "theo quy chế 194", "1945"),
        ("194/QCPH", "về 194/QC-PH", "194/QCPH-UBND"),
    ],
)
def test_marks_as_typed_and_whole_words_come_before_the_rest(db, typed, exact, other):
    best, second = ranked(Question(typed), other, exact)

    assert (best.name, best.rank) == (exact, 1)
    assert (second.name, second.rank) == (other, 2)
    exactly = Question(typed).found_exactly_in("search")
    assert Organisation.objects.get(exactly) == best


def test_a_documents_own_number_comes_before_all(db):
    own, citing = "194/QCPH Quy chế phối hợp", "22/KH Kế hoạch theo quy chế 194"
    found = ranked(Question("194"), citing, own)

    assert [(row.name, row.rank) for row in found] == [(own, 0), (citing, 1)]


def ranked(question, *names):
    for name in names:
        make_organisation(name)
    found = Organisation.objects.filter(question.found_in("search"))
    return found.annotate(rank=question.rank_in("search")).order_by("rank")


MARKS = [None, "NFC", "NFD"]
LETTERS = "aáàảãạăắâấbcdđeéêếghiíklmnoóôốơớpqrstuúưứvxyýÐ"
words = st.text(LETTERS, min_size=1, max_size=8)


def without_marks(text):
    return searching.vietnamese.fold(text)


ways_of_typing = st.sampled_from(
    [
        str.upper,
        str.title,
        without_marks,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("đ", "ð").replace("Đ", "Ð"),
        lambda text: f"  {text}\u00a0",
    ]
)


@given(st.lists(words, min_size=1, max_size=6), st.data())
@settings(deadline=None)
def test_a_text_is_found_by_any_word_of_it_typed_in_any_way(text, data):
    word = data.draw(st.sampled_from(text))
    typed = data.draw(ways_of_typing)(word)

    assert is_found(typed, " ".join(text))


anything = st.text(st.characters(codec="utf-8"), max_size=80)


@given(anything, anything)
@example("\x00", "\x00")
@example("C«ng hßa x· héi chñ nghÜa", "Coäng hoøa xaõ hoäi")  # TCVN3 and VNI fonts
@example("ßİŉ", "ßİŉ")
@settings(deadline=None)
def test_anything_can_be_asked_of_anything(typed, text):
    question, indexed = Question(typed), index_text(text)
    question.found_in("search")
    question.rank_in("search")
    if question.pattern:
        question.pattern.findall(letter_by_letter(text))

    assert indexed.isprintable() or "\n" in indexed
    assert "\x00" not in indexed


def test_a_file_of_nothing_but_different_words_is_kept_as_well(db):
    stored = StoredFile.objects.create(name="so-lieu.xlsx", extension="xlsx", size=1)
    numbers = " ".join(f"{number}đ" for number in range(100_000, 162_000))
    text = FileText.objects.create(stored_file=stored, text=numbers)

    asked = Question("so-lieu 100007đ").found_in("search")
    assert FileText.objects.get(asked) == text


@pytest.mark.parametrize("typed", ["đ-" * 250, "a b-c d/e " * 50, "1/a-" * 120])
def test_a_question_asks_for_a_bounded_number_of_words(db, typed):
    make_organisation(typed[:200])
    question = Question(typed)
    assert 1 <= sum(len(word.exactly) for word in question.words) < 2 * MOST_WORDS
    columns = ("search", "province__search", "parent__search")
    found = Organisation.objects.filter(question.found_in(*columns))
    exact = found.filter(question.found_exactly_in("search"))
    list(exact.order_by(question.rank_in("search")))  # SQLite refuses a deep tree


def test_the_index_of_a_file_holds_each_word_once_and_of_its_beginning_only():
    assert index_text("giám sát " * 100_000) == index_text("giám sát")
    assert "cuoi" not in index_text("x" * searching.MOST_INDEXED + " cuối")
    assert max(map(len, index_text("x" * 5000).split())) == searching.LONGEST_WORD


@pytest.mark.parametrize(
    ("typed", "text", "marks"),
    [
        ("quang ninh", "Tỉnh Quảng Ninh, cũ", ["Quảng", "Ninh"]),
        ("quan", "Quảng Ninh", ["Quản"]),
        ("hoà", "hòa giải", ["hòa"]),
        ("an", "An toàn", ["An"]),
        ("ti", "tỷ, tỉnh", ["tỷ"]),
        ("qui", "quy chế", ["quy"]),
        ("194/qcph", "Số 194/QCPH", ["194/QCPH"]),
        ("1961/QĐUBND", "1961/QĐ-UBND", ["1961/QĐ-UBND"]),
        ("31/05/2024", "ngày 31/5/2024", ["31/5/2024"]),
        ("3", "03 chương", ["03"]),
        ("do", "Đỗ Văn", ["Đỗ"]),
    ],
)
def test_where_it_was_found(typed, text, marks):
    found = Question(typed).pattern.finditer(letter_by_letter(text))

    assert [text[match.start() : match.end()] for match in found] == marks


def test_letters_are_replaced_one_for_one():
    text = "".join(map(chr, range(0x20, 0x2000)))

    assert len(letter_by_letter(text)) == len(text)


def test_what_is_shown_is_escaped_first():
    shown = mark("<b>Quảng</b> & <script>", Question("quang b script"))

    assert shown == (
        "&lt;<mark>b</mark>&gt;<mark>Quảng</mark>&lt;/<mark>b</mark>&gt; &amp; "
        "&lt;<mark>script</mark>&gt;"
    )


def test_the_snippet_is_the_place_with_most_of_the_words():
    text = f"Quảng Nam. {'chữ ' * 100}tỉnh Quảng\nNinh <{'x' * 9}> {'chữ ' * 100}"
    shown = snippet(text, Question("quang ninh"))

    assert "tỉnh <mark>Quảng</mark> <mark>Ninh</mark> &lt;xxx" in shown
    assert shown.startswith("…") and shown.endswith("…") and len(shown) < 400


def test_without_a_place_there_is_no_snippet():
    assert snippet("Mặt trận Tổ quốc", Question("mttq")) == ""
    assert snippet("", Question("")) == ""


def test_a_file_of_half_a_million_letters_is_read_quickly():
    snippet("quảng ninh " * 60_000, Question("quang ninh"))
