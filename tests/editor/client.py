"""A language client of the smallest kind: one server over pipes, questions asked one after the other."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 60.0  # seconds for one answer; a busy machine is slow, a broken server never answers


class Client:
    """Speaks LSP with the server that `words` start. Use it as a context manager."""

    def __init__(self, words: Sequence[str], root: Path, settings: dict[str, Any]) -> None:
        self._root = root
        self._settings = settings
        self._process = subprocess.Popen(
            words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._found: dict[str, list[Any]] = {}
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Client:
        folders = [{"uri": self._root.as_uri(), "name": "project"}]
        completion = {"completionItem": {"documentationFormat": ["markdown"]}}
        capabilities = {
            "textDocument": {"completion": completion, "hover": {"contentFormat": ["markdown"]}},
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self.ask("initialize", processId=None, capabilities=capabilities, workspaceFolders=folders)
        self._tell("initialized")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def open(self, path: Path) -> None:
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_text()}
        self._tell("textDocument/didOpen", textDocument=document)

    def ask(self, method: str, **parameters: Any) -> Any:
        """The answer to a request."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def at(self, method: str, path: Path, line: int, character: int) -> Any:
        """The answer to a question about a place; line and character from 0."""
        position = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", textDocument={"uri": path.as_uri()}, position=position)

    def diagnostics(self, path: Path) -> list[Any]:
        """What the server says about a file that was opened, as soon as it has said it."""
        while path.as_uri() not in self._found:
            self._next()
        return self._found[path.as_uri()]

    def _next(self) -> dict[str, Any]:
        """The next message; the server's own questions are answered on the way."""
        message = self._messages.get(timeout=PATIENCE)
        assert message is not None, "the server ended"
        if "method" in message and "id" in message:
            asked = (
                message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            )
            answer = None if asked is None else [self._settings.get(one["section"]) for one in asked]
            self._send({"id": message["id"], "result": answer})
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._found[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def _tell(self, method: str, **parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while head := stream.readline():
                size = int(head.partition(b":")[2])
                while stream.readline().strip():
                    pass
                self._messages.put(json.loads(stream.read(size)))
        except ValueError:
            pass  # closed, or no language server
        self._messages.put(None)
