"""Whom to call now. The school's own numbers come first; for some countries the public ones are known.

A number that is wrong is worse than none: only emergency numbers and long-standing children's lines stand here, and a
school sees and changes them (Setting `care.numbers`: [["School office", "030 1234"], ...]).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from waypost.school.models import School
from waypost.trust.models import Setting

SETTING = "care.numbers"
_EMERGENCY = {"US": "911", "CA": "911", "GB": "999", "IE": "112", "AU": "000", "NZ": "111"}
_EUROPE = {
    "AT",
    "BE",
    "BG",
    "CH",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IT",
    "LT",
    "LU",
    "LV",
    "MT",
    "NL",
    "NO",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
    "IS",
    "LI",
}
#: Lines for children and young people: free of charge in their country.
_CHILDREN = {
    "DE": ("Nummer gegen Kummer", "116 111"), "AT": ("Rat auf Draht", "147"), "CH": ("Pro Juventute", "147"),
    "GB": ("Childline", "0800 1111"), "IE": ("Childline", "1800 66 66 66"), "ES": ("ANAR", "116 111"),
    "FR": ("Allô Enfance en Danger", "119"), "IT": ("Telefono Azzurro", "19696"), "US": ("988 Lifeline", "988"),
    "NL": ("De Kindertelefoon", "0800 0432"), "AU": ("Kids Helpline", "1800 55 1800"),
    "NZ": ("What's Up", "0800 942 8787"), "CA": ("Kids Help Phone", "1-800-668-6868"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    number: str


def own() -> list[Line]:
    """The numbers that the school gave."""
    kept = Setting.objects.filter(pk=SETTING).values_list("value", flat=True).first() or []
    return [Line(str(name), str(number)) for name, number in kept]


def lines() -> list[Line]:
    """The school's own numbers, the country's emergency number, and its line for children."""
    found = own()
    country = (School.objects.values_list("country", flat=True).first() or "").upper()
    emergency = _EMERGENCY.get(country) or ("112" if country in _EUROPE else "")
    if emergency:
        found.append(Line(_("In danger now"), emergency))
    if country in _CHILDREN:
        found.append(Line(*_CHILDREN[country]))
    return found
