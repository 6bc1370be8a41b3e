"""What a mail server's answer means; only what blames the address makes it dead."""

from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest

from accounts.mail.refusals import Verdict, blames_address, judge, readable

LATER, NEVER, DEAD = Verdict.LATER, Verdict.NEVER, Verdict.DEAD


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        (550, b"5.1.1 User unknown", DEAD),
        (550, b"No such user here", DEAD),
        (553, "mailbox name not allowed", DEAD),
        (550, b"5.2.1 mailbox disabled", DEAD),
        (552, b"5.2.2 mailbox full", LATER),
        (550, b"5.7.1 relaying denied", LATER),
        (554, b"Relay access denied", LATER),
        (530, b"Authentication required", LATER),
        (550, b"5.1.8 sender's domain does not exist", LATER),
        (450, b"4.2.0 greylisted", LATER),
        (421, b"try again", LATER),
    ],
)
def test_a_refused_recipient(code, text, verdict):
    error = SMTPRecipientsRefused({"an@example.vn": (code, text)})
    assert judge(error).verdict == verdict
    assert str(code) in judge(error).reason


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (SMTPDataError(552, b"5.3.4 message too big"), NEVER),
        (SMTPDataError(554, b"5.6.0 cannot be read"), NEVER),
        (SMTPDataError(550, b"5.7.1 looks like spam"), LATER),
        (SMTPDataError(550, b"rejected"), LATER),
        (SMTPSenderRefused(550, b"5.1.1 not yours", "a@b"), LATER),
        (SMTPServerDisconnected("gone"), LATER),
        (TimeoutError("timed out"), LATER),
        (SMTPRecipientsRefused({}), LATER),
    ],
)
def test_whatever_is_not_said_of_the_address_leaves_it_alive(error, verdict):
    assert judge(error).verdict == verdict


@pytest.mark.parametrize("status", ["", "5", "4.1.1", "5.2.2", "5.4.4", "5.7.1"])
def test_statuses_that_blame_something_else(status):
    assert not blames_address(status)


def test_a_reason_is_one_line_that_every_database_takes():
    assert readable(b"5.1.1\r\n a\x00b \xff") == "5.1.1 ab \ufffd"
    assert readable("\ud800" + "a" * 2000).startswith("?a")
    assert len(readable("a" * 2000)) == 500
