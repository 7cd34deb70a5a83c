from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """What we celebrate: milestones, praise, certificates, displays."""

    name = "waypost.recognition"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import erasing, restored  # noqa: F401 (register themselves)
