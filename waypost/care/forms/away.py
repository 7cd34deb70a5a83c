"""When somebody isn't at school."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waypost.school import clock


class AwayForm(forms.Form):
    """When somebody isn't at school."""

    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        if last < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return last
