from django.apps import AppConfig


class ClimateConfig(AppConfig):
    """What happens in the room: observation of collaboration, communication, starting and going on."""

    name = "waypost.climate"
    default_auto_field = "django.db.models.BigAutoField"
