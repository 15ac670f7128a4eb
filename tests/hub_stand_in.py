"""A stand-in for the Hugging Face Hub on the loopback address: as much of it as publishing needs, in memory, and it can break.

It keeps datasets as commits of files, knows small files by git's SHA-1 and Parquet files by their SHA-256, and records every
request. No test reaches a network.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.conftest import HANG

TOKEN = "hf_invented_token_of_the_tests"
Answer = tuple[int, Any]


@dataclass(frozen=True)
class Blob:
    """A file of a commit."""

    content: bytes
    large: bool

    def describe(self, path: str) -> dict[str, Any]:
        """The file as the Hub lists it; of a large one git has only a pointer."""
        sha256, size = hashlib.sha256(self.content).hexdigest(), len(self.content)
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()
        listed = {"type": "file", "path": path, "size": size, "oid": digest_as_git(pointer if self.large else self.content)}
        return {**listed, "lfs": {"oid": sha256, "size": size, "pointerSize": len(pointer)}} if self.large else listed


def digest_as_git(content: bytes) -> str:
    """The id that git gives a file."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass
class Dataset:
    """A dataset of the Hub: commits by id, and the ids that branches and tags name. It begins with one commit."""

    private: bool = False
    commits: dict[str, dict[str, Blob]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add("main", {".gitattributes": Blob(b"*.parquet filter=lfs\n", False)}, "initial commit")

    def add(self, branch: str, files: dict[str, Blob], message: str = "by hand") -> str:
        """A new commit on a branch; its id."""
        commit = hashlib.sha1(f"{branch} {len(self.commits)}".encode()).hexdigest()
        self.commits[commit], self.branches[branch] = dict(files), commit
        self.messages.append(message)
        return commit

    def resolve(self, revision: str) -> str | None:
        """The commit that a branch, a tag or an id names."""
        named = self.branches.get(revision) or self.tags.get(revision) or revision
        return named if named in self.commits else None

    def files(self, revision: str = "main") -> dict[str, bytes]:
        """The files of a revision but the one that the Hub writes itself."""
        found = self.commits[self.resolve(revision) or ""]
        return {path: blob.content for path, blob in sorted(found.items()) if path != ".gitattributes"}


@dataclass
class Fault:
    """What goes wrong, so many times, with requests of a method whose path holds a part.

    A status is the answer; "drop" breaks the connection in the middle of the request; "mute" does the work and breaks the
    connection instead of answering; "stall" does the work late: when the same request has come again and was answered.
    """

    method: str
    part: str
    how: int | str
    times: int


class Hub:
    """The stand-in: its datasets and stored large files, the requests that came, and what is to go wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.lock = threading.Lock()
        self.stalled: dict[tuple[str, str], threading.Event] = {}
        self.empty()

    def empty(self) -> None:
        """Forget everything."""
        self.datasets: dict[str, Dataset] = {}
        self.stored: dict[str, bytes] = {}
        self.requests: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.lost: set[str] = set()
        self.release_stalled()
        self.before_commit: Callable[[], object] = lambda: None

    def fail(self, method: str, part: str, how: int | str, times: int = 1) -> None:
        """Let requests go wrong."""
        self.faults.append(Fault(method, part, how, times))

    def asked(self, method: str, part: str = "") -> list[str]:
        """The paths of the requests of a method that hold a part, in the order in which they came."""
        return [path for way, path in self.requests if way == method and part in path]

    def take_fault(self, method: str, path: str) -> int | str | None:
        """Record a request; how it is to go wrong."""
        with self.lock:
            self.requests.append((method, path))
            for fault in self.faults:
                if fault.times and fault.method == method and fault.part in path:
                    fault.times -= 1
                    return fault.how
        return None

    def stall(self, method: str, path: str) -> None:
        """Wait until the same request was answered, or nobody asks any more."""
        self.stalled[method, path] = threading.Event()
        self.stalled[method, path].wait(HANG)

    def release_stalled(self, *request: str) -> None:
        """Let a stalled request go on, once its like was answered; without one, all of them."""
        for key in [request] if request else [*self.stalled]:
            if waiting := self.stalled.pop(key, None):
                waiting.set()

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """Do what a request asks for."""
        words = [unquote(word) for word in path.strip("/").split("/")]
        if words[0] == "store":
            return self.store(words[1], method, body)
        said = json.loads(body) if body and "/commit/" not in path else {}
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}
        if path == "/api/repos/create":
            return self.create(said)
        if path.endswith(".git/info/lfs/objects/batch"):
            return self.batch(said)
        dataset = self.datasets.get("/".join(words[2:4]))
        if dataset is None:
            return 404, {"error": "Repository not found", "code": "RepoNotFound"}
        return self.answer_dataset(dataset, "/".join(words[2:4]), words[4:], said, body)

    def answer_dataset(self, dataset: Dataset, name: str, words: list[str], said: Any, body: bytes) -> Answer:
        """Do what a request asks of a dataset."""
        what, revision = words[0], words[-1]
        if what == "refs":
            return 200, {
                "branches": list_refs("heads", dataset.branches),
                "tags": list_refs("tags", dataset.tags),
                "converts": [],
            }
        if what == "branch":
            return self.name(dataset.branches, revision, dataset.resolve(said.get("startingPoint", "main")))
        commit = dataset.resolve(revision)
        if commit is None:
            return 404, {"error": "Invalid rev id", "code": "RevisionNotFound"}
        if what == "tag":
            return self.name(dataset.tags, said["tag"], commit)
        if what == "tree":
            return 200, [blob.describe(path) for path, blob in dataset.commits[commit].items()]
        if what == "preupload":
            modes = {True: "lfs", False: "regular"}
            listed = [{**file, "uploadMode": modes[file["path"].endswith(".parquet")]} for file in said["files"]]
            return 200, {"files": [{**file, "shouldIgnore": False} for file in listed]}
        return self.commit(dataset, name, revision, [json.loads(line) for line in body.splitlines()])

    def create(self, said: dict[str, Any]) -> Answer:
        """Make a dataset."""
        name = f"{said['organization']}/{said['name']}"
        there = name in self.datasets
        self.datasets.setdefault(name, Dataset(private=said.get("visibility") == "private"))
        url = f"{self.url}/datasets/{name}"
        return (409, {"error": "You already created this dataset repo", "url": url}) if there else (200, {"url": url})

    def name(self, names: dict[str, str], name: str, commit: str | None) -> Answer:
        """Give a commit a name, which must be free."""
        if name in names:
            return 409, {"error": f"{name} exists already"}
        names[name] = commit or ""
        return 200, {}

    def batch(self, said: dict[str, Any]) -> Answer:
        """Say where large files are to be sent; one that is stored already is not."""
        listed = []
        for file in said["objects"]:
            href = f"{self.url}/store/{file['oid']}"
            actions = {"upload": {"href": href}, "verify": {"href": f"{href}/verify"}}
            listed.append(file if file["oid"] in self.stored else {**file, "actions": actions})
        return 200, {"transfer": "basic", "objects": listed}

    def store(self, oid: str, method: str, body: bytes) -> Answer:
        """Take in a large file, or say whether it has arrived."""
        if method == "PUT" and hashlib.sha256(body).hexdigest() == oid:
            self.stored[oid] = body
        return (200, {}) if oid in self.stored else (400, {"error": "the content is not what it is called"})

    def commit(self, dataset: Dataset, name: str, branch: str, lines: list[dict[str, Any]]) -> Answer:
        """Add a commit to a branch, if nobody has since the one that the sender knows."""
        self.before_commit()
        header = lines[0]["value"]
        if header.get("parentCommit", dataset.branches[branch]) != dataset.branches[branch]:
            return 412, {"error": "A commit has happened since. Please refresh and try again."}
        files = dict(dataset.commits[dataset.branches[branch]])
        for line in lines[1:]:
            path = line["value"]["path"]
            if line["key"] == "deletedFile":
                del files[path]
            elif path not in self.lost and line["key"] == "lfsFile":
                files[path] = Blob(self.stored[line["value"]["oid"]], True)
            elif path not in self.lost:
                files[path] = Blob(base64.b64decode(line["value"]["content"]), False)
        commit = dataset.add(branch, files, header["summary"])
        return 200, {"success": True, "commitOid": commit, "commitUrl": f"{self.url}/datasets/{name}/commit/{commit}"}


def list_refs(kind: str, names: dict[str, str]) -> list[dict[str, str]]:
    """Branches or tags as the Hub lists them."""
    return [{"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": commit} for name, commit in names.items()]


def refuse_login(method: str, path: str, login: str) -> Answer | None:
    """The refusal of a token that is wrong, or missing where something is to change; None where all is well."""
    if method == "PUT" and path.startswith("/store/"):  # the address is the permission, as with S3
        return None
    if login not in ("", f"Bearer {TOKEN}"):
        return 401, {"error": "Invalid credentials in Authorization header"}
    if not login and method != "GET":
        return 401, {"error": "Invalid username or password."}
    return None


def make_handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    """What speaks HTTP for a stand-in."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # an answer in one piece: in two, the second waits for a receipt of the first

        def speak(self) -> None:
            path = urlsplit(self.path).path
            fault = hub.take_fault(self.command, path)
            length = int(self.headers.get("Content-Length") or 0)
            if fault == "drop":
                self.rfile.read(length // 2)
                self.close_connection = True
                return
            body = self.rfile.read(length)
            if fault == "stall":
                hub.stall(self.command, path)
            login = self.headers.get("Authorization", "")
            if isinstance(fault, int):
                status, said = fault, {"error": f"not now, {login}"}
            else:
                status, said = refuse_login(self.command, path, login) or hub.answer(self.command, path, body)
            if fault == "mute":
                self.close_connection = True
                return
            self.reply(status, said)
            hub.release_stalled(self.command, path)

        do_GET = do_POST = do_PUT = speak  # noqa: N815 (names that the standard library looks for)

        def reply(self, status: int, said: Any) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if isinstance(said, dict):
                self.send_header("X-Error-Code", said.get("code", ""))
                self.send_header("X-Error-Message", said.get("error", ""))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing on stderr."""

    return Handler


@contextmanager
def serve_hub() -> Iterator[Hub]:
    """A running stand-in, empty."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), make_handler(hub))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
