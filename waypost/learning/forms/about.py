"""Forms about the student and about agreed supports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock

from ..models import AboutMe
from .fields import OnceForm, Words

USUAL = timedelta(days=42)

OWN = {
    "good_at": _("What I am good at"),
    "likes": _("What I like"),
    "start": _("How I like to start"),
    "helps": _("What helps me"),
    "languages": _("Languages I speak"),
    "interests": _("What I am interested in"),
}
OF_ANOTHER = {
    "good_at": _("Good at"),
    "likes": _("Likes"),
    "start": _("Likes to start like this"),
    "helps": _("What helps"),
    "languages": _("Languages"),
    "interests": _("Interests"),
}


class AboutForm(forms.Form):
    """Everything may stay empty."""

    good_at = Words(most=400, required=False)
    likes = Words(most=400, required=False)
    start = Words(most=400, required=False)
    helps = Words(most=400, required=False)
    languages = Words(most=400, rows=0, required=False)
    interests = Words(most=400, required=False)
    with_family = forms.BooleanField(label=_("My family may read this, too"), required=False)

    def __init__(self, *args: Any, own: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in (OWN if own else OF_ANOTHER).items():
            self.fields[name].label = label
        if not own:
            del self.fields["with_family"]

    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in AboutMe.FIELDS}


def _review_day(day: date) -> date:
    if day <= clock.today():
        raise forms.ValidationError(_("Choose a later day."))
    if day > clock.today() + timedelta(days=366):
        raise forms.ValidationError(_("Choose a day within the next twelve months."))
    return day


class SupportForm(OnceForm):
    """What, who, and when to look at it again."""

    what = Words(
        label=_("What do we give?"), most=300,
        help_text=_("What is done, for example: ten minutes more, a quiet place. Not why: no diagnosis stands here."),
    )  # fmt: skip
    giver = forms.TypedChoiceField(label=_("Who gives it?"), coerce=int)
    review_on = forms.DateField(
        label=_("When do we look at it again?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, givers: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["giver"].choices = givers  # type: ignore[attr-defined]
        self.fields["review_on"].initial = clock.today() + USUAL

    def clean_review_on(self) -> date:
        return _review_day(self.cleaned_data["review_on"])


class LookForm(forms.Form):
    """Does it go on?"""

    goes_on = forms.ChoiceField(
        label=_("Does it go on?"),
        choices=[("yes", _("Yes, until the next look")), ("no", _("No, it has ended"))],
        initial="yes",
        widget=forms.RadioSelect,
    )
    review_on = forms.DateField(
        label=_("When do we look at it again?"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["review_on"].initial = clock.today() + USUAL

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("goes_on") == "yes" and "review_on" not in self.errors:
            if data.get("review_on") is None:
                self.add_error("review_on", _("Choose a day."))
            else:
                try:
                    _review_day(data["review_on"])
                except forms.ValidationError as why:
                    self.add_error("review_on", why)
        return data

    def next_review(self) -> date | None:
        day: date = self.cleaned_data["review_on"]
        return day if self.cleaned_data["goes_on"] == "yes" else None
