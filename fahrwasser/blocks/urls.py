from django.urls import path

from fahrwasser.blocks import views

app_name = "blocks"
urlpatterns = [
    path("textbausteine/", views.languages, name="languages"),
    path("textbausteine/<slug:language>/", views.language, name="language"),
    path("textbausteine/<slug:language>/<str:code>/", views.block, name="block"),
]
