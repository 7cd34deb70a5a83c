"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from waypost.school.look import SHAPE_CONTRAST, TEXT_CONTRAST, contrast, is_colour
from waypost.web.fields import OnceForm, Words

from ..models import Audience, Design


class GiveForm(OnceForm):
    """What somebody did, in the giver's own words."""

    words = Words(
        label=_("What for?"), most=400, rows=3,
        help_text=_("The deed, as you saw it. For example: you asked until you understood, and then showed Leo."),
    )  # fmt: skip


class UsualForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Who sees what I am given, usually?"), choices=Audience.choices, widget=forms.RadioSelect
    )


class ThanksForm(OnceForm):
    """Thanks to somebody of one's classes."""

    to = forms.TypedChoiceField(label=_("Who do you want to thank?"), coerce=int)
    words = Words(label=_("What for?"), most=400, rows=3)
    sure = forms.BooleanField(label=_("Yes, this one, too"), required=False)

    def __init__(self, *args: Any, classmates: list[tuple[int, str]], many: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].choices = [("", "–"), *classmates]  # type: ignore[attr-defined]
        if not many:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "sure" in self.fields and not data.get("sure"):
            self.add_error("sure", _("You have thanked many today. Is this one meant as well?"))
        return data


class CertificateForm(OnceForm):
    """Title, words, design."""

    title = Words(
        label=_("Title"), most=120, rows=0, help_text=_("For example: For a talk that made us think.")
    )
    words = Words(label=_("What for?"), most=400, rows=3)
    design = forms.ChoiceField(
        label=_("Design"), choices=Design.choices, widget=forms.RadioSelect, initial=Design.FRAME
    )


class NameForm(forms.Form):
    name = Words(label=_("Whose is it? The full name, as on the certificate"), most=200, rows=0)


class DisplayForm(OnceForm):
    """A screen: what it is called and what it shows."""

    title = Words(
        label=_("What stands above it"),
        most=60,
        rows=0,
        help_text=_("For example: What we are proud of in 7B."),
    )
    place = forms.ChoiceField(label=_("What it shows"), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.places = places
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if place not in {value for value, _label in self.places}:
            raise forms.ValidationError(_("Choose one of your classes."))
        return place


class LookForm(forms.Form):
    """The school's colours and crest on paper."""

    brand = forms.CharField(
        label=_("Main colour"), widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("For names and lines. It has to be dark enough to read on white paper."),
    )  # fmt: skip
    accent = forms.CharField(
        label=_("Second colour"), widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("For small shapes beside it."),
    )  # fmt: skip
    crest = forms.FileField(
        label=_("Crest or logo"), required=False,
        help_text=_("A picture: PNG, JPEG or WebP. It is drawn anew, so nothing that a camera wrote into it stays."),
    )  # fmt: skip
    no_crest = forms.BooleanField(label=_("Without a crest"), required=False)

    def clean_brand(self) -> str:
        return _dark_enough(self.cleaned_data["brand"], TEXT_CONTRAST)

    def clean_accent(self) -> str:
        return _dark_enough(self.cleaned_data["accent"], SHAPE_CONTRAST)


def _dark_enough(colour: str, least: float) -> str:
    if not is_colour(colour):
        raise forms.ValidationError(_("Write a colour as #1c6b59."))
    found = contrast(colour)
    if found < least:
        raise forms.ValidationError(
            _("Too pale for white paper: its contrast is %(found)s to 1, and %(least)s to 1 is needed.")
            % {"found": number_format(found, 1), "least": number_format(least, 1)}
        )
    return colour.lower()
