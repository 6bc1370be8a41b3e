"""Mail that comes back: read whatever it looks like, believed as far as it proves."""

from io import BytesIO, StringIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.mail import bounces, delivery
from accounts.mail.bounces import Outcome
from accounts.models import DeadAddress, Digest, OutgoingMail
from tests.factories import make_user

DSN = """\
From: MAILER-DAEMON@mail.example.vn
To: phoihop@tinh.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="X"

--X
Content-Type: text/plain; charset=utf-8

Thư không tới được.

--X
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.vn
{envelope}
Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--X
{returned}
--X--
"""
HEADERS = """\
Content-Type: text/rfc822-headers

From: phoihop@tinh.example
Message-ID: <{id}>
Subject: =?utf-8?q?Nh=E1=BA=AFc_vi=E1=BB=87c?=
"""
WHOLE = """\
Content-Type: message/rfc822

From: phoihop@tinh.example
Message-ID: <{id}>
Subject: Thu

Noi dung
"""


@pytest.fixture
def mail(db, mailoutbox, settings):
    settings.SITE_URL = "https://phoihop.tinh.example"
    user = make_user(username="an")
    mail = delivery.write(to=user, subject="Nhắc việc", body="Nội dung")
    delivery.deliver_waiting(at=timezone.now())
    mail.refresh_from_db()
    return mail


def letter(mail, *, returned=HEADERS, envelope="", **fields):
    values = {
        "recipient": mail.address,
        "action": "failed",
        "status": "5.1.1",
        "said": "550 5.1.1 no such user",
    } | fields
    mail_id = f"phoihop-{mail.pk}@phoihop.tinh.example"
    text = DSN.format(
        returned=returned.format(id=mail_id),
        envelope=envelope.format(id=mail_id),
        **values,
    )
    return text.replace("\n", "\r\n").encode()


def note(raw):
    return bounces.note(raw, at=timezone.now())


@pytest.mark.parametrize(
    "shape",
    [
        {"returned": HEADERS},
        {"returned": WHOLE},
        {"returned": "", "envelope": "Original-Message-ID: <{id}>"},
        {"action": "Failed ", "status": "5.0.0 (unknown)"},
    ],
)
def test_a_message_that_came_back_is_found_and_its_address_is_dead(mail, shape):
    assert note(letter(mail, **shape)) == Outcome.FAILED
    mail.refresh_from_db()
    assert mail.bounced_at
    assert "no such user" in mail.last_error
    assert DeadAddress.objects.get().address == "an@example.vn"


def test_the_same_letter_again_changes_nothing(mail):
    note(letter(mail))
    DeadAddress.objects.all().delete()  # mended meanwhile
    assert note(letter(mail)) == Outcome.KNOWN
    assert not DeadAddress.objects.exists()


def test_reminders_of_a_digest_that_came_back_have_failed(mail):
    at = timezone.now()
    digest = Digest.objects.create(
        receiver=mail.recipient,
        kind="daily",
        on=at.date(),
        built_at=at,
        run=uuid4(),
        mail=mail,
    )
    reminder = digest.reminders.create(
        receiver=mail.recipient,
        duty="task",
        duty_id=1,
        due_on=at.date(),
        step=0,
        state="sent",
        why="Ông/Bà được giao việc này",
        tell_on=at.date(),
        planned_at=at,
        settled_at=at,
    )
    note(letter(mail))
    reminder.refresh_from_db()
    assert reminder.state == "failed"
    assert "no such user" in reminder.settled_why


def test_a_delay_is_only_noted(mail):
    raw = letter(mail, action="delayed", status="4.4.1", said="no answer from host")
    assert note(raw) == Outcome.DELAYED
    mail.refresh_from_db()
    assert mail.bounced_at is None
    assert "Máy chủ thư báo chậm: 4.4.1" in mail.last_error
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.7.1"])
def test_a_failure_that_is_not_the_address_s_leaves_it_alive(mail, status):
    assert note(letter(mail, status=status)) == Outcome.FAILED
    assert not DeadAddress.objects.exists()


def test_a_letter_that_names_another_address_kills_none(mail):
    assert note(letter(mail, recipient="khac@example.vn")) == Outcome.FAILED
    assert not DeadAddress.objects.exists()


def test_good_news_is_no_failure(mail):
    raw = letter(mail, action="delivered", status="2.0.0")
    assert note(raw) == Outcome.NOT_A_REPORT


def test_a_message_of_another_installation_is_not_ours(mail, settings):
    raw = letter(mail)
    settings.SITE_URL = "https://thu-nghiem.example"
    assert note(raw) == Outcome.NOT_OURS


def test_a_message_never_sent_cannot_come_back(mail):
    OutgoingMail.objects.update(attempts=0, sent_at=None)
    assert note(letter(mail)) == Outcome.NOT_OURS
    assert note(letter(SimpleNamespace(pk=10**17, address="a@b.vn"))) == (
        Outcome.NOT_OURS
    )


def test_an_answer_from_someone_on_leave_is_no_report(mail):
    raw = b"From: an@example.vn\nIn-Reply-To: <phoihop-1@x>\n\nDang nghi phep."
    assert note(raw) == Outcome.NOT_A_REPORT


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; boundary=\n\n--\n",
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: \xff.1\n\n",
        b"Content-Type: multipart/mixed; boundary=X\n\n" + b"--X\n" * 500,
        b"Content-Type: text/rfc822-headers; charset=no-such\n\nAction: failed",
        b"\n".join([b"Message-ID: <phoihop-99999999999999999999@x>"] * 3),
    ],
)
def test_no_letter_is_too_broken_to_be_read(mail, raw):
    assert note(raw) in (Outcome.NOT_A_REPORT, Outcome.NOT_OURS)


@pytest.mark.parametrize("keep", range(0, 900, 90))
def test_a_letter_that_is_cut_off_does_no_harm(mail, keep):
    assert note(letter(mail)[:keep]) in Outcome


def test_a_sentence_from_outside_holds_nothing_a_database_refuses(mail):
    note(letter(mail, said="smtp; 550 \x00 \x1b" + "x" * 900))
    mail.refresh_from_db()
    assert len(mail.last_error) < 600


def run(*args, **options):
    out = StringIO()
    call_command("read_bounces", *args, stdout=out, **options)
    return out.getvalue()


def test_the_command_reports_and_notes_only_when_told_to(mail, monkeypatch):
    for options, is_noted in (([], False), (["--apply"], True)):
        stdin = SimpleNamespace(buffer=BytesIO(letter(mail)))
        monkeypatch.setattr("sys.stdin", stdin)
        assert "1 thư: thư bị trả lại" in run(*options)
        mail.refresh_from_db()
        assert bool(mail.bounced_at) is is_noted


def test_a_file_an_mbox_and_a_maildir_are_read(mail, tmp_path):
    (tmp_path / "thu.eml").write_bytes(letter(mail))
    mbox = b"From MAILER-DAEMON Fri Jun  5 09:00:00 2026\n" + letter(mail) + b"\n"
    (tmp_path / "thu.mbox").write_bytes(mbox * 2)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.a").write_bytes(letter(mail))
    said = run(str(tmp_path / "thu.eml"), str(tmp_path / "thu.mbox"), str(tmp_path))
    assert "4 thư: thư bị trả lại" in said
    assert (tmp_path / "new" / "1.a").exists()


def test_what_was_noted_leaves_the_new_letters_of_a_maildir(mail, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.a").write_bytes(letter(mail))
    run(str(tmp_path), "--apply")
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1.a:2,S"]
    assert "Không có thư nào" in run(str(tmp_path), "--apply")


def test_a_path_that_is_not_there_is_said_in_a_sentence(db, tmp_path):
    for path in (tmp_path / "khong-co", tmp_path):
        with pytest.raises(CommandError, match=r"Không đọc được|không phải thư mục"):
            run(str(path))


def test_without_a_database_the_mail_server_is_asked_to_come_again(
    db, monkeypatch, tmp_path
):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(bounces, "note", away)
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(CommandError) as refused:
        run(str(tmp_path / "a"), "--apply")
    assert refused.value.returncode == 75
