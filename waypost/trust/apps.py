from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.trust"
    label = "trust"
