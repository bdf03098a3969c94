"""
`press doctor`, `press doctor mail` and `press doctor keys` as a person runs them.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from advisorypress.doctor.diagnosis import Verdict, could_be_better, status_of, unknown, well, wrong
from advisorypress.doctor.overview import overview
from advisorypress.language import Language
from advisorypress.notify.dkim import Signer, public_record
from advisorypress.settings import ChannelSettings, Settings
from advisorypress.store.campaigns import State, set_state
from advisorypress.store.channel_ledger import ChannelLedger, ShortText, freeze_channels
from tests.compose.library import some_settings
from tests.doctor.name_server import a_name_server
from tests.doctor.sender_zone import zone_of
from tests.examples import ROOT
from tests.in_process import run as press
from tests.notify.postfix import Postfix, postfix, postfix_folder
from tests.store.mailings import NOW, a_campaign, a_store, add_subscribers

__all__ = ["postfix", "postfix_folder"]

MKDOCS = """\
site_url: https://www.cert.example/
extra:
  press:
    name: {{en: Example CERT, zh-Hant: 示例網絡安全事故協調中心}}
    short_name: {{en: ExampleCERT, zh-Hant: 示例網安中心}}
    contacts: {{email: incident@cert.example}}
    mail:
      from: digest@cert.example
      relay: 127.0.0.1:{port}
      list_id: digest.cert.example
      tls: none
      mailbox_domain: in.cert.example
      dkim: {{domain: cert.example, selector: press}}
    channels:
      sms: {{languages: [en, zh-Hant], kinds: [alert]}}
"""


def a_repository(folder: Path, port: int = 25) -> Path:
    """
    A press repository that mails, signs and has a channel.
    """
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "vocabulary.csv").write_bytes((ROOT / "data" / "vocabulary.csv").read_bytes())
    (folder / "mkdocs.yml").write_text(MKDOCS.format(port=port), encoding="utf-8")
    return folder


def a_key(folder: Path) -> tuple[Path, Signer]:
    """
    A DKIM key in a file of its own.
    """
    key = generate_private_key(65537, 2048)
    path = folder / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    return path, Signer("cert.example", "press", key)


def test_the_exit_status() -> None:
    """
    0 when nothing is wrong, 1 when something is, 3 when somebody did not answer; what is wrong comes first.
    """
    good, better, bad, silent = well("a", ""), could_be_better("b", "", ""), wrong("c", "", ""), unknown("d", "")

    assert [0, 1, 3, 1] == [
        status_of(each) for each in ([good, better], [good, bad], [better, silent], [silent, bad, good])
    ]


@pytest.mark.needs("postfix")
def test_a_press_whose_mail_arrives(tmp_path: Path, postfix: Postfix) -> None:
    """
    A real Postfix, a name server with every record, our own key: nothing is wrong, and the exit status is 0. No mail is sent.
    """
    repository = a_repository(tmp_path / "press", postfix.port)
    path, signer = a_key(tmp_path)
    with a_name_server(zone_of(public_record(signer))) as server:
        done = press(
            repository, "doctor", "mail", "--ip", "192.0.2.25", "--dns", server.at,
            PRESS_DKIM_KEY=str(path), MAIL_CONFIG=str(postfix.folder / "etc"),
        )  # fmt: skip
        by_variable = press(
            repository, "doctor", "mail", PRESS_DNS=server.at, PRESS_DKIM_KEY=str(path),
            MAIL_CONFIG=str(postfix.folder / "etc"),
        )  # fmt: skip

    assert 0 == done.returncode, done.stdout + done.stderr
    looked_at = re.findall(r"^(?:pass|warn) +(\S+)", done.stdout, re.MULTILINE)
    assert {"SPF", "DKIM", "DMARC", "PTR", "Mailbox", "Relay", "Postfix", "Milter", "Header", "Signature"} <= set(
        looked_at
    )
    assert 0 == by_variable.returncode
    assert "name the addresses that your mail leaves from" in by_variable.stdout
    assert "from=<" not in postfix.log


def test_a_press_that_has_set_nothing(tmp_path: Path) -> None:
    """
    Every record that is missing is shown as it is to be published; the exit status is 1.
    """
    repository = a_repository(tmp_path / "press")
    path, _ = a_key(tmp_path)
    with a_name_server({}) as server:
        done = press(repository, "doctor", "mail", "--ip", "192.0.2.25", "--dns", server.at, PRESS_DKIM_KEY=str(path))

    assert 1 == done.returncode, done.stderr
    assert 'in.cert.example. IN TXT "v=spf1 ip4:192.0.2.25 -all"' in done.stdout
    assert 'press._domainkey.cert.example. IN TXT "v=DKIM1; k=rsa; p=' in done.stdout
    assert '_dmarc.cert.example. IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@cert.example"' in done.stdout
    assert "in.cert.example. IN MX 10 mail.in.cert.example." in done.stdout
    assert "extra.press.mail.authserv_id is not set, so nobody can tell who really wrote" in done.stdout
    assert "OpenPGP" not in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dns", "resolver"), "HOST:PORT"),
        (("--ip", "relay.example"), "--ip takes an IP address"),
        (("--eml", "missing.eml"), "does not exist"),
    ],
)
def test_words_that_cannot_be_meant(tmp_path: Path, words: tuple[str, str], said: str) -> None:
    """
    They are told in one line.
    """
    done = press(a_repository(tmp_path / "press"), "doctor", "mail", *words)

    assert done.returncode in (2, 3)
    assert said in done.stderr


def test_two_dkim_keys_an_origin_and_a_wrong_openpgp_key(tmp_path: Path) -> None:
    """
    The second key's record is looked for beside the first, both signatures of the sample are told, Authentication-Results are
    believed once they have a name, and a key that is in no keyring is found out before anything is sent.
    """
    repository = a_repository(tmp_path / "press")
    settings = repository / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").replace("selector: press}", "selector: press, ed25519: press-ed}")
    more = f"      authserv_id: mx.cert.example\n      openpgp: {'0' * 40}\n    channels:"
    settings.write_text(text.replace("    channels:", more), encoding="utf-8")
    path, _ = a_key(tmp_path)
    second = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    keys = {"PRESS_DKIM_KEY": str(path), "PRESS_DKIM_ED25519_KEY": second}
    with a_name_server({}) as server:
        done = press(repository, "doctor", "mail", "--dns", server.at, GNUPGHOME=str(tmp_path), **keys)
    told = press(repository, "doctor", "keys", **keys)

    assert 'press-ed._domainkey.cert.example. IN TXT "v=DKIM1; k=ed25519; p=' in done.stdout
    assert "the signature of cert.example (rsa-sha256) covers" in done.stdout
    assert "the signature of cert.example (ed25519-sha256) covers" in done.stdout
    assert "what mx.cert.example writes into Authentication-Results is believed" in done.stdout
    assert re.search(r"^fail +OpenPGP +gpg (did not sign|is not installed)", done.stdout, re.MULTILINE), done.stdout
    assert "PRESS_DKIM_ED25519_KEY: set\n" in told.stdout
    assert "PRIVATE KEY" not in done.stdout + done.stderr + told.stdout


def test_keys_are_never_told(tmp_path: Path) -> None:
    """
    Each secret has purpose, place, end and rotation, and whether it is set; none of its value is printed, right or wrong.
    """
    repository = a_repository(tmp_path / "press")
    path, _ = a_key(tmp_path)
    token, suppression, hook, password = (secrets.token_hex(32) for _ in range(4))
    right = {
        "PRESS_TOKEN_KEYS": f"1:{token}",
        "PRESS_SUPPRESSION_KEY": suppression,
        "PRESS_BACKUP_KEY": secrets.token_hex(32),
        "PRESS_DKIM_KEY": str(path),
        "PRESS_SMTP_USER": "press",
        "PRESS_SMTP_PASSWORD": password,
        "PRESS_CHANNEL_SMS": f"jsons://{hook}@gateway.example/",
    }
    names = ["TOKEN_KEYS", "SUPPRESSION_KEY", "BACKUP_KEY", "DKIM_KEY", "SMTP_PASSWORD", "CHANNEL_SMS"]

    none, good = press(repository, "doctor", "keys"), press(repository, "doctor", "keys", **right)
    bad = press(repository, "doctor", "keys", **{**right, "PRESS_TOKEN_KEYS": token, "PRESS_CHANNEL_SMS": hook})

    assert (0, 0, 1) == (none.returncode, good.returncode, bad.returncode), good.stdout + good.stderr
    assert names == re.findall(r"^PRESS_(\w+): not set", none.stdout, re.MULTILINE)
    assert names == re.findall(r"^PRESS_(\w+): set$", good.stdout, re.MULTILINE)
    assert ["TOKEN_KEYS", "CHANNEL_SMS"] == re.findall(r"^PRESS_(\w+): set, and wrong$", bad.stdout, re.MULTILINE)
    for word in ("purpose", "place", "end", "rotation"):
        assert len(names) == len(re.findall(rf"^  {word} ", good.stdout, re.MULTILINE))
    said = "".join(done.stdout + done.stderr for done in (none, good, bad))
    assert [] == [value for value in (*right.values(), token, hook) if value != "press" and value in said]


def test_a_dkim_key_that_others_can_read(tmp_path: Path) -> None:
    """
    A private key in a file for everybody, or in a Git tree, is wrong.
    """
    repository = a_repository(tmp_path / "press")
    path, _ = a_key(tmp_path)
    path.chmod(0o644)
    done = press(repository, "doctor", "keys", PRESS_DKIM_KEY=str(path))
    path.chmod(0o600)
    (tmp_path / ".git").mkdir()
    inside = press(repository, "doctor", "keys", PRESS_DKIM_KEY=str(path))

    assert (1, True) == (done.returncode, "others on this machine can read the file" in done.stdout)
    assert (1, True) == (inside.returncode, "lies in a Git tree" in inside.stdout)


def test_the_overview_of_our_own_repository(tmp_path: Path) -> None:
    """
    It says what is set up and where to look next; nothing in the demonstration is wrong.
    """
    done = press(ROOT, "doctor")

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "every page says that this is a demonstration" in done.stdout
    assert "press doctor mail" in done.stdout


def _security_txt(root: Path, expires: str) -> list[tuple[Verdict, str]]:
    file = root / "content" / ".well-known" / "security.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"Contact: mailto:incident@cert.example\nExpires: {expires}\n", encoding="utf-8")
    found = overview(some_settings(root=root), {}, "", datetime(2026, 11, 26, tzinfo=UTC))
    return [(each.verdict, each.words) for each in found if each.subject == "security.txt"]


@pytest.mark.parametrize(
    ("expires", "verdict", "words"),
    [
        ("2026-11-25T00:00:00Z", Verdict.FAIL, "it ended on 2026-11-25; readers must not trust it"),
        ("2026-12-20T00:00:00+08:00", Verdict.WARN, "it ends on 2026-12-20, in 23 days"),
        ("2027-06-30T00:00:00Z", Verdict.PASS, "it holds until 2027-06-30"),
        ("2029-01-01T00:00:00Z", Verdict.WARN, "it ends on 2029-01-01, in more than a year"),
        ("next year", Verdict.FAIL, "it has no Expires that can be read, or several"),
    ],
)
def test_what_the_calendar_brings(tmp_path: Path, expires: str, verdict: Verdict, words: str) -> None:
    """
    S-03: no build fails for the end of security.txt, so the doctor says when it nears.
    """
    assert [(verdict, words)] == _security_txt(tmp_path, expires)


def test_mailings_that_are_not_done(tmp_path: Path) -> None:
    """
    Doubts, stops, and mailings begun long ago are told, with the command that goes on; a text in doubt by its name.
    """
    store = a_store(tmp_path)
    add_subscribers(store, 1)
    doubtful, stopped, old = (
        a_campaign(store, 1, slug, lane="urgent") for slug in ("alert-a-v1", "alert-b-v1", "alert-c-v1")
    )
    freeze_channels(store, doubtful, [ShortText("sms", "en", "A@1", "text")], NOW)
    ledger = ChannelLedger(store, doubtful, "one")
    row = ledger.claim(NOW)
    assert row is not None
    assert ledger.intend(row)
    ledger.put_down(row, State.IN_DOUBT, NOW, reply="no answer in time", attempts=0)
    set_state(store, stopped.number, "stopped", NOW)
    store.dispose()

    now = datetime.fromtimestamp(NOW, UTC) + timedelta(days=2)
    found = overview(some_settings(), {"PRESS_STATE": str(tmp_path / "state")}, "", now)
    told = [(each.verdict, each.words, each.record) for each in found if each.subject == "Mailing"]

    began = f"{datetime.fromtimestamp(NOW, UTC):%Y-%m-%d}"
    assert [
        (
            Verdict.FAIL,
            "1 messages of alert-a-v1 are in doubt, among them the texts sms:en",
            "press mail settle alert-a-v1",
        ),
        (Verdict.WARN, "alert-b-v1 was stopped and is not done", "press mail resume alert-b-v1"),
        (Verdict.FAIL, f"alert-c-v1 was begun on {began} and is not done", "press mail resume alert-c-v1"),
    ] == told
    assert "alert-c-v1" == old.slug


def test_channels_in_the_overview() -> None:
    """
    A channel without a URL is wrong, one without TLS could be better; no URL is told.
    """
    channels = tuple(ChannelSettings(name, (Language.EN,), ("alert",)) for name in ("sms", "chat", "far"))
    settings: Settings = some_settings(channels=channels)
    environment = {
        "PRESS_CHANNEL_CHAT": "json://u:geheim@127.0.0.1/",
        "PRESS_CHANNEL_FAR": "json://u:geheim@far.example/",
    }

    found = [each for each in overview(settings, environment, "", datetime.now(UTC)) if each.subject == "Channel"]

    assert [Verdict.FAIL, Verdict.PASS, Verdict.WARN] == [each.verdict for each in found]
    assert not any("geheim" in f"{each.words}{each.remedy}" for each in found)
