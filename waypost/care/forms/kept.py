"""Say that something in the record isn't right; answer it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.web.fields import OnceForm, Words

from ..models.kept import Part


class ObjectForm(OnceForm):
    part = forms.ChoiceField(label=_("Which part is it?"), choices=Part.choices)
    words = Words(label=_("What isn't right, and how was it?"), most=1000, rows=4)


class AnswerForm(forms.Form):
    answer = Words(
        label=_("Your answer"), most=1000, rows=3, help_text=_("What you set right, or why it stands. Whoever wrote it reads this.")
    )  # fmt: skip
