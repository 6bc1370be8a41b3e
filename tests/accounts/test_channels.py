from django.utils import timezone

from accounts.mail import channels
from accounts.mail.channels import Message
from accounts.models import Notification, OutgoingMail
from tests.factories import make_user


def test_a_message_is_given_to_every_channel(db, django_assert_num_queries):
    people = [make_user() for _ in range(3)]
    messages = [
        Message(to=one, subject="Nhắc việc", body="Hai việc", url="/nhac-viec/1/")
        for one in people
    ]
    with django_assert_num_queries(2):  # however many people
        given = channels.give(messages, at=timezone.now())
    assert [mail.recipient for mail in given["mail"]] == people
    assert [note.user for note in given["in-app"]] == people
    assert set(Notification.objects.values_list("text", flat=True)) == {"Nhắc việc."}


def test_a_person_without_an_address_is_told_in_the_app_alone(db):
    user = make_user()
    user.email = ""
    given = channels.give(
        [Message(to=user, subject="A", body="B", notice="Có việc mới.")],
        at=timezone.now(),
    )
    assert given["mail"] == [None]
    assert user.notifications.get().text == "Có việc mới."
    assert not OutgoingMail.objects.exists()


def test_a_third_channel_is_one_class(db, monkeypatch):
    class Telling:
        name = "telling"

        def write(self, messages, *, at):
            return [message.subject for message in messages]

    monkeypatch.setattr(channels, "CHANNELS", [*channels.CHANNELS, Telling()])
    message = Message(to=make_user(), subject="Nhắc việc", body="Hai việc")
    assert channels.give([message], at=timezone.now())["telling"] == ["Nhắc việc"]
