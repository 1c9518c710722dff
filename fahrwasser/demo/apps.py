from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "fahrwasser.demo"
    label = "demo"
