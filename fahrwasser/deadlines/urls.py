from django.urls import path

from fahrwasser.deadlines import rule_views, views

app_name = "deadlines"
urlpatterns = [
    path("faelle/<uuid:case_id>/fristen/", views.deadlines, name="case"),
    path("faelle/<uuid:case_id>/fristen/tatsache/", views.trigger_new, name="trigger_new"),
    path("faelle/<uuid:case_id>/fristen/abschreiben/", views.typed_new, name="typed_new"),
    path("faelle/<uuid:case_id>/fristen/bestaetigen/", views.confirm_all, name="confirm_all"),
    path("faelle/<uuid:case_id>/fristen/uebernehmen/", views.adopt, name="adopt"),
    path("fristen/tatsachen/<uuid:trigger_id>/", views.trigger, name="trigger"),
    path("fristen/tatsachen/<uuid:trigger_id>/zurueckziehen/", views.withdrawn, name="trigger_withdraw"),
    path("fristen/<uuid:deadline_id>/", views.deadline, name="deadline"),
    path("fristen/<uuid:deadline_id>/bestaetigen/", views.confirm, name="confirm"),
    path("fristen/<uuid:deadline_id>/eingehalten/", views.met, name="met"),
    path("fristen/<uuid:deadline_id>/versaeumt/", views.missed, name="missed"),
    path("fristen/<uuid:deadline_id>/verwerfen/", views.dropped, name="dropped"),
    path("fristen/<uuid:deadline_id>/oeffnen/", views.reopened, name="reopened"),
    path("fristenregeln/", rule_views.all_rules, name="rules"),
    path("fristenregeln/<uuid:rule_id>/", rule_views.rule, name="rule"),
    path("fristenregeln/<uuid:rule_id>/aendern/", rule_views.change, name="rule_change"),
    path("fristenregeln/<uuid:rule_id>/freigeben/", rule_views.approve, name="rule_approve"),
    path("fristenregeln/<uuid:rule_id>/ablehnen/", rule_views.refuse, name="rule_refuse"),
]
