from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "fahrwasser.plan"
    label = "plan"
