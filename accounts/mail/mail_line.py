"""The one connection to the mail server that a round of delivery keeps open."""

from smtplib import SMTPSenderRefused

from django.core.mail import EmailMessage, get_connection

from accounts.mail.refusals import readable

TOO_MANY_ON_THIS_LINE = 421  # some servers take so many messages on one connection
IN_TROUBLE = "Máy chủ thư từ chối {n} thư liền nhau. Lần gần nhất: {}"


class OutOfReach(Exception):
    """The server itself is the trouble: no message is to blame."""


class Line:
    """Opened when first needed, and again after an error.

    `patience`: so many failures in a row are the server's.
    """

    def __init__(self, *, patience: int):
        self.patience = patience
        self._failures: list[str] = []
        self._connection = None

    def send(self, message: EmailMessage) -> None:
        """Hand the message over, or raise what the server said of it."""
        if len(self._failures) >= self.patience:
            raise OutOfReach(IN_TROUBLE.format(*self._failures[-1:], n=self.patience))
        is_fresh = self._connection is None
        try:
            self._send(message)
        except SMTPSenderRefused as refused:
            # Refused before it was told what for: nothing can come of it twice.
            if is_fresh or refused.smtp_code != TOO_MANY_ON_THIS_LINE:
                raise
            self._send(message)
        self._failures.clear()

    def note_failure(self, said: str) -> None:
        self._failures.append(said)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception:  # noqa: S110 - it is of no use any more
                pass

    def _send(self, message: EmailMessage) -> None:
        if self._connection is None:
            self._connection = self._opened()
        try:
            self._connection.send_messages([message])
        except Exception:
            self.close()
            raise

    def _opened(self):
        connection = get_connection()
        try:
            connection.open()
        except Exception as error:
            said = readable(f"{type(error).__name__}: {error}")
            raise OutOfReach(f"Không nối được máy chủ thư. {said}") from error
        return connection
