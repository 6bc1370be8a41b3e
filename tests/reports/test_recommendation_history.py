"""What the sender of a recommendation once wrote in its draft stays its own."""

from datetime import date

from reports.recommendations import recommending

ON = date(2026, 6, 1)


def test_the_addressee_reads_on_from_the_sending(client, cast):
    draft = recommending.draft(
        values={
            "sender": cast.front,
            "wording": "Bản nháp gay gắt",
            "source": "voters",
        },
        addressees=[cast.committee],
        by=cast.front_staff,
    )
    recommending.revise(
        recommendation=draft,
        version=draft.version,
        values={"wording": "Đề nghị xem xét"},
        addressees=[cast.committee],
        by=cast.front_staff,
    )
    draft.refresh_from_db()
    recommending.send(recommendation=draft, by=cast.front_staff, on=ON, sent_on=ON)

    client.force_login(cast.staff)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "đã gửi kiến nghị" in page and "gay gắt" not in page
    client.force_login(cast.front_staff)
    assert "gay gắt" in client.get(draft.get_absolute_url()).content.decode()
