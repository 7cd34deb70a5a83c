from django.apps import AppConfig


class Config(AppConfig):
    name = "waypost.school"
    label = "school"
