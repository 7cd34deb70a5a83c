"""Sheets of paper from fixed templates by typst (TRUST 22): data go in as JSON only, never as markup.

`typeset` starts a process of its own with little time and memory: its root is the folder of the template, it has no
packages, no network address is ever named, and what people wrote reaches the template through `sys.inputs` alone.
"""

from __future__ import annotations

import importlib
import json
import re
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

Form = Literal["pdf", "png"]
SECONDS = 20
MEMORY = 3 * 1024**3
FONTS = ("fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans_arabic")

#: Marks that turn the direction of what follows, and control characters: they would change more than their own words.
_TURNS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
#: Pictures among letters, for which a text font has no shape: an empty box would stand there.
_PICTURES = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b50-\u2b55\ufe0f\u200d]+")


class NotSet(Exception):
    """A template that couldn't be set; str(error) is for the log and holds no data of anybody."""


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    form: Form = "pdf",
    ppi: int = 110,
    page: int = 1,
    system_fonts: bool = True,
) -> bytes:
    """The sheet as PDF, or one page of it as PNG. `system_fonts=False`: the same bytes on every machine."""
    told = json.dumps(clean(data), ensure_ascii=False)
    command = [sys.executable, "-m", "waypost.web.typeset", str(template.resolve()), form, str(ppi), str(page),
               "1" if system_fonts else "0"]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the data go in by stdin)
            command, input=told.encode(), capture_output=True, timeout=SECONDS + 5, check=False,
            cwd=Path(__file__).parent.parent.parent, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": _path()},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotSet(f"{template.name} took longer than {SECONDS} seconds") from None
    if done.returncode != 0 or not done.stdout:
        raise NotSet(f"{template.name}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout


def clean(value: Any) -> Any:
    """Data as a template gets them: texts without marks that turn their neighbours round, in composed letters."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", _TURNS.sub("", value))
    if isinstance(value, Mapping):
        return {str(k): clean(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [clean(v) for v in value]
    return value


def without_pictures(text: str) -> str:
    """Words for paper: small pictures among them are left out, unless there is nothing else."""
    plain = " ".join(_PICTURES.sub(" ", text).split(" ")).strip()
    return plain or text


def breakable(text: str) -> str:
    """A word of more than forty letters without a break may be broken after every twenty, silently."""
    return re.sub(r"[^\s\u200b-]{41,}", lambda m: "\u200b".join(_pieces(m.group())), text)


def _pieces(word: str, size: int = 20) -> list[str]:
    return [word[i : i + size] for i in range(0, len(word), size)]


def right_to_left(text: str) -> bool:
    """Does a text run from right to left, by its first letter that says so?"""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def font_folders() -> list[str]:
    return [str(Path(next(iter(importlib.import_module(name).__path__))) / "files") for name in FONTS]


def _path() -> str:
    return ":".join(p for p in sys.path if p)


def _main(template: str, form: Form, ppi: str, page: str, system_fonts: str) -> None:
    """In the process of its own: JSON from stdin, the sheet to stdout."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import typst

    more: dict[str, Any] = {"ppi": int(ppi)} if form == "png" else {"timestamp": 0}
    made = typst.compile(
        template, root=str(Path(template).parent), font_paths=font_folders(), format=form,
        ignore_system_fonts=system_fonts != "1", sys_inputs={"data": sys.stdin.buffer.read().decode()}, **more,
    )  # fmt: skip
    pages = made if isinstance(made, list) else [made]
    sys.stdout.buffer.write(pages[min(int(page), len(pages)) - 1])


if __name__ == "__main__":
    _main(*sys.argv[1:])  # type: ignore[arg-type]
