"""Photos as phones send them, and as people break them; each runs the reader once."""

import io

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.stored_files import files, photo_reader, photos, thumbnails
from tests import uploads

GPS = {0: b"\2\3\0\0", 1: "N", 2: (22.0, 20.0, 8.5), 3: "E", 4: (103.0, 50.0, 24.0)}
HEIGHT = {5: b"\0", 6: 1500.0}
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>BI MAT</x:xmpmeta>"


def exif():
    """What a phone writes: turned, its make, when, where, and more."""
    found = Image.Exif()
    found[0x0112], found[0x010F], found[0x013B] = 6, "BI MAT", "BI MAT"
    found.get_ifd(0x8769)[0x9003] = "2026:03:05 07:08:09"
    found.get_ifd(0x8769)[0x927C] = b"BI MAT" * 20
    found.get_ifd(0x8825).update(GPS | HEIGHT)
    return found


def picture(kind="JPEG", mode="RGB", size=(60, 40), **options) -> bytes:
    content = io.BytesIO()
    Image.new(mode, size).save(content, kind, **options)
    return content.getvalue()


def heic(size=(60, 40)) -> bytes:
    content = io.BytesIO()
    image = pillow_heif.from_pillow(Image.new("RGB", size, "red"))
    image.save(content, exif=exif().tobytes(), quality=50)
    return content.getvalue()


def prepared(content, name="IMG_1.jpg", *, keeps_place=False):
    upload = SimpleUploadedFile(name, content)
    photo = photos.prepare(upload, keeps_place=keeps_place)
    files.check_upload(photo)  # what is kept is what the product takes
    photo.seek(0)
    return photo, Image.open(io.BytesIO(photo.read()))


def refusal(content, name="IMG_1.jpg"):
    with pytest.raises(ValidationError) as error:
        photos.prepare(SimpleUploadedFile(name, content), keeps_place=False)
    assert name in error.value.messages[0]
    return error.value.code


def test_a_photo_is_turned_shrunk_and_says_nothing_of_its_phone():
    large = picture(size=(3000, 500), exif=exif(), xmp=XMP, comment=b"BI MAT")
    photo, image = prepared(large)

    assert image.size == (400, 2400)
    assert not image.getexif()
    assert photo.seek(0) == 0 and b"BI MAT" not in photo.read()
    assert photo.facts.taken_at.isoformat() == "2026-03-05T07:08:09+07:00"
    assert photo.facts.latitude is None


def test_the_place_stays_alone_and_only_if_asked_for():
    photo, image = prepared(picture(exif=exif(), xmp=XMP), keeps_place=True)

    assert dict(image.getexif()).keys() == {0x8825}
    assert image.getexif().get_ifd(0x8825).keys() == GPS.keys()
    facts = photo.facts.for_evidence()
    assert (float(facts["latitude"]), facts["has_location"]) == (22.335694, True)


def test_a_heic_photo_becomes_a_jpeg_with_its_name():
    photo, image = prepared(heic(), "Ảnh của tôi.HEIC", keeps_place=True)

    assert (photo.name, image.format) == ("Ảnh của tôi.jpg", "JPEG")
    assert photo.facts.longitude is not None


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (picture("WEBP", "RGBA"), "JPEG"),
        (picture("JPEG", "CMYK"), "JPEG"),
        (picture("PNG", "I;16"), "PNG"),
        (picture("PNG", "P", size=(3000, 20)), "JPEG"),
        (picture("PNG", "RGBA"), "PNG"),  # a screenshot stays sharp
    ],
)
def test_every_kind_of_colour_is_taken(content, kept):
    _, image = prepared(content)
    assert image.format == kept
    assert image.mode in ("L", "RGB", "RGBA")
    assert not image.getexif()


def animated(kind):
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    content = io.BytesIO()
    frames[0].save(content, kind, save_all=True, append_images=frames[1:])
    return content.getvalue()


def tall_png():
    """A bomb: a header that promises what would fill the memory."""
    return uploads.png(60_000, 60_000)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ" * 50, "not_a_photo"),
        (uploads.pdf("x"), "not_a_photo"),
        (picture(size=(900, 900))[:-400], "broken"),
        (heic()[:-30], "broken"),
        (animated("WEBP"), "animated"),
        (tall_png(), "too_vast"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 300, "broken"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(content, code):
    assert refusal(content) == code


def test_a_reader_that_dies_or_hangs_is_a_refusal(monkeypatch, tmp_path):
    dying, hanging = tmp_path / "a.py", tmp_path / "b.py"
    dying.write_text("import os; os.kill(os.getpid(), 9)")
    hanging.write_text("import time; time.sleep(9)")
    monkeypatch.setattr(photos, "READER", dying)
    assert refusal(b"x") == "broken"
    monkeypatch.setattr(photos, "READER", hanging)
    monkeypatch.setattr(photos, "TIME_LIMIT", 0.3)
    assert refusal(b"x") == "too_slow"


def test_one_photo_at_a_time(monkeypatch):
    monkeypatch.setattr(photos, "LONGEST_WAIT", 0.01)
    with photos.ONE_AT_A_TIME:
        assert refusal(b"x") == "busy"


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"taken": "0000:00:00 00:00:00"},
        {"taken": "1970:01:01 00:00:00", "offset": ""},
        {"taken": "hôm nay", "offset": "x"},
        {"latitude": 1.0},
    ],
)
def test_broken_facts_are_no_facts(told):
    assert photos._moment(told) is None
    assert photos._coordinate(told, "latitude") is None


def test_an_impossible_place_is_no_place():
    with pytest.raises(ValueError, match="91"):
        photo_reader.degrees((91.0, 0, 0), "N", "S", 90)
    assert photo_reader.degrees((10.0, 30, 0), "S\0", "S", 90) == -10.5


def test_a_small_picture_of_what_was_kept(db):
    stored = files.store_bytes(content=picture(size=(900, 600)), name="a.jpg", by=None)
    small = Image.open(io.BytesIO(thumbnails.thumbnail(stored)))
    assert small.size == (240, 160)

    wide = files.store_bytes(content=uploads.png(5000, 2), name="a.png", by=None)
    assert thumbnails.thumbnail(wide) is None
    broken = files.store_bytes(content=b"\xff\xd8\xff", name="a.jpg", by=None)
    assert thumbnails.thumbnail(broken) is None
