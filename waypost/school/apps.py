from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.school"
    label = "school"

    def ready(self) -> None:
        from waypost.trust import clock as trust_clock
        from waypost.web import rows

        from . import checks, clock, consenting, emergency, erasing, leaving, letters, listening  # noqa: F401 (two register themselves)

        trust_clock.use(now=clock.now, wall=clock.wall)
        rows.use(clock.local)
        listening.listen()
        consenting.install()
        letters.register()
        leaving.install()
        erasing.install()
