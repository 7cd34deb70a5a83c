"""Forms of signing in, of one's own account, and of the administrator's pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import limits
from .models import Account, Role

LOCAL_ROLES = {Role.LEADER, Role.COUNSELLOR, Role.ADMINISTRATOR}


class SignInForm(LoginForm):
    """Name, password, and whether others use this device."""

    shared = forms.BooleanField(
        required=False,
        label=gettext_lazy("Others use this device, too"),
        help_text=gettext_lazy("Then you are signed out by yourself after a lesson."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        self.fields["password"].label = _("Password")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs.update(
            autocomplete="username", autocapitalize="none", spellcheck="false"
        )
        self.fields["password"].help_text = ""


class _Limited:
    """Codes of six digits can be guessed: wrong ones make the next wait (allauth's own limits are off)."""

    user: Account

    def clean_code(self) -> str:
        wait = limits.waiting(limits.CODE, f"second step {self.user.pk}")
        if wait:
            raise ValidationError(limits.in_words(wait))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            limits.failed(limits.CODE, f"second step {self.user.pk}")
            raise
        limits.forget(limits.CODE, f"second step {self.user.pk}")
        return code


class SecondStepForm(_Limited, AuthenticateForm):
    pass


class SecondStepAgainForm(_Limited, ReauthenticateForm):
    pass


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=80,
        help_text=gettext_lazy("It stands on your slip. Dashes and small letters don't matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CardForm(CodeForm):
    """The letters beside the square of a card."""

    code = forms.CharField(
        label=gettext_lazy("The letters on your card"),
        max_length=40,
        help_text=gettext_lazy("Dashes and small letters don't matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NumberForm(forms.Form):
    """Four digits that only the child knows."""

    number = forms.CharField(
        label=gettext_lazy("Your number"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("A new password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class MyAccountForm(forms.ModelForm[Account]):
    class Meta:
        model = Account
        fields = ("language", "theme", "mail")

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Light"), required=False)
    mail = forms.BooleanField(label=gettext_lazy("Tell me by mail that something waits"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=[("", _("As the device")), *settings.LANGUAGES]
        )
        self.fields["theme"] = forms.ChoiceField(
            label=_("Light"),
            required=False,
            choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        )


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    reason = forms.CharField(label=gettext_lazy("What for"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=role_names())


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class RecoveryForm(forms.Form):
    second = forms.CharField(
        label=gettext_lazy("Sign-in name of the second member of staff"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("Their password, typed by them"), max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class SearchForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


def role_names() -> list[tuple[str, str]]:
    """Roles with the words that a page shows."""
    words = {
        Role.TEACHER: _("teacher"),
        Role.STUDENT: _("student"),
        Role.GUARDIAN: _("guardian"),
        Role.LEADER: _("leader"),
        Role.COUNSELLOR: _("counsellor"),
        Role.SAFEGUARDING: _("safeguarding"),
        Role.PRIVACY: _("privacy"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.PARTNER: _("partner"),
    }
    return [(str(role), word) for role, word in words.items()]
