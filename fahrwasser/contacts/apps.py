from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "fahrwasser.contacts"
    label = "contacts"
