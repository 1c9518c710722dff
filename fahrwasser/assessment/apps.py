from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "fahrwasser.assessment"
    label = "assessment"
