"""A headless Chromium that is spoken to through two pipes: opens a page at a width and looks.

Needs Chromium and nothing else; the protocol is JSON messages that end in a zero byte.
"""

import base64
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_SECONDS = "600"


def find_chromium():
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass(kw_only=True)
class Browser:
    """One tab. `events` are what the browser told unasked: logs, exceptions, requests."""

    to: int
    answers: object
    session: str = ""
    events: list = field(default_factory=list)
    _asked: int = 0

    def ask(self, method, **params):
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        return self._hear(lambda one: one.get("id") == self._asked)["result"]

    def wait_for(self, event):
        if not any(one.get("method") == event for one in self.events):
            self._hear(lambda one: one.get("method") == event)

    def _hear(self, wanted):
        while True:
            read = bytearray()
            while (byte := self.answers.read(1)) != b"\0":
                assert byte, "the browser is gone"
                read += byte
            one = json.loads(read)
            self.events.append(one)
            if wanted(one):
                return one

    def evaluate(self, expression):
        told = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def open(self, url, *, width, height=900):
        """A new tab of this width, loaded; two frames later everything has its place."""
        self.session = ""
        self.events.clear()
        tab = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        self.ask("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")
        settled = "new Promise(d => requestAnimationFrame(() => requestAnimationFrame(() => d(1))))"
        self.ask("Runtime.evaluate", expression=settled, awaitPromise=True)

    def told(self, method):
        return [one["params"] for one in self.events if one.get("method") == method]

    def errors(self):
        """Exceptions, refusals of the security policy, and what was logged as an error."""
        logged = [one["entry"] for one in self.told("Log.entryAdded")]
        said = [one for one in self.told("Runtime.consoleAPICalled") if one["type"] == "error"]
        bad = [one["text"] for one in logged if one["level"] in ("error", "warning")]
        return bad + said + self.told("Runtime.exceptionThrown")

    def requests(self):
        return [one["request"]["url"] for one in self.told("Network.requestWillBeSent")]

    def picture(self, path):
        """The whole page."""
        taken = self.ask("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        Path(path).write_bytes(base64.b64decode(taken["data"]))

    def paper(self, path):
        made = self.ask("Page.printToPDF", preferCSSPageSize=True)
        Path(path).write_bytes(base64.b64decode(made["data"]))


@contextmanager
def chromium(profile):
    """Started with a profile of its own and ended with the block; `timeout` ends one that hangs."""
    read_here, write_there = os.pipe()
    read_there, write_here = os.pipe()
    command = ["timeout", PATIENCE_SECONDS, find_chromium(), "--headless", "--no-sandbox",
               "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
               "--hide-scrollbars", f"--user-data-dir={profile}"]  # fmt: skip
    script = f'exec 3<&{read_there} 4>&{write_there}; exec "$@"'
    process = subprocess.Popen(
        ["bash", "-c", script, "bash", *map(str, command)],
        pass_fds=(read_there, write_there),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_there)
    os.close(write_there)
    try:
        with os.fdopen(read_here, "rb", buffering=0) as answers:
            yield Browser(to=write_here, answers=answers)
    finally:
        process.terminate()
        process.wait()
        os.close(write_here)
