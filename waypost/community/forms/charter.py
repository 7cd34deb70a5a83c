"""Proposing, talking, sharing points, adopting, reviewing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waypost.web.fields import OnceForm, Words

from ..measured import MEASURED
from ..models import Group, Indicator, Judgement
from ..services.charter import Aim
from ..services.sharing import WHOLE, scaled

MOST = 10_000  # more than anybody types by mistake


class _OfGroup(OnceForm):
    """Where somebody belongs to several groups, the form asks for which one they speak."""

    group = forms.ChoiceField(label=_("I speak as"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, groups: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.groups = groups
        self.fields["group"].choices = [(g, Group(g).label) for g in groups]  # type: ignore[attr-defined]
        self.initial.setdefault("group", groups[0])
        if len(groups) == 1:
            del self.fields["group"]

    @property
    def spoken_for(self) -> str:
        return str(self.cleaned_data.get("group") or self.groups[0])


class ProposeForm(_OfGroup):
    words = Words(
        label=_("How would we see that our school is doing well?"), most=160, rows=2,
        help_text=_("One thing. For example: everybody has somebody to sit with at lunch."),
    )  # fmt: skip
    why = Words(label=_("Why does it matter to you?"), most=300, rows=2, required=False)
    figure = forms.ChoiceField(
        label=_("Is there a figure that tells something of it?"), required=False,
        help_text=_("None is needed. What has no figure is looked at by people each term."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(slug, f.title) for slug, f in MEASURED.items()]
        self.fields["figure"].choices = [("", _("No, or I don't know")), *known]  # type: ignore[attr-defined]


class CommentForm(_OfGroup):
    words = Words(label=_("What do you think of it?"), most=400, rows=2)


class PointsField(forms.IntegerField):
    """Points for one of them; that none may be given is said above all of them, once."""

    goes_without_saying = True


class PointsForm(_OfGroup):
    """A number for each indicator. What doesn't make 100 is worked out to make 100, and shown once more."""

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        for one in indicators:
            self.fields[f"p{one.pk}"] = PointsField(
                label=one.words, min_value=0, max_value=MOST, required=False, help_text=one.why,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-points": "1"}),
            )  # fmt: skip
        self.indicators = indicators

    @property
    def points(self) -> dict[int, int]:
        return {i.pk: int(self.cleaned_data.get(f"p{i.pk}") or 0) for i in self.indicators}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        total = sum(self.points.values())
        if total == 0:
            raise forms.ValidationError(gettext("Give points to at least one."))
        if total != WHOLE:
            self._work_out()
            raise forms.ValidationError(
                gettext(
                    "You gave %(n)s points. We worked it out so that it makes 100. Look at it, and send it again."
                )
                % {"n": total}
            )
        return data

    def _work_out(self) -> None:
        changed = dict(self.data.items())
        for pk, points in scaled(self.points).items():
            changed[self.add_prefix(f"p{pk}")] = str(points)
        self.data = changed


class PaperForm(PointsForm):
    """A sheet of paper: whose group it came from is asked each time."""

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **more: Any) -> None:
        super().__init__(*args, indicators=indicators, groups=list(Group.values), **more)
        self.fields["group"].label = _("The group of this sheet")


class AdoptForm(forms.Form):
    """The decision, and for each indicator whether it stands and what the school wants of it."""

    decision = Words(
        label=_("The decision"), most=2000, rows=4,
        help_text=_("Who decided, on which day, and what was weighed. Everybody of the school can read it."),
    )  # fmt: skip
    next_review = forms.DateField(
        label=_("When do we look at it again?"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        self.indicators = indicators
        for one in indicators:
            self.fields[f"keep{one.pk}"] = forms.BooleanField(label=one.words, required=False, initial=True)
            figure = MEASURED.get(one.figure)
            if figure is None:
                continue
            self.fields[f"aim{one.pk}"] = _percent(
                gettext("Our aim, in percent %(says)s") % {"says": figure.says}, figure.aim
            )
            self.fields[f"worth{one.pk}"] = _percent(
                gettext("A change of so many percent points would be worth while"), figure.worthwhile, least=1
            )

    @property
    def aims(self) -> dict[int, Aim]:
        data = self.cleaned_data
        kept = [i for i in self.indicators if data.get(f"keep{i.pk}")]
        return {i.pk: Aim(_share(data, f"aim{i.pk}"), _share(data, f"worth{i.pk}")) for i in kept}


def _percent(label: str, initial: float, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=100, initial=round(100 * initial),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def _share(data: Mapping[str, Any], name: str) -> float | None:
    return None if data.get(name) is None else float(data[name]) / 100


class ReviewForm(OnceForm):
    """The look of a term. Indicators without a figure are judged by people, in one tap each."""

    words = Words(
        label=_("What do we see, and what follows?"), most=1000, rows=4,
        help_text=_("Who looked, what stood out, what will be done. Everybody of the school can read it."),
    )  # fmt: skip
    next_review = forms.DateField(
        label=_("When do we look at it again?"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, indicators: Sequence[Indicator], **more: Any) -> None:
        super().__init__(*args, **more)
        self.judged_by_people = [i for i in indicators if i.figure not in MEASURED]
        for one in self.judged_by_people:
            self.fields[f"j{one.pk}"] = forms.ChoiceField(
                label=one.words,
                choices=Judgement.choices,
                widget=forms.RadioSelect,
                initial=Judgement.UNCLEAR,
            )

    @property
    def judged(self) -> dict[int, str]:
        return {i.pk: str(self.cleaned_data[f"j{i.pk}"]) for i in self.judged_by_people}


class GroupForm(forms.Form):
    """A phone in the room: for which group does it speak?"""

    group = forms.ChoiceField(label=_("I am here as"), choices=Group.choices, widget=forms.RadioSelect)


class RoomForm(forms.Form):
    """How many phones may join."""

    room_for = forms.IntegerField(
        label=_("How many people are in the room?"), min_value=1, max_value=400, initial=60
    )


def in_a_term(day: date) -> date:
    """A first guess for the next look: ten weeks on."""
    return date.fromordinal(day.toordinal() + 70)
