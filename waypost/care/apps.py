from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.care"
    label = "care"

    def ready(self) -> None:
        from waypost.readings import quality as asked

        from . import quality

        asked.install(quality.rate)
