from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.skills"
    label = "skills"
