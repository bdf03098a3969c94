"""
What the endpoint answers and takes down (mail.md 25 and 28; requirements.md U-05 to U-09).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from advisorypress.endpoint.limits import Limits
from advisorypress.endpoint.pages import HEADERS
from advisorypress.endpoint.site import Desk
from advisorypress.endpoint.spool import CURRENT, Request, Spool, requests
from advisorypress.tokens import Purpose, TokenKeys

KEYS = TokenKeys({1: b"k" * 32})
TOKEN = KEYS.issue(Purpose.UNSUBSCRIBE, b"12345678")
CONFIRMATION = KEYS.issue(Purpose.CONFIRM, b"12345678", 1_764_000_000)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = {
    "address": "reader@example.com",
    "language": "zh-Hant",
    "pace": "urgent",
    "topic": ["kind:alert", "vendor:acme"],
}
MULTIPART = b'--XX\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--XX--\r\n'


class Hour:
    """
    A clock that stands until it is moved.
    """

    now = 1_764_000_000.0

    def __call__(self) -> float:
        return self.now


def a_client(folder: Path, **given: object) -> TestClient:
    clock = Hour()
    desk = Desk(Spool(folder), clock=clock, monotonic=clock, **given)  # type: ignore[arg-type]
    return TestClient(desk.application(), follow_redirects=False)


def taken_down(folder: Path) -> list[Request]:
    path = folder / CURRENT
    found = list(requests(path)) if path.exists() else []
    assert None not in found
    return [request for request in found if request is not None]


def test_one_click_is_taken_down(tmp_path: Path) -> None:
    """
    A POST of the one field, urlencoded, is answered with 200, without redirect or cookie, and stands in the spool.
    """
    answer = a_client(tmp_path).post(f"/u/{TOKEN}", data=ONE_CLICK)

    assert (200, None, None) == (answer.status_code, answer.headers.get("location"), answer.headers.get("set-cookie"))
    assert [("unsubscribe", TOKEN, 1_764_000_000)] == [
        (request.do, request.text("token"), request.at) for request in taken_down(tmp_path)
    ]


def test_one_click_as_multipart(tmp_path: Path) -> None:
    """
    The same as multipart/form-data, which RFC 8058 prefers.
    """
    kind = {"Content-Type": "multipart/form-data; boundary=XX"}
    answer = a_client(tmp_path).post(f"/u/{TOKEN}", content=MULTIPART, headers=kind)

    assert 200 == answer.status_code
    assert ["unsubscribe"] == [request.do for request in taken_down(tmp_path)]


def test_an_upper_case_link_works(tmp_path: Path) -> None:
    """
    A token in capitals is the same token.
    """
    a_client(tmp_path).post(f"/u/{TOKEN.upper()}", data=ONE_CLICK)

    assert [TOKEN] == [request.text("token") for request in taken_down(tmp_path)]


@pytest.mark.parametrize("path", [f"/u/{TOKEN}", f"/c/{CONFIRMATION}", "/subscribe"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(tmp_path: Path, path: str, method: str) -> None:
    """
    GET and HEAD, which scanners send for every link, leave the spool as it was.
    """
    answer = a_client(tmp_path).request(method, path)

    assert 200 == answer.status_code
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=Two-Click"),
        ("application/x-www-form-urlencoded", b"list-unsubscribe=one-click"),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click&List-Unsubscribe=One-Click"),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click&more=1"),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click" + b"&" * 1024),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("application/json", b'{"List-Unsubscribe":"One-Click"}'),
        ("text/plain", b"List-Unsubscribe=One-Click"),
        ("", b"List-Unsubscribe=One-Click"),
        ("multipart/form-data", MULTIPART),
        ("multipart/form-data; boundary=YY", MULTIPART),
        ("multipart/form-data; boundary=XX", MULTIPART.replace(b"name=", b"nome=")),
        ("multipart/form-data; boundary=XX", b"--XX\r\n\r\n" * 100),
    ],
)
def test_a_wrong_body_changes_nothing(tmp_path: Path, kind: str, body: bytes) -> None:
    """
    Another field, another kind, or more than 1 KB is refused.
    """
    answer = a_client(tmp_path).post(f"/u/{TOKEN}", content=body, headers={"Content-Type": kind})

    assert 400 == answer.status_code
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("token", ["u1x", TOKEN[:-1], TOKEN + "a", CONFIRMATION, "u0" + TOKEN[2:], "%0A", "u1%00"])
def test_a_token_that_cannot_be_one_learns_nothing(tmp_path: Path, token: str) -> None:
    """
    It is answered like any other, and is not taken down.
    """
    client = a_client(tmp_path / "spool")
    (tmp_path / "spool").mkdir()
    answer = client.post(f"/u/{token}", data=ONE_CLICK)

    assert client.post(f"/u/{TOKEN}", data=ONE_CLICK).content == answer.content
    assert [TOKEN] == [request.text("token") for request in taken_down(tmp_path / "spool")]


def test_confirming_needs_the_button(tmp_path: Path) -> None:
    """
    A confirmation is a POST of its own field; the field of unsubscribing does not do.
    """
    client = a_client(tmp_path)

    assert 400 == client.post(f"/c/{CONFIRMATION}", data=ONE_CLICK).status_code
    assert 200 == client.post(f"/c/{CONFIRMATION}", data={"confirm": "yes"}).status_code
    assert [("confirm", CONFIRMATION)] == [(request.do, request.text("token")) for request in taken_down(tmp_path)]


def test_the_form_is_taken_down(tmp_path: Path) -> None:
    """
    Address, language, pace and topics as they were chosen.
    """
    answer = a_client(tmp_path).post("/subscribe", data=FORM)

    assert 200 == answer.status_code
    [request] = taken_down(tmp_path)
    assert ("subscribe", "reader@example.com", "zh-Hant", "urgent", "html", ("kind:alert", "vendor:acme")) == (
        request.do,
        *(request.text(name) for name in ("address", "language", "pace", "format")),
        request.texts("topics"),
    )


def test_the_answer_is_the_same_for_everybody(tmp_path: Path) -> None:
    """
    The endpoint cannot tell who is known: two addresses get one answer, byte for byte.
    """
    client = a_client(tmp_path)
    answers = {client.post("/subscribe", data={**FORM, "address": address}).content for address in ("a@b.cd", "x@y.zz")}

    assert 1 == len(answers)


@pytest.mark.parametrize(
    "address", ["", "a", "@b.c", "a@", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "a\u2028@b.c", "a" * 251 + "@b.c"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    """
    With the same words for each, and nothing is taken down.
    """
    assert 400 == a_client(tmp_path).post("/subscribe", data={**FORM, "address": address}).status_code
    assert [] == list(tmp_path.iterdir())


def test_one_client_cannot_send_forms_all_day(tmp_path: Path) -> None:
    """
    After the burst a client gets 429, and others do not; an hour later it may again.
    """
    limits = Limits(client_burst=3, client_per_hour=3)
    clock = Hour()
    desk = Desk(Spool(tmp_path), limits=limits, clock=clock, monotonic=clock)
    first = TestClient(desk.application(), client=("2001:db8::1", 1))
    neighbour = TestClient(desk.application(), client=("2001:db8::2", 1))
    other = TestClient(desk.application(), client=("192.0.2.1", 1))

    assert [200, 200, 200, 429] == [first.post("/subscribe", data=FORM).status_code for _ in range(4)]
    assert (429, 200) == tuple(client.post("/subscribe", data=FORM).status_code for client in (neighbour, other))
    clock.now += 3600
    assert 200 == first.post("/subscribe", data=FORM).status_code


def test_all_together_cannot_either(tmp_path: Path) -> None:
    """
    Many clients at once meet the limit for all; memory for them is bounded.
    """
    limits = Limits(burst=5, per_hour=5, clients=3)
    allowed = [limits.allow(f"192.0.2.{number}", 0.0) for number in range(10)]

    assert [True] * 5 + [False] * 5 == allowed
    assert 3 == len(limits._each)


def test_a_full_spool_is_not_called_done(tmp_path: Path) -> None:
    """
    When it cannot be taken down the answer is 503, so that a provider tries again.
    """
    desk = Desk(Spool(tmp_path, max_bytes=100))
    answer = TestClient(desk.application()).post(f"/u/{TOKEN}", data=ONE_CLICK)

    assert (503, "600") == (answer.status_code, answer.headers["retry-after"])


@pytest.mark.parametrize("path", ["/", "/u/", f"/u/{TOKEN}/", "/u", "/x/y", f"/c/{CONFIRMATION}/", "/subscribe/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_answer_is_a_redirect(tmp_path: Path, path: str, method: str) -> None:
    """
    An address that is none is a page that says so.
    """
    answer = a_client(tmp_path).request(method, path)

    assert 404 == answer.status_code
    assert HEADERS.items() <= {name: answer.headers[name] for name in HEADERS}.items()


class Reader(HTMLParser):
    """
    What tests ask of a page.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", [f"/u/{TOKEN}", f"/c/{CONFIRMATION}", "/subscribe", "/u/short"])
def test_every_page_is_in_both_languages(tmp_path: Path, path: str) -> None:
    """
    Each names its languages, has one heading of the first level, no script, and nothing from elsewhere.
    """
    page = a_client(tmp_path).get(path).text
    tags = Reader(page).tags

    assert {"en", "zh-Hant-HK"} <= {attributes.get("lang") for _, attributes in tags}
    assert 1 == [tag for tag, _ in tags].count("h1")
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in tags}
    assert not [attributes for _, attributes in tags if {"style", "src", "onclick"} & set(attributes)]
    assert "prefers-color-scheme:dark" in page
    assert re.search(r"[\u4e00-\u9fff]", page)


@pytest.mark.parametrize(("path", "do"), [(f"/u/{TOKEN}", "unsubscribe"), (f"/c/{CONFIRMATION}", "confirm")])
def test_the_button_does_it(tmp_path: Path, path: str, do: str) -> None:
    """
    What the page's one button sends is what the endpoint takes.
    """
    client = a_client(tmp_path)
    tags = Reader(client.get(path).text).tags
    [button] = [attributes for tag, attributes in tags if tag == "button"]
    assert [{"method": "post"}] == [attributes for tag, attributes in tags if tag == "form"]
    client.post(path, data={button["name"]: button["value"]})

    assert [do] == [request.do for request in taken_down(tmp_path)]
