"""`make up`, `make down` and `make clean`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from laptop.after_deploy import after_deploy
from laptop.demo import fill_demo, forget_demo, recalculate_demo
from laptop.deploy import deploy, forget_deployment
from laptop.ministack import MiniStack
from laptop.operator import operator, outdated_tenants, tenants
from laptop.place import ROOT, Place
from laptop.steps import Refused, step, warn
from laptop.venvs import VENV


def up(place: Place) -> None:
    """Leaves the stack running, up to date, with a demo tenant. Raises Refused with one sentence where it cannot."""
    place.folder.mkdir(exist_ok=True)
    ministack = MiniStack(place)
    _refuse_second_port(ministack)
    replay_owed = place.folder / "replay-owed"
    if ministack.pid() is None:
        if ministack.was_cut_off():
            warn("MiniStack was not stopped by `make down`: what was written since the last clean stop is lost.")
            replay_owed.touch()
            forget_deployment(place)
            forget_demo(place)
        with step("Starting MiniStack"):
            ministack.start()
    had_tenants = bool(place.noted())
    if deploy(place):
        with step("Setting up TTL, address and CORS"):
            after_deploy(place)
        for tenant in outdated_tenants(place) if had_tenants else ():
            command = (VENV / "bin" / "regulars").relative_to(ROOT)
            warn(f"The facts of tenant {tenant} are of an older version: run `{command} rebuild --tenant {tenant}`.")
    if replay_owed.exists():
        with step("Projecting every customer again"):
            for tenant in tenants(place):
                operator(place, "replay", "--all", "--tenant", tenant)
        replay_owed.unlink()
    fill_demo(place, is_new=not had_tenants)
    recalculate_demo(place)
    _say_hello(place)


def down(place: Place) -> None:
    """Stops it with everything saved. Without a running one it says so."""
    ministack = MiniStack(place)
    if ministack.pid() is None:
        print("Nothing runs here.")
        return
    with step("Waiting until the streams are read"):
        try:
            operator(place, "doctor", "--streams", timeout_s=130)
        except Refused as refused:
            warn(f"{refused}\nStopping all the same: `make up` cannot bring back what no function has read.")
    with step("Stopping MiniStack, which saves its tables"):
        ministack.stop()


def clean(place: Place, *, sure: bool) -> None:
    """Forgets the local AWS and everything built. Asks first, unless `sure`."""
    ministack = MiniStack(place)
    targets = [place.folder, ROOT / "build", ROOT / "cdk.out"]
    print(f"This forgets the local AWS with all its tenants, orders, users and uploads ({_size(place.folder)}),")
    print("and what was built from the sources. Installed packages stay.")
    if not sure:
        if not sys.stdin.isatty():
            raise Refused("Nothing was removed: say YES=1 where nobody can be asked.")
        if input("Forget it? Type yes: ").strip().lower() != "yes":
            raise Refused("Nothing was removed.")
    if ministack.pid() is not None:
        with step("Stopping MiniStack"):
            ministack.stop()
    for target in targets:
        shutil.rmtree(target, ignore_errors=True)


def _refuse_second_port(ministack: MiniStack) -> None:
    noted = ministack.place.noted().get("endpoint")
    if ministack.pid() is not None and noted not in (None, ministack.place.endpoint):
        raise Refused(f"It already runs at {noted}. Stop it with `make down` before you choose another port.")


def _say_hello(place: Place) -> None:
    command = (VENV / "bin" / "regulars").relative_to(ROOT)
    token = operator(place, "token", "--tenant", "demo").strip()
    get = f'curl -s -H "Authorization: Bearer $({command} token --tenant demo)" \'{place.api}'
    print(f"""
Regulars runs.

  API            {place.api}
  Documentation  {place.api}/docs
  AWS            {place.endpoint}

A token for the tenant demo (an hour):
{token}

Try:
  {get}/api/customers?segment=VIP&limit=3'
  {get}/api/customers/summary'
  {get}/product-affinity/due?limit=3'
  {command} import your-orders.csv --tenant demo --dry-run

The dashboard of the tenant demo (an hour; `{command} dashboard --tenant demo` prints it anew):
{place.api}/app#token={token}
""")


def _size(folder: Path) -> str:
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
    return f"{total / 1e6:.0f} MB"
