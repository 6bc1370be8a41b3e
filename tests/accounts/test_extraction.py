"""Words are read from files in a process that may die without harm to anyone."""

import io
import signal
import zlib
from datetime import timedelta

import pypdf
import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts import background, jobs
from accounts.models import BackgroundJob, FileText, StoredFile
from accounts.stored_files import extraction, files, text_reader
from accounts.vietnamese import fold
from tests import uploads

State = StoredFile.TextState
SENTENCE = "Quy chế phối hợp công tác giữa Ủy ban nhân dân tỉnh và Mặt trận"


def stored(content, name="van-ban.pdf"):
    return files.store_bytes(content=content, name=name, by=None)


def read(content, name="van-ban.pdf"):
    row = stored(content, name)
    extraction.read_stored(row, lambda *step: None)
    row.refresh_from_db()
    return row


def test_the_words_of_a_pdf_are_found_without_marks(db):
    row = read(uploads.pdf(SENTENCE, SENTENCE))
    assert (row.text_state, row.page_count) == (State.READ, 2)
    assert row.words.text == f"{SENTENCE}\n{SENTENCE}"
    assert fold("mặt trận") in row.words.search


def test_the_words_of_a_word_file_come_with_tables_notes_and_boxes(db):
    box = (
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/"
        "markup-compatibility/2006'><mc:Choice><w:t> trong khung</w:t></mc:Choice>"
        "<mc:Fallback><w:t> trong khung</w:t></mc:Fallback></mc:AlternateContent>"
    )
    note = f"<w:p xmlns:w='{uploads.WORD}'><w:r><w:t>Chú thích</w:t></w:r></w:p>"
    content = uploads.docx(
        SENTENCE,
        f"Điều 1</w:t>{box}<w:t>",
        parts={
            "word/footnotes.xml": note,
            "docProps/app.xml": "<Properties><Pages>7</Pages></Properties>",
        },
    )
    row = read(content, "phu-luc.docx")
    assert row.words.text == f"{SENTENCE}\nĐiều 1 trong khung\nChú thích"
    assert (row.text_state, row.page_count) == (State.READ, 7)


def test_the_cells_of_a_sheet_are_words(db):
    row = read(uploads.xlsx("Số hộ nghèo của các xã, phường", "1.242"), "so.xlsx")
    assert row.words.text == "Biểu 1\nSố hộ nghèo của các xã, phường\n1.242"
    assert (row.text_state, row.page_count) == (State.READ, None)


def test_a_scan_says_that_it_has_no_words(db):
    row = read(uploads.pdf("", "", ""))
    assert (row.text_state, row.page_count) == (State.NO_TEXT, 3)
    assert not FileText.objects.exists()


def test_a_stamp_on_a_scan_is_no_text_layer_but_can_be_found(db):
    row = read(uploads.pdf("194/QCPH", "", ""))
    assert row.text_state == State.NO_TEXT
    assert row.words.text == "194/QCPH"


def test_a_picture_is_not_read_and_no_job_is_opened(db):
    row = stored(uploads.png(), "anh.png")
    assert row.text_state == State.NOT_READ
    assert not BackgroundJob.objects.exists()


def encrypted():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(uploads.pdf(SENTENCE)))
    writer.encrypt("mat-khau", algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def endless():
    """The pages of which this page is one are that page's children."""
    return uploads.document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R] /Count 100000 >>",
        ]
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", encrypted()),
        ("a.pdf", b"%PDF-1.7 x"),
        ("a.pdf", uploads.pdf(SENTENCE)[:300]),
        ("a.docx", uploads.docx(SENTENCE)[:-100]),
        ("a.docx", uploads.docx("<w:p>")),
        ("a.xlsx", uploads.docx(SENTENCE)),
    ],
)
def test_what_cannot_be_read_is_told_and_harms_nobody(db, name, content):
    row = read(content, name)
    assert row.text_state == State.UNREADABLE
    assert not FileText.objects.exists()


def test_pages_that_never_end_are_left(db):
    assert read(endless()).text_state in (State.UNREADABLE, State.NO_TEXT)


def bomb(megabytes):
    """A page whose words unpack to so much."""
    words = zlib.compress(b"BT (" + b"a" * megabytes * 1_000_000 + b") Tj ET")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    return uploads.document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            uploads.stream(words, "/Filter /FlateDecode"),
        ]
    )


def test_a_file_that_would_fill_the_memory_kills_only_its_reader(
    db, monkeypatch, caplog
):
    # A fifth of a second: the memory has to be filled.
    monkeypatch.setattr(extraction, "MEMORY_LIMIT", 200)
    assert read(bomb(megabytes=100)).text_state == State.UNREADABLE
    assert "code -" in caplog.text  # killed by a signal


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Have another program stand in for the reader of files."""

    def use(program):
        path = tmp_path / "reader.py"
        path.write_text(f"import os, sys, time\n{program}")
        monkeypatch.setattr(extraction, "READER", path)

    return use


def test_a_reader_that_hangs_is_stopped(db, reader, monkeypatch):
    monkeypatch.setattr(extraction, "TIME_LIMIT", 1)
    reader("time.sleep(60)")
    assert read(uploads.pdf(SENTENCE)).text_state == State.UNREADABLE


def test_a_reader_that_is_killed_takes_only_itself(db, reader):
    reader(f"os.kill(os.getpid(), {int(signal.SIGKILL)})")
    assert read(uploads.pdf(SENTENCE)).text_state == State.UNREADABLE


def test_the_reader_is_told_no_secrets(db, reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "bi-mat")
    reader("sys.exit('SECRET_KEY' in os.environ)")
    row = stored(uploads.pdf(SENTENCE))
    with pytest.raises(ValueError):  # it ended well, and said nothing
        extraction.read(row)


def test_the_text_stops_at_its_cap():
    pieces = iter(["a" * text_reader.MOST_TEXT, "b", "c"])
    text, is_whole = text_reader.gather(pieces, until=float("inf"))
    assert not is_whole
    assert text.strip() == "a" * text_reader.MOST_TEXT


def test_reading_stops_in_time_with_what_it_has():
    assert text_reader.gather(iter("ab"), until=0) == ("a", False)


def test_a_text_that_was_cut_says_so(db, reader):
    reader(
        f"import json; found = {{'pages': 1, 'text': {SENTENCE!r}, 'is_whole': 0}}; "
        "json.dump(found, sys.stdout)"
    )
    row = read(uploads.pdf(SENTENCE))
    assert row.text_state == State.PARTLY
    assert "phần đầu" in row.search_note


def test_halves_of_characters_and_heaps_of_marks_are_left_out(db, reader):
    reader(
        "import json; heap = 'a' + '\\u0323\\u0301' * 500_000; "
        f"text = {SENTENCE!r} + '\\ud800\\x00' + heap; "
        "json.dump({'pages': 1, 'text': text, 'is_whole': True}, sys.stdout)"
    )
    row = read(uploads.pdf(SENTENCE))
    assert row.text_state == State.READ
    assert len(row.words.text) < 100


def test_storing_a_file_has_it_read_after_the_commit(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = stored(uploads.pdf(SENTENCE))
        assert row.text_state == State.WAITING
    row.refresh_from_db()
    assert row.text_state == State.READ
    assert BackgroundJob.objects.get().state == BackgroundJob.State.DONE


def test_a_job_that_comes_twice_reads_once_and_a_second_job_writes_the_same(db):
    row = stored(uploads.pdf(SENTENCE))
    job = BackgroundJob.objects.get()
    assert jobs.read_file(job.pk)
    assert not jobs.read_file(job.pk)
    extraction.request(row, by=None)
    assert jobs.read_file(BackgroundJob.objects.latest("pk").pk)
    assert FileText.objects.get().text == SENTENCE


def test_a_worker_that_lost_the_job_writes_nothing(db):
    def lost(*step):
        raise background.LeaseLost

    row = stored(uploads.pdf(SENTENCE))
    with pytest.raises(background.LeaseLost):
        extraction.read_stored(row, lost)
    row.refresh_from_db()
    assert row.text_state == State.WAITING
    assert not FileText.objects.exists()


def test_a_file_gone_from_the_disk_is_unreadable_and_keeps_no_words(db):
    row = read(uploads.pdf(SENTENCE))
    row.file.storage.delete(row.file.name)
    extraction.read_stored(row, lambda *step: None)
    assert row.text_state == State.UNREADABLE
    assert not FileText.objects.exists()


def test_the_sweep_asks_for_what_waits_without_a_job_and_only_once(db):
    row = stored(uploads.pdf(SENTENCE))
    later = timezone.now() + timedelta(hours=1)
    assert extraction.request_missed(at=later) == 0  # its job is open
    BackgroundJob.objects.all().delete()
    assert extraction.request_missed(at=row.stored_at) == 0  # it came just now
    assert extraction.request_missed(at=later) == 1
    assert extraction.request_missed(at=later) == 0
    job = BackgroundJob.objects.get()
    BackgroundJob.objects.update(state=BackgroundJob.State.FAILED)
    assert extraction.request_missed(at=later) == 0, job  # the command is for those


def test_the_command_reports_and_reads_only_when_told_to(db, capsys):
    row = stored(uploads.pdf(SENTENCE))
    call_command("read_files")
    row.refresh_from_db()
    assert row.text_state == State.WAITING
    assert "1 tệp chờ đọc" in capsys.readouterr().out
    call_command("read_files", "--apply")
    row.refresh_from_db()
    assert row.text_state == State.READ
    call_command("read_files", "--apply", "--again")
    assert "Không có tệp nào" in capsys.readouterr().out
