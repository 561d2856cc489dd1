"""Make a picture anew: only its pixels are kept, so position, camera, thumbnails and anything hidden are gone."""

import io
import warnings
from typing import Any

from exchange.text.reading.document import Fault, Picture, UnreadableError

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_QUALITY = 82


def made_anew(content: bytes) -> Picture:
    """The picture as WebP, turned upright, at most 1600 pixels on its longer side.

    Raises:
        UnreadableError: not a picture of a known kind, or one of too many pixels.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded in the child only

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _written(upright.convert("RGBA" if upright.has_transparency_data else "RGB"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadableError(Fault.TOO_LARGE) from None
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, MemoryError):
        raise UnreadableError(Fault.NO_PICTURE) from None  # Pillow's readers raise all of these on damaged files


def _written(image: Any) -> Picture:
    image.info.clear()
    target = io.BytesIO()
    image.save(target, "WEBP", quality=_QUALITY, method=4)
    return Picture(target.getvalue(), "image/webp", image.width, image.height)
