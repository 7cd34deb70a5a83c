from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommunityConfig(AppConfig):
    """What we mean by success and who helps: the charter, partners, stories."""

    name = "waypost.community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from waypost.school import helpers

        from . import erasing, lent  # noqa: F401 (erasing registers itself)
        from .tables import without_rowid

        post_migrate.connect(without_rowid, sender=self)
        helpers.install(lent.Keeper())
