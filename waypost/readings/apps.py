from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.readings"
    label = "readings"

    def ready(self) -> None:
        from waypost.skills import uses as asked_by_skills

        from . import checks, marks, redacted, told, uses  # noqa: F401 (checks registers itself)

        marks.listen()
        redacted.listen()
        told.listen()
        asked_by_skills.install(uses.FromEvents())
