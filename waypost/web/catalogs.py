"""Where translations stand: each package keeps its own words, `waypost/<package>/locale/<language>/LC_MESSAGES/django.po`.

`compile_all()` makes the `.mo` files that Django reads; they are made at set-up and not kept in the repository.
Nothing of Django is imported here: settings ask for the folders.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "ar")


def folders() -> list[Path]:
    """The locale folders of all packages, for LOCALE_PATHS."""
    return sorted(path for path in ROOT.glob("*/locale") if path.is_dir())


def po_file(package: str, language: str, root: Path = ROOT) -> Path:
    return root / package / "locale" / language / "LC_MESSAGES" / "django.po"


def po_files(language: str) -> list[Path]:
    """Every package's texts in one language."""
    return sorted(ROOT.glob(f"*/locale/{language}/LC_MESSAGES/django.po"))


def compile_all() -> int:
    """Compile what is new or has changed, of all packages; returns how many files."""
    return sum(compile_one(po) for language in LANGUAGES for po in po_files(language))


def compile_one(po: Path) -> bool:
    """Compile one .po unless its .mo is younger; says whether it did."""
    import polib

    if not _is_stale(po):
        return False
    polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return True


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
