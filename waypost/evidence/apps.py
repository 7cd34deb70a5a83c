from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.evidence"
    label = "evidence"
