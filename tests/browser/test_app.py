"""`planner app` as a person uses it, in a real browser; and as no one should."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app as cli

ROOT = Path(__file__).parents[2]
MS = 60_000  # patience; the machine may be busy
GRID = "texas: grid connection"
QUICK, LONG = "25", "0.001"  # gaps in percent: reached within a second or two, and not soon


class App:
    """The command, running."""

    def __init__(self, folder):
        self.folder = folder
        self.errors = (folder.parent / "errors").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "planner", "app", str(folder), "--port", "0", "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            cwd=folder.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        said = self.process.stdout.readline()
        assert said.startswith("http://127.0.0.1:"), self.told()
        self.address = said.split()[0]
        self.port = int(re.search(r":(\d+)/", self.address)[1])

    def told(self):
        """What it said on stderr."""
        self.errors.flush()
        self.errors.seek(0)
        return self.errors.read()

    def workers(self):
        """Processes that solve."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}").parent
        return [int(pid) for task in children.iterdir() for pid in (task / "children").read_text().split()]

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app") / "folder"
    folder.mkdir()
    (folder.parent / "secret.toml").write_bytes((ROOT / "instances/starter.toml").read_bytes())
    found = App(folder)
    yield found
    assert found.end() == 0
    told = found.told()
    found.errors.close()
    assert told == ""  # no traceback, no warning, all through this file
    assert {path.name for path in folder.parent.iterdir()} == {"folder", "secret.toml", "errors"}


@pytest.fixture
def page(chromium, running):
    """A tab; what it says on its console and what it asks for is looked at in the end."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    found = context.new_page()
    said, asked = [], []
    found.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: said.append(str(error)))
    found.on("request", lambda request: asked.append(request.url))
    found.on("websocket", lambda own: asked.append(own.url.replace("ws://", "http://")))
    found.goto(running.address)
    found.get_by_label("Instance or plan to open").wait_for(timeout=MS)
    yield found
    context.close()
    assert said == []
    assert asked and all(url.startswith((running.address, "data:")) for url in asked), asked


def opened(page, running):
    """The starter, copied in where it is not yet."""
    if not (running.folder / "starter.toml").exists():
        page.get_by_label("Shipped example to copy").select_option("starter")
    else:
        page.get_by_label("Instance or plan to open").select_option("starter.toml")
    page.get_by_label(GRID, exact=True).wait_for(timeout=MS)


def gap(page, percent):
    field = page.get_by_label("Stop at a gap of, in percent")
    field.fill(percent)
    field.press("Enter")


def solve(page):
    button(page, "Solve").click()
    page.get_by_label("Search", exact=True).get_by_text("best plan").wait_for(timeout=MS)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def message(page, text):
    page.get_by_role("alert").filter(has_text=text).wait_for(timeout=MS)


@pytest.mark.slow
def test_a_question_moved_solved_compared_and_kept(page, running):
    opened(page, running)
    moved_by_keys(page)
    gap(page, QUICK)
    solve(page)
    live = page.get_by_label("Search", exact=True)
    assert re.search(r"best plan \$0\.\d+ · bound \$0\.\d+ · gap \d", live.inner_text())
    answer = page.get_by_label("Answer", exact=True)
    answer.wait_for(timeout=MS)
    assert re.search(r"together they cost \$0\.\d+ a million, proven within \d", answer.inner_text())
    assert "1.73 MW (was 1.5 MW)" in answer.inner_text() and "audited" in answer.inner_text()

    typed = page.get_by_label(f"{GRID}, value in MW")
    typed.fill("3.5")
    typed.press("Enter")
    page.get_by_text("The controls have moved since this plan").wait_for(timeout=MS)
    button(page, "Solve").click()
    compared = page.get_by_label("Comparison with the last plan")
    compared.wait_for(timeout=MS)
    told = [row.split("\t") for row in compared.inner_text().splitlines() if "\t" in row]
    rows = {first: rest for first, *rest in told}
    assert rows["flights"][1] == "0" and rows["flights"][0] != "0" and rows["share from orbit"][1] == "0 %"

    page.get_by_text("Keep", exact=True).click()
    page.get_by_label("Keep as an instance, under the name").fill("wide")
    button(page, "Keep as an instance").click()
    message(page, "wide.toml is written")
    assert planner.read(running.folder / "wide.toml").data.sites["texas"].grid_mw.values[0] == 3.5
    answered = CliRunner().invoke(cli, ["check", str(running.folder / "wide.toml")])
    assert answered.exit_code == 0, answered.output
    kept = (running.folder / "wide.toml").read_bytes()
    typed.fill("3")
    typed.press("Enter")
    button(page, "Keep as an instance").click()
    message(page, "wide.toml exists already. Replace it?")
    assert (running.folder / "wide.toml").read_bytes() == kept
    button(page, "Replace it").click()
    message(page, "is written")
    assert planner.read(running.folder / "wide.toml").data.sites["texas"].grid_mw.values[0] == 3

    button(page, "Keep the plan").click()
    message(page, "plans/starter/ is written")
    assert planner.audit(planner.read_plan(running.folder / "plans/starter")).ok
    for name in ("../out", "/tmp/out", "a\\b", "x" * 500, ""):
        page.get_by_label("Keep as an instance, under the name").fill(name)
        button(page, "Keep as an instance").click()
        message(page, "the folder of the app: 1 problem")
        button(page, "Close").click()


def moved_by_keys(page):
    """The grid of the starter, ten steps up."""
    slider = page.get_by_label(GRID, exact=True)
    slider.focus()
    for _ in range(10):
        slider.press("ArrowRight")
    page.wait_for_function(
        "([label, said]) => document.querySelector(`[aria-label='${label}']`).ariaValueText == said",
        arg=[GRID, "1.73 MW"],
    )


def test_a_search_outlives_a_reload_and_stops_with_its_best_plan_and_the_question_is_kept(page, running):
    opened(page, running)
    moved_by_keys(page)
    gap(page, LONG)
    solve(page)
    assert re.search(
        r"best plan \$0\.\d+ · bound \$0\.\d+ · gap \d", page.get_by_label("Search", exact=True).inner_text()
    )
    assert len(running.workers()) == 1
    page.reload()
    page.get_by_label("Search", exact=True).get_by_text("best plan").wait_for(timeout=MS)
    assert button(page, "Solve").is_disabled()
    assert page.get_by_label(f"{GRID}, value in MW").input_value() == "1.73"
    button(page, "Stop").click()
    answer = page.get_by_label("Answer", exact=True)
    answer.wait_for(timeout=MS)
    assert "Search: interrupted" in answer.inner_text() and "1.73 MW (was 1.5 MW)" in answer.inner_text()
    assert button(page, "Solve").is_enabled()
    page.get_by_text("Keep", exact=True).click()
    page.get_by_label("Keep as an instance, under the name").fill("kept")
    button(page, "Keep as an instance").click()
    message(page, "kept.toml is written")
    page.get_by_label("Instance or plan to open").select_option("kept.toml")
    page.get_by_text("The figures are being drawn").wait_for(state="hidden", timeout=MS)
    answered = CliRunner().invoke(cli, ["check", str(running.folder / "kept.toml")])
    assert answered.exit_code == 0, answered.output
    assert planner.read(running.folder / "kept.toml").data.sites["texas"].grid_mw.values[0] == 1.73


@pytest.mark.slow
def test_a_plan_is_opened_with_its_figures(page, running):
    if not (running.folder / "plans/shipped").exists():
        planner.read_plan(ROOT / "solutions/starter").write(running.folder / "plans/shipped")
    page.reload()
    page.get_by_label("Instance or plan to open").select_option("plans/shipped")
    answer = page.get_by_label("Answer", exact=True)
    answer.wait_for(timeout=MS)
    assert "$0.137" in answer.inner_text()
    page.locator("figure svg").first.wait_for(timeout=MS)
    page.get_by_text("The figures are being drawn").wait_for(state="hidden", timeout=MS)
    assert page.locator("figure svg.wide").count() >= 8
    for width, seen in ((1440, "wide"), (390, "narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator(f"figure svg.{seen}").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


ELSEWHERE = ["../secret.toml", "/etc/passwd", "nowhere.toml", "a\x00b", "C:\\x", "x" * 3000]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_an_address_that_asks_for_another_file_is_refused(page, running, name):
    from urllib.parse import quote

    page.goto(f"{running.address}?open={quote(name)}")
    message(page, "the folder of the app: 1 problem")
    assert page.get_by_role("slider").count() == 0


def test_a_browser_that_sends_nonsense_gets_a_message_and_loses_nothing(page, running):
    opened(page, running)
    typed = page.get_by_label(f"{GRID}, value in MW")
    typed.fill("2")
    typed.press("Enter")
    for text in ("NaN", "1e999", "lots", "-1", "9" * 300, "<script>alert(1)</script>"):
        typed.fill(text)
        typed.press("Enter")
        message(page, "sites.texas.grid_mw")
        button(page, "Close").click()
        page.wait_for_function("label => document.querySelector(`[aria-label='${label}']`).value == '2'",
                               arg=f"{GRID}, value in MW")  # fmt: skip
    gap_field = page.get_by_label("Stop at a gap of, in percent")
    gap_field.fill("much")
    gap_field.press("Enter")
    message(page, "must be a number from")
    ids = page.evaluate(
        """() => {
            const found = [];
            for (const [id, element] of Object.entries(mounted_app.elements))
                for (const {type, listener_id} of element.events || [])
                    if (["click", "change", "input"].includes(type)) found.push([Number(id), listener_id]);
            return found;
        }"""
    )
    assert len(ids) > 20
    for value in ("1e999", "-5", "", "moon", None, True, [], {}, 10**30, "../../etc/passwd", "a" * 10_000):
        page.evaluate(
            """([ids, value]) => ids.forEach(([id, listener_id]) => window.socket.emit("event",
                {client_id: window.clientId, id, listener_id, args: [JSON.stringify(value)]}))""",
            [[one for one in ids], value],
        )
    for raw in (
        None, 3, "x", [], {}, {"client_id": None}, {"client_id": []}, {"client_id": "HERE"},
        {"client_id": "HERE", "id": "x"}, {"client_id": "HERE", "id": ids[0][0], "listener_id": "none"},
        {"client_id": "HERE", "id": ids[0][0], "listener_id": ids[0][1], "args": ["{not json"]},
        {"client_id": "HERE", "id": ids[0][0], "listener_id": ids[0][1], "args": 7},
        {"client_id": "HERE", "level": "loud", "message": "x"},
    ):  # fmt: skip
        for word in ("event", "javascript_response", "ack", "log", "handshake", "unknown"):
            page.evaluate(
                """([word, raw]) => {
                    if (raw && raw.client_id === "HERE") raw.client_id = window.clientId;
                    window.socket.emit(word, raw);
                }""",
                [word, raw],
            )
    page.wait_for_timeout(500)
    button(page, "Stop").or_(button(page, "End now")).wait_for(timeout=MS)  # it still answers
    assert running.told() == ""
    page.reload()
    page.get_by_label("Instance or plan to open").wait_for(timeout=MS)


# --- without a browser


def asked(running, path="/", method="GET", **headers):
    own = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    head = {"Host": f"127.0.0.1:{running.port}"} | headers
    own.putrequest(method, path, skip_host=True)
    for key, value in head.items():
        own.putheader(key, value)
    own.endheaders()
    answer = own.getresponse()
    found = answer.status, answer.read(), answer.headers
    answer.close()
    own.close()
    return found


OTHER_NAMES = ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80", "localhost.evil.example", ""]


@pytest.mark.parametrize("host", OTHER_NAMES)
def test_another_name_of_this_machine_is_refused(running, host):
    assert asked(running, Host=host)[0] in (400, 403)


def test_a_page_of_another_site_is_refused(running):
    assert asked(running, Origin="http://evil.example")[0] == 403
    assert asked(running, Origin="null")[0] == 403
    assert asked(running, Origin=f"http://127.0.0.1:{running.port}")[0] == 200
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    socket_path = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
    assert asked(running, socket_path, **upgrade, Origin="http://evil.example")[0] == 403
    assert asked(running, socket_path, **upgrade)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.toml", "/%2e%2e/secret.toml", "/starter.toml", "/plans/starter/plan.json", "/docs",
        "/_nicegui/../../etc/passwd", "/_nicegui/3/static/..%2f..%2f..%2fetc/passwd", "/_nicegui/%00",
        "/_nicegui/..%5c..%5cx", "//etc/passwd", "/openapi.json", "/_nicegui_ws/../x", "/?open=%00",
        "/" + "x" * 5000,
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(running, path):
    status, body, _ = asked(running, path)
    assert status in (400, 404, 414) or (status == 200 and path.startswith("/?"))
    assert b"root:" not in body and b"[study]" not in body and b"Traceback" not in body


def test_the_browser_is_told_to_load_nothing_from_elsewhere(running):
    status, body, headers = asked(running)
    assert status == 200 and "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert not re.findall(rb"(?:src|href)=\"https?://", body)
    assert asked(running, method="PUT")[0] == 405


def test_only_this_machine_is_listened_to(running):
    own = socket.socket()
    own.settimeout(2)
    with own, pytest.raises(OSError):
        own.connect((socket.gethostbyname(socket.gethostname()), running.port))
        if own.getpeername()[0] == "127.0.0.1":  # the machine has no other name
            raise OSError
    said = Path("/proc/net/tcp").read_text()
    assert f"0100007F:{running.port:04X}" in said and f"00000000:{running.port:04X}" not in said


def test_a_port_in_use_is_said(running):
    command = ["planner", "app", str(running.folder), "--port", str(running.port), "--no-browser"]
    answered = subprocess.run(
        [sys.executable, "-m", *command],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    assert answered.returncode == 2 and answered.stdout == ""
    assert str(running.port) in answered.stderr and "planner app --port" in answered.stderr


def test_without_nicegui_the_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "nicegui", None)
    answered = CliRunner().invoke(cli, ["app", str(tmp_path), "--no-browser"])
    assert answered.exit_code == 2 and "pip install 'orbital-planner[app]'" in answered.stderr


def test_a_folder_that_is_none_is_said(tmp_path):
    answered = CliRunner().invoke(cli, ["app", str(tmp_path / "nowhere"), "--no-browser"])
    assert answered.exit_code == 2 and "no such folder" in answered.stderr


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_app(chromium, tmp_path, number):
    (tmp_path / "folder").mkdir()
    running = App(tmp_path / "folder")
    page = chromium.new_page()
    page.goto(running.address)
    page.get_by_label("Instance or plan to open").wait_for(timeout=MS)
    opened(page, running)
    gap(page, LONG)
    solve(page)
    (worker,) = running.workers()
    running.end(number)
    page.close()
    end = time.monotonic() + 20
    while Path(f"/proc/{worker}").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
    told = running.told()
    running.errors.close()
    assert told == ""
