from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "fahrwasser.feedback"
    label = "feedback"
