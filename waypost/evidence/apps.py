from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.evidence"
    label = "evidence"

    def ready(self) -> None:
        from . import checks, ending, erasing, turns  # noqa: F401 (three register themselves)

        turns.listen()
