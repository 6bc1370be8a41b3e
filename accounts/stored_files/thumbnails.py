"""Small pictures of stored photos, made when they are asked for."""

import io
import logging

from PIL import Image

from ..models import StoredFile
from .photo_reader import LONGEST_SIDE

logger = logging.getLogger(__name__)

SIDE = 240  # twice what is shown, for the dense screens of phones
QUALITY = 75


def thumbnail(stored: StoredFile) -> bytes | None:
    """A small JPEG; None of what is no picture, or was not prepared by us."""
    if not stored.is_picture:
        return None
    try:
        with stored.file.open("rb") as file:
            image = Image.open(file, formats=["JPEG", "PNG"])
            if max(image.size) > LONGEST_SIDE:
                return None
            image.draft("RGB", (SIDE, SIDE))
            image.load()
            image.thumbnail((SIDE, SIDE))
    except (OSError, ValueError, SyntaxError):
        logger.warning("File %s: no small picture of it", stored.pk)
        return None
    content = io.BytesIO()
    image.convert("RGB").save(content, "JPEG", quality=QUALITY)
    return content.getvalue()
