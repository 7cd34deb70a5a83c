from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.care"
    label = "care"
