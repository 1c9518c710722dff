from django.urls import path

from fahrwasser.letters import handout_views, views

app_name = "letters"
urlpatterns = [
    path("post/", views.unanswered, name="unanswered"),
    path("faelle/<uuid:case_id>/post/", views.post, name="post"),
    path("faelle/<uuid:case_id>/post/neu/", views.letter_new, name="letter_new"),
    path("post/<uuid:letter_id>/", views.letter, name="letter"),
    path("post/<uuid:letter_id>/beantwortet/", views.answered, name="answered"),
    path("post/<uuid:letter_id>/erklaerung/", views.explanation, name="explanation"),
    path("post/datei/<uuid:file_id>/", views.file, name="file"),
    path("post/bild/<uuid:file_id>/", views.picture, name="picture"),
    path("post/datum/<uuid:date_id>/", views.date_confirm, name="date_confirm"),
    path("post/datum/<uuid:date_id>/verwerfen/", views.date_drop, name="date_drop"),
    path("faelle/<uuid:case_id>/merkblatt/", handout_views.handout_page, name="handout"),
    path("faelle/<uuid:case_id>/brief/", views.outgoing_new, name="outgoing_new"),
    path("brief/<uuid:outgoing_id>/pdf/", views.outgoing_pdf, name="outgoing_pdf"),
    path("faelle/<uuid:case_id>/vollmacht/", views.power_new, name="power_new"),
    path("vollmacht/<uuid:power_id>/pdf/", views.power_pdf, name="power_pdf"),
    path("vollmacht/<uuid:power_id>/widerruf/", views.power_withdraw, name="power_withdraw"),
    path("faelle/<uuid:case_id>/antraege/neu/", views.receipt_new, name="receipt_new"),
    path("antraege/<uuid:receipt_id>/weitergeleitet/", views.forwarded, name="forwarded"),
    path("antraege/<uuid:receipt_id>/bestaetigung/", views.receipt_pdf, name="receipt_pdf"),
]
