from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "fahrwasser.counter"
    label = "counter"
