from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "fahrwasser.catalogue"
    label = "catalogue"
