from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.evidence"
    label = "evidence"

    def ready(self) -> None:
        from . import turns

        turns.listen()
