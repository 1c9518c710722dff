"""The house keeps its own rules: doors, classification, policies, foreign keys, names of jobs, size."""

import ast
import re
import tomllib
from pathlib import Path
from statistics import median
from typing import Any

import procrastinate.contrib.django
import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from fahrwasser.assessment.models import Need
from fahrwasser.audit.words import WORDS
from fahrwasser.core.policies import RowPolicy
from fahrwasser.deadlines.models import Deadline
from fahrwasser.intake.models import ShortAdvice
from fahrwasser.referrals.models import Referral

ROOT = Path(settings.ROOT)
SOURCE = ROOT / "fahrwasser"

# Third-party tables: none holds a row about a client. What each holds, and why nobody needs a policy on it.
WITHOUT_PERSONAL_DATA = {
    "account_emailaddress": "addresses of staff, read at log-in",
    "account_emailconfirmation": "keys for addresses of staff",
    "auth_group": "unused: permissions come from memberships",
    "auth_group_permissions": "unused",
    "auth_permission": "unused",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "django_session": "signed session data of staff, read before anybody is known",
    "mfa_authenticator": "second factors of staff, secrets encrypted",
    "core_cache": "rate limits and replay protection of log-in",
    "procrastinate_jobs": "names of jobs and ids",
    "procrastinate_events": "times of jobs",
    "procrastinate_periodic_defers": "times of periodic jobs",
    "procrastinate_workers": "heartbeats of workers",
    "pghistory_context": "unused: the context travels in the event rows",
}
LIBRARY_DOORS = ("account_", "mfa_")


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("fahrwasser.") and model._meta.managed]


def is_history(model):
    return model.__name__.endswith("Event") and hasattr(model, "pgh_tracked_model")


def open_because(model):
    data: Any = model.Data
    return getattr(data, "open", "")


def layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return [name.strip() for row in contracts[0]["layers"] for name in row.split("|")], contracts[0]["layers"]


def views(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


def test_every_view_states_its_door():
    missing = [
        url
        for url, entry in views()
        if not hasattr(entry.callback, "door") and not (entry.name or "").startswith(LIBRARY_DOORS)
    ]
    assert missing == []


def test_a_door_without_log_in_gives_a_reason():
    for url, entry in views():
        if not getattr(entry.callback, "login_required", True):
            assert isinstance(getattr(entry.callback, "door", None), str) or entry.name.startswith(LIBRARY_DOORS), url


@pytest.mark.parametrize("model", [m for m in our_models() if not is_history(m)], ids=lambda m: m._meta.label)
def test_every_field_is_classified(model):
    data = model.Data
    declared = " ".join((data.personal, data.sensitive, data.plain)).split()
    fields = {field.name for field in model._meta.local_fields}
    assert sorted(declared) == sorted(fields)


@pytest.mark.parametrize("model", [m for m in our_models() if not is_history(m)], ids=lambda m: m._meta.label)
def test_every_model_names_its_retention(model):
    known = yaml.safe_load((SOURCE / "policy" / "retention.yaml").read_text())
    assert model.Data.retention in {group["code"] for group in known["groups"]}


def test_every_table_has_a_policy_or_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'p') AND nspname = 'public'"
        )
        protected = dict(cursor.fetchall())
    open_tables = {m._meta.db_table for m in our_models() if not is_history(m) and open_because(m)}
    unprotected = {table for table, secured in protected.items() if not secured}
    assert unprotected == open_tables | (WITHOUT_PERSONAL_DATA.keys() & protected.keys())


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_a_model_with_personal_fields_is_under_a_policy(model):
    policies = [rule for rule in model._meta.constraints if isinstance(rule, RowPolicy)]
    if is_history(model):
        assert policies
        return
    about_cases = any(f.name == "case" or f.name == "case_id" for f in model._meta.local_fields)
    assert bool(policies) != bool(open_because(model))
    assert policies or not about_cases


def test_the_policies_stand_in_the_database_as_declared(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, array_agg(policyname::text) FROM pg_policies GROUP BY 1")
        standing = dict(cursor.fetchall())
    for model in our_models():
        for rule in model._meta.constraints:
            if isinstance(rule, RowPolicy):
                declared = {line.split()[2] for line in rule.statements("t") if line.startswith("CREATE POLICY")}
                assert declared == set(standing[model._meta.db_table]), model._meta.label


def test_functions_that_look_past_the_policies_are_closed_to_the_public(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE')"
            " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'fw'"
        )
        functions = cursor.fetchall()
    assert functions
    for name, configuration, public in functions:
        assert not public, name
        assert any(line.startswith("search_path=pg_catalog, public") for line in configuration or []), name


def test_foreign_keys_point_down_the_stack():
    order, rows = layers()
    height = {name.strip(): len(rows) - i for i, row in enumerate(rows) for name in row.split("|")}
    for model in our_models():
        for field in model._meta.local_fields:
            target = field.related_model._meta.app_label if field.is_relation and field.related_model else None
            if target in height and target != model._meta.app_label:
                assert height[target] < height[model._meta.app_label], f"{model._meta.label}.{field.name}"
    assert set(order) == {config.label for config in apps.get_app_configs() if config.name.startswith("fahrwasser.")}


def test_no_unique_constraint_on_anything_personal():
    for model in our_models():
        if is_history(model):
            continue
        telling = set(f"{model.Data.personal} {model.Data.sensitive}".split()) - {"email"}
        unique = {f.name for f in model._meta.local_fields if f.unique}
        for constraint in model._meta.constraints:
            unique |= set(getattr(constraint, "fields", ()) or ())
        allowed = {
            ("Need", "code"),
            ("UnmetNeed", "need"),
            ("Evidence", "finding"),
            ("MatchChange", "offer"),
            ("Measure", "need"),
            ("Measure", "offer"),
        }  # unique within one case only
        assert not {(model.__name__, name) for name in telling & unique} - allowed, model._meta.label


def test_no_model_orders_or_saves_by_itself():
    for model in our_models():
        if not is_history(model):
            assert not model._meta.ordering, model._meta.label
            assert "save" not in vars(model), model._meta.label


def test_jobs_deferred_by_name_exist():
    known = set(procrastinate.contrib.django.app.tasks)
    for file in SOURCE.rglob("*.py"):
        for name in re.findall(r"jobs\.defer\(\"([\w.]+)\"", file.read_text()):
            assert name in known, f"{file.name}: {name}"


def test_every_act_has_words():
    """What is written into the log of a case is read by people."""
    written = set()
    for file in SOURCE.rglob("*.py"):
        written |= set(re.findall(r"verb=\"([a-z_]+\.[a-z_]+)\"", file.read_text()))
    states = {
        "referral": Referral.State, "need": Need.State, "deadline": Deadline.State,
        "intake.advice": ShortAdvice.Outcome,
    }  # fmt: skip
    for subject, values in states.items():
        mark = "_" if "." in subject else "."
        written |= {f"{subject}{mark}{value}" for value in values.values}
    unsaid = written - WORDS.keys() - {"referral.draft"}
    assert not unsaid, f"audit/words.py: {sorted(unsaid)}"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _functions():
    for file in SOURCE.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = _lines(node.body[0]) if ast.get_docstring(node) else 0
                yield file, node.name, _lines(node) - doc


def test_functions_stay_small():
    sizes = sorted(size for _, _, size in _functions())
    too_long = [f"{file.name}:{name} {size}" for file, name, size in _functions() if size > 60]
    assert too_long == []
    assert median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.9)] <= 25


def test_files_stay_small():
    files = [f for f in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")) if "migrations" not in f.parts]
    assert [f"{f.name} {n}" for f in files if (n := len(f.read_text().splitlines())) > 400] == []


def test_views_stay_small():
    for file, name, size in _functions():
        if file.name == "views.py":
            assert size <= 25, f"{file.parent.name}.{name}"


def test_no_inline_style_or_script_in_templates():
    for file in SOURCE.rglob("*.html"):
        text = file.read_text()
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", text), file.name


def test_locks_and_sources_name_no_host_of_a_registry():
    for lock in (*ROOT.glob("*.lock"), ROOT / "package-lock.json"):
        assert not re.search(r"https?://(?!opencollective|github|tidelift)", lock.read_text()), lock.name
