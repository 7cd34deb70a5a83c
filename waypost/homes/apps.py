from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.homes"
    label = "homes"
