"""The ten-second form, and the one that changes who sees an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waypost.web.fields import Words
from waypost.web.say import listed

from ..models import Difficulty, Feeling, Pulse, Share
from ..queries.pulse import Line, Question, Reader
from ..services.pulse import Said

WHO = gettext_lazy("Who may see it?")
ONE_FACE = gettext_lazy("Choose one of the five faces.")


class PulseForm(forms.Form):
    """One tap is enough: the face. The rest may stay as it is."""

    feeling = forms.TypedChoiceField(
        coerce=int, choices=Feeling.choices, error_messages={"required": ONE_FACE}
    )
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("How hard is it?"),
        coerce=int,
        choices=Difficulty.choices,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = Words(
        label=gettext_lazy("A sentence"),
        most=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    share = forms.ChoiceField(label=WHO, initial=Share.ME, widget=forms.RadioSelect)

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        self.question = question
        self.fields["share"].choices = choices(question.readers, question.subject)  # type: ignore[attr-defined]

    def said(self) -> Said:
        return Said(**self.cleaned_data)

    @property
    def chosen(self) -> int | None:
        """The face, where the form comes back with something to mend."""
        value = self["feeling"].value()
        return int(value) if str(value).isdigit() else None

    @property
    def more_open(self) -> bool:
        return bool(self["words"].value() or self["difficulty"].value())


class ShareForm(forms.Form):
    """Who sees an answer from now on."""

    share = forms.ChoiceField(label=WHO, widget=forms.RadioSelect)

    def __init__(self, *, line: Line, readers: Sequence[Reader]) -> None:
        pulse: Pulse = line.pulse
        super().__init__(initial={"share": pulse.share}, auto_id=f"id_{pulse.pk}_%s")
        self._readers = listed([adult.name for adult in line.readers])
        standing = [Reader(Share(pulse.share), line.readers)] if pulse.share != Share.ME else []
        others = [r for r in readers if r.share != pulse.share]
        self.fields["share"].choices = choices([*standing, *others], line.subject)  # type: ignore[attr-defined]

    @property
    def now(self) -> str:
        """ "Mr Brandt sees it, too": who reads it today besides me."""
        if not self._readers:
            return _("only I see it")
        return _("%(names)s and I see it") % {"names": self._readers}


def choices(readers: Sequence[Reader], subject: str) -> list[tuple[str, str]]:
    """Only me first; then adults by name, so that nobody has to guess who reads it."""
    found = [(Share.ME.value, str(_("Only me")))]
    for reader in readers:
        names = listed([adult.name for adult in reader.adults])
        words = (
            _("%(name)s, my home adult at school")
            if reader.share == Share.HOME
            else _("%(name)s, who teaches me %(subject)s")
        )
        found.append((reader.share.value, words % {"name": names, "subject": subject}))
    return found
