from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.trust"
    label = "trust"

    def ready(self) -> None:
        from . import foreign, logs, sessions
        from .erasure import own  # noqa: F401 (what trust itself keeps registers itself)
        from .retention import holds, run  # noqa: F401 (grounds to hold, and the kind of mail, register themselves)

        foreign.register()
        sessions.listen()
        logs.keep_jobs_wordless()
