"""One field, three kinds of note: the buttons name them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.web.fields import OnceForm, Words

from ..models.notes import Readers

MOST = 8000


class NoteForm(OnceForm):
    words = Words(label=_("What do you want to keep?"), most=MOST, rows=6)
    readers = forms.ChoiceField(
        label=_("Who reads the restricted record besides you?"),
        choices=Readers.choices,
        required=False,
        initial=Readers.COUNSELLORS,
        widget=forms.RadioSelect,
    )


class ReviseNoteForm(forms.Form):
    words = Words(label=_("What it says"), most=MOST, rows=6)
