"""Forms about own goals: short, with plain defaults, in words for a ten-year-old."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waypost.school import clock
from waypost.web.links import is_foreign_link

from .. import counting
from ..models import GoalKind
from ..models.goals import LEVELS, PLAIN
from ..services.goals import Shown, Wording
from .fields import OnceForm, Words

USUAL = timedelta(days=28)
SOON = [(7, _("in a week")), (14, _("in two weeks")), (28, _("in four weeks"))]
LONGEST = timedelta(days=366)


class WordingForm(forms.Form):
    """What a goal says. One field must be filled."""

    what = Words(label=_("What do I want?"), most=300, help_text=_("For example: read a chapter aloud."))
    why = Words(label=_("Why does it matter to me?"), most=300, required=False)
    how_i_know = Words(label=_("How will I know that I am there?"), most=300, required=False)
    by_when = forms.DateField(
        label=_("By when?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    level_1 = Words(label=PLAIN[1], most=200, rows=0, required=False)
    level_2 = Words(label=PLAIN[2], most=200, rows=0, required=False)
    level_3 = Words(label=PLAIN[3], most=200, rows=0, required=False)
    level_4 = Words(label=PLAIN[4], most=200, rows=0, required=False)
    level_5 = Words(label=PLAIN[5], most=200, rows=0, required=False)

    MAIN: tuple[str, ...] = ("what", "why", "how_i_know", "by_when")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["by_when"].initial = clock.today() + USUAL

    def clean_by_when(self) -> date:
        day: date = self.cleaned_data["by_when"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day."))
        if day > clock.today() + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return day

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in Wording.__slots__})

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def levels(self) -> list[forms.BoundField]:
        return [self[f"level_{n}"] for n in reversed(LEVELS)]

    @property
    def levels_open(self) -> bool:
        """Has something been written, or gone wrong, behind the disclosure?"""
        return any(field.errors or field.value() for field in self.levels)


class GoalForm(WordingForm, OnceForm):
    """A new goal. A day of one's own outranks the taps; levels in own words outrank those that were counted."""

    first_step = Words(label=_("What is my first step?"), most=200, rows=0, required=False)
    when = forms.TypedChoiceField(
        label=_("By when?"), coerce=int, empty_value=None, choices=SOON, initial=USUAL.days, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    count_what = Words(
        label=_("What can I count?"), most=60, rows=0, required=False,
        help_text=_("For example: pages, right answers, laps."),
    )  # fmt: skip
    count_today = forms.IntegerField(
        label=_("How many today?"), min_value=0, max_value=counting.MOST, required=False
    )
    count_wanted = forms.IntegerField(
        label=_("How many do I want?"), min_value=0, max_value=counting.MOST, required=False
    )
    kind = forms.ChoiceField(
        label=_("What kind of goal is it?"),
        choices=GoalKind.choices,
        initial=GoalKind.ACADEMIC,
        widget=forms.RadioSelect,
    )
    private = forms.BooleanField(
        label=_("Only I see this goal"),
        required=False,
        help_text=_("No adult sees it then, at school or at home. You can change this at any time."),
    )

    MAIN = ("what", "first_step", "when", "by_when")
    MORE = ("why", "how_i_know", "kind")
    COUNTED = ("count_what", "count_today", "count_wanted")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        day = self.fields["by_when"]
        day.initial, day.required, day.label = None, False, _("Or on a day of my own")
        self.fields[
            "when"
        ].required = not self.is_bound  # one of the taps is always chosen: nothing to leave empty

    def clean_by_when(self) -> date | None:  # type: ignore[override]
        return super().clean_by_when() if self.cleaned_data["by_when"] else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("by_when") is None and "by_when" not in self.errors:
            if data.get("when"):
                data["by_when"] = clock.today() + timedelta(days=data["when"])
            else:
                self.add_error("by_when", _("Choose a day."))
        if not set(self.COUNTED) & set(self.errors):
            self._count(data)
        return data

    def _count(self, data: dict[str, Any]) -> None:
        what, today, wanted = (data.get(name) for name in self.COUNTED)
        if not what and today is None and wanted is None:
            return
        if not what or today is None or wanted is None:
            self.add_error("count_what", _("Say what you count, how many today and how many you want."))
        elif today == wanted:
            self.add_error("count_wanted", _("That is as many as today. How many do you want?"))
        else:
            counted = counting.levels(today, wanted, what)
            data.update({name: words for name, words in counted.items() if not data.get(name)})

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def more_open(self) -> bool:
        return any(self[name].errors or self[name].value() for name in ("why", "how_i_know")) or bool(
            self["kind"].errors
        )

    @property
    def counted(self) -> list[forms.BoundField]:
        return [self[name] for name in self.COUNTED]

    @property
    def levels_open(self) -> bool:
        return super().levels_open or any(f.errors or f.value() not in (None, "") for f in self.counted)


class ReviseForm(WordingForm):
    """The same words, changed; what they were stays in the history."""

    because = Words(label=_("What made me change it?"), most=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    MAIN = ("what", "by_when", "why", "how_i_know", "because")


class ReviewForm(OnceForm):
    """Where am I now?"""

    level = forms.TypedChoiceField(
        label=_("Where am I now?"), coerce=int, widget=forms.RadioSelect, choices=[(n, n) for n in LEVELS]
    )
    words = Words(label=_("What helped, or what was hard?"), most=600, rows=3, required=False)
    next_step = Words(label=_("What is my next step?"), most=200, rows=0, required=False)

    def __init__(self, *args: Any, levels: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class StepForm(forms.Form):
    what = Words(label=_("Another step"), most=200, rows=0)


class ShowForm(OnceForm):
    """What shows that it comes closer. Each may stay empty, but not all."""

    words = Words(label=_("What shows it?"), most=400, rows=2, required=False)
    link = forms.CharField(
        label=_("A link to it"), max_length=500, required=False, help_text=_("It begins with https://")
    )
    piece = forms.TypedChoiceField(
        label=_("A piece of my work"), coerce=int, empty_value=None, required=False
    )
    skill = forms.TypedChoiceField(
        label=_("A skill, as it stands today"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, pieces: list[tuple[int, str]], skills: list[tuple[int, str]], own: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for name, choices in (("piece", pieces), ("skill", skills)):
            self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        if not own and "piece" in self.fields:
            self.fields["piece"].label = _("A piece of work")

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not is_foreign_link(link):
            raise forms.ValidationError(_("This is no address that begins with https:// and can be opened."))
        return link

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.get(n) for n in ("words", "link", "piece", "skill")):
            self.add_error("words", _("Add some words, a link, a piece of work or a skill."))
        return data

    def shown(self) -> Shown:
        data = self.cleaned_data
        return Shown(data["words"], data["link"], data.get("piece"), data.get("skill"))
