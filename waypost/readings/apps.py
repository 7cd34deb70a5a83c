from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.readings"
    label = "readings"
