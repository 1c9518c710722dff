"""The demo's processes: server and worker in the background, found again by their process files."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 30


@dataclass(frozen=True)
class Process:
    """One background process; ``role`` is the database role it logs in as."""

    name: str
    role: str
    command: tuple[str, ...]
    var: Path

    @property
    def file(self) -> Path:
        return self.var / "run" / f"{self.name}.pid"

    def pid(self) -> int | None:
        """The running process's number, ``None`` when it does not run (a stale file counts as not running)."""
        try:
            pid = int(self.file.read_text())
            os.kill(pid, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
            return None
        return pid if self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        cmdline = Path(f"/proc/{pid}/cmdline")
        if not cmdline.parent.parent.exists() or not Path("/proc/self").exists():
            return True  # no /proc (macOS): the number must do
        try:
            return self.command[-1].encode() in cmdline.read_bytes()
        except OSError:
            return False

    def start(self) -> None:
        if self.pid():
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        log = self.var / "log" / f"{self.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "FAHRWASSER_DB_ROLE": self.role}
        with log.open("ab") as output:
            child = subprocess.Popen(  # noqa: S603
                self.command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True,
                env=environment,
            )  # fmt: skip
        self.file.write_text(str(child.pid))

    def stop(self) -> None:
        pid = self.pid()
        if pid:
            os.killpg(pid, signal.SIGTERM)
            _wait_until_gone(pid)
        self.file.unlink(missing_ok=True)


def _wait_until_gone(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(pid, signal.SIGKILL)


def processes(var: Path, port: int) -> tuple[Process, Process]:
    """Web server and worker of this installation."""
    granian = str(Path(sys.executable).with_name("granian"))
    web = (
        granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
        "--no-ws", "--log-level", "warning", "fahrwasser.wsgi:application",
    )  # fmt: skip
    worker = (sys.executable, "manage.py", "procrastinate", "worker")
    return Process("web", "fw_app", web, var), Process("worker", "fw_worker", worker, var)


def wait_until_ready(address: str) -> None:
    """Wait for the first answer. Raises ``TimeoutError`` with the place of the log."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError("The server does not answer; see var/log/web.log.")
