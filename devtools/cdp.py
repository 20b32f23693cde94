"""A small driver of headless Chromium, over its DevTools protocol. Standard library
only, so that pictures can be taken without setting anything up."""

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from .console import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium keeps calling its maker's hosts.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
]


def find_chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class WebSocket:
    """The client's side of a WebSocket, text messages only (RFC 6455)."""

    def __init__(self, host: str, port: int, path: str):
        self.socket = socket.create_connection((host, port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.stream = self.socket.makefile("rb")
        while self.stream.readline().strip():
            pass

    def send(self, text: str) -> None:
        data = text.encode()
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", 0x81, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x81, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x81, 0x80 | 127, size)
        # The mask is required of clients; a mask of zeros leaves the text as it is.
        self.socket.sendall(head + b"\0\0\0\0" + data)

    def receive(self) -> str:
        data = b""
        while True:
            first, second = self._read(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", self._read(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self._read(8))
            part = self._read(size)
            if first & 0x0F in (0, 1):
                data += part
                if first & 0x80:
                    return data.decode()

    def _read(self, size: int) -> bytes:
        data = self.stream.read(size)
        if len(data) < size:
            raise Trouble("Chromium closed the connection.")
        return data


class Browser:
    """A headless Chromium with one page; use it as a context."""

    def __init__(self, program: str):
        self.profile = tempfile.mkdtemp(prefix="ficha-chromium-")
        self.process = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",  # needed as root; it only opens our own pages
                "--disable-gpu",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--lang=es",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}",
                *QUIET,
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.counter = 0
        try:
            port = self._port()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                targets = json.load(answer)
            page = next(t for t in targets if t["type"] == "page")
            path = page["webSocketDebuggerUrl"].split(f":{port}", 1)[1]
            self.socket = WebSocket("127.0.0.1", port, path)
        except BaseException:
            self.close()
            raise

    def _port(self) -> int:
        file = Path(self.profile) / "DevToolsActivePort"
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            lines = file.read_text().splitlines() if file.exists() else []
            if lines:
                return int(lines[0])
            time.sleep(0.1)
        raise Trouble("Chromium did not start.")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method: str, **params) -> dict:
        self.counter += 1
        message = {"id": self.counter, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.receive())
            if answer.get("id") == self.counter:
                if "error" in answer:
                    raise Trouble(f"Chromium, {method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, expression: str):
        """The value of a JavaScript expression in the page."""
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        return answer["result"].get("value")

    def wait_for(self, expression: str, what: str, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({expression})"):
            if time.monotonic() > until:
                raise Trouble(f"The page did not show {what} within {seconds:.0f} s.")
            time.sleep(0.1)

    def resize(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def picture(self, path: Path) -> None:
        answer = self.call("Page.captureScreenshot", format="png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(answer["data"]))
