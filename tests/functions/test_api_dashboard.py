"""The dashboard's page and parts: open to everybody, never stale, compressed beforehand, under its policy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from regulars.config import Names, names
from regulars.http.dashboard import policy as module
from regulars.http.dashboard import routes
from regulars.http.dashboard.policy import policy
from regulars.stores.opened import Stores

from testing.api.client import Client

BUILT = Path(module.__file__).parent / "built"


def part(kind: str) -> str:
    [name] = [file.name for file in BUILT.glob(f"app-*.{kind}")]
    return name


def test_the_page_names_its_parts_by_their_content_and_is_asked_for_anew_each_time(api: Client) -> None:
    page = api.send("GET", "/app", claims={})

    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"
    named = re.findall(r'(?:src|href)="/app/([^"]+)"', page.text)
    assert sorted(named) == sorted([part("css"), part("js"), "icon.svg"])
    for name in named:
        assert api.send("GET", f"/app/{name}", claims={}).status == 200


def test_who_opens_the_api_s_own_address_is_led_to_the_dashboard(api: Client) -> None:
    led = api.send("GET", "/", claims={})

    assert (led.status, led.headers["Location"]) == (302, "/app")
    assert api.send("GET", led.headers["Location"], claims={}).status == 200
    assert api.send("POST", "/", body={}, claims={}).status == 405


def test_a_page_that_has_not_changed_is_not_sent_again(api: Client) -> None:
    tag = api.send("GET", "/app", claims={}).headers["ETag"]

    again = api.send("GET", "/app", claims={}, headers={"if-none-match": tag})

    assert (again.status, again.text) == (304, "")
    assert api.send("GET", "/app", claims={}, headers={"if-none-match": '"another"'}).status == 200


def test_nothing_but_this_origin_the_pool_and_the_bucket_may_be_called(api: Client) -> None:
    rules = dict(
        rule.split(" ", 1) for rule in api.send("GET", "/app", claims={}).headers["Content-Security-Policy"].split("; ")
    )

    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    [own, bucket] = rules["connect-src"].split()
    assert own == "'self'"
    assert bucket.endswith("/imports")


def test_the_pool_may_be_called_where_people_sign_in() -> None:
    stores = Stores(Names(sign_in_url="https://shop.auth.example.com", imports_bucket="files"))

    assert "connect-src 'self' https://shop.auth.example.com https://" in policy(stores)


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None), ("identity", None)]
)
def test_a_part_never_changes_and_leaves_in_the_best_form_that_a_browser_takes(
    api: Client, accepted: str, encoding: str | None
) -> None:
    name = part("js")
    found = api.send("GET", f"/app/{name}", claims={}, headers={"accept-encoding": accepted})

    assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert found.headers["Content-Type"].startswith("text/javascript")
    assert found.headers.get("Content-Encoding") == encoding
    if encoding == "br":
        assert found.sent == (BUILT / f"{name}.br").read_bytes()
    else:
        assert found.text == (BUILT / name).read_text("utf-8")


def test_the_icon_has_no_digest_in_its_name_and_is_kept_an_hour(api: Client) -> None:
    assert api.send("GET", "/app/icon.svg", claims={}).headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["app.js", "shell.html", "icon.svg.br", "../policy.py", "..%2Fpolicy.py", "a/b.js"])
def test_only_parts_of_the_page_are_parts_of_it(api: Client, name: str) -> None:
    assert api.send("GET", f"/app/{name}", claims={}).status == 404


OTHER = "app-0123456789ab.js"


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", ""])
def test_a_script_of_another_build_is_one_that_reloads_the_page_and_nobody_keeps_it(api: Client, accepted: str) -> None:
    found = api.send("GET", f"/app/{OTHER}", claims={}, headers={"accept-encoding": accepted})

    assert (found.status, found.headers["Cache-Control"]) == (200, "no-store")
    assert found.headers["Content-Type"].startswith("text/javascript")
    assert "location.reload()" in found.text
    assert "A new version is here: reload" in found.text
    assert api.send("GET", "/app/app-0123456789ab.css", claims={}).status == 404


def test_a_process_that_kept_the_page_of_before_looks_at_the_new_build(
    api: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = shutil.copytree(BUILT, tmp_path / "built")
    monkeypatch.setattr(routes, "_BUILT", built)
    forget()
    before = part("js")
    assert api.send("GET", "/app", claims={}).text.count(before) == 1

    for name in (before, f"{before}.gz", f"{before}.br"):
        (built / name).rename(built / name.replace(before, OTHER))
    (built / "shell.html").write_text((built / "shell.html").read_text("utf-8").replace(before, OTHER), "utf-8")

    assert api.send("GET", f"/app/{before}", claims={}).headers["Cache-Control"] == "no-store"
    assert api.send("GET", "/app", claims={}).text.count(OTHER) == 1
    assert api.send("GET", f"/app/{OTHER}", claims={}).text == (built / OTHER).read_text("utf-8")
    monkeypatch.undo()
    forget()


def forget() -> None:
    routes._assets.cache_clear()
    routes._read.cache_clear()


def test_all_parts_together_take_eighty_kilobytes_at_most() -> None:
    assert sum(file.stat().st_size for file in BUILT.glob("app-*.gz")) <= 80_000


def test_without_a_pool_of_its_own_the_page_is_told_that_nobody_signs_in_there(api: Client) -> None:
    found = api.send("GET", "/app/config.json", claims={}).json

    assert found == {"authorize": None, "token": None, "logout": None, "clientId": None}


def test_an_emulator_has_the_pool_s_pages_at_its_own_address() -> None:
    real = {"SIGN_IN_URL": "https://shop.auth.example.com"}

    assert names(real).sign_in_url == "https://shop.auth.example.com"
    assert names(real | {"AWS_ENDPOINT_URL": "http://localhost:4566"}).sign_in_url == "http://localhost:4566"
    assert names({"AWS_ENDPOINT_URL": "http://localhost:4566"}).sign_in_url == ""
