"""What is asked of a trial that runs under podman; one line is printed for each check."""

import collections
import http.client
import json
import re
import socket
import sys
import threading
import time

from installation import ORDER, PORTS, SERVICES, Failed, Installation, wait

TOKEN = "trial-only-writer"
READER = "reader@example.org"
CROWD = 300
# Requests whose answer waits for their body: method, path, value, what a success is.
SLOW = {
    "article-service": ("PUT", "/api/topics/slow", {"names": {"en": "Slow " * 20}}, 200),
    "feed-service": (
        "POST",
        "/feeds/api/partners",
        {"id": "slow", "name": "Slow " * 20, "contact": "slow@example.org", "languages": ["en"], "topics": [], "rights": "All."},
        201,
    ),
    "newsletter-service": (
        "POST",
        "/newsletter/api/subscriptions",
        {"email": "slow@example.org", "languages": ["en"], "cadence": "daily"},
        202,
    ),
}


class Checks:
    def __init__(self, trial):
        self.trial = trial
        self.began = time.monotonic()
        self.articles = 0

    def say(self, line):
        print(f"{time.monotonic() - self.began:6.1f} s  {line}", flush=True)

    def run(self):
        self.trial.start()
        self.say(f"{len(ORDER)} pods run; {len(SERVICES)} services answer started, live and ready")
        for place, names in sorted(self.trial.trial.left_out.items()):
            self.say(f"         left out, {place}: {', '.join(sorted(names))}")
        self.restricted()
        self.libraries()
        self.subscribe()
        self.path("the first start")
        for name in ORDER:
            self.trial.kill(name)
            self.trial.play(name)
            self.path(f"{name} was killed and came back")
        for name in SERVICES:
            self.slow_request(name)
        self.stopped_send()

    def restricted(self):
        for name in ORDER:
            user = 999 if name == "postgres-trial" else 10001
            status = self.trial.run_in(name, "sh", "-c", "while read -r line; do echo $line; done </proc/1/status").stdout
            expect(f"Uid: {user} {user} {user} {user}" in status, f"{name} runs as {user}: {status}")
            expect("CapEff: 0000000000000000" in status and "NoNewPrivs: 1" in status, f"{name} has no privileges: {status}")
            # The image has no `touch`, so the shell itself makes the file.
            written = self.trial.run_in(name, "sh", "-c", ": > /x")
            expect(written.returncode != 0 and "ead-only" in written.stderr, f"{name} cannot write to /: {written}")
            self.say(f"{name}: user {user}, no capabilities, no new privileges, / is read-only")

    def libraries(self):
        for name in SERVICES:
            text = self.trial.file_of(name, "/opt/barid/sbom.json")
            if text is None:
                self.say(f"{name}: no list of its libraries; mvn -Psbom package makes one")
                continue
            listed = tuple(f"{one['name']}-{one['version']}" for one in json.loads(text)["components"])
            jars = self.trial.run_in(name, "sh", "-c", "cd libs; echo *.jar").stdout.split()
            missing = [jar for jar in jars if not jar.startswith(listed)]
            expect(jars and not missing, f"{name}: not in its list of libraries: {missing}")
            self.say(f"{name}: sbom.json lists each of its {len(jars)} libraries")

    def subscribe(self):
        body = {"email": READER, "languages": ["en"], "cadence": "immediate"}
        status, _, text = self.trial.post("newsletter-service", "/newsletter/api/subscriptions", body)
        expect(status == 202, f"a subscription is answered {status}: {text}")
        mail = wait("a mail that asks for confirmation", lambda: self.mail(READER, "/newsletter/confirm/"))
        link = re.search(r"https?://[^/\s]+(/newsletter/confirm/[^\s<>\"]+)", mail)[1]
        status, _, text = self.trial.post("newsletter-service", link, "")
        expect(status in (200, 204, 303), f"a confirmation is answered {status}: {text}")
        self.say("a reader has signed up and confirmed")

    def publish(self):
        self.articles += 1
        title = f"Trial number {self.articles} under podman"
        body = {"language": "en", "title": title, "summary": "Seen.", "html": "<p>Seen.</p>"}
        headers = self.written("/api/articles", body, 201)
        self.written(f"{headers['Location']}/translations/en/publish", {}, 200)
        return title

    def written(self, path, body, success):
        """The answer's headers; a writer who is told 503 tries again, as he is while the database comes back."""

        def tried():
            status, headers, text = self.trial.post("article-service", path, body, TOKEN)
            expect(status in (success, 503), f"{path} is answered {status}: {text}")
            return headers if status == success else None

        return wait(f"{path} is taken", tried)

    def path(self, when):
        """An article from its API to feeds and mailbox."""
        title = self.publish()
        for form in ("atom", "rss"):
            feed = f"/feeds/en/articles.{form}"
            wait(f"the article in {feed}", lambda feed=feed: title in self.trial.get("feed-service", feed)[2])
        wait("the article in the mailbox", lambda: self.mail(READER, title))
        self.say(f"after {when}: an article by the API stands in Atom, RSS and the reader's mailbox")

    def slow_request(self, name):
        """SIGTERM while a request is under way: it ends well, and a pod that calls itself ready listens."""
        method, path, value, status = SLOW[name]
        if method == "PUT":
            made, _, text = self.trial.put(name, path, value, TOKEN)
            expect(made == 201, f"{path} is answered {made}: {text}")
        slow = Slow(self.trial, name, method, path, value)
        watch = Watch(self.trial, name)
        wait("a request under way", slow.under_way.is_set)
        code = self.trial.stop(name)
        slow.join()
        watch.join()
        expect(slow.status == status, f"the request in flight is answered {slow.status} ({slow.error})")
        expect(watch.unready and watch.unready < slow.ended, f"{name} was not seen unready before its last request had ended")
        expect(watch.closed and not watch.closed_while_ready, f"{name} called itself ready when its port was closed")
        expect(code == 0, f"{name} ended with {code}: {self.trial.log(name)}")
        log = self.trial.log(name)
        expect(0 < log.find("it is not ready any more") < log.find(f"{name} has stopped"), f"the log of {name} tells no stop: {log}")
        self.trial.drop(name)
        self.trial.play(name)
        self.say(f"{name}: SIGTERM during a slow request: answered {status}; not ready before the port closed; exit code 0")

    def stopped_send(self):
        """SIGTERM in the midst of an edition: when the pod is back the rest goes out, and nothing goes twice."""
        rows = "".join(f"crowd{number}@example.org,en,immediate\n" for number in range(CROWD))
        file = "email,languages,cadence\n" + rows
        where = "/newsletter/api/subscriber-imports?consent=Trial"
        status, headers, text = self.trial.post("newsletter-service", where, file, TOKEN)
        expect(status == 202, f"an import is answered {status}: {text}")
        wait("the import of a crowd", lambda: self.imported(headers["Location"]))
        title = self.publish()
        subject = re.compile(re.escape(title))
        wait("the edition begins", lambda: 20 <= len(self.crowd(subject)))
        code = self.trial.stop("newsletter-service")
        sent = len(self.crowd(subject))
        expect(code == 0, f"newsletter-service ended with {code}: {self.trial.log('newsletter-service')}")
        expect(sent < CROWD, f"all {CROWD} mails were sent before the stop: nothing was tried")
        self.trial.drop("newsletter-service")
        self.trial.play("newsletter-service")
        wait("the rest of the edition", lambda: len(set(self.crowd(subject))) == CROWD)
        # What goes out twice comes within the next edition; that comes only when this one is done.
        self.path(f"SIGTERM during a send of {CROWD} mails")
        twice = [address for address, mails in collections.Counter(self.crowd(subject)).items() if mails > 1]
        expect(not twice, f"mailed twice: {twice}")
        self.say(f"newsletter-service: SIGTERM after {sent} of {CROWD} mails, exit code 0: each came, none twice")

    def imported(self, location):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        status, _, text = self.trial.request("newsletter-service", "GET", location, headers=headers)
        state = json.loads(text)["state"] if status == 200 else status
        if state in ("failed", "mapping", "cancelled"):
            raise Failed(f"the import is {text}")
        return state == "done"

    def messages(self):
        return json.loads(self.trial.get("mail-trial", "/api/messages")[2])

    def mail(self, address, words):
        """The newest mail to `address` that holds `words`, its soft line ends joined."""
        for line in self.messages():
            if address in line["to"]:
                text = self.trial.get("mail-trial", f"/api/messages/{line['id']}/raw")[2]
                text = re.sub(r"=\r?\n", "", text).replace("=3D", "=")
                if words in text:
                    return text
        return None

    def crowd(self, subject):
        return [line["to"] for line in self.messages() if "crowd" in line["to"] and subject.search(line["subject"])]


def expect(seen, what):
    if not seen:
        raise Failed(what)


class Slow(threading.Thread):
    """A request whose body takes three seconds to come; `status` is None unless a whole answer came."""

    def __init__(self, trial, name, method, path, value):
        super().__init__()
        self.status, self.error, self.ended = None, None, None
        self.under_way = threading.Event()
        self._body = json.dumps(value).encode()
        self._line = f"{method} {path}"
        self._connection = http.client.HTTPConnection(trial.addresses[name], PORTS[name], timeout=60)
        self.start()

    def run(self):
        try:
            self._connection.putrequest(*self._line.split())
            self._connection.putheader("Content-Type", "application/json")
            self._connection.putheader("Authorization", f"Bearer {TOKEN}")
            self._connection.putheader("Content-Length", str(len(self._body)))
            self._connection.endheaders(self._body[:10])
            for place in range(10, len(self._body)):
                time.sleep(3 / len(self._body))
                self._connection.send(self._body[place : place + 1])
                if place == 20:
                    self.under_way.set()
            answer = self._connection.getresponse()
            answer.read()
            self.status = answer.status
        except (OSError, http.client.HTTPException) as error:
            self.error = error
        self.ended = time.monotonic()
        self._connection.close()


class Watch(threading.Thread):
    """Looks at a pod that is being stopped: first at its public port, then at its readiness, until the admin port is gone."""

    def __init__(self, trial, name):
        super().__init__()
        self.unready, self.closed_while_ready, self.closed = None, False, None
        self._trial, self._name = trial, name
        self.start()

    def run(self):
        while True:
            closed = not self._listens()
            try:
                ready = self._trial.health(self._name, "ready") in (200, 204)
            except (OSError, http.client.HTTPException):
                return
            if closed and self.closed is None:
                self.closed = time.monotonic()
                self.closed_while_ready = ready
            if not ready and self.unready is None:
                self.unready = time.monotonic()

    def _listens(self):
        try:
            socket.create_connection((self._trial.addresses[self._name], PORTS[self._name]), timeout=2).close()
            return True
        except OSError:
            return False


def main():
    trial = Installation(sys.argv[1])
    try:
        Checks(trial).run()
    except Failed as failed:
        print(f"FAILED: {failed}", file=sys.stderr)
        sys.exit(1)
    finally:
        trial.remove()
    print("All checks saw what they should.")


if __name__ == "__main__":
    main()
