from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "fahrwasser.network"
    label = "network"
