from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.evidence"
    label = "evidence"

    def ready(self) -> None:
        from . import ending, turns  # noqa: F401 (ending registers itself)

        turns.listen()
