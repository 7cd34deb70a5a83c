"""What trust itself keeps of somebody, beyond its paths: what else of an account goes."""

from __future__ import annotations

from . import lent

lent.blank(
    "trust.Account",
    password="!",  # noqa: S106 (no password fits it)
    language="",
    theme="",
    mail_without=[],
    mail_refused=None,
    second_factor_since=None,
)
