from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "fahrwasser.deadlines"
    label = "deadlines"
