from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """What we mean by success and who helps: the charter, partners, stories."""

    name = "waypost.community"
    default_auto_field = "django.db.models.BigAutoField"
