"""Tell someone now; raise a concern; what is done about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school.models import Person
from waypost.web.fields import OnceForm, Words


class TellForm(OnceForm):
    """For a student or a family: words, and who should not read them."""

    words = Words(label=_("What happened, or what worries you?"), most=4000, rows=6)
    kept_from = forms.TypedMultipleChoiceField(
        label=_("Is it about one of these people? They will not read it."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, adults: Iterable[Person] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(p.pk, p.name) for p in adults]
        self.fields["kept_from"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["kept_from"]


class RaiseForm(TellForm):
    """For staff and families: about whom."""

    about = forms.TypedChoiceField(
        label=_("About which student?"), coerce=int, required=False, empty_value=None
    )
    about_words = Words(label=_("Somebody else? Write the name."), most=200, rows=0, required=False)
    field_order = ("about", "about_words", "words", "kept_from", "once")

    def __init__(self, *args: Any, students: Iterable[Person] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["about"].choices = [("", "")] + [(p.pk, p.name) for p in students]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    words = Words(label=_("What was done, or what do you know now?"), most=4000, rows=4)


class CloseForm(forms.Form):
    words = Words(label=_("Why is it dealt with?"), most=2000, rows=3)
