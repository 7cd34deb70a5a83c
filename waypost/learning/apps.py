from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.learning"
    label = "learning"
