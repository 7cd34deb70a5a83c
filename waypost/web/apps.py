from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.web"
    label = "web"
