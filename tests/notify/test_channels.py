"""
Short texts to gateways: each once, with an account that a kill cannot make wrong, and no secret in any word.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from datetime import timedelta
from pathlib import Path

import pytest

from advisorypress.compose.mailing import AlertMailing, DigestMailing, Mailing
from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.model.advisory import Revision
from advisorypress.model.library import Library
from advisorypress.notify.channel_run import ChannelManner, resume_channels, send_channels, texts_of
from advisorypress.notify.channels import Answer, Verdict, open_channel
from advisorypress.settings import ChannelSettings
from advisorypress.store.campaigns import Campaign, State, finish, set_state
from advisorypress.store.channel_ledger import (
    ChannelRow,
    channel_rows,
    settle_channels,
)
from advisorypress.store.connect import Store
from tests.compose.library import a_library, an_advisory, at, some_settings
from tests.notify.gateway import PASSWORD, Gateway, closed_port
from tests.store.mailings import NOW, a_campaign, a_store, add_subscribers

EN, ZH = Language.EN, Language.ZH
SMS = ChannelSettings("sms", (EN, ZH), ("alert",))
QUICK = ChannelManner(attempts=3, first_delay=0.05, patience=1.0)


def a_press(*channels: ChannelSettings) -> tuple[Library, AlertMailing]:
    """
    A library whose settings have *channels*, and an alert of it.
    """
    advisory = an_advisory(
        revisions=(Revision(1, at(20), "new"), Revision(2, at(20) + timedelta(hours=5), "correction", "recipients"))
    )
    library = a_library(advisories=(advisory,), settings=some_settings(channels=channels))
    return library, AlertMailing(advisory=advisory, revision=advisory.revisions[0])


def a_mailing(store: Store, slug: str = "alert-sa-2026-0142-v1", expires_at: int | None = None) -> Campaign:
    """
    An alert that is being sent to one subscriber.
    """
    add_subscribers(store, 1) if slug.endswith("v1") else None
    return a_campaign(store, 1, slug, lane="urgent", expires_at=expires_at)


def states(store: Store, campaign: Campaign) -> dict[str, State]:
    return {row.name: row.state for row in channel_rows(store, campaign.number)}


def post(gateway: Gateway, text: str = "SA-2026-0142 Update now", patience: float = 1.0) -> Answer:
    """
    What becomes of *text* at *gateway*.
    """
    return open_channel(SMS, {"PRESS_CHANNEL_SMS": gateway.url()}).post(text, patience)


@pytest.mark.parametrize(
    ("behaviour", "verdict", "words"),
    [
        (200, Verdict.ACCEPTED, "HTTP 200"),
        (204, Verdict.ACCEPTED, "HTTP 204"),
        (500, Verdict.REFUSED, "HTTP 500"),
        (503, Verdict.REFUSED, "HTTP 503"),
        (401, Verdict.REFUSED, "HTTP 401"),
        (429, Verdict.REFUSED, "HTTP 429"),
        (302, Verdict.REFUSED, "HTTP 302"),
        # Somebody between us and the gateway gave up; the gateway may have the text.
        (504, Verdict.IN_DOUBT, "HTTP 504"),
        ("hang", Verdict.IN_DOUBT, "no answer in time"),
        ("drip", Verdict.IN_DOUBT, "no answer within 1 seconds"),
        ("cut", Verdict.IN_DOUBT, "the connection was lost before the answer"),
        ("early", Verdict.IN_DOUBT, "the connection was lost before the answer"),
    ],
)
def test_what_became_of_a_text(behaviour: int | str, verdict: Verdict, words: str) -> None:
    """
    A text that was surely refused can go again; one that may have arrived is in doubt. A redirect is not followed.
    """
    with Gateway(deque([behaviour])) as gateway:
        answer = post(gateway)

        assert Answer(verdict, words) == answer
        assert len(gateway.texts) <= 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("json://127.0.0.1:{port}/", "nothing listens there"),
        ("json://nowhere.invalid/", "there is no machine of this name"),
    ],
)
def test_nobody_there(url: str, words: str) -> None:
    """
    Before a connection stands nothing of a text is out, so it is refused and not in doubt.
    """
    channel = open_channel(SMS, {"PRESS_CHANNEL_SMS": url.format(port=closed_port())})

    assert Answer(Verdict.REFUSED, words) == channel.post("text", 5)


def test_one_of_two_recipients() -> None:
    """
    When a service takes the text for one of its recipients and not for the other, it is in doubt: again would be twice.
    """
    with Gateway(deque([200, 500])) as gateway:
        channel = open_channel(SMS, {"PRESS_CHANNEL_SMS": gateway.url()})
        plugin = channel.plugin
        once = plugin.send
        plugin.send = lambda **kwargs: all([once(**kwargs), once(**kwargs)])  # type: ignore[method-assign]

        assert Verdict.IN_DOUBT is channel.post("text", 2).verdict


def test_the_whole_text_arrives_as_it_is() -> None:
    """
    Signs that mean something in HTML, Markdown or to Apprise are words like any other; Chinese stays Chinese.
    """
    text = "SA-2026-0142 <b>&amp; \\n *立即更新* :smile: _x_ 「引號」"
    with Gateway() as gateway:
        post(gateway, text)

        assert [text] == gateway.texts


@pytest.mark.parametrize(
    "url",
    [
        "",
        f"nonsense-{PASSWORD}",
        f"unknown://{PASSWORD}@host",
        f"mailto://a:{PASSWORD}@mail.example",
        f"json://u:{PASSWORD}@host/?verify=no",
    ],
)
def test_a_url_that_cannot_be_used(
    url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """
    It is refused before anything is sent, and nothing of it is ever said.
    """
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SettingsError, match="PRESS_CHANNEL_SMS") as refusal:
        open_channel(SMS, {"PRESS_CHANNEL_SMS": url})

    said = str(refusal.value) + caplog.text + "".join(capfd.readouterr())
    assert PASSWORD not in said


def test_no_secret_in_any_log(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """
    However loud a log is set, the libraries' words about a URL do not reach it.
    """
    logging.getLogger("apprise").setLevel(1)
    logging.getLogger("urllib3.connectionpool").setLevel(1)
    caplog.set_level(1)
    with Gateway(deque([500])) as gateway:
        channel = open_channel(SMS, {"PRESS_CHANNEL_SMS": gateway.url(PASSWORD)})
        channel.post("text", 1)

        assert [f"/{PASSWORD}"] == gateway.paths
    said = caplog.text + "".join(capfd.readouterr()) + repr(channel)
    assert PASSWORD not in said


def test_a_plain_gateway_elsewhere_is_known() -> None:
    """
    A gateway without TLS is fine on this machine; elsewhere the doctor has to say so.
    """
    plain = [
        open_channel(SMS, {"PRESS_CHANNEL_SMS": url}).is_plain
        for url in ("json://127.0.0.1/", "json://gateway.example/", "jsons://gateway.example/")
    ]

    assert [False, True, False] == plain


def test_texts_go_out_once(tmp_path: Path) -> None:
    """
    One text a channel and language; a second run sends nothing, also when the settings have another channel by then.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(SMS)
    with Gateway() as gateway:
        environment = {"PRESS_CHANNEL_SMS": gateway.url(), "PRESS_CHANNEL_CHAT": gateway.url()}

        rows = send_channels(store, campaign, library, mailing, environment, manner=QUICK)
        more, _ = a_press(SMS, ChannelSettings("chat", (EN,), ("alert",)))
        send_channels(store, campaign, more, mailing, environment, manner=QUICK)

        assert {"sms:en": State.SENT, "sms:zh-Hant": State.SENT} == {row.name: row.state for row in rows}
        assert sorted(row.text for row in rows) == sorted(gateway.texts)
        assert all(text.startswith("SA-2026-0142 ") and "https" not in text for text in gateway.texts)


def test_a_refusal_is_tried_again_and_given_up(tmp_path: Path) -> None:
    """
    After a refusal the text goes again, later and later, until the attempts are used up; each attempt is one request.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(ChannelSettings("sms", (EN,), ("alert",)), ChannelSettings("chat", (ZH,), ("alert",)))
    told: list[str] = []
    with Gateway(deque([500, 503, 200])) as good, Gateway(deque([500])) as bad:
        environment = {"PRESS_CHANNEL_SMS": good.url(), "PRESS_CHANNEL_CHAT": bad.url()}

        send_channels(store, campaign, library, mailing, environment, manner=QUICK, tell=told.append)

        assert {"sms:en": State.SENT, "chat:zh-Hant": State.FAILED} == states(store, campaign)
        assert (3, 3) == (len(good.texts), len(bad.texts))
    assert "chat:zh-Hant: given up: HTTP 500" in told


def test_a_doubt_waits_for_a_person(tmp_path: Path) -> None:
    """
    A text that may have arrived is never sent again by itself, and the mailing is not done; a person says what became of it.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(ChannelSettings("sms", (EN,), ("alert",)), ChannelSettings("chat", (EN,), ("alert",)))
    told: list[str] = []
    with Gateway(deque(["cut", 200])) as gateway, Gateway(deque(["cut", 200])) as other:
        environment = {"PRESS_CHANNEL_SMS": gateway.url(), "PRESS_CHANNEL_CHAT": other.url()}
        for _ in range(3):
            send_channels(store, campaign, library, mailing, environment, manner=QUICK, tell=told.append)

        assert {"sms:en": State.IN_DOUBT, "chat:en": State.IN_DOUBT} == states(store, campaign)
        assert (1, 1) == (len(gateway.texts), len(other.texts))
        assert not finish(store, campaign.number, NOW)
        assert any(line.startswith("sms:en: in doubt") for line in told)

        assert ("sms:en",) == settle_channels(store, campaign.number, State.PENDING, NOW, {"sms"})
        assert ("chat:en",) == settle_channels(store, campaign.number, State.LEFT, NOW)
        resume_channels(store, campaign, library.settings, environment, manner=QUICK)

        assert {"sms:en": State.SENT, "chat:en": State.LEFT} == states(store, campaign)
        assert (2, 1) == (len(gateway.texts), len(other.texts))


def test_a_missing_url_waits_for_the_next_run(tmp_path: Path) -> None:
    """
    A channel whose URL is missing keeps its text and stops no other; when it is there the text goes.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(ChannelSettings("sms", (EN,), ("alert",)), ChannelSettings("chat", (EN,), ("alert",)))
    told: list[str] = []
    with Gateway() as gateway:
        send_channels(
            store, campaign, library, mailing, {"PRESS_CHANNEL_SMS": gateway.url()}, manner=QUICK, tell=told.append
        )
        first = states(store, campaign)
        environment = {"PRESS_CHANNEL_SMS": gateway.url(), "PRESS_CHANNEL_CHAT": gateway.url()}
        send_channels(store, campaign, library, mailing, environment, manner=QUICK)

        assert {"sms:en": State.SENT, "chat:en": State.PENDING} == first
        assert {"sms:en": State.SENT, "chat:en": State.SENT} == states(store, campaign)
    assert any(line.startswith("chat: not sent yet: PRESS_CHANNEL_CHAT is not set") for line in told)


def test_a_stopped_mailing_sends_no_text(tmp_path: Path) -> None:
    """
    Statement 22: what a person stopped stays where it is, and resuming sends exactly the remainder.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(SMS)
    with Gateway() as gateway:
        environment = {"PRESS_CHANNEL_SMS": gateway.url()}
        set_state(store, campaign.number, "stopped", NOW)
        send_channels(store, campaign, library, mailing, environment, manner=QUICK)
        stopped = len(gateway.texts)
        set_state(store, campaign.number, "sending", NOW)
        resume_channels(store, campaign, library.settings, environment, manner=QUICK)

        assert (0, 2) == (stopped, len(gateway.texts))


def test_an_alert_beyond_its_window(tmp_path: Path) -> None:
    """
    What was to be said within hours is not said the day after.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store, expires_at=NOW + 100)
    library, mailing = a_press(SMS)
    with Gateway() as gateway:
        send_channels(
            store,
            campaign,
            library,
            mailing,
            {"PRESS_CHANNEL_SMS": gateway.url()},
            manner=QUICK,
            clock=lambda: NOW + 101.0,
        )

        assert [] == gateway.texts
    assert {State.EXPIRED} == set(states(store, campaign).values())


def test_which_channels_a_mailing_has() -> None:
    """
    By kind: an exercise goes only to channels that say so, a digest to those of digests; a link only where it is wanted.
    """
    library, alert = a_press(
        SMS,
        ChannelSettings("social", (EN,), ("alert", "digest"), link=True),
        ChannelSettings("staging", (EN,), ("exercise",)),
    )
    exercise = AlertMailing(advisory=alert.advisory, revision=alert.revision, is_exercise=True)
    whole = a_library(settings=library.settings)

    def chosen(mailing: Mailing, library: Library = library) -> list[str]:
        return [f"{text.channel}:{text.language}" for text in texts_of(library, mailing)]

    assert ["sms:en", "sms:zh-Hant", "social:en"] == chosen(alert)
    assert ["staging:en"] == chosen(exercise)
    assert ["social:en"] == chosen(DigestMailing(digest=whole.digests[0]), whole)
    assert texts_of(library, exercise)[0].text.startswith("EXERCISE 演習 SA-2026-0142 ")
    links = [
        text.text.endswith("https://www.cert.example/advisories/SA-2026-0142/") for text in texts_of(library, alert)
    ]
    assert [False, False, True] == links


def test_a_correction_follows_the_wrong_text(tmp_path: Path) -> None:
    """
    It goes to exactly those channels and languages in which the wrong version was told, or may have been.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(
        ChannelSettings("sms", (EN,), ("alert",)), ChannelSettings("chat", (EN,), ("alert",)), ChannelSettings("web", (EN,), ("digest",))
    )  # fmt: skip
    correction = AlertMailing(advisory=mailing.advisory, revision=mailing.advisory.revisions[1])
    with Gateway() as good, Gateway(deque([500])) as bad:
        environment = {"PRESS_CHANNEL_SMS": good.url(), "PRESS_CHANNEL_CHAT": bad.url()}
        send_channels(store, campaign, library, mailing, environment, manner=QUICK)

    assert ["sms:en"] == [f"{text.channel}:{text.language}" for text in texts_of(library, correction, store)]


CHILD = """
import sys
from pathlib import Path
from tests.notify.test_channels import QUICK, SMS, a_press
from tests.store.mailings import a_store
from advisorypress.notify.channel_run import send_channels
from advisorypress.store.campaigns import find_campaign
store = a_store(Path(sys.argv[1]))
campaign = find_campaign(store, "alert-sa-2026-0142-v1")
library, mailing = a_press(SMS)
send_channels(store, campaign, library, mailing, {"PRESS_CHANNEL_SMS": sys.argv[2]})
"""


def test_a_kill_between_intent_and_answer(tmp_path: Path) -> None:
    """
    Statement 19 for channels: a text that was going out when the sender was killed is in doubt by name and not sent again;
    the others are sent by the next run, once.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(SMS)
    with Gateway(deque(["hang"])) as gateway:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path), gateway.url()], cwd=Path(__file__).parents[2]
        )
        try:
            deadline = time.monotonic() + 60
            while not gateway.texts and time.monotonic() < deadline:
                time.sleep(0.02)
            assert [State.HANDING, State.CLAIMED] == list(states(store, campaign).values())
        finally:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        gateway.answers = deque([200])

        rows = send_channels(store, campaign, library, mailing, {"PRESS_CHANNEL_SMS": gateway.url()}, manner=QUICK)

        assert {"sms:en": State.IN_DOUBT, "sms:zh-Hant": State.SENT} == {row.name: row.state for row in rows}
        assert sorted(row.text for row in rows) == sorted(gateway.texts)


def test_no_secret_in_the_ledger(tmp_path: Path) -> None:
    """
    The store knows a channel by its name; the URL stays in the environment.
    """
    store = a_store(tmp_path)
    campaign = a_mailing(store)
    library, mailing = a_press(SMS)
    with Gateway(deque([500, "cut", 200])) as gateway:
        send_channels(store, campaign, library, mailing, {"PRESS_CHANNEL_SMS": gateway.url()}, manner=QUICK)
    store.dispose()

    files = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert not re.search(PASSWORD.encode(), files)
    rows: tuple[ChannelRow, ...] = channel_rows(store, campaign.number)
    assert 2 == len(rows)
