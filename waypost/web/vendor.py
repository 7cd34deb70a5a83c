"""Set-up: write what browsers need from locked Python packages into static/vendor (never kept in the repository, TRUST 30)."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"

_FONTS = (
    (
        "fontpkg_atkinson_hyperlegible",
        "AtkinsonHyperlegible-Regular.ttf",
        "Atkinson Hyperlegible",
        "400",
        "normal",
        "",
    ),
    (
        "fontpkg_atkinson_hyperlegible",
        "AtkinsonHyperlegible-Bold.ttf",
        "Atkinson Hyperlegible",
        "700",
        "normal",
        "",
    ),
    (
        "fontpkg_atkinson_hyperlegible",
        "AtkinsonHyperlegible-Italic.ttf",
        "Atkinson Hyperlegible",
        "400",
        "italic",
        "",
    ),
    (
        "fontpkg_noto_sans_arabic",
        "NotoSansArabic[wdth,wght].ttf",
        "Noto Sans Arabic",
        "400 700",
        "normal",
        "U+0600-06FF, U+0750-077F, U+08A0-08FF, U+FB50-FDFF, U+FE70-FEFF",
    ),
)

#: Vega-Embed holds the interpreter that needs no eval (ast: true); see static/web/live-chart.js.
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def write(folder: Path = VENDOR) -> list[Path]:
    """Write fonts, their style sheet and the Vega bundle; returns the files. A font that isn't installed is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [*fonts(folder), bundle(folder)]
    return written


def fonts(folder: Path) -> list[Path]:
    rules = [
        "/* Written at set-up from OFL font packages: Atkinson Hyperlegible (Braille Institute), Noto Sans Arabic. */"
    ]
    written = []
    for package, file, family, weight, style, reach in _FONTS:
        source = _file_of(package, file)
        if source is None:
            continue
        target = folder / file.replace("[wdth,wght]", "")
        shutil.copyfile(source, target)
        written.append(target)
        only = f" unicode-range: {reach};" if reach else ""
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; font-display: swap;{only} '
            f'src: url("{target.name}") format("truetype"); }}'
        )
    sheet = folder / "fonts.css"
    sheet.write_text("\n".join(rules) + "\n", encoding="utf-8")
    return [*written, sheet]


def bundle(folder: Path) -> Path:
    import vl_convert  # large; set-up only

    target = folder / "vega.js"
    target.write_text(vl_convert.javascript_bundle(_SNIPPET), encoding="utf-8")
    return target


def _file_of(package: str, file: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "files" / file
    return path if path.exists() else None
