from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """What students say: pulses, surveys, comments, and what became of them."""

    name = "waypost.voice"
    default_auto_field = "django.db.models.BigAutoField"
