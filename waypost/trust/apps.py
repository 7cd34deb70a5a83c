from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.trust"
    label = "trust"

    def ready(self) -> None:
        from . import foreign, logs, sessions

        foreign.register()
        sessions.listen()
        logs.keep_jobs_wordless()
