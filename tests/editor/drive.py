#!/usr/bin/env python3
"""Asks rust-analyzer about `dockerfile!`, as an editor does, and prints what it answers as a Markdown table.

`.ci/editor` starts it. Standard library only.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 600


class Server:
    """rust-analyzer behind a pipe."""

    def __init__(self, program, directory, settings):
        self.log = tempfile.TemporaryFile()
        environment = dict(os.environ, CARGO_TARGET_DIR=str(directory / "target"))
        self.process = subprocess.Popen(
            [program], cwd=directory, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log
        )
        self.settings = settings
        self.condition = threading.Condition()
        self.answers = {}
        self.status = {}
        self.last = 0
        self.versions = {}
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        stream = self.process.stdout
        while True:
            length = None
            while (line := stream.readline().strip()) != b"":
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                break
            self.take(json.loads(stream.read(length)))
        with self.condition:
            self.answers[None] = True
            self.condition.notify_all()

    def take(self, message):
        if "method" in message:
            if message["method"] == "experimental/serverStatus":
                with self.condition:
                    self.status = message["params"]
                    self.condition.notify_all()
            if "id" in message:
                # It asks for the settings, or registers what it can do: both are known.
                configuration = message["method"] == "workspace/configuration"
                items = message["params"].get("items", []) if configuration else []
                result = [self.settings for _ in items] if configuration else None
                self.send({"id": message["id"], "result": result})
            return
        with self.condition:
            self.answers[message["id"]] = message
            self.condition.notify_all()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        # What has just changed may cancel a question; then it is asked again.
        for _ in range(20):
            self.last += 1
            number = self.last
            self.send({"id": number, "method": method, "params": params})
            with self.condition:
                self.condition.wait_for(lambda: number in self.answers or None in self.answers, PATIENCE)
                answer = self.answers.get(number)
            if answer is None:
                sys.exit(f"drive.py: no answer to {method}: {self.said()}")
            error = answer.get("error")
            if error is None:
                return answer["result"]
            if error["code"] not in (-32801, -32802, -32800):
                return {"error": error["message"]}
            time.sleep(0.2)
        return {"error": "always cancelled"}

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-2000:]

    def wait_until_quiet(self):
        with self.condition:
            quiet = self.condition.wait_for(lambda: self.status.get("quiescent") or None in self.answers, PATIENCE)
        if not quiet or None in self.answers:
            sys.exit(f"drive.py: rust-analyzer does not come to rest: {self.said()}")
        return self.status.get("health"), self.status.get("message") or ""

    def open(self, path, text):
        version = self.versions.get(path, 0) + 1
        self.versions[path] = version
        uri = path.as_uri()
        if version == 1:
            document = {"uri": uri, "languageId": "rust", "version": version, "text": text}
            self.notify("textDocument/didOpen", {"textDocument": document})
        else:
            document = {"uri": uri, "version": version}
            self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def at(self, method, path, position, **more):
        return self.ask(method, {"textDocument": {"uri": path.as_uri()}, "position": position, **more})

    def diagnostics(self, path):
        report = self.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})
        return report.get("items", [report])

    def stop(self):
        self.ask("shutdown", None)
        self.notify("exit", None)
        self.process.wait(30)


def place(text, offset):
    """The position that the protocol calls it; the texts are ASCII."""
    line = text.count("\n", 0, offset)
    return {"line": line, "character": offset - (text.rfind("\n", 0, offset) + 1)}


class Table:
    def __init__(self):
        self.failed = 0
        self.passed = 0

    def title(self, text):
        print(f"\n## {text}\n\n| in | asked for | answer | |\n| --- | --- | --- | --- |", flush=True)

    def row(self, where, asked, answer, good):
        if good:
            self.passed += 1
        else:
            self.failed += 1
        cells = [self.code(where), asked, answer, "ok" if good else "**fails**"]
        print("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |", flush=True)

    @staticmethod
    def code(text):
        return f"``{text}``" if "`" in text else f"`{text}`"


# Line of `whole.rs`, its word, and what hovering has to say.
HOVERS = [
    ("FROM (image)", "FROM", "Stage"),
    ("RUN --cache=uv", "RUN", "Run"),
    ("COPY --link", "COPY", "CopyFiles"),
    ("WORKDIR ", "WORKDIR", "Workdir"),
    ("ENV RUST_LOG", "ENV", "Env"),
    ("HEALTHCHECK ", "HEALTHCHECK", "Healthcheck"),
    ("CACHES ", "CACHES", "Caches"),
    ("CMD [\"python", "CMD", "Cmd"),
    ("COPY --link", "link", "fn link"),
    ("COPY --link", "chown", "fn chown"),
    ("--cache=uv", "cache", "fn cache"),
    ("--mount=cache(", "mount", "fn mount"),
    ("--from=build", "from", "fn from"),
    ("--interval=", "interval", "fn interval"),
    ("--platform=", "platform", "fn platform"),
    ("cache(id", "cache", "CacheMount"),
    ("id = \"models\"", "id", "fn id"),
    ("sharing = locked", "sharing", "fn sharing"),
    ("sharing = locked", "locked", "Locked"),
    ("--cache=uv", "uv", "Uv"),
    ("--cache=pip", "pip", "Pip"),
    ("--network=none", "none", "None"),
    ("CACHES apt, npm", "npm", "Npm"),
    ("AS build;", "build", "StageRef"),
    ("FROM build AS", "build", "StageRef"),
    ("--from=build", "build", "StageRef"),
    ("AS final", "final", "StageRef"),
    ("(image)", "image", "String"),
    ("(&app)", "app", "User"),
    ("(package) \" --cache", "package", "str"),
    ("COPY (name)", "name", "str"),
]

# Line, word, and where its definition is: a file of the library, or a line of the same file.
DEFINITIONS = [
    ("RUN --cache=uv", "RUN", "src/instruction/"),
    ("WORKDIR ", "WORKDIR", "src/instruction/"),
    ("--from=build", "from", "src/instruction/"),
    ("--link", "link", "src/instruction/"),
    ("--cache=uv", "cache", "src/instruction/"),
    ("cache(id", "cache", "src/mount"),
    ("id = \"models\"", "id", "src/mount"),
    ("sharing = locked", "sharing", "src/mount"),
    ("sharing = locked", "locked", "src/sharing.rs"),
    ("--cache=pip", "pip", "src/presets/"),
    ("--from=build", "build", "AS build;"),
    ("FROM build AS", "build", "AS build;"),
    ("--from=test", "test", "AS test;"),
    ("--from=build-amd64", "build", "AS build-amd64;"),
    ("--from=build-amd64", "amd64", "AS build-amd64;"),
    ("(image)", "image", "let image ="),
    ("(package) \" --cache", "package", "let package ="),
]

# A stage's name, and the lines on which it stands.
REFERENCES = [
    ("AS build;", "build", ["FROM (image) AS build;", "FROM build AS test;", "COPY --from=build"]),
    ("--from=build", "build", ["FROM (image) AS build;", "FROM build AS test;", "COPY --from=build"]),
    ("FROM build AS", "build", ["FROM (image) AS build;", "FROM build AS test;", "COPY --from=build"]),
    ("--from=test", "test", ["FROM build AS test;", "COPY --from=test"]),
    ("--from=build-amd64", "amd64", ["AS build-amd64;", "COPY --from=build-amd64", "FROM build-amd64;"]),
    ("(package) \" --cache", "package", ["let package =", "\"pip install \" (package)", "CMD [\"python\""]),
]


class Whole:
    """The file `whole.rs`, as it is opened."""

    def __init__(self, server, path):
        self.server, self.path, self.text = server, path, path.read_text()

    def position(self, line, word):
        start = self.text.index(line)
        return place(self.text, self.text.index(word, start))

    def line_of(self, position):
        return self.text.splitlines()[position["line"]].strip()

    def hovers(self, table):
        table.title("What a word means")
        for line, word, wanted in HOVERS:
            answer = self.server.at("textDocument/hover", self.path, self.position(line, word))
            text = ((answer or {}).get("contents") or {}).get("value", "")
            # Of several answers the first is what one reads.
            first = re.split(r"\n+---\n+(?:```rust)", text)[0]
            code = " ".join(re.findall(r"```rust\n(.*?)```", first, re.S))
            short = textwrap.shorten(code, 90, placeholder=" …")
            table.row(line, f"`{word}`", f"`{short}`" if short else "nothing", wanted in first)

    def definitions(self, table):
        table.title("Where a word is defined")
        for line, word, wanted in DEFINITIONS:
            answer = self.server.at("textDocument/definition", self.path, self.position(line, word)) or []
            found = []
            for link in answer if isinstance(answer, list) else []:
                uri = link.get("targetUri") or link.get("uri")
                span = link.get("targetSelectionRange") or link.get("range")
                if uri == self.path.as_uri():
                    found.append(self.line_of(span["start"]))
                else:
                    found.append(f"{re.sub('.*/(?=src/)', '', uri)}:{span['start']['line'] + 1}")
            found = sorted(set(found))
            good = any(wanted in it for it in found)
            table.row(line, f"`{word}`", "; ".join(f"`{it}`" for it in found) or "nothing", good)

    def references(self, table):
        table.title("Where a name is used")
        for line, word, wanted in REFERENCES:
            position = self.position(line, word)
            context = {"includeDeclaration": True}
            answer = self.server.at("textDocument/references", self.path, position, context=context) or []
            found = [self.line_of(it["range"]["start"]) for it in answer if isinstance(answer, list)]
            good = len(found) == len(wanted) and all(any(one in line for line in found) for one in wanted)
            table.row(line, f"`{word}`", f"{len(found)} of {len(wanted)} places", good)

    def renames(self, table):
        table.title("What changes when a name does")
        for line, word, wanted in REFERENCES:
            position = self.position(line, word)
            answer = self.server.at("textDocument/rename", self.path, position, newName="other") or {}
            changes = [it["edits"] for it in answer.get("documentChanges") or []]
            edits = [edit for edits in [*(answer.get("changes") or {}).values(), *changes] for edit in edits]
            lines = sorted({self.line_of(edit["range"]["start"]) for edit in edits})
            good = len(edits) == len(wanted) and all(any(one in line for line in lines) for one in wanted)
            short = answer.get("error") or f"{len(edits)} of {len(wanted)} places"
            table.row(line, f"`{word}`", short, good)


SKETCH = """\
use dockerkit::dockerfile;

fn main() {
    let name = String::from("x");
    let debug = true;
    let file = dockerfile! {
        FROM "rust" AS build;
        FROM "debian" AS test;
        WORKDIR "/before";
        %s
        WORKDIR "/after";
        USER "1001";
    };
    let text = file.%s;
    let _ = (name, debug, text);
}
"""


def half_typed():
    for line in (HERE / "half_typed.txt").read_text().splitlines():
        if "##" in line and not line.startswith("#"):
            typed, _, wanted = line.partition("##")
            offered, _, not_offered = wanted.partition("!")
            yield typed.strip(), offered.split(), not_offered.split()


def inserted(item):
    """What an offer puts in, without the places that it lets one fill in."""
    text = (item.get("textEdit") or {}).get("newText") or item.get("insertText") or item["label"]
    return re.sub(r"\$\{?\d+(:[^}]*\})?", "", text)


def completions(server, path, table):
    table.title("What is offered for a word that is being typed")
    for typed, wanted, unwanted in half_typed():
        text = SKETCH % (typed, "render()")
        offset = text.index("|", text.index("/before"))
        text = text[:offset] + text[offset + 1 :]
        server.open(path, text)
        answer = server.at("textDocument/completion", path, place(text, offset), context={"triggerKind": 1})
        items = (answer.get("items", []) if isinstance(answer, dict) else answer) or []
        items.sort(key=lambda item: item.get("sortText", item["label"]))
        # An editor shows those that begin like this, the best first.
        prefix = re.search(r"\w*$", text[:offset]).group()
        offers = [inserted(item) for item in items]
        shown = [offer for offer in offers if offer.lower().startswith(prefix.lower())]
        good = all(word in shown for word in wanted) and not any(word in offers for word in unwanted)
        first = ", ".join(f"`{offer}`" for offer in shown[:5])
        answer = f"{len(shown)} of {len(offers)}: {first}" if shown else f"0 of {len(offers)}"
        table.row(typed, " ".join(f"`{it}`" for it in wanted), answer, good)


def around(server, path, table):
    table.title("What stays around a line that is being typed")
    wrong = []
    for typed, _, _ in half_typed():
        line = typed.replace("|", "")
        text = SKETCH % (line, "render()")
        server.open(path, text)
        number = text[: text.index("/before")].count("\n") + 1
        # A line that does not end takes in the next.
        lines = {number} if line.endswith((";", "}")) else {number, number + 1}
        for item in server.diagnostics(path):
            error = item.get("severity", 1) == 1
            if error and item.get("range", {}).get("start", {}).get("line") not in lines:
                wrong.append(f"`{typed}`: {item.get('message', item)}")
    table.row("the lines above", "errors elsewhere", "; ".join(wrong[:3]) or "none", not wrong)
    text = SKETCH % ("RUN --ca", "rend")
    server.open(path, text)
    offset = text.index("file.rend") + len("file.rend")
    answer = server.at("textDocument/completion", path, place(text, offset), context={"triggerKind": 1})
    offers = [inserted(item) for item in (answer or {}).get("items", [])]
    good = any(offer.startswith("render") for offer in offers)
    table.row("let text = file.rend|", "`render`", f"{len(offers)} offers", good)


def no_errors(server, files, table):
    table.title("What is right, and has no error")
    for path in files:
        server.open(path, path.read_text())
        errors = [item for item in server.diagnostics(path) if item.get("severity", 1) == 1]
        lines = path.read_text().splitlines()
        shown = [f"{it['message']} (`{lines[it['range']['start']['line']].strip()}`)" for it in errors[:3] if "range" in it]
        answer = f"{len(errors)} errors: {'; '.join(shown)}" if errors else "no error"
        table.row(path.name, "errors", textwrap.shorten(answer, 300), not errors)


def documentation(root):
    """The examples in the macro's documentation, each a file of its own."""
    lines = (root / "dockerkit/src/macros.rs").read_text().splitlines()
    text = "\n".join(re.sub(r"^/// ?", "", line) for line in lines)
    for number, block in enumerate(re.findall(r"^```\n(.*?)^```", text, re.S | re.M)):
        code = re.sub(r"^#( |$)", "", block, flags=re.M)
        yield f"documentation_{number}.rs", f"fn main() -> Result<(), dockerkit::Error> {{\n{code}}}\n"


def make_crate(root, directory):
    """A small crate that depends on dockerkit, with every example of the macro."""
    examples = directory / "examples"
    examples.mkdir()
    (directory / "src").mkdir()
    (directory / "src/lib.rs").write_text("//! Nothing.\n")
    (directory / "Cargo.toml").write_text(
        f"""[package]
name = "editor"
version = "0.1.0"
edition = "2024"

[dependencies]
dockerkit = {{ path = "{root / 'dockerkit'}" }}

[workspace]
"""
    )
    for path in sorted((root / "examples").glob("*.rs")):
        # Not what only speaks of the macro, in a comment or a string.
        if re.search(r"^[^/\"\n]*\bdockerfile! *\{", path.read_text(), re.M):
            shutil.copy(path, examples)
    for path in sorted((root / "examples/build-script-macro").rglob("*.rs")):
        if "target" not in path.parts:
            shutil.copy(path, examples / f"build_script_macro_{path.stem}.rs")
    for name, text in documentation(root):
        (examples / name).write_text(text)
    shutil.copy(HERE / "whole.rs", examples)
    (examples / "half_typed.rs").write_text(SKETCH % ("", "render()"))
    return examples


def initialize(server, directory, settings):
    support = {"snippetSupport": True, "insertReplaceSupport": False}
    server.ask(
        "initialize",
        {
            "processId": os.getpid(),
            "rootUri": directory.as_uri(),
            "workspaceFolders": [{"uri": directory.as_uri(), "name": "editor"}],
            "initializationOptions": settings,
            "capabilities": {
                "general": {"positionEncodings": ["utf-8", "utf-16"]},
                "textDocument": {
                    "hover": {"contentFormat": ["markdown"]},
                    "completion": {"completionItem": support},
                    "definition": {"linkSupport": True},
                    "diagnostic": {},
                },
                "workspace": {"configuration": True, "workspaceFolders": True},
                "experimental": {"serverStatusNotification": True},
            },
        },
    )
    server.notify("initialized", {})


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--server", required=True, help="rust-analyzer")
    arguments.add_argument("--root", type=pathlib.Path, default=HERE.parent.parent, help="the checkout of dockerkit")
    arguments.add_argument("--library", help="the sources of Rust's standard library, if the toolchain has none")
    options = arguments.parse_args()
    settings = {
        "checkOnSave": False,
        "cachePriming": {"enable": False},
        "procMacro": {"enable": True},
        "cargo": {"buildScripts": {"enable": True}, "sysrootSrc": options.library},
    }
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name).resolve()
        examples = make_crate(options.root.resolve(), directory)
        server = Server(options.server, directory, settings)
        initialize(server, directory, settings)
        health, message = server.wait_until_quiet()
        if health != "ok":
            print(f"rust-analyzer is not well: {message}", file=sys.stderr)
        typed = examples / "half_typed.rs"
        whole = Whole(server, examples / "whole.rs")
        no_errors(server, sorted(set(examples.glob("*.rs")) - {typed}), table)
        whole.hovers(table)
        whole.definitions(table)
        whole.references(table)
        whole.renames(table)
        completions(server, typed, table)
        around(server, typed, table)
        server.stop()
    print(f"\n{table.passed} passed, {table.failed} failed")
    sys.exit(table.failed > 0)


if __name__ == "__main__":
    main()
