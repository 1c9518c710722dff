from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "fahrwasser.clients"
    label = "clients"
