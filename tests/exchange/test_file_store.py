"""The file store: bytes come back as they were put, and what fails says so."""

import os
import re
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal.exchange import file_store
from portal.exchange.file_store import FileMissing, FileStore, FileStoreError

KEY = "0b6f7f0e-6f0c-4c39-9d59-0f6d1f1f6a11/5d0d2a53-6a1e-4a53-8a56-1f7e0f4b7c22"
BYTES = bytes(range(256)) * 1024


class Bucket(BaseHTTPRequestHandler):
    """As much of an S3-compatible service as one bucket needs: put, get, head and delete by key, and put in parts.

    Parts wait under the number of their upload until it is completed or given up; only what is complete is held.
    """

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        key, asked = self.asked()
        if not asked:
            self.server.held[key] = content
        elif int(asked["partNumber"]) == self.server.fails_at:
            return self.answer(403)
        elif asked["uploadId"] not in self.server.parts:
            return self.answer(404)
        else:
            self.server.parts[asked["uploadId"]][int(asked["partNumber"])] = content
        return self.answer(200)

    def do_GET(self) -> None:
        held = self.server.held.get(self.path)
        self.answer(404 if held is None else 200, held or b"")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        key, asked = self.asked()
        if "uploads" in asked:
            upload = str(len(self.server.parts) + 1)
            self.server.parts[upload] = {}
            body = f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
        elif "uploadId" in asked:
            parts = self.server.parts.pop(asked["uploadId"])
            listed = map(int, re.findall("<PartNumber>(.*?)</PartNumber>", content))
            self.server.sizes = [len(part) for part in parts.values()]
            self.server.held[key] = b"".join(parts[number] for number in listed)
            body = "<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"
        else:
            keys = re.findall("<Key>(.*?)</Key>", content)
            for each in keys:
                self.server.held.pop(f"/returns/{each}", None)
            deleted = "".join(f"<Deleted><Key>{each}</Key></Deleted>" for each in keys)
            body = f"<DeleteResult>{deleted}</DeleteResult>"
        self.answer(200, body.encode())

    def do_DELETE(self) -> None:
        """Give up an upload in parts; single keys are deleted by a list of them."""
        del self.server.parts[self.asked()[1]["uploadId"]]
        self.answer(204)

    def asked(self) -> tuple[str, dict[str, str]]:
        """The path of the key, and what is asked about it."""
        parts = urlsplit(self.path)
        return parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", formatdate(0, usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Test output stays quiet."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A running bucket service: ``held`` is what it holds, by path, ``parts`` what was sent of something and waits.

    It refuses every part with the number ``fails_at``.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.held, server.parts, server.sizes, server.fails_at = {}, {}, [], 0
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_REGION", "fictional-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "fictional")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "fictional")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["directory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """An empty store, of each kind in turn."""
    if request.param == "directory":
        return FileStore.open(str(tmp_path / "文件"))
    request.getfixturevalue("service")
    return FileStore.open("s3://returns/summaries")


def test_what_was_put_comes_back_byte_for_byte(store: FileStore) -> None:
    store.put(KEY, BYTES)
    assert store.get(KEY) == BYTES


def test_a_stream_hands_out_the_same_bytes_in_pieces(store: FileStore) -> None:
    store.put(KEY, BYTES)
    pieces = list(store.stream(KEY))
    assert b"".join(pieces) == BYTES
    assert all(isinstance(piece, bytes) for piece in pieces)


def test_putting_again_replaces(store: FileStore) -> None:
    store.put(KEY, b"first")
    store.put(KEY, b"second")
    assert store.get(KEY) == b"second"


def test_a_file_is_put_as_its_bytes_are_and_replaces_what_was_there(store: FileStore, tmp_path: Path) -> None:
    path = tmp_path / "packet.zip"
    path.write_bytes(BYTES)
    store.put(KEY, b"first")
    store.put_file(KEY, path)
    assert store.get(KEY) == BYTES


def test_a_large_file_is_put_in_parts_and_is_whole_afterwards(tmp_path: Path) -> None:
    path, store = tmp_path / "packet.zip", FileStore.open(str(tmp_path / "files"))
    pattern = os.urandom(4096)
    with path.open("wb") as file:
        for _piece in range(file_store.PART_BYTES * 5 // 2 // len(pattern)):
            file.write(pattern)
    store.put_file(KEY, path)
    assert (tmp_path / "files" / KEY).read_bytes() == path.read_bytes()
    assert [each.name for each in (tmp_path / "files").rglob("*") if each.is_file()] == [Path(KEY).name]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of two parts and a bit, no two stretches of which are alike."""
    path = tmp_path / "packet.zip"
    path.write_bytes(os.urandom(file_store.PART_BYTES * 2 + 5))
    return path


def test_a_bucket_puts_the_parts_of_a_large_file_together_in_their_order(
    service: ThreadingHTTPServer, large: Path
) -> None:
    store = FileStore.open("s3://returns/summaries")
    store.put_file(KEY, large)
    assert sorted(service.sizes) == [5, file_store.PART_BYTES, file_store.PART_BYTES]
    assert b"".join(store.stream(KEY)) == large.read_bytes()
    assert service.parts == {}


@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_bucket_that_refuses_one_part_is_left_with_none_of_them(
    service: ThreadingHTTPServer, large: Path, part: int
) -> None:
    store, service.fails_at = FileStore.open("s3://returns/summaries"), part
    with pytest.raises(FileStoreError):
        store.put_file(KEY, large)
    assert (service.held, service.parts) == ({}, {})


def test_what_was_there_stays_when_a_part_of_what_should_replace_it_is_refused(
    service: ThreadingHTTPServer, large: Path
) -> None:
    store, service.fails_at = FileStore.open("s3://returns/summaries"), 2
    store.put(KEY, b"first")
    with pytest.raises(FileStoreError):
        store.put_file(KEY, large)
    assert store.get(KEY) == b"first"


def test_a_file_that_is_not_there_is_not_put(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(FileStoreError):
        store.put_file(KEY, tmp_path / "nothing.zip")
    assert not store.exists(KEY)


def test_only_what_was_put_exists(store: FileStore) -> None:
    assert not store.exists(KEY)
    store.put(KEY, BYTES)
    assert store.exists(KEY)


def test_deleted_bytes_are_gone_and_deleting_twice_is_harmless(store: FileStore) -> None:
    store.put(KEY, BYTES)
    store.delete(KEY)
    store.delete(KEY)
    assert not store.exists(KEY)


def test_reading_what_is_not_there_is_file_missing(store: FileStore) -> None:
    with pytest.raises(FileMissing):
        store.get(KEY)


def test_streaming_what_is_not_there_fails_before_the_first_piece(store: FileStore) -> None:
    with pytest.raises(FileMissing):
        store.stream(KEY)


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../outside", "a/../../b", "a//b", "a/./b", "a\\b", "a/b\n", "a/"])
def test_a_key_that_could_lead_elsewhere_is_refused(store: FileStore, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        store.put(key, b"x")


def test_a_bucket_keeps_its_keys_under_the_prefix(service: ThreadingHTTPServer) -> None:
    FileStore.open("s3://returns/summaries").put(KEY, b"x")
    assert service.held == {f"/returns/summaries/{KEY}": b"x"}


def test_a_bucket_that_does_not_answer_is_a_store_error(service: ThreadingHTTPServer) -> None:
    service.shutdown()
    service.server_close()
    with pytest.raises(FileStoreError) as raised:
        FileStore.open("s3://returns/summaries").put(KEY, b"x")
    assert not isinstance(raised.value, FileMissing)


def test_a_directory_is_created_from_its_address(tmp_path: Path) -> None:
    FileStore.open(f"file://{tmp_path}/a%20b/c").put("k/v", b"x")
    assert (tmp_path / "a b" / "c" / "k" / "v").read_bytes() == b"x"


def test_two_stores_on_one_directory_see_the_same_files(tmp_path: Path) -> None:
    FileStore.open(str(tmp_path)).put(KEY, BYTES)
    assert FileStore.open(f"file://{tmp_path}").get(KEY) == BYTES


def test_a_file_is_forced_to_disk_with_every_directory_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced = []

    def remember(handle: int) -> None:
        forced.append(Path(f"/proc/self/fd/{handle}").readlink())

    monkeypatch.setattr(file_store.os, "fsync", remember)
    FileStore.open(str(tmp_path)).put("k/v", b"x")
    assert forced == [tmp_path / "k" / "v", tmp_path / "k", tmp_path]


def test_a_directory_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(FileStoreError):
        FileStore.open(str(tmp_path / "taken" / "below"))


def test_a_put_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    store = FileStore.open(str(tmp_path))
    store.put("taken", b"x")
    with pytest.raises(FileStoreError):
        store.put("taken/below", b"x")


@pytest.mark.parametrize("url", ["", "https://example.test/files", "file://elsewhere/files"])
def test_an_address_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        FileStore.open(url)


def test_a_store_used_before_a_fork_fails_at_once_instead_of_hanging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore.open(str(tmp_path))
    store.put(KEY, BYTES)
    elsewhere = os.getpid() + 1
    monkeypatch.setattr(file_store.os, "getpid", lambda: elsewhere)
    with pytest.raises(FileStoreError, match="forked"):
        store.get(KEY)
