"""Draw a picture anew, as a process of its own with little memory and time: `python -m waypost.trust.redraw IN OUT`.

What comes out is WebP without metadata; turned as the camera meant it; at most 2000 pixels wide and high.
"""

from __future__ import annotations

import resource
import sys

PIXELS = 40_000_000
EDGE = 2000
MEMORY = 1024 * 1024 * 1024
SECONDS = 10


def main(source: str, target: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(source, formats=["PNG", "JPEG", "WEBP", "GIF"]) as picture:
        if picture.width * picture.height > PIXELS:
            raise SystemExit(2)
        turned = ImageOps.exif_transpose(picture)
        plain = turned.convert("RGBA" if "A" in turned.getbands() or turned.mode == "P" else "RGB")
    plain.thumbnail((EDGE, EDGE))
    clean = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    clean.save(target, "WEBP", quality=82)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
