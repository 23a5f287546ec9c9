"""What a deployment may be told: read from one file, checked, printed, documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from infra.deployment import OPTIONS, Deployment
from infra.options_read import FILE, read_options
from infra.show_options import PAGE, page, said


def options(tmp_path: Path, text: str = "", environment: dict[str, str] | None = None, **context: Any) -> Deployment:
    """The deployment that a file and a command line make."""
    file = tmp_path / "regulars.toml"
    file.write_text(text)
    node = cdk.App(context=context).node
    return Deployment.of(read_options(node, file=file, environment=environment or {}))


def test_the_command_line_comes_before_the_stacks_table_and_that_before_the_whole_file(tmp_path: Path) -> None:
    text = 'alarmEmail = "all@example.com"\nnightTime = "03:00"\n[stacks.Staging]\nnightTime = "04:00"\ntracing = true'

    assert options(tmp_path, text).night_time == "03:00"
    staging = options(tmp_path, text, stack="Staging")
    assert (staging.stack, staging.night_time, staging.tracing) == ("Staging", "04:00", True)
    assert staging.alarm_email == "all@example.com"
    assert options(tmp_path, text, stack="Staging", nightTime="5:15").night_time == "05:15"


def test_an_empty_value_on_the_command_line_takes_back_what_the_file_says(tmp_path: Path) -> None:
    assert options(tmp_path, 'alarmEmail = "ops@example.com"', alarmEmail="").alarm_email is None


def test_the_environment_names_the_stack_too(tmp_path: Path) -> None:
    named = {"REGULARS_STACK_NAME": "Staging"}

    assert options(tmp_path, "[stacks.Staging]\ntracing = true", named).tracing
    assert options(tmp_path, "", named, stack="Other").stack == "Other"


def test_lists_are_lists_in_the_file_and_separated_by_commas_on_the_command_line(tmp_path: Path) -> None:
    wanted = ("https://a.example.com", "https://b.example.com")

    assert options(tmp_path, 'origins = ["https://a.example.com", "https://b.example.com"]').origins == wanted
    assert options(tmp_path, origins="https://a.example.com, https://b.example.com").origins == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('alarmMail = "ops@example.com"', r"regulars.toml: there is no option alarmMail. Did you mean alarmEmail\?"),
        ("frobnicate = 1", "there is no option frobnicate. All of them are in docs/deploy.md"),
        ("[Staging]\ntracing = true", r"Options of one stack stand in \[stacks.Staging\]"),
        ('[stacks.Staging]\nstack = "Other"', "without stack, which is its name"),
        ('alarmEmail = "ops"', "alarmEmail = ops: write one e-mail address"),
        ('nightTime = "24:00"', "nightTime = 24:00: this is no time of day"),
        ('nightZone = "Europe/Berln"', r"Did you mean Europe/Berlin\?"),
        ('nightsAtOnce = "many"', "nightsAtOnce = many: write a whole number, such as 10"),
        ("nightsAtOnce = 0", "nightsAtOnce = 0: write a whole number from 1 to 1000"),
        ('tracing = "sometimes"', "tracing = sometimes: write true or false"),
        ('origins = ["https://a.example.com/shop"]', "is no origin: write scheme and host without a path"),
        ('origins = ["*"]', "is no origin"),
        ('stack = "1st"', "stack = 1st: write letters"),
        ('ledgerTable = "Regulars-Ledger"', "ledgerTable and ledgerStream go together"),
        ('issuer = "https://login.example.com/"', "issuer needs audience"),
        ('ephemeral = true\ntenantsTable = "mine"', "an ephemeral stack adopts nothing"),
        ("reservedForApi = 950", "leaves fewer than 100 of accountConcurrency"),
        ("alarmEmail = ", "regulars.toml cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        options(tmp_path, text)


def test_an_unknown_name_on_the_command_line_is_refused_too_and_what_the_cdk_keeps_there_is_not(
    tmp_path: Path,
) -> None:
    kept: dict[str, Any] = {"aws:cdk:bundling-stacks": ["**"], "@aws-cdk/core:checkSecretUsage": True}
    options(tmp_path, "", **kept)
    with pytest.raises(ValueError, match=r"-c: there is no option nightzone. Did you mean nightZone\?"):
        options(tmp_path, nightzone="UTC")


def test_a_laptop_reads_no_file(tmp_path: Path) -> None:
    assert options(tmp_path, "nonsense = 1", laptop="true").laptop


def test_options_are_printed_where_they_differ_with_where_they_come_from(tmp_path: Path) -> None:
    file = tmp_path / "regulars.toml"
    file.write_text('alarmEmail = "ops@example.com"\nnightTime = "02:00"')
    lines = list(said(read_options(cdk.App(context={"tracing": "true"}).node, file=file, environment={})))

    assert lines == [
        "Options of this deployment",
        "  alarmEmail = ops@example.com   (regulars.toml; by itself none)",
        "  tracing = true   (-c; by itself false)",
        "  monthlyBudget is not said: nobody hears of what it costs. Write it into regulars.toml.",
    ]


def test_the_page_holds_every_option_as_it_is_declared() -> None:
    text = PAGE.read_text("utf-8")

    assert text == page(text), "run python -m infra.show_options"
    assert all(f"| `{name}` |" in text for name in OPTIONS)


def test_the_file_is_the_operators_and_not_ours() -> None:
    assert not FILE.exists()
