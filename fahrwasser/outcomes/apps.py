from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "fahrwasser.outcomes"
    label = "outcomes"
