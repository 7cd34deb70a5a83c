from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.care"
    label = "care"

    def ready(self) -> None:
        from waypost.readings import access as readings
        from waypost.readings import quality as asked
        from waypost.school import talks
        from waypost.trust import safeguarding as trust

        from . import elsewhere, handed, holds, kept_from, mail, quality  # noqa: F401 (holds registers itself)
        from .services import safeguarding

        asked.install(quality.rate)
        readings.keep_from(kept_from.asked_and_kept_from)
        trust.install(safeguarding.hand_on)
        talks.install(elsewhere.Keeper())
        mail.register()
        handed.listen()
