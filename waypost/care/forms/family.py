"""The family tells, wishes and books; staff note what came on paper or by phone, and answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.web.fields import OnceForm, Words

from ..models import Way


class FromHomeForm(OnceForm):
    words = Words(
        label=gettext_lazy("What do you see at home?"), most=1000, rows=4,
        help_text=gettext_lazy("How homework goes, what your child talks about, what is hard, what is a joy."),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].initial = (get_language() or "en").split("-")[0]


class WishForm(OnceForm):
    words = Words(
        label=gettext_lazy("A goal you would like to propose"), most=300, rows=3,
        help_text=gettext_lazy("Small and soon works best, like: read aloud on three evenings this week."),
    )  # fmt: skip


class NoteForm(OnceForm):
    guardian = forms.TypedChoiceField(label=gettext_lazy("Who said it?"), coerce=int)
    way = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[(w.value, w.label) for w in (Way.PHONE, Way.PAPER, Way.THERE)],
    )
    said_on = forms.DateField(
        label=gettext_lazy("On which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = Words(label=gettext_lazy("What was said, in their words"), most=1000, rows=4)
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=settings.LANGUAGES)
    answer = Words(label=gettext_lazy("What did you answer?"), most=1000, rows=2, required=False)

    def __init__(self, *args: Any, guardians: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["guardian"].choices = list(guardians)  # type: ignore[attr-defined]
        self.fields["language"].initial = (get_language() or "en").split("-")[0]

    def clean_said_on(self) -> date:
        said_on: date = self.cleaned_data["said_on"]
        if said_on > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return said_on


class AnswerHomeForm(forms.Form):
    answer = Words(
        label=gettext_lazy("Your answer"),
        most=1000,
        rows=3,
        help_text=gettext_lazy("Whoever told it reads this, and nobody else of the family."),
    )


class OfferForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    first = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    last = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Minutes for each family"),
        coerce=int,
        choices=[(n, str(n)) for n in (10, 15, 20, 30, 45, 60)],
        initial=15,
    )
    place = forms.CharField(
        label=gettext_lazy("Where, or how"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Like: room 12, or by phone."),
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day
