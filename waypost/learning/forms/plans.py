"""Forms of plans, groups and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.skills.models import Skill
from waypost.web.links import is_foreign_link
from waypost.web.shapes import state_word

from ..models import TaskKind
from ..queries.groups import Member
from ..services.groups import Wanted
from .fields import OnceForm, Words

A_WEEK = timedelta(days=7)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _ahead(day: date | None) -> date | None:
    if day is not None and day < clock.today():
        raise forms.ValidationError(_("Choose today or a later day."))
    if day is not None and day > clock.today() + timedelta(days=366):
        raise forms.ValidationError(_("Choose a day within the next twelve months."))
    return day


class PlanForm(forms.Form):
    """What we agreed. `seen`: which version was before the writer's eyes."""

    words = Words(label=_("What we agreed"), most=600, rows=4, required=False)
    look_on = _day(label=_("When do we look at it again?"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_look_on(self) -> date | None:
        return _ahead(self.cleaned_data["look_on"])


class People(forms.TypedMultipleChoiceField):
    """Students to tick, each with where the skill stands."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more: Any) -> None:
        super().__init__(coerce=int, **more)

    def offer(self, members: Sequence[Member], chosen: Iterable[object] = ()) -> None:
        """Those who are chosen already stand first, so that nobody has to look for them in a class of thirty."""
        first = {str(one) for one in chosen}
        self.choices = [
            (m.person.pk, f"{m.person.name} ({state_word(m.state)})" if m.state else m.person.name)
            for m in sorted(members, key=lambda m: str(m.person.pk) not in first)
        ]


class GroupForm(OnceForm):
    """A group: what it is called, what to do, who."""

    title = Words(label=_("What is the group called?"), most=120, rows=0)
    words = Words(label=_("What will they do together?"), most=600, rows=3, required=False)
    people = People(label=_("Who is in it?"), error_messages={"required": _("Choose who is in the group.")})
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, members: Sequence[Member], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].offer(members, self["people"].value() or ())  # type: ignore[attr-defined]


class TaskForm(OnceForm):
    """Something to do, for some students of a class."""

    what = Words(
        label=_("What is to be done?"), most=300, help_text=_("As you would say it to the students.")
    )
    link = forms.CharField(
        label=_("Where is it? A link"), max_length=500, required=False, help_text=_("It begins with https://")
    )
    skill = forms.ModelChoiceField(
        label=_("Which skill does it work on?"), queryset=Skill.objects.none(), required=False,
        empty_label=_("no skill of the tree"),
        help_text=_("With a skill, work on it is seen by itself, and nobody has to tick it off."),
    )  # fmt: skip
    by_when = _day(label=_("By when?"))
    people = People(label=_("For whom?"), error_messages={"required": _("Choose for whom it is.")})

    def __init__(self, *args: Any, members: Sequence[Member], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].offer(members, self["people"].value() or ())  # type: ignore[attr-defined]
        known = Skill.objects.filter(active=True, framework__active=True)
        self.fields["skill"].queryset = known  # type: ignore[attr-defined]
        self.fields["by_when"].initial = clock.today() + A_WEEK

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not is_foreign_link(link):
            raise forms.ValidationError(_("This is no address that begins with https:// and can be opened."))
        return link

    def clean_by_when(self) -> date | None:
        return _ahead(self.cleaned_data["by_when"])

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        skill = data["skill"].pk if data["skill"] else None
        return Wanted(data["what"], data["by_when"], TaskKind.TASK, data["link"], skill)


class AgainForm(OnceForm):
    """Teach it again: in which other way, when, to whom."""

    what = Words(
        label=_("How will it be taught this time?"), most=300,
        help_text=_("Another way than the first time: a drawing, real things, an example that goes wrong."),
    )  # fmt: skip
    by_when = _day(label=_("On which day?"))
    people = People(label=_("Who takes part?"), error_messages={"required": _("Choose for whom it is.")})

    def __init__(self, *args: Any, members: Sequence[Member], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].offer(members, self["people"].value() or ())  # type: ignore[attr-defined]
        self.fields["by_when"].initial = clock.today()

    def clean_by_when(self) -> date | None:
        return _ahead(self.cleaned_data["by_when"])
