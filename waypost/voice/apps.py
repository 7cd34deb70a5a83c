from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VoiceConfig(AppConfig):
    """What students say: pulses, surveys, comments, and what became of them."""

    name = "waypost.voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from waypost.school import asking, peers

        from . import handed, mail, restored  # noqa: F401 (restored registers itself)
        from .calm import may_ask
        from .services.discussions import keeps_away
        from .tables import without_rowid

        post_migrate.connect(without_rowid, sender=self)
        peers.add(keeps_away)
        asking.add(may_ask)
        mail.register()
        handed.listen()
