"""The duties of agreements that have a day: conferences to hold, terms that end."""

from accounts.reminding.duties import register

from .ends import AgreementEndSource
from .meetings import MeetingSource

__all__ = ["AgreementEndSource", "MeetingSource", "register_all"]


def register_all() -> None:
    register(MeetingSource())
    register(AgreementEndSource())
