"""The files that people read and the code obeys: well-formed, complete, and in agreement with each other."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from fahrwasser import catalogue, policy
from fahrwasser.catalogue.town import town

ROOT = Path(__file__).resolve().parent.parent
DATA_FILES = sorted(
    chain((ROOT / "fahrwasser/catalogue/data").glob("*.yaml"), (ROOT / "fahrwasser/policy").glob("*.yaml"))
)
GERMAN_DOCUMENTS = sorted(chain((ROOT / "docs/handbook").glob("*.md"), (ROOT / "docs/operations").glob("*.md")))

TERMS = """Client; Household; Enquiry; Intake; Short advice; Case; Case file; Lead, substitute; Protection
level; Assessment; Life area; Need; Unmet need; Plan, plan version; Goal, GAS; Measure; Task;
Deadline; Contact; Brief information; Follow-up date; Message; Letter; Power of attorney;
Participation agreement; Note; Provider; Offer; Criterion; Capacity; Verification; Match; Near miss;
Override; Referral; Hand-over; Waiting entry; Consent; Release from secrecy; Disclosure, packet;
Conference; Finding; Theme; Decision, system measure; Steering group, working group; Lever; Effect
check; Indicator; Snapshot; Break-glass; Closure, aftercare; Retention, erasure, restriction"""

REACHES = {"file": {"own", "unit", "all_below_2", "none"}, "content": {"own", "none"}}
REACHES["contact_data"] = {"own", "unit", "none"}
ROLE_KEYS = {"label", "file", "content", "contact_data", "log", "permissions"}
DAY_UNITS = {"years", "months", "weeks", "days", "working_days", "hours"}
ISO_PERIOD = re.compile(r"P\d+[YMD]")

GERMAN_KEYS = {
    *("de", "name_de", "definition_de", "trigger_de", "hint_de"),
    *("start_label", "note", "norm", "ground", "examples"),
    *policy.read("roles")["permissions"],
    *policy.read("retention")["actions"],
}

# Spellings like "fuer", where German means ä, ö, ü; "neue", "Frauen", "quer", "aktuell" are real words.
TRANSLITERATED = re.compile(r"(?i)(?<![aeq])ue(?!ll)|oe|ae")
REAL_WORDS = {"true", "zuerst"}
MISSING_SHARP_S = re.compile(r"(?i)\b(massnahme|strasse|gross|grösse|ausser|heiss|gemäss|dreissig|schliesslich)")


def values(node: Any, key: str) -> list[Any]:
    """Every value that stands under ``key`` at any depth."""
    if isinstance(node, dict):
        own = [node[key]] if key in node else []
        return own + [found for child in node.values() for found in values(child, key)]
    return [found for child in node for found in values(child, key)] if isinstance(node, list) else []


def codes(name: str, key: str) -> list[str]:
    return [row["code"] for row in catalogue.read(name)[key]]


def german_texts(node: Any, key: str = "") -> Iterator[str]:
    """Every text on the German page: all but codes, keys, sources and English."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from german_texts(child, str(name))
    elif isinstance(node, list):
        for child in node:
            yield from german_texts(child, key)
    elif isinstance(node, str) and (key in GERMAN_KEYS or (key.startswith("label") and key != "label_en")):
        yield node


def comments(text: str) -> Iterator[str]:
    return (line.partition("#")[2] for line in text.splitlines() if "#" in line)


def misspelt(text: str) -> list[str]:
    words = re.findall(r"\w+", re.sub(r"https?://\S+|`[^`]*`", "", text))
    suspect = [word for word in words if TRANSLITERATED.search(word) or MISSING_SHARP_S.search(word)]
    return [word for word in suspect if word.lower() not in REAL_WORDS]


def test_the_speller_tells_a_transliteration_from_a_real_word():
    wrong = ["fuer", "moeglich", "Traeger", "Uebergabe", "Massnahme", "Strasse"]
    assert misspelt(" ".join(wrong)) == wrong
    assert misspelt("neue Frauen, aktuell quer, zuerst für möglichst große Träger") == []


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_data_files_are_well_formed_and_spelt_with_umlauts(path: Path):
    text = path.read_text(encoding="utf-8")
    words = [w for part in chain(german_texts(yaml.safe_load(text)), comments(text)) for w in misspelt(part)]
    assert words == []


@pytest.mark.parametrize("path", GERMAN_DOCUMENTS, ids=lambda path: path.stem)
def test_german_documents_are_spelt_with_umlauts(path: Path):
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert misspelt(prose) == []


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_codes_are_unique_in_their_list(path: Path):
    for rows in yaml.safe_load(path.read_text(encoding="utf-8")).values():
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            marks = [(row.get("id") or row["code"], row.get("valid_from")) for row in rows]
            assert len(marks) == len(set(marks))


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_every_entry_has_a_first_day(path: Path):
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.stem == "roles":
        return  # roles hold until they are changed
    days = [content["valid_from"]] if "valid_from" in content else values(content, "valid_from")
    assert days
    assert all(isinstance(day, date) for day in days)


def test_fourteen_life_areas_with_their_needs():
    content = catalogue.read("life_areas")
    assert [area["code"] for area in content["areas"]] == [f"LA{n:02}" for n in range(1, 15)]
    needs = [(area["code"], need) for area in content["areas"] for need in area["needs"]]
    assert len(needs) == 76
    for area, need in needs:
        assert need["code"].startswith(f"{area}.")
        assert need["urgency"] in content["urgency_classes"]
        assert need["sensitivity"] in content["sensitivity"]


def test_need_codes_named_anywhere_exist():
    needs = {need["code"] for area in catalogue.read("life_areas")["areas"] for need in area["needs"]}
    named = {code for path in DATA_FILES for code in re.findall(r"LA\d\d\.\d", path.read_text(encoding="utf-8"))}
    assert named <= needs


def test_every_reason_has_a_group_and_no_ur_code_is_missing():
    content = catalogue.read("reason_codes")
    assert codes("reason_codes", "unsuitable") == [f"UR-{n:02}" for n in range(1, 19)]
    groups = {group["code"] for group in content["groups"]}
    assert groups == {"supply", "access", "person", "process"}
    assert {row["group"] for row in content["unsuitable"] + content["referral_end"]} == groups
    assert set(values(content["referral_end"], "unsuitable")) <= set(codes("reason_codes", "unsuitable"))


def test_languages_carry_their_own_name_and_direction():
    rows = {row["code"]: row for row in catalogue.read("languages")["languages"]}
    assert {"de", "ar", "uk", "ti", "prs", "kmr", "ckb", "so"} <= set(rows)
    assert all(re.fullmatch(r"[a-z]{2,3}", code) and row["own_name"] for code, row in rows.items())
    assert {code for code, row in rows.items() if row["rtl"]} == {"ar", "fa", "prs", "ckb", "ur", "ps", "aii"}


def test_small_districts_are_counted_with_a_district():
    rows = {row["code"]: row for row in town()["districts"]}
    official = {code for code, row in rows.items() if row["official"]}
    assert len(official) == 16
    assert {row["counted_with"] for row in rows.values() if "counted_with" in row} <= official


def test_contact_lost_needs_three_attempts():
    attempts = {row["code"]: row["attempts"] for row in catalogue.read("closing_reasons")["closing_reasons"]}
    assert {code: number for code, number in attempts.items() if number} == {"kontakt_verloren": 3}


@pytest.mark.parametrize("template", catalogue.read("packet_templates")["packet_templates"], ids=lambda t: t["code"])
def test_a_packet_template_decides_about_every_category(template: dict[str, Any]):
    allowed, forbidden = set(template["allowed"]), set(template["forbidden"])
    assert allowed | forbidden == set(codes("data_categories", "data_categories"))
    assert not allowed & forbidden
    assert set(template["default"]) <= allowed
    assert len(template["allowed"]) == len(allowed)


def test_the_midwife_learns_five_things_and_nothing_more():
    midwife = next(t for t in catalogue.read("packet_templates")["packet_templates"] if t["code"] == "midwife")
    five = {"first_name", "languages", "due_date", "safe_phone", "interpreter_need"}
    assert set(midwife["default"]) == set(midwife["allowed"]) == five
    assert {"residence_title", "address", "former_address", "violence_history"} <= set(midwife["forbidden"])


def test_no_packet_of_level_2_carries_an_address():
    never = set(catalogue.read("packet_templates")["never_at_level_2"])
    assert never == {"address", "former_address"}
    assert never <= set(codes("data_categories", "data_categories"))


def test_legal_bases_name_norm_and_source():
    for row in catalogue.read("legal_bases")["legal_bases"]:
        assert row["norm"]
        assert row["source"].startswith("https://")
        assert row["note"].startswith("zu bestätigen")
        assert "§ 87 AufenthG" not in row["norm"]


@pytest.mark.parametrize(("name", "role"), policy.read("roles")["roles"].items())
def test_roles_use_only_listed_reaches_and_permissions(name: str, role: dict[str, Any]):
    assert set(role) == ROLE_KEYS
    assert all(role[key] in reaches for key, reaches in REACHES.items())
    assert isinstance(role["log"], bool)
    assert set(role["permissions"]) <= set(policy.read("roles")["permissions"])


def test_every_permission_belongs_to_a_role():
    given = {name for role in policy.read("roles")["roles"].values() for name in role["permissions"]}
    assert given == set(policy.read("roles")["permissions"])


def test_only_the_case_manager_reads_sensitive_content_and_only_the_dpo_reads_logs():
    roles = policy.read("roles")["roles"]
    assert [name for name, role in roles.items() if "sensitive.read" in role["permissions"]] == ["case_manager"]
    assert [name for name, role in roles.items() if role["log"]] == ["data_protection_officer"]
    assert [name for name, role in roles.items() if role["content"] != "none"] == [
        "case_manager",
        "coordinator",
    ]


def test_retention_periods_are_iso_durations_with_a_known_action():
    content = policy.read("retention")
    for group in content["groups"]:
        assert group["action"] in content["actions"]
        assert group["starts_at"]
        assert group["ground"]
        assert group["period"] is None or ISO_PERIOD.fullmatch(group["period"])
        assert (group["period"] is None) == (group["action"] == "keep")


def test_all_indicators_are_defined_with_a_version():
    rows = policy.read("indicators")["indicators"]
    assert [row["id"] for row in rows] == [f"IND-{n:02}" for n in range(1, 29)]
    assert all(row["name_de"] and row["definition_de"] and row["version"] >= 1 and row["unit"] for row in rows)


def test_all_deadline_rules_exist_and_wait_for_confirmation():
    rows = policy.read("deadline_rules")["deadline_rules"]
    assert [row["id"] for row in rows] == [f"D-{n:02}" for n in range(1, 36)]
    assert all(row["note"] == "zu bestätigen" and row["checked_by"] is None for row in rows)
    assert [row["id"] for row in rows if not row["enabled"]] == ["D-26"]


def computations() -> dict[str, dict[str, Any]]:
    rows = policy.read("deadline_rules")["deadline_rules"]
    return {step["code"]: step for row in rows for step in row["computation"]}


@pytest.mark.parametrize("step", computations().values(), ids=lambda step: step["code"])
def test_a_computation_says_one_thing(step: dict[str, Any]):
    ways = {"after", "before", "until"} & set(step)
    assert len(ways) == 1
    assert step["kind"] in {"deadline", "earliest", "notice"}
    period = step[ways.pop()]
    assert period == "end_of_month" or set(period) <= DAY_UNITS


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end(step: dict[str, Any], anchor: date) -> date:
    if step.get("until"):
        return anchor.replace(day=monthrange(anchor.year, anchor.month)[1])
    sign, period = (1, step["after"]) if "after" in step else (-1, step["before"])
    day = months_later(anchor, sign * (12 * period.get("years", 0) + period.get("months", 0)))
    return day + sign * timedelta(weeks=period.get("weeks", 0), days=period.get("days", 0))


@pytest.mark.parametrize(
    ("code", "anchor", "expected"),
    [
        ("expulsion_end", "2026-03-04", "2026-03-14"),
        ("birth_notice", "2026-04-13", "2026-04-20"),
        ("flat_claim", "2026-03-04", "2026-06-04"),
        ("midwife_end", "2026-04-13", "2026-07-06"),
        ("permit_end", "2026-08-11", "2026-08-11"),
        ("parental_allowance", "2026-04-13", "2026-08-12"),
        ("parental_allowance", "2026-04-11", "2026-08-10"),
        ("newborn_title", "2026-04-13", "2026-10-13"),
        ("residence_duty_end", "2024-01-10", "2027-01-10"),
        ("job_seeking", "2026-05-08", "2026-05-11"),
        ("dismissal_claim", "2026-05-08", "2026-05-29"),
        ("basic_income", "2026-05-11", "2026-05-31"),
        ("insurance_end", "2026-05-22", "2026-06-22"),
        ("worker_status_end", "2026-06-15", "2026-12-15"),
        ("earliest_application", "2026-08-01", "2026-01-01"),
        ("earliest_grant", "2026-08-01", "2026-02-01"),
        ("toleration_months", "2025-10-14", "2026-01-14"),
        ("grace_period", "2026-04-01", "2026-06-01"),
        ("course_claim", "2026-07-13", "2027-07-13"),
        ("subject_request", "2026-10-05", "2026-11-05"),
    ],
)
def test_rules_give_the_dates_of_the_acceptance_cases(code: str, anchor: str, expected: str):
    assert end(computations()[code], date.fromisoformat(anchor)) == date.fromisoformat(expected)


def test_publiccode_has_the_mandatory_keys():
    content = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    top = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
    }
    assert top | {"legal", "maintenance", "localisation", "releaseDate", "categories"} <= set(content)
    assert content["legal"]["license"] == "EUPL-1.2"
    assert content["maintenance"]["contacts"][0]["name"]
    assert content["localisation"].keys() == {"localisationReady", "availableLanguages"}
    for text in content["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 500 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_the_licence_is_the_whole_eupl():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [int(n) for n in re.findall(r"^(\d+)\. ?[A-Z]", text, flags=re.MULTILINE)] == list(range(1, 16))
    assert "Appendix" in text


@pytest.mark.parametrize("term", [" ".join(term.split()) for term in TERMS.split(";")])
def test_every_term_of_the_glossary_is_in_context(term: str):
    assert f"| {term} |" in (ROOT / "CONTEXT.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md"])
def test_links_between_documents_lead_somewhere(document: str):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text(encoding="utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []
