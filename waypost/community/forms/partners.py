"""Organizations, checks, offers, wishes, placements, hours, thanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.web.fields import OnceForm, Words

from ..models import Help

DATE = {"type": "date"}


class PartnerForm(OnceForm):
    name = Words(label=_("Name of the organization"), most=120, rows=0)
    about = Words(label=_("What do they do?"), most=400, rows=2, required=False)


class MemberForm(forms.Form):
    """Somebody who has an account as a partner."""

    person = forms.TypedChoiceField(label=_("Who?"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    on = forms.DateField(label=_("The check was done on"), widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(label=_("It holds until"), widget=forms.DateInput(attrs=DATE))


class OfferForm(OnceForm):
    kind = forms.ChoiceField(label=_("What kind of help?"), choices=Help.choices, widget=forms.RadioSelect)
    title = Words(label=_("In a few words"), most=120, rows=0)
    words = Words(label=_("What happens there, when, for whom?"), most=600, rows=3)
    room_for = forms.IntegerField(
        label=_("For how many students at a time?"), min_value=1, max_value=500, initial=1
    )


class WishForm(OnceForm):
    kind = forms.ChoiceField(label=_("What kind of help?"), choices=Help.choices, widget=forms.RadioSelect)
    title = Words(label=_("What do we wish for?"), most=120, rows=0)
    words = Words(
        label=_("A little more about it"), most=600, rows=2, required=False,
        help_text=_("Of the class or the school; never about one student."),
    )  # fmt: skip


class PlaceForm(OnceForm):
    """With whom, for which goal, until when."""

    helper = forms.TypedChoiceField(label=_("Who helps?"), coerce=int)
    goal = Words(
        label=_("The goal, as the helper will read it"), most=300, rows=2,
        help_text=_("One goal, in the student's words if you can. Nothing about health, family or marks."),
    )  # fmt: skip
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs=DATE))

    def __init__(self, *args: Any, helpers: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["helper"].choices = list(helpers)  # type: ignore[attr-defined]


class HoursForm(OnceForm):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=DATE))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    words = Words(
        label=_("What came of it?"), most=300, rows=2, required=False,
        help_text=_("A sentence. Please name no other child."),
    )  # fmt: skip


class PartnerThanksForm(OnceForm):
    words = Words(label=_("Thank them for what?"), most=400, rows=2)
