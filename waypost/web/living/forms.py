"""A form with every kind of field."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name of the goal"), help_text=_("As you would say it to a friend."))
    mail = forms.EmailField(label=_("E-mail"), required=False)
    text = forms.CharField(
        label=_("In your own words"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("a", _("A small step")), ("b", _("A larger piece of work"))]
    )
    day = forms.DateField(
        label=_("Until when"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    who = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[("me", _("Only me")), ("adult", _("Me and my home adult")), ("all", _("My teachers, too"))],
        widget=forms.RadioSelect,
        initial="me",
    )
    remind = forms.BooleanField(
        label=_("Remind me on Fridays"), required=False, help_text=_("One line, never a mail.")
    )
    file = forms.FileField(
        label=_("Roster"), required=False, help_text=_("OneRoster 1.2 as a zip file, up to 50 MB.")
    )
