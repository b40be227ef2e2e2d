"""Turns a rendered trial into what podman can run.

Podman is no cluster. All that it cannot do is named here: what is turned into something else, and what is left out (LEFT_OUT).
A field that is neither kept nor named is an error, and so is a name in the list that the rendering does not hold.
    transform.py <RENDERED          prints what podman gets
"""

import base64
import sys

import yaml

# Fields without effect under podman, by the place where they stand.
LEFT_OUT = {
    "kind": {"Namespace", "ServiceAccount", "NetworkPolicy", "PodDisruptionBudget"},
    "workload": {"minReadySeconds", "progressDeadlineSeconds", "selector", "strategy", "serviceName"},
    "pod": {
        "automountServiceAccountToken",  # there is no API to give a token of
        "enableServiceLinks",
        "serviceAccountName",
        "terminationGracePeriodSeconds",  # given to `podman stop` instead
        "topologySpreadConstraints",
    },
    "pod.securityContext": {"fsGroup", "fsGroupChangePolicy"},  # volumes are given their owner instead
    # The three health URLs are polled instead; every port is open to the machine.
    "container": {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe", "ports"},
    "claim": {"accessModes"},
    "emptyDir": {"sizeLimit"},
    "secret volume": {"defaultMode"},
}
# Images of the build's own binaries stand for two public ones; their passwords and folders are the same.
IMAGES = {
    "docker.io/library/postgres": "localhost/barid/postgres:trial",
    "docker.io/axllent/mailpit": "localhost/barid/mail:trial",
}


class Unknown(Exception):
    """The rendering holds what the transform does not know."""


class Transform:
    """One rendering's objects; `pods`, `volumes`, `left_out` hold the result."""

    def __init__(self, rendered, addresses):
        """`addresses` gives each workload's name its address."""
        self.objects = [one for one in yaml.safe_load_all(rendered) if one]
        self.addresses = addresses
        self.left_out = {}
        self.pods = {}
        self.grace = {}
        self.volumes = {}
        self._values = {}
        self._owners = {}
        self._run()

    def _drop(self, place, name):
        if name not in LEFT_OUT[place]:
            raise Unknown(f"{place}: {name} is neither kept nor named in LEFT_OUT")
        self.left_out.setdefault(place, set()).add(name)

    def _take(self, place, fields, *kept):
        """The fields kept; all others must be named as left out."""
        for name in fields:
            if name not in kept:
                self._drop(place, name)
        return {name: fields[name] for name in kept if name in fields}

    def _run(self):
        workloads, services, claims = [], [], []
        for one in self.objects:
            kind = one["kind"]
            if kind in ("Deployment", "StatefulSet"):
                workloads.append(one)
            elif kind == "Service":
                services.append(one)
            elif kind == "PersistentVolumeClaim":
                claims.append(one)
            elif kind == "ConfigMap":
                self._values["ConfigMap", one["metadata"]["name"]] = one["data"]
            elif kind == "Secret":
                decoded = {key: base64.b64decode(value).decode() for key, value in one["data"].items()}
                self._values["Secret", one["metadata"]["name"]] = decoded
            else:
                self._drop("kind", kind)
        names = [one["metadata"]["name"] for one in workloads]
        if sorted(names) != sorted(self.addresses):
            raise Unknown(f"the workloads are {names}, addresses are known of {sorted(self.addresses)}")
        aliases = [self._alias(service, workloads) for service in services]
        for workload in workloads:
            self._workload(workload, aliases)
        for claim in claims:
            self._claim(claim["metadata"]["name"], claim["spec"])
        for place, names in LEFT_OUT.items():
            stale = names - self.left_out.get(place, set())
            if stale:
                raise Unknown(f"{place}: {sorted(stale)} stand in LEFT_OUT, and not in the rendering")

    def _alias(self, service, workloads):
        """A Service becomes a name for the pod's address, so its ports must be the container's own."""
        selector = service["spec"]["selector"].items()
        [target] = [one for one in workloads if one["spec"]["template"]["metadata"]["labels"].items() >= selector]
        [container] = target["spec"]["template"]["spec"]["containers"]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        for port in service["spec"]["ports"]:
            if ports[port["targetPort"]] != port["port"]:
                raise Unknown(f"Service {service['metadata']['name']} has another port than its container: {port}")
        return {"ip": self.addresses[target["metadata"]["name"]], "hostnames": [service["metadata"]["name"]]}

    def _workload(self, workload, aliases):
        name = workload["metadata"]["name"]
        spec = self._take("workload", workload["spec"], "replicas", "template", "volumeClaimTemplates")
        if spec["replicas"] != 1:
            raise Unknown(f"{name} has {spec['replicas']} replicas; a pod here is one")
        given = spec["template"]["spec"]
        self.grace[name] = given.get("terminationGracePeriodSeconds", 30)
        pod = self._take("pod", given, "securityContext", "initContainers", "containers", "volumes")
        owner = pod["securityContext"].get("fsGroup")
        kept = ("runAsNonRoot", "runAsUser", "runAsGroup", "seccompProfile")
        pod["securityContext"] = self._take("pod.securityContext", pod["securityContext"], *kept)
        for kind in ("initContainers", "containers"):
            if kind in pod:
                pod[kind] = [self._container(container) for container in pod[kind]]
        templates = spec.get("volumeClaimTemplates", [])
        volumes = pod["volumes"] + [
            {"name": one["metadata"]["name"], "persistentVolumeClaim": {"claimName": f"{name}-{one['metadata']['name']}"}}
            for one in templates
        ]
        maps = []
        pod["volumes"] = [self._volume(name, volume, owner, maps) for volume in volumes]
        for one in templates:
            self._claim(f"{name}-{one['metadata']['name']}", one["spec"])
        # With Always podman starts an init container over and over (its issue 16343).
        pod["restartPolicy"] = "OnFailure"
        pod["hostAliases"] = aliases
        metadata = {"name": f"barid-{name}", "labels": workload["metadata"]["labels"]}
        self.pods[name] = maps + [{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod}]

    def _container(self, container):
        kept = ("name", "args", "env", "image", "imagePullPolicy", "resources", "securityContext", "volumeMounts")
        container = self._take("container", container, *kept)
        repository = container["image"].rsplit(":", 1)[0]
        if repository in IMAGES:
            container["image"] = IMAGES[repository]
        elif "." not in repository.split("/")[0]:
            container["image"] = "localhost/" + container["image"]
        else:
            raise Unknown(f"nothing stands for the image {container['image']}")
        container["imagePullPolicy"] = "Never"
        return container

    def _volume(self, pod, volume, owner, maps):
        """ConfigMaps stay, each volume with one of its own; a Secret becomes a ConfigMap, for podman would mount its base64."""
        name = volume["name"]
        [kind] = volume.keys() - {"name"}
        source = volume[kind]
        if kind == "emptyDir":
            return {"name": name, "emptyDir": self._take("emptyDir", source)}
        if kind == "persistentVolumeClaim":
            self._owners[source["claimName"]] = owner
            return {"name": name, "persistentVolumeClaim": {"claimName": f"barid-{source['claimName']}"}}
        if kind == "configMap":
            data = self._files("ConfigMap", self._take("secret volume", source, "name", "items"))
        elif kind == "secret":
            source = self._take("secret volume", source, "secretName", "items")
            source["name"] = source.pop("secretName")
            data = self._files("Secret", source)
        elif kind == "projected":
            data = {}
            for one in self._take("secret volume", source, "sources")["sources"]:
                data.update(self._files("Secret", one["secret"]))
        else:
            raise Unknown(f"{pod} has a volume of the kind {kind}")
        of_its_own = f"barid-{pod}-{name}"
        maps.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": of_its_own}, "data": data})
        return {"name": name, "configMap": {"name": of_its_own}}

    def _files(self, kind, source):
        values = self._values[kind, source["name"]]
        if "items" not in source:
            return dict(values)
        return {item["path"]: values[item["key"]] for item in source["items"]}

    def _claim(self, name, spec):
        self._take("claim", spec, "resources")
        self.volumes[f"barid-{name}"] = self._owners[name]


def main():
    rendered = sys.stdin.read()
    kinds = ("Deployment", "StatefulSet")
    workloads = [one["metadata"]["name"] for one in yaml.safe_load_all(rendered) if one and one["kind"] in kinds]
    try:
        done = Transform(rendered, {name: f"192.0.2.{place + 1}" for place, name in enumerate(workloads)})
    except Unknown as unknown:
        sys.exit(str(unknown))
    print(yaml.safe_dump_all([one for objects in done.pods.values() for one in objects]), end="")


if __name__ == "__main__":
    main()
