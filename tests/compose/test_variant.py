"""
Variants: pure, alike for everybody but in the slots, fit for the wire, and the same in both forms (mail.md 1 to 4, 6, 8, 9, 13).
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage, Message

import pytest

from advisorypress.compose.choice import wanted
from advisorypress.compose.mailing import DigestMailing, Item, Mailing
from advisorypress.compose.reader import Edition, Format
from advisorypress.compose.slots import Slot, Template
from advisorypress.compose.variant import compile_variant, compose_variant, variant_key
from advisorypress.errors import SettingsError, UsageError
from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.digest_items import digest_items
from advisorypress.model.library import Library
from advisorypress.render.plain.wrapping import columns_of
from tests.compose.library import EN, HOSTILE, ZH, a_digest, a_library, an_advisory, some_document_words, some_words
from tests.compose.mailings import (
    mail_library,
    store_settings,
    taken_back,
    the_alert,
    the_digest,
    values_for,
)
from tests.compose.test_digest import Page, addresses

VARIANTS = [
    pytest.param(kind, edition, format, id=f"{kind}-{edition}-{format}")
    for kind in ("digest", "alert")
    for edition in Edition
    for format in Format
]


def made(
    kind: str, edition: Edition, format: Format, library: Library | None = None
) -> tuple[Library, Mailing, tuple[Item, ...], Template]:
    """
    Everything anew, down to the library.
    """
    library = library or mail_library()
    mailing: Mailing
    if kind == "digest":
        mailing, items = the_digest(library)
    else:
        mailing = the_alert(library)
        items = (mailing.advisory,)
    return library, mailing, items, compile_variant(library, mailing, edition, format, items)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def texts_of(raw: bytes) -> dict[str, str]:
    return {
        # The last line end belongs to the boundary in one encoding and to the body in the other.
        part.get_content_type(): part.get_content().replace("\r\n", "\n").rstrip("\n")
        for part in parsed(raw).walk()
        if not part.is_multipart()
    }


@pytest.mark.parametrize(("kind", "edition", "format"), VARIANTS)
def test_spliced_bytes_equal_a_message_built_from_scratch(kind: str, edition: Edition, format: Format) -> None:
    """
    mail.md 1: for 50 recipients, the template that a store has kept gives what the standard library makes of the same
    fields and parts, field by field and part by part, and the same bytes as one compiled from a library of its own.
    """
    library, mailing, items, template = made(kind, edition, format)
    kept = Template.unpack(template.pack())
    mail = compose_variant(library, mailing, edition, format, items)
    fresh = made(kind, edition, format)[3]

    for number in range(50):
        values = values_for(number, mailing.slug)
        raw = kept.splice(values)
        assert fresh.splice(values) == raw
        if number % 10:
            continue
        message = parsed(raw)
        assert mail.subject == message["Subject"]
        assert {slot: message[slot] for slot in Slot} == {slot: value.decode() for slot, value in values.items()}
        forms = {"text/plain": mail.text, "text/html": mail.html}
        assert {name: words.rstrip("\n") for name, words in forms.items() if words} == texts_of(raw)


@pytest.mark.parametrize(("kind", "edition", "format"), VARIANTS)
def test_two_recipients_differ_in_the_slots_only(kind: str, edition: Edition, format: Format) -> None:
    """
    mail.md 2: To, Message-ID and List-Unsubscribe, and not one byte of the body, which can so be signed once.
    """
    _, mailing, _, template = made(kind, edition, format)
    one, other = (template.splice(values_for(number, mailing.slug)) for number in (1, 2))

    (head, _, body), (other_head, _, other_body) = (raw.partition(b"\r\n\r\n") for raw in (one, other))

    assert body == other_body
    differ = [
        line.partition(b":")[0].decode()
        for line, other_line in zip(head.split(b"\r\n"), other_head.split(b"\r\n"), strict=True)
        if line != other_line
    ]
    assert ["To", "Message-ID", "List-Unsubscribe"] == differ
    assert b"example.org" not in body


@pytest.mark.parametrize(("kind", "edition", "format"), VARIANTS)
def test_list_unsubscribe_is_one_raw_line(kind: str, edition: Edition, format: Format) -> None:
    """
    mail.md 3: one line with exactly one https and one mailto, no encoded word, and the one-click field beside it.
    """
    _, mailing, _, template = made(kind, edition, format)

    lines = template.splice(values_for(1, mailing.slug)).split(b"\r\n")

    (line,) = (line for line in lines if line.lower().startswith(b"list-unsubscribe:"))
    assert line.startswith(b"List-Unsubscribe: <https://mail.cert.example/u/u1")
    assert (1, 1, 0) == (line.count(b"https://"), line.count(b"mailto:"), line.count(b"=?"))
    assert re.search(rb", <mailto:u-u1[a-z2-7]{40}@mail\.cert\.example\?subject=unsubscribe>$", line)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" == lines[lines.index(line) + 1]


@pytest.mark.parametrize(("kind", "edition", "format"), VARIANTS)
def test_every_line_is_fit_for_the_wire(kind: str, edition: Edition, format: Format) -> None:
    """
    mail.md 4: seven bits, CRLF at each end, no bare CR or LF, no NUL, headers at most 998 and bodies at most 76 columns,
    and every body in quoted-printable or base64.
    """
    _, mailing, _, template = made(kind, edition, format)

    raw = template.splice(values_for(1, mailing.slug))

    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[^\x20-\x7e\r\n]", raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    transfer = "quoted-printable" if edition is Edition.EN else "base64"
    leaves: list[Message] = [part for part in parsed(raw).walk() if not part.is_multipart()]
    assert {transfer} == {part["Content-Transfer-Encoding"] for part in leaves}
    assert (1 if format is Format.TEXT else 2) == len(leaves)


def test_a_line_of_a_single_dot_arrives_as_such() -> None:
    """
    mail.md 4: in the body it is an encoded one, so no relay can take it for the end.
    """
    library = mail_library()
    digest = a_digest(words={EN: some_document_words(EN, "", "", intro=".")})
    mailing, items = the_digest(replace(library, digests=(digest,)))

    raw = compile_variant(library, mailing, Edition.EN, Format.HTML, items).splice(values_for(1, mailing.slug))

    assert b"\r\n.\r\n" not in raw
    assert "\n.\n" in texts_of(raw)["text/plain"]


@pytest.mark.parametrize(("kind", "edition"), [(kind, edition) for kind in ("digest", "alert") for edition in Edition])
def test_both_forms_name_the_same_things(kind: str, edition: Edition) -> None:
    """
    mail.md 6: the same links in both forms, all on the site; nothing that loads, runs or asks; a language on every block.
    """
    library, mailing, items, _ = made(kind, edition, Format.HTML)
    mail = compose_variant(library, mailing, edition, Format.HTML, items)
    page = Page(mail.html)

    assert set(addresses(mail.text)) == set(page.links)
    assert {"https://www.cert.example"} == {"/".join(link.split("/")[:3]) for link in page.links}
    assert not {"img", "script", "form", "link", "iframe"} & {tag for tag, _ in page.elements}
    assert len(mail.html.encode()) < 100_000
    bands = [values for tag, values in page.elements if tag == "td" and "band" in values.get("class", "")]
    first, *below = edition.languages()
    assert first.tag == page.elements[0][1]["lang"]
    assert ["", *(language.tag for language in below)] == [band.get("lang", "") for band in bands]
    for language, words in page.words:
        if re.search("[\u4e00-\u9fff]", words):
            assert "zh-Hant-HK" == language, words


@pytest.mark.parametrize("kind", ["digest", "alert"])
def test_both_languages_have_each_advisory_once(kind: str) -> None:
    """
    mail.md 8: and the subject has both; English stands first, unless the settings say otherwise.
    """
    library, mailing, items, template = made(kind, Edition.BOTH, Format.HTML)
    mail = compose_variant(library, mailing, Edition.BOTH, Format.HTML, items)

    message = parsed(template.splice(values_for(1, mailing.slug)))
    turned = compose_variant(
        replace(library, settings=store_settings(first=ZH)), mailing, Edition.BOTH, Format.HTML, items
    )

    assert "en, zh-Hant" == message["Content-Language"]
    assert mail.subject == message["Subject"]
    for item in items:
        if isinstance(item, Advisory):
            for language in Language:
                assert 1 == addresses(mail.text).count(library.settings.url(language, item.path))
    assert re.search("^[^\u4e00-\u9fff]+ \\| .*[\u4e00-\u9fff]", mail.subject)
    assert re.search("^.*[\u4e00-\u9fff].* \\| [^\u4e00-\u9fff]+$", turned.subject)
    assert (EN, ZH) == mail.languages


@pytest.mark.parametrize("edition", Edition)
def test_chinese_survives_writing_again(edition: Edition) -> None:
    """
    mail.md 8: subject and both bodies are the same after another program has read and written the message.
    """
    library, mailing, items, template = made("digest", edition, Format.HTML)
    raw = template.splice(values_for(1, mailing.slug))

    again = parsed(raw).as_bytes(policy=email.policy.SMTP)

    assert compose_variant(library, mailing, edition, Format.HTML, items).subject == parsed(again)["Subject"]
    assert texts_of(raw) == texts_of(again)


@pytest.mark.parametrize("kind", ["digest", "alert"])
def test_no_word_can_add_a_header(kind: str) -> None:
    """
    mail.md 9: whatever a title, a summary, a note or the team's name holds, the fields are the same, each once.
    """
    words = {
        language: some_words(
            language, title=HOSTILE, summary=HOSTILE, actions=(HOSTILE,), revision_notes=("New.", HOSTILE)
        )
        for language in Language
    }
    hostile = mail_library(taken_back("correction", "urgent", words=words))
    hostile = replace(hostile, settings=replace(hostile.settings, name=dict.fromkeys(Language, HOSTILE)))

    *_, expected = made(kind, Edition.BOTH, Format.HTML)
    *_, actual = made(kind, Edition.BOTH, Format.HTML, hostile)

    def fields(template: Template) -> list[str]:
        return list(parsed(template.splice(dict.fromkeys(Slot, b"x"))).keys())

    assert fields(expected) == fields(actual)
    assert len(set(fields(actual))) == len(fields(actual))


def test_the_header_is_that_of_the_design() -> None:
    """
    mail.md 4.6: these fields, in this order, with these values.
    """
    _, mailing, _, template = made("alert", Edition.ZH, Format.TEXT)
    values = values_for(3, mailing.slug)

    message = parsed(template.splice(values))

    assert [
        ("From", "示例網絡安全事故協調中心 <digest@cert.example>"),
        ("To", "reader3@example.org"),
        ("Subject", "【極高度風險】FortiOS 遠端執行程式碼漏洞"),
        ("Date", "Tue, 01 Dec 2026 09:30:00 +0800"),
        ("Message-ID", values[Slot.MESSAGE_ID].decode()),
        ("List-Id", "<digest.cert.example>"),
        ("List-Unsubscribe", values[Slot.LIST_UNSUBSCRIBE].decode()),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Feedback-ID", "alert-sa-2026-0142-v2:digest.cert.example:alert:cert-example"),
        ("Reply-To", "digest@cert.example"),
        ("List-Help", "<https://www.cert.example/zh-hant/subscribe/>"),
        ("List-Owner", "<https://www.cert.example/zh-hant/about/>"),
        ("List-Archive", "<https://www.cert.example/zh-hant/advisories/>"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", "zh-Hant"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "base64"),
    ] == list(message.items())


@pytest.mark.parametrize(
    ("endpoint", "field"), [("", None), ("https://mail.cert.example/", "List-Unsubscribe=One-Click")]
)
def test_one_click_is_promised_where_it_is_taken(endpoint: str, field: str | None) -> None:
    """
    RFC 8058: the field of one click stands only where an endpoint is.
    """
    library = mail_library(settings=store_settings(endpoint=endpoint))
    _, mailing, _, template = made("alert", Edition.EN, Format.TEXT, library)

    assert field == parsed(template.splice(values_for(1, mailing.slug)))["List-Unsubscribe-Post"]


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"endpoint": "", "mailbox_domain": ""}, "a mailing to subscribers needs a way to leave it"),
        ({"endpoint": "http://mail.cert.example"}, "mail.endpoint is an https address"),
        ({"endpoint": "https://mail.cert.example>\r\nBcc: x"}, "mail.endpoint is an https address"),
        ({"mailbox_domain": "a b"}, "mail.mailbox_domain has a space in it"),
    ],
)
def test_nothing_is_made_that_nobody_could_leave(mail: dict[str, str], reason: str) -> None:
    """
    The setting is named before anything is sent.
    """
    with pytest.raises(SettingsError, match=re.escape(reason)):
        made("alert", Edition.EN, Format.TEXT, mail_library(settings=store_settings(**mail)))


def test_one_digest_for_several_topics() -> None:
    """
    mail.md 13: somebody with two topics gets the union, no advisory twice, and shares the variant of all who get the same.
    """
    library = mail_library()
    mailing, items = the_digest(library, "severity:critical", "vendor:fortinet", "category:browsers", "vendor:fortinet")
    _, by_other_topics = the_digest(library, "category:browsers", "word:fortios", "word:flaw", "severity:high")

    text = compose_variant(library, mailing, Edition.EN, Format.TEXT, items).text

    found = re.findall(r"(?m)^https://\S+/advisories/(SA-\S+)/$", text)
    assert sorted(set(found)) == sorted(found)
    assert "SA-2026-0144" in found
    assert "SA-2026-0145" not in found
    assert "reading" not in text
    key = variant_key(Edition.EN, Format.HTML, items)
    assert 4 == len(
        {key, variant_key(Edition.ZH, Format.HTML, items), variant_key(Edition.EN, Format.TEXT, items)}
        | {variant_key(Edition.EN, Format.HTML, items[1:])}
    )
    assert (key == variant_key(Edition.EN, Format.HTML, by_other_topics)) == (items == by_other_topics)


def test_an_empty_digest_is_not_made() -> None:
    """
    mail.md 13: nothing wanted, no mail; and a variant holds what it was asked to hold, in the digest's order.
    """
    library = mail_library()
    mailing, everything = the_digest(library)
    _, nothing = the_digest(library, "vendor:nobody", "press")

    assert () == nothing
    for items in (nothing, tuple(reversed(everything)), (an_advisory(id="SA-2026-9999"),)):
        with pytest.raises(UsageError):
            compile_variant(library, mailing, Edition.EN, Format.HTML, items)


def test_words_of_the_team_about_the_whole_are_not_said_of_a_part() -> None:
    """
    A reader who gets two of six advisories is told of two, whatever the summary says of all.
    """
    digest = a_digest(words={EN: some_document_words(EN, "", "Six this time.", intro="")})
    library = a_library(digests=(digest,), settings=store_settings())
    items = digest_items(library, digest)
    some = wanted(items, ("category:browsers", "category:mobile"))

    part = compose_variant(library, DigestMailing(digest=digest), Edition.EN, Format.TEXT, some).text
    whole = compose_variant(
        library, DigestMailing(digest=digest), Edition.EN, Format.TEXT, wanted(items, ("all",))
    ).text

    assert "Six this time." in whole
    assert "Six this time." not in part
    assert "2 advisories; none to act on first" in part


@pytest.mark.parametrize(("kind", "edition", "format"), VARIANTS)
def test_the_text_part_has_72_columns(kind: str, edition: Edition, format: Format) -> None:
    """
    A Chinese character takes two of them; only an address may be longer, and stands alone (visual.md 8).
    """
    library, mailing, items, _ = made(kind, edition, format)

    lines = compose_variant(library, mailing, edition, format, items).text.splitlines()

    assert [] == [line for line in lines if columns_of(line) > 72 and not line.startswith("https://")]
    assert all(line == line.rstrip() for line in lines)
