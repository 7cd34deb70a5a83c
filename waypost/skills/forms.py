"""Forms of this room: a file of skills, and saying what counts for which skill."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .alignment import COLUMN, EXACT, PREFIX
from .models import Skill


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("A file of skills"),
        help_text=_("CSV with code, title, parent, prerequisites; or a CASE package (JSON)."),
    )


class AlignForm(forms.Form):
    """What should count, and for which skill. The same form previews and applies."""

    match = forms.ChoiceField(
        label=_("How to match"),
        choices=[
            (COLUMN, _("what the file's skill column says")),
            (EXACT, _("exactly this activity")),
            (PREFIX, _("every activity that begins like this")),
        ],
    )
    patterns = forms.CharField(
        label=_("Work"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line each: an activity's address, its beginning, or what the column says."),
    )
    skill = forms.ModelChoiceField(label=_("counts for"), queryset=Skill.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["skill"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Skill.objects.filter(active=True).select_related("framework")

    def clean_patterns(self) -> list[str]:
        return list(
            dict.fromkeys(
                line.strip()[:1000] for line in self.cleaned_data["patterns"].splitlines() if line.strip()
            )
        )


class RuleForm(forms.Form):
    rule = forms.ChoiceField(
        label=_("How it counts as learnt"),
        choices=[
            ("model", _("by the tries, with the model")),
            ("judgement", _("by a person's judgement of work")),
        ],
    )
