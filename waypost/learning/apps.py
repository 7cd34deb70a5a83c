from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.learning"
    label = "learning"

    def ready(self) -> None:
        from waypost.web import rows

        from .rubrics import SHIPPED

        titles = {slug: r.title for slug, r in SHIPPED.items()}
        rows.say_field("rubric", lambda slug: str(titles.get(slug, slug)))
