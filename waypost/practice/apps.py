from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PracticeConfig(AppConfig):
    """Which ways of teaching work: strategies, trials, peer observation, insights."""

    name = "waypost.practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .locks import after_migration

        post_migrate.connect(after_migration, sender=self)
