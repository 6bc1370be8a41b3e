"""One photo made fit to keep: standard input to standard output, a program of its own.

It decodes what strangers made, so it runs apart: with no settings and no database, in
bounded memory and time. Whatever happens to it, the web worker lives (see photos).

    python -I accounts/stored_files/photo_reader.py keep 1024 30 < IMG_0001.HEIC

"keep" or "drop" says what happens to the place where it was taken; the numbers are
the limits: megabytes of memory, seconds. Out come a line of JSON and, unless that
names a fault, the picture: upright, shrunk, in sRGB, without any metadata.
"""

import io
import json
import resource
import sys
import warnings
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 2400
QUALITY = 82
# Cameras that say "48 MP" or "50 MP" give up to 50.4 million; a little more is spare.
MOST_PIXELS = 64_000_000
# A screenshot is sharper and smaller as it is; a photo saved so is neither.
LARGEST_PNG = 1_500_000
FORMATS = ["JPEG", "PNG", "WEBP"]
EXIF, GPS = 0x8769, 0x8825
TAKEN, TAKEN_OFFSET, DIGITISED = 0x9003, 0x9011, 0x9004
# Version, latitude, longitude: not the height, the direction or the hour.
PLACE_TAGS = range(5)


class Fault(Exception):
    """The photo cannot be taken; the code names the sentence that says what to do."""


def main(place: str, megabytes: str, seconds: str) -> None:
    memory, seconds = int(megabytes) * 1024 * 1024, int(seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # broken metadata is thrown away anyway
    facts, content = {}, b""
    try:
        facts, content = prepare(sys.stdin.buffer.read(), keeps_place=place == "keep")
    except Fault as fault:
        facts = {"fault": str(fault)}
    except MemoryError:
        facts = {"fault": "too_vast"}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content)


def prepare(original: bytes, *, keeps_place: bool) -> tuple[dict, bytes]:
    """What is known of the photo, and the picture to keep."""
    image = opened(original)
    facts, place = read_exif(image, keeps_place=keeps_place)
    stays_png = image.format == "PNG" and max(image.size) <= LONGEST_SIDE
    image = upright(image)
    exif = Image.Exif()
    if place:
        exif.get_ifd(GPS).update(place)
    metadata = {"exif": exif.tobytes()} if place else {}
    content = b""
    if stays_png:
        content = saved(image, "PNG", optimize=True, **metadata)
    if not content or len(content) > LARGEST_PNG:
        stays_png = False
        content = saved(on_white(image), "JPEG", quality=QUALITY, **metadata)
    return facts | {"extension": "png" if stays_png else "jpg"}, content


def opened(original: bytes) -> Image.Image:
    formats = FORMATS
    if original[4:8] == b"ftyp":  # the costly import only for those that need it
        import pillow_heif

        formats = ["HEIF"]
        pillow_heif.register_heif_opener(
            thumbnails=False, depth_images=False, aux_images=False
        )
    Image.MAX_IMAGE_PIXELS = None  # asked below, with words of our own
    try:
        image = Image.open(io.BytesIO(original), formats=formats)
    except Image.UnidentifiedImageError:
        is_cut = original[8:11] in (b"hei", b"hev", b"mif", b"msf")
        raise Fault("broken" if is_cut else "not_a_photo") from None
    except Exception:  # the library lets any escape on a file made to break it
        raise Fault("broken") from None
    if image.width * image.height > MOST_PIXELS:
        raise Fault("too_vast")
    # A phone's second picture (depth, a burst) hangs on the first; an animation is one.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise Fault("animated")
    return image


def upright(image: Image.Image) -> Image.Image:
    """Decoded, shrunk, turned; in eight bits of sRGB, grey or RGB with its alpha."""
    profile = image.info.get("icc_profile")
    try:
        # A JPEG is decoded at a half, a quarter, an eighth: never whole in memory.
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        image = in_eight_bits(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        image = ImageOps.exif_transpose(image)
    except (MemoryError, Fault):
        raise
    except Exception:
        raise Fault("broken") from None
    return in_srgb(image, profile)


def in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa"):
        is_clear = "transparency" in image.info or "A" in image.mode.upper()
        return image.convert("RGBA" if is_clear else "RGB")
    if image.mode in ("L", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as they were meant, since the profile goes with the metadata."""
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
    return image.convert("RGB") if image.mode == "CMYK" else image


def on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def saved(image: Image.Image, kind: str, **options) -> bytes:
    # Pillow writes back some of what it read: the profile, comments, resolution.
    image.info = {}
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def read_exif(image: Image.Image, *, keeps_place: bool) -> tuple[dict, dict]:
    """When it was taken and, if asked for, where; broken metadata tells nothing."""
    facts, place = {}, {}
    with suppress(Exception):
        exif = image.getexif()
        more = exif.get_ifd(EXIF)
        facts["taken"] = str(more.get(TAKEN) or more.get(DIGITISED) or "")[:19]
        facts["offset"] = str(more.get(TAKEN_OFFSET) or "")[:6]
        if keeps_place:
            found = exif.get_ifd(GPS)
            facts["latitude"] = degrees(found[2], found[1], "S", 90)
            facts["longitude"] = degrees(found[4], found[3], "W", 180)
            place = {tag: found[tag] for tag in PLACE_TAGS if tag in found}
    return facts, place


def degrees(parts, side: str, negative: str, limit: int) -> float:
    whole, minutes, seconds = (float(part) for part in parts)
    found = whole + minutes / 60 + seconds / 3600
    if not 0 <= found <= limit:
        raise ValueError(parts)
    return round(-found if str(side).strip("\0 ") == negative else found, 6)


if __name__ == "__main__":
    main(*sys.argv[1:])
