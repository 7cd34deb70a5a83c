"""Forms for visits, insights and discussions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.school.models import Class, Person
from waypost.web.fields import OnceForm, Words
from waypost.web.links import is_foreign_link

from ..models import Circle, Strategy
from ..services import together


class InviteForm(OnceForm):
    guest = forms.TypedChoiceField(label=_("Whom do you invite?"), coerce=int)
    lesson = forms.CharField(label=_("Which lesson?"), max_length=120)
    focus = Words(label=_("What shall your guest look at, and what not?"), most=400)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, colleagues: Sequence[Person], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["guest"].choices = [(p.pk, p.name) for p in colleagues]  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class NoteForm(OnceForm):
    words = Words(label=_("What did you see?"), most=2000, rows=4)


class ReflectForm(forms.Form):
    reflection = Words(label=_("What do you take from it?"), most=2000, rows=4)


class InsightForm(OnceForm):
    title = Words(label=_("In one line"), most=120, rows=0)
    words = Words(label=_("What did you learn, so that a colleague can use it?"), most=800, rows=4)
    strategy = forms.TypedChoiceField(
        label=_("About a way of teaching?"), coerce=int, empty_value=None, required=False
    )
    link = forms.CharField(label=_("A link to what shows it"), max_length=500, required=False)
    tags = forms.CharField(
        label=_("Tags"),
        max_length=200,
        required=False,
        help_text=_("A few words, parted by commas: feedback, groups, reading."),
    )

    def __init__(self, *args: Any, strategies: Sequence[Strategy], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["strategy"].choices = [("", "–"), *((s.pk, s.title) for s in strategies)]  # type: ignore[attr-defined]

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        if link and not is_foreign_link(link):
            raise forms.ValidationError(_("A link begins with https://"))
        return link

    def said(self) -> together.Words:
        return together.Words(*(self.cleaned_data[n] for n in ("title", "words", "link", "tags")))


class RemarkForm(OnceForm):
    words = Words(label=_("What do you say to it?"), most=800, rows=3)


class AskForm(OnceForm):
    question = Words(label=_("What do you want to talk about?"), most=300)
    about = Words(label=_("What should everybody know first?"), most=800, rows=3, required=False)
    strategy = forms.TypedChoiceField(
        label=_("About a way of teaching?"), coerce=int, empty_value=None, required=False
    )
    indicator = forms.CharField(
        label=_("Or about something the school wants to reach?"), max_length=120, required=False,
        help_text=_("In the words of the charter."),
    )  # fmt: skip
    students = forms.BooleanField(label=_("Invite students"), required=False)
    families = forms.BooleanField(label=_("Invite families"), required=False)
    classes = forms.TypedMultipleChoiceField(
        label=_("Of which classes?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, strategies: Sequence[Strategy], classes: Sequence[Class], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        pick: Any = self.fields
        pick["strategy"].choices = [("", "–"), *((s.pk, s.title) for s in strategies)]
        pick["classes"].choices = [(c.pk, c.title) for c in classes]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (data.get("students") or data.get("families")) and not data.get("classes"):
            self.add_error("classes", _("Choose the classes whose students or families are invited."))
        return data

    def asked(self) -> together.Question:
        return together.Question(
            *(self.cleaned_data[n] for n in ("question", "about", "indicator", "students", "families"))
        )


class SayForm(OnceForm):
    words = Words(label=_("What do you think?"), most=1000, rows=3)
    circle = forms.ChoiceField(label=_("To whom?"), choices=Circle.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, circles: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        if len(circles) < 2:
            del self.fields["circle"]
        else:
            pick: Any = self.fields["circle"]
            pick.choices = [(c, Circle(c).label) for c in circles]
            pick.initial = circles[0]


class MinutesForm(OnceForm):
    words = Words(label=_("What was said? Without names"), most=3000, rows=5)
    decided = Words(label=_("What was decided?"), most=600, required=False)
    because = Words(label=_("Why?"), most=600, required=False)
    look_on = forms.DateField(
        label=_("When do we look at it again?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("decided") and not data.get("because"):
            self.add_error("because", _("Say why you decided so: those who wrote want to know."))
        return data
