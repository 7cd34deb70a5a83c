"""The four groups that say what success means here. Each counts the same, however many people are in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    STUDENTS = "students", _("Students")
    FAMILIES = "families", _("Families")
    STAFF = "staff", _("Staff")
    PARTNERS = "partners", _("Partners")
