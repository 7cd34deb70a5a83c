from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.evidence"
    label = "evidence"

    def ready(self) -> None:
        from . import checks, ending, turns  # noqa: F401 (checks and ending register themselves)

        turns.listen()
