from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommunityConfig(AppConfig):
    """What we mean by success and who helps: the charter, partners, stories."""

    name = "waypost.community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from waypost.school import helpers
        from waypost.web import rows

        from . import erasing, lent, restored  # noqa: F401 (two register themselves)
        from .models import Reach
        from .tables import without_rowid

        post_migrate.connect(without_rowid, sender=self)
        helpers.install(lent.Keeper())
        reach = dict(Reach.choices)
        rows.say_field("trust.Consent.audience", lambda code: str(reach.get(code, "")))
