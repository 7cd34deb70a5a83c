from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Which ways of teaching work: strategies, trials, peer observation, insights."""

    name = "waypost.practice"
    default_auto_field = "django.db.models.BigAutoField"
