"""Fields for what people write: kept as written, refused only when empty or too long. Shared by the rooms."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: Characters that show nothing by themselves: format marks, joiners, variation selectors, controls, spaces.
_UNSEEN = {"Cf", "Cc", "Mn", "Zs", "Zl", "Zp"}


class Words(forms.CharField):
    """A sentence or a few. An emoji alone is an answer; signs that nobody sees are none."""

    def __init__(self, *, most: int, rows: int = 2, **more: Any) -> None:
        more.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput())
        super().__init__(max_length=most, **more)

    def to_python(self, value: Any) -> str:
        said = str(value or "").replace("\r\n", "\n").strip()
        return said if any(unicodedata.category(c) not in _UNSEEN for c in said) else ""


class OnceForm(forms.Form):
    """A form that counts once, however often it is sent."""

    once = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Please open this page again."), "invalid": _("Please open this page again.")},
    )  # fmt: skip
