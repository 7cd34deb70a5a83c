"""Forms of this room."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock


class PlanForm(forms.Form):
    """A next step with a date."""

    what = forms.CharField(
        label=_("What will you do?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    due = forms.DateField(label=_("When?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return due


class DoneForm(forms.Form):
    """What came of it; and was it a talk?"""

    outcome = forms.CharField(
        label=_("What came of it?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence for you and the adults of this student. A family may ask to read this."),
    )  # fmt: skip
    talked = forms.BooleanField(label=_("We talked with each other"), required=False, initial=True)


class OverruleForm(forms.Form):
    """A person sets what the evidence doesn't show."""

    level = forms.ChoiceField(
        label=_("What do you see?"),
        choices=[("4", _("It is secure")), ("1", _("Not yet"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("How do you know?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: explained it to the class without notes. The student reads this too."),
    )  # fmt: skip
    with_student = forms.BooleanField(label=_("We decided this together"), required=False)
