"""
Lists in any usual shape: what other programs and spreadsheets save is read as it was meant.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.errors import SourceUnavailable, UsageError
from advisorypress.store.inbox import Wanted
from advisorypress.store.lists.columns import layout_of
from advisorypress.store.lists.entry import Bad, Entry, Reading
from advisorypress.store.lists.records import records
from advisorypress.store.lists.text_file import encoding_of, lines
from tests.store.people import NOW

DEFAULT = Wanted("both", "html", "both", ("all",))


def read(folder: Path, content: str | bytes, encoding: str = "utf-8") -> list[Entry | Bad]:
    """
    The rows of a file with *content*.
    """
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    found = encoding_of(path)
    with lines(path, found) as text:
        rows = [row for row in records(text) if not row.is_blank]
    layout = layout_of(rows)
    if layout is None:
        raise UsageError("no column of addresses")
    reading = Reading(layout, DEFAULT, (), found.guessed)
    return [reading.read(row, NOW) for row in rows[layout.has_header :]]


def told(rows: list[Entry | Bad]) -> list[str]:
    """
    Each row in a few words.
    """
    return [
        f"{row.line} {row.address} {row.language} {row.format} {' '.join(f'{c.topic}={c.pace}' for c in row.choices)}"
        if isinstance(row, Entry)
        else f"{row.line} {row.column}: {row.reason}"
        for row in rows
    ]


TWO = ["2 a@mail.example both html all=both", "3 b@mail.example both html all=both"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-marked", "utf-16-be-marked", "big5hkscs"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spreadsheets(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    """
    Whatever the byte order mark, the separator and the ends of lines: the same two people.
    """
    rows = [["姓名", "電郵地址", "備註"], ["陳大文", "a@mail.example", "x"], ["李小明", "b@mail.example", ""]]
    text = "".join(separator.join(row) + end for row in rows)
    marks = {"utf-16-le-marked": (b"\xff\xfe", "utf-16-le"), "utf-16-be-marked": (b"\xfe\xff", "utf-16-be")}
    mark, name = marks.get(encoding, (b"", encoding))

    assert TWO == told(read(tmp_path, mark + text.encode(name)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # A list of addresses and nothing else, as people paste it.
        (
            "a@mail.example\nb@mail.example\n",
            ["1 a@mail.example both html all=both", "2 b@mail.example both html all=both"],
        ),
        # Mailman: `list_members --fullnames`.
        (
            '"Chan, Tai Man" <a@mail.example>\nLee Siu Ming <b@mail.example>\nChan, S M <c@mail.example>\n',
            [f"{n} {who}@mail.example both html all=both" for n, who in enumerate("abc", 1)],
        ),
        # listmonk.
        (
            (
                "uuid,email,name,attributes,status,created_at,updated_at\n"
                '7c1f,a@mail.example,A B,"{""city"": ""Hong Kong""}",enabled,2024-01-02 03:04:05+00,2024-01-02\n'
                "7c20,b@mail.example,B C,{},blocklisted,2024-01-02,2024-01-02\n"
                "7c21,c@mail.example,C D,{},disabled,2024-01-02,2024-01-02\n"
            ),
            [
                "2 a@mail.example both html all=both",
                "3 column 5 (status): is blocked, as the list says",
                "4 column 5 (status): is blocked, as the list says",
            ],
        ),
        # Mailchimp.
        (
            (
                '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,NOTES\n'
                'a@mail.example,A,B,2,"2024-01-02 03:04:05","2024-01-02 03:05:05",,"two\nlines"\n'
                "b@mail.example,B,C,2,,,2024-05-06 07:08:09,\n"
                "c@mail.example,C,D,2,,,,\n"
            ),
            [
                "2 a@mail.example both html all=both",
                "4 column 7 (unsubscribed): has left, as the list says",
                "5 c@mail.example both html all=both",
            ],
        ),
        # What they are to get, in both languages' words.
        (
            (
                "E-mail;Language;Format;Pace;Topics\n"
                "a@mail.example;zh-HK;Text;Urgent;severity:High, vendor:Palo Alto Networks\n"
                "b@mail.example;English;;;\n"
                "c@mail.example;中英;純文字;緊急;all (digest)、kind:alert\n"
            ),
            [
                "2 a@mail.example zh-Hant text severity:high=urgent vendor:palo-alto-networks=urgent",
                "3 b@mail.example en html all=both",
                "4 c@mail.example both text all=digest kind:alert=urgent",
            ],
        ),
        ("語言,電郵\n繁體中文,a@mail.example\n", ["2 a@mail.example zh-Hant html all=both"]),
        # Excel names the separator itself; blank lines count as lines.
        ("sep=;\nemail;note\n\na@mail.example;x,y\n", ["4 a@mail.example both html all=both"]),
        # A postal address is no mail address, whatever its column is called.
        ("Address,Contact\n1 Main Road,a@mail.example\n", ["2 a@mail.example both html all=both"]),
        ("Courriel,Nom\na@mail.example,A\n", ["2 a@mail.example both html all=both"]),
        # The left of two columns with as many.
        ("Name,a,b\nX,a@mail.example,b@mail.example\n", ["2 a@mail.example both html all=both"]),
        (" Email \n  A@Mail.Example\u00a0\n", ["2 A@mail.example both html all=both"]),
        # As our own export writes what a spreadsheet would compute.
        ("email,pace\n'+a@mail.example,both\n", ["2 +a@mail.example both html all=both"]),
        ("email\n", []),
    ],
)
def test_other_programs(tmp_path: Path, content: str, expected: list[str]) -> None:
    """
    Exports of list programs and tables made by hand, in both languages.
    """
    assert expected == told(read(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("email,language\na@mail.example,fr\n", "2 column 2 (language): has a language that is none of en, zh-Hant, both"),
        ("email,format\na@mail.example,pdf\n", "2 column 2 (format): has a format that is none of html, text"),
        ("email,pace\na@mail.example,hourly\n", "2 column 2 (pace): has a pace that is none of urgent, digest, both"),
        ("email,topics\na@mail.example,weather\n", ("2 column 2 (topics): has a topic that is unknown; topics are all, press,"
         " and kind:, severity:, category:, vendor:, word:")),
        ("email,status\na@mail.example,VIP\n", "2 column 2 (status): has a status that is unknown"),
        ("email,status\na@mail.example,cleaned\n", "2 column 2 (status): had mail come back, as the list says"),
        ("email,status\na@mail.example,Pending\n", "2 column 2 (status): has not confirmed, as the list says"),
        ("email,name\na@mail.example,A,b@mail.example\n", "2 row: has more cells than the first row, which has 2"),
        ("email,name\n,A\n", "2 column 1 (email): is empty"),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_by_line_column_and_reason(tmp_path: Path, content: str, expected: str) -> None:
    """
    What cannot be understood is refused, not guessed: somebody would get the wrong mail, or mail they never wanted.
    """
    assert [expected] == told(read(tmp_path, content))


def test_a_quotation_mark_that_is_not_closed_costs_one_row(tmp_path: Path) -> None:
    """
    It takes none of the rows after it into its cell.
    """
    people = "".join(f"r{number}@mail.example,R\n" for number in range(40))
    rows = told(read(tmp_path, f'email,name\nx@mail.example,"Smith\n{people}'))

    assert "2 row: has a quotation mark that is not closed" == rows[0]
    assert 41 == len(rows)
    assert rows[1:] == [f"{number + 3} r{number}@mail.example both html all=both" for number in range(40)]


def test_nobody_hides_in_a_cell(tmp_path: Path) -> None:
    """
    Two open quotation marks make one cell of what is between them: nobody in it is lost without a word, or taken in by chance.
    """
    rows = told(
        read(tmp_path, 'email,name\nx@mail.example,"Smith\ny@mail.example,Y\nz@mail.example,Z"\nw@mail.example,W\n')
    )

    assert [
        "2 row: goes on to line 4 inside quotation marks, with an @ there; take the break out",
        "5 w@mail.example both html all=both",
    ] == rows


def test_a_line_without_end(tmp_path: Path) -> None:
    """
    A line of megabytes is refused and not held; the next one is read.
    """
    rows = told(read(tmp_path, f"email,name\nx@mail.example,{'x' * 3_000_000}\ny@mail.example,Y\n"))

    assert ["2 row: is longer than 65,536 characters", "3 y@mail.example both html all=both"] == rows


def test_letters_that_were_guessed_make_no_address(tmp_path: Path) -> None:
    """
    A file in an old encoding may be read wrongly: its ASCII addresses are right, others are asked for again.
    """
    rows = told(read(tmp_path, "電郵\n陳@mail.example\na@mail.example\n", "big5"))

    assert [
        "2 column 1 (email): has letters that are not ASCII in a file that is not UTF-8; save it as CSV UTF-8",
        "3 a@mail.example both html all=both",
    ] == rows


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04rest of a workbook", "is a workbook"),
        ("email\na@mail.example\n".encode("utf-16-le"), "without a byte order mark"),
    ],
)
def test_what_is_no_table_of_text(tmp_path: Path, content: bytes, reason: str) -> None:
    """
    It says what to do instead.
    """
    with pytest.raises(SourceUnavailable, match=f"{reason}.*save it as CSV UTF-8"):
        read(tmp_path, content)


@pytest.mark.parametrize("content", ["", "\n\n", "name,note\nA,B\n"])
def test_a_table_without_addresses(tmp_path: Path, content: str) -> None:
    """
    There is nobody in it.
    """
    with pytest.raises(UsageError):
        read(tmp_path, content)


def test_the_consent_of_a_list_is_kept(tmp_path: Path) -> None:
    """
    When it was given where the list says so in a form that cannot be mistaken, and how; an address in it is not kept.
    """
    head = "email,confirm_time,consent\n"
    rows = read(
        tmp_path,
        f"{head}a@mail.example,2024-01-02 03:04:05,paper form\nb@mail.example,02/01/2024,x@y.example said so\n"
        "c@mail.example,2999-01-01,\n",
    )

    assert [(1_704_164_645, "paper form"), (None, ""), (None, "")] == [
        (row.consent_at, row.consent) for row in rows if isinstance(row, Entry)
    ]
