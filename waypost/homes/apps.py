from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.homes"
    label = "homes"

    def ready(self) -> None:
        from . import growth, lending

        lending.install()
        growth.listen()
