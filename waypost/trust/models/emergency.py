"""Emergency access: one child's record for an hour, by somebody who doesn't see it otherwise (TRUST 11)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..registry import WITH_FILE, Disclosure, registered


class EmergencyReason(models.TextChoices):
    HURT = "hurt", _("The student is hurt or ill")
    DANGER = "danger", _("The student or somebody else is in danger")
    MISSING = "missing", _("The student is missing")
    ALONE = "alone", _("Nobody who looks after the student is here, and it can't wait")


@registered(
    person_paths=("person_id",),
    disclosure=Disclosure.RESTRICTED,
    retention=WITH_FILE,
    audience="who took it; leaders of the student and safeguarding, who review it",
)
class EmergencyAccess(models.Model):
    """Taken with a reason, told at once, over within the hour, reviewed the next school day. Never changed but closed."""

    account_id = models.BigIntegerField()  # who took it
    person_id = models.BigIntegerField()  # school.Person, the student
    reason = models.CharField(max_length=8, choices=EmergencyReason.choices)
    words = models.CharField(max_length=300)
    taken = models.DateTimeField()
    until = models.DateTimeField()  # by the machine's clock, as sessions
    review_due = models.DateField()
    reviewed = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)  # account
    right = models.BooleanField(null=True)  # was it right?
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account_id", "until"])]
