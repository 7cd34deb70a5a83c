"""Certificates on paper: what the fixed template is told, in the student's language, with the school's colours."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from waypost.school.look import look
from waypost.school.models import Person, School
from waypost.school.queries import names_of
from waypost.web import say
from waypost.web.qr import svg
from waypost.web.typeset import Form, breakable, right_to_left, typeset, without_pictures

from .models import Certificate

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


def certificate(found: Certificate, address: str, form: Form = "pdf") -> bytes:
    """The sheet. `address` is where it may be checked; "" while the student hasn't said yes, or after it was revoked."""
    return typeset(TEMPLATE, told(found, address), form=form)


def told(found: Certificate, address: str) -> dict[str, Any]:
    """The data of the template. Small pictures among the words are left out: no font on paper has them."""
    names = names_of([found.person_id, found.made_by])
    with translation.override(language_of(found.person_id)):
        return sheet(
            title=found.title, name=names.get(found.person_id, ""), words=found.words, design=found.design,
            on=found.issued_on, signed=names.get(found.made_by, ""), address=address,
        )  # fmt: skip


def sheet(
    *, title: str, name: str, words: str, design: str, on: date, signed: str, address: str
) -> dict[str, Any]:
    """The same in the language that is spoken now."""
    style = look()
    crest = style.crest_bytes()
    said = {
        "title": breakable(without_pictures(title)),
        "name": breakable(without_pictures(name)),
        "words": breakable(without_pictures(words)),
    }
    return {
        **said,
        **{f"{key}_rtl": right_to_left(value) for key, value in said.items()},
        "lang": translation.get_language() or "en",
        "rtl": translation.get_language_bidi(),
        "school": style.school,
        "brand": style.brand,
        "accent": style.accent,
        "crest": list(crest) if crest else None,
        "paper": style.paper,
        "design": design,
        "date": say.dated(on),
        "date_label": _("Day"),
        "signed": without_pictures(signed),
        "signed_label": _("Signed"),
        "check": _("Genuine? Scan it, or open"),
        "address": address,
        "qr": svg(address) if address else "",
    }


def language_of(person_id: int) -> str:
    """The student's language, else the school's; one that Waypost speaks."""
    spoken = {code for code, _name in settings.LANGUAGES}
    wanted = [
        *Person.objects.filter(pk=person_id).values_list("language", flat=True),
        *School.objects.values_list("language", flat=True),
    ]
    return next((code for w in wanted if (code := w.partition("-")[0]) in spoken), settings.LANGUAGE_CODE)
