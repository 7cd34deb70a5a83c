"""Sound without tags: a WAV file written anew from its samples, an MP3 from its frames alone (TRUST 20).

What stands around them (names, places, pictures, comments of the device) never gets through: only what plays is copied.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

LONGEST = 5 * 60  # seconds
FEWEST = 8  # frames in a row before something is an MP3

_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, MPEG 1 layer III
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG 2 and 2.5
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


class NotSound(ValueError):
    """Not a sound that can be taken."""


def clean(source: Path, target: Path, kind: str) -> None:
    """Copy what plays from `source` to `target`. Raises NotSound."""
    (_wav if kind == "wav" else _mp3)(source, target)


def _wav(source: Path, target: Path) -> None:
    try:
        with wave.open(str(source), "rb") as sound:
            rate, frames = sound.getframerate(), sound.getnframes()
            if sound.getnchannels() not in (1, 2) or sound.getsampwidth() not in (1, 2, 3) or rate < 8000:
                raise NotSound
            if frames > LONGEST * rate:
                raise NotSound
            with wave.open(str(target), "wb") as out:
                out.setnchannels(sound.getnchannels())
                out.setsampwidth(sound.getsampwidth())
                out.setframerate(rate)
                out.writeframes(sound.readframes(frames))
    except (wave.Error, EOFError) as error:
        raise NotSound from error


def _mp3(source: Path, target: Path) -> None:
    data, seconds, count = source.read_bytes(), 0.0, 0
    kept = bytearray()
    for frame, lasts in _frames(data, _after_tag(data)):
        if b"Xing" in frame[:64] or b"Info" in frame[:64] or b"VBRI" in frame[:64]:
            continue  # what the encoder says of itself
        kept += frame
        seconds, count = seconds + lasts, count + 1
    if count < FEWEST or seconds > LONGEST:
        raise NotSound
    target.write_bytes(bytes(kept))


def _after_tag(data: bytes) -> int:
    """Where an ID3v2 tag ends (its size is four times seven bits)."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if data[5] & 0x10 else 0)


def _frames(data: bytes, at: int) -> Iterator[tuple[bytes, float]]:
    """Frames of layer III in a row, each with how long it lasts; ends at the first thing that is none."""
    while at + 4 <= len(data):
        head = int.from_bytes(data[at : at + 4], "big")
        version, layer = head >> 19 & 3, head >> 17 & 3
        bits, rates = head >> 12 & 15, _RATES.get(version)
        if head >> 21 != 0x7FF or layer != 1 or rates is None or bits in (0, 15) or head >> 10 & 3 == 3:
            return
        rate = rates[head >> 10 & 3]
        kilobits = (_BITRATES_1 if version == 3 else _BITRATES_2)[bits]
        samples = 1152 if version == 3 else 576
        size = samples // 8 * kilobits * 1000 // rate + (head >> 9 & 1)
        if at + size > len(data):
            return
        yield data[at : at + size], samples / rate
        at += size
