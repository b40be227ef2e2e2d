"""A trial's pods under podman: started, killed, stopped, looked into, removed."""

import http.client
import ipaddress
import json
import os
import subprocess
import tempfile
import time

import yaml

from transform import Transform

# The database comes first: `migrate` ends with an error without it, which a cluster tries again and podman does not.
ORDER = ["postgres-trial", "mail-trial", "article-service", "feed-service", "newsletter-service"]
PORTS = {"article-service": 8081, "feed-service": 8082, "newsletter-service": 8083, "mail-trial": 8025}
SERVICES = {"article-service": 9081, "feed-service": 9082, "newsletter-service": 9083}
NETWORK = "barid-trial"
PATIENCE = 240
CONTAINERS_CONF = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""


class Failed(Exception):
    """A check did not see what it should."""


def wait(what, look, seconds=PATIENCE):
    """What `look` gives as soon as that is something; errors of connections are nothing."""
    end = time.monotonic() + seconds
    seen = None
    while time.monotonic() < end:
        try:
            found = look()
            if found:
                return found
        except (OSError, http.client.HTTPException) as error:
            seen = error
        time.sleep(0.1)
    raise Failed(f"{what}: not within {seconds} s" + (f" ({seen})" if seen else ""))


class Installation:
    """Made by `start`, removed by `remove` to the last volume; one at a time on a machine."""

    def __init__(self, rendered):
        self.folder = tempfile.TemporaryDirectory(prefix="barid-trial-")
        conf = os.path.join(self.folder.name, "containers.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(CONTAINERS_CONF)
        self.environment = {**os.environ, "CONTAINERS_CONF": conf}
        self.rendered = rendered
        self.addresses = {}
        self.trial = None

    def podman(self, *arguments, check=True):
        done = subprocess.run(
            ["podman", "--log-level", "error", *arguments], env=self.environment, text=True, capture_output=True, check=False
        )
        if check and done.returncode != 0:
            raise Failed(f"podman {' '.join(arguments)}: {done.stderr.strip() or done.returncode}")
        return done

    def start(self):
        self.remove()
        self.podman("network", "create", NETWORK)
        [network] = json.loads(self.podman("network", "inspect", NETWORK).stdout)
        subnet = ipaddress.ip_network(network["subnets"][0]["subnet"])
        # Fixed, since a name in a pod's hosts file outlives the pod that it means.
        self.addresses = {name: str(subnet[10 + place]) for place, name in enumerate(ORDER)}
        with open(self.rendered, encoding="utf-8") as file:
            self.trial = Transform(file, self.addresses)
        mail = self.trial.pods["mail-trial"][-1]["spec"]["containers"][0]
        mail["env"].append({"name": "BARID_MAIL_PAUSE", "value": "PT0.04S"})
        for name, owner in self.trial.volumes.items():
            self.podman("volume", "create", "--opt", f"o=uid={owner},gid={owner}", name)
        for name in ORDER:
            self.play(name)

    def play(self, name):
        """Starts the pod and returns when it is ready."""
        path = os.path.join(self.folder.name, f"{name}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            yaml.safe_dump_all(self.trial.pods[name], file)
        try:
            # The neighbours remember the hardware's address too, for a minute or two.
            hardware = f"02:00:00:00:00:{ORDER.index(name) + 16:02x}"
            where = ("--network", NETWORK, "--ip", self.addresses[name], "--mac-address", hardware)
            self.podman("play", "kube", *where, path)
            self.await_ready(name)
        except Failed as failed:
            raise Failed(f"{failed}\n{self.log(name)}") from failed

    def await_ready(self, name):
        if name in SERVICES:
            for health in ("started", "live", "ready"):
                wait(f"{name} {health}", lambda health=health: self.health(name, health) in (200, 204))
        elif name in PORTS:
            wait(f"{name} answers", lambda: self.get(name, "/")[0] == 200)
        else:
            wait(f"{name} takes connections", lambda: "ready to accept connections" in self.served_log(name))

    def served_log(self, name):
        """The log from when the server listens to other pods on."""
        return self.log(name).rpartition('listening on IPv4 address "0.0.0.0"')[2]

    def health(self, name, what):
        return self.request(name, "GET", f"/observe/health/{what}", port=SERVICES[name])[0]

    def get(self, name, path):
        return self.request(name, "GET", path)

    def post(self, name, path, value, token=None):
        return self._send(name, "POST", path, value, token)

    def put(self, name, path, value, token=None):
        return self._send(name, "PUT", path, value, token)

    def _send(self, name, method, path, value, token):
        """Sends text as CSV, all else as JSON."""
        kind, body = ("text/csv", value) if isinstance(value, str) else ("application/json", json.dumps(value))
        headers = {"Content-Type": kind}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.request(name, method, path, body.encode(), headers)

    def request(self, name, method, path, body=None, headers=None, port=None):
        """Status, headers and text of the answer; straight to the pod, whatever proxy the machine is told to use."""
        connection = http.client.HTTPConnection(self.addresses[name], port or PORTS[name], timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def container(self, name):
        spec = self.trial.pods[name][-1]["spec"]
        return f"barid-{name}-{spec['containers'][0]['name']}"

    def log(self, name):
        done = self.podman("logs", self.container(name), check=False)
        return (done.stdout + done.stderr)[-20000:]

    def run_in(self, name, *command):
        return self.podman("exec", self.container(name), *command, check=False)

    def file_of(self, name, path):
        """The text of a file in the container, or None; an image need not have a program that prints it."""
        copy = os.path.join(self.folder.name, "copy")
        if self.podman("cp", f"{self.container(name)}:{path}", copy, check=False).returncode != 0:
            return None
        with open(copy, encoding="utf-8") as file:
            return file.read()

    def kill(self, name):
        """SIGKILL, as the machine's death would be; what stood in the pod is gone, its volumes stay."""
        self.podman("kill", "--signal", "KILL", self.container(name))
        self.drop(name)

    def stop(self, name):
        """SIGTERM and as long to end as the manifest grants; the exit code."""
        # Not the pod: podman would take its network away first.
        self.podman("stop", "--time", str(self.trial.grace[name]), self.container(name))
        return int(self.podman("inspect", "--format", "{{.State.ExitCode}}", self.container(name)).stdout)

    def drop(self, name):
        self.podman("pod", "rm", "--force", "--time", "0", f"barid-{name}", check=False)

    def remove(self):
        """Everything of this trial: pods, the volumes that podman makes of ConfigMaps and claims, the network."""
        for name in ORDER:
            self.drop(name)
        volumes = self.podman("volume", "ls", "--quiet").stdout.split()
        prefixes = tuple(f"barid-{name}-" for name in ORDER) + ("barid-newsletter-journal",)
        mine = [volume for volume in volumes if volume.startswith(prefixes)]
        if mine:
            self.podman("volume", "rm", "--force", *mine)
        self.podman("network", "rm", "--force", NETWORK, check=False)
