"""`prefect.yaml` and the flows agree, the schedules are sound, and nothing calls home (promise 10)."""

import importlib
from pathlib import Path
from typing import Any

import prefect
import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.settings.models.root import Settings
from prefect.utilities.callables import parameter_schema

from flows import deployed, desk
from flows.prefect_server import SILENT, prefect_environment, server_environment
from flows.timetable import DEPLOYMENTS, cron_in_words, timetable

DECLARED: list[dict[str, Any]] = yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))["deployments"]
SCHEDULED = {"pull", "compare", "publish", "withdraw", "deliver", "prove", "count"}


def flow_at(entrypoint: str) -> Any:
    module, name = entrypoint.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def flows_of(module: Any) -> set[str]:
    return {name for name, value in vars(module).items() if isinstance(value, Flow)}


@pytest.mark.parametrize("declared", DECLARED, ids=lambda one: one["name"])
def test_every_deployment_is_a_flow_by_module_path_without_steps(declared: dict[str, Any]) -> None:
    assert ":" not in declared["entrypoint"], "a file entrypoint puts flows/ first on sys.path for good"
    assert declared["entrypoint"].rsplit(".", 1)[1] == declared["name"]
    assert isinstance(flow_at(declared["entrypoint"]), Flow)
    assert declared["pull"] == [], "no pull step: the code is what is installed"
    assert "build" not in declared
    assert "push" not in declared
    assert declared["work_pool"] == {"name": "gongshi"}


def test_every_flow_has_a_deployment() -> None:
    declared = {one["entrypoint"] for one in DECLARED}
    wanted = {f"flows.deployed.{name}" for name in flows_of(deployed)}
    assert declared == wanted | {f"flows.desk.{name}" for name in flows_of(desk)}
    assert len(declared) == len(DECLARED)


@pytest.mark.parametrize("module", [deployed, desk])
def test_flows_keep_no_results_and_say_in_chinese_what_they_do(module: Any) -> None:
    for name in flows_of(module):
        one = getattr(module, name)
        assert one.persist_result is False, name
        assert one.log_prints is False, name
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.name), name
        assert one.description.endswith("。"), name


def test_every_schedule_is_a_cron_line_in_shanghai_time() -> None:
    for declared in DECLARED:
        for schedule in declared["schedules"]:
            assert schedule["timezone"] == "Asia/Shanghai"
            CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
            assert cron_in_words(schedule["cron"]) != schedule["cron"], "say it in Chinese in the timetable"


def test_what_must_happen_by_itself_is_scheduled_and_what_a_person_decides_is_not() -> None:
    assert {one["name"] for one in DECLARED if one["schedules"]} == SCHEDULED
    assert len(timetable()) == len(SCHEDULED)


def test_one_run_at_a_time_and_a_dead_one_gives_its_place_back() -> None:
    for declared in DECLARED:
        limit = declared.get("concurrency_limit")
        if declared["entrypoint"].startswith("flows.desk."):
            assert limit is None, "what a person decides is never cancelled"
        else:
            assert limit == {"limit": 1, "collision_strategy": "CANCEL_NEW", "grace_period_seconds": 120}


def test_the_forms_offer_choices_and_say_every_field_in_chinese() -> None:
    for name in flows_of(desk):
        fields = parameter_schema(getattr(desk, name)).model_dump()["properties"]
        for field, shape in fields.items():
            assert any("\u4e00" <= sign <= "\u9fff" for sign in shape["description"]), (name, field)
    asked = parameter_schema(desk.request_withdrawal).model_dump()["properties"]
    assert "撤销" in asked["ending"]["enum"]
    assert "行政处罚" in asked["act_type"]["enum"]


def test_nothing_calls_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in SILENT:
        monkeypatch.setenv(name, "true")
    told = {**prefect_environment(tmp_path, "http://127.0.0.1:4200/api"), **server_environment(4200)}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert told["DO_NOT_TRACK"] == "1"
    assert settings.server.analytics_enabled is False
    assert settings.server.ephemeral.enabled is False
    assert settings.server.ui.v2_enabled is False, "the new dashboard embeds an analytics client"
    assert settings.server.ui.show_promotional_content is False
    assert settings.cloud.enable_orchestration_telemetry is False
    assert settings.telemetry.enable_resource_metrics is False
    assert settings.client.metrics.enabled is False
    assert settings.client.server_version_check_enabled is False
    assert settings.server.api.host == "127.0.0.1"
    assert settings.server.api.cors_allowed_origins == "http://127.0.0.1:4200,http://localhost:4200"
    assert settings.server.api.csrf_protection_enabled is True
    assert settings.server.services.late_runs.enabled is False, "it cancels what a stuck run holds up"
    assert settings.results.persist_by_default is False
    assert {"events", "flow_runs"} <= settings.server.services.db_vacuum.enabled_vacuum_types


def test_every_setting_we_make_exists_in_this_prefect(tmp_path: Path) -> None:
    told = {**prefect_environment(tmp_path, "http://127.0.0.1:4200/api"), **server_environment(4200)}
    for name in told:
        if name.startswith("PREFECT_"):
            assert hasattr(prefect.settings, name), name
