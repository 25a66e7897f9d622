"""What is wrong with a file, its header or the shape of its rows."""

import os
from pathlib import Path

import pytest

COLUMNS = "client_id, name, birth_year, populations, site"
FILES = ", ".join(
    f"{one}.csv"
    for one in ("sites", "programs", "clients", "episodes", "groups", "members", "sessions", "attendance")
)
AS_UTF_8 = 'in a spreadsheet, save it as "CSV UTF-8"; in an editor, choose the encoding UTF-8'
REMOVE = 'put a cell with quotation marks into more of them, such as "the ""old"" group"'

FAULTS = [
    (
        "client_id,name\nheron,Heron M.\notter,Zoë\n".encode("latin-1"),
        f"clients.csv, row 3: byte 39 of the file (0xEB) is not UTF-8; {AS_UTF_8}.",
    ),
    (
        b"\xef\xbb\xbfclient_id\n\xff\n",
        f"clients.csv, row 2: byte 14 of the file (0xFF) is not UTF-8; {AS_UTF_8}.",
    ),
    (
        "client_id,name\nheron,\n".encode("utf-16"),
        f"clients.csv, row 1: the file is in UTF-16 and not in UTF-8; {AS_UTF_8}.",
    ),
    (
        b"client_id\nhe\0ron\n",
        f"clients.csv, row 2: the file holds a zero byte and is no text; {AS_UTF_8}.",
    ),
    ("", f"clients.csv: the file is empty; remove it, or begin it with {COLUMNS}."),
    ("\ufeff\n \n", f"clients.csv: the file is empty; remove it, or begin it with {COLUMNS}."),
    (
        "\nclient_id\nheron\n",
        f"clients.csv, row 1: the header is empty; the first row names the columns: {COLUMNS}.",
    ),
    (
        "heron,Heron M.\notter,Otter B.\n",
        "clients.csv, row 1: this is no header, since none of its cells is the name of a column; "
        f"the first row names the columns: {COLUMNS}.",
    ),
    (
        "client_id;name\nheron;Heron M.\n",
        "clients.csv, row 1: the cells are not separated by commas; save the file with commas between them.",
    ),
    (
        "client_id\tname\nheron\tHeron M.\n",
        "clients.csv, row 1: the cells are not separated by commas; save the file with commas between them.",
    ),
    (
        "name\nHeron M.\n",
        "clients.csv, row 1, client_id: the column is missing; add it to the header and to every row.",
    ),
    (
        "client_id,Name\nheron,Heron M.\n",
        'clients.csv, row 1, Name: "Name" is not a column of clients.csv; did you mean name?',
    ),
    (
        "client_id,shoe\nheron,42\n",
        f'clients.csv, row 1, shoe: "shoe" is not a column of clients.csv; remove it, or use {COLUMNS}.',
    ),
    (
        "client_id,name,name\nheron,a,b\n",
        "clients.csv, row 1, name: the column is there twice, as number 2 and 3; remove one.",
    ),
    (
        "client_id,name,\nheron,a,\n",
        "clients.csv, row 1, column 3: the column has no name; name it, or remove it from every row.",
    ),
    (
        "client_id,name\nheron,Heron M.\notter,Otter,B.\n",
        "clients.csv, row 3: the row has 3 cells and the header 2; "
        "put text with a comma in it into quotation marks, or remove what is too much.",
    ),
    (
        "client_id,name\nheron\n",
        "clients.csv, row 2: the row has 1 cell and the header 2; add the missing cells, empty ones too.",
    ),
    (
        'client_id,name\nheron,"Heron" M.\n',
        f"clients.csv, row 2: the quotation marks do not match, and what follows cannot be read; {REMOVE}.",
    ),
    (
        'client_id,name\nheron,a\notter,"b\nlynx,c\n',
        f"clients.csv, row 3: the quotation marks do not match, and what follows cannot be read; {REMOVE}.",
    ),
    (
        f"client_id,name\nheron,{'x' * 131_073}\n",
        "clients.csv, row 2: a cell is longer than 131,072 characters; shorten it, "
        "or close the quotation mark that it begins with.",
    ),
]


@pytest.mark.parametrize(("content", "sentence"), FAULTS, ids=[one[1][:70] for one in FAULTS])
def test_a_fault_gets_its_own_sentence_and_no_other(write, faults, content, sentence):
    assert faults(write(clients=content)) == [sentence]


def test_a_row_is_counted_as_a_spreadsheet_counts_it(write, faults):
    """Lines inside a cell are no rows; empty lines are."""
    content = 'client_id,name\n"heron","Heron\nM."\n\notter,a,b\n'
    assert faults(write(clients=content))[0].startswith("clients.csv, row 4: the row has 3 cells")


def test_rows_without_text_are_passed_over(write, take):
    assert take(write(clients="client_id,name\nheron,\n\n , \notter,\n,,,\n")).counts == {"clients": 2}


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(write, take):
    assert take(write(clients="\ufeffclient_id,name\r\nheron,Heron M.\r\n")).counts == {"clients": 1}


def test_an_unreadable_table_says_nothing_against_what_refers_to_it(changed, faults):
    for table in ("clients", "groups", "sessions", "members"):
        found = faults(changed(**{table: b"\xff"}))
        assert [one.split(", row")[0] for one in found] == [f"{table}.csv"]


def test_a_missing_column_says_nothing_against_what_refers_to_the_table(changed, faults):
    missing = "the column is missing; add it to the header and to every row."
    for table, column, header in (
        ("members", "joined_on", "group_id,client_id"),
        ("sessions", "ends_at", "session_id,group_id,starts_at"),
        ("groups", "name", "group_id"),
    ):
        cells = {"members": "morning,heron", "sessions": "s1,morning,2026-01-12T09:00", "groups": "morning"}
        found = faults(changed(**{table: f"{header}\n{cells[table]}\n"}))
        assert found == [f"{table}.csv, row 1, {column}: {missing}"]


def test_a_table_of_another_name_is_named_with_those_that_are_read(write, faults):
    folder = write(clients="client_id\nheron\n", atendance="session_id\n", notes="a\n")
    assert faults(folder) == [
        f"atendance.csv: the file is not one that is read; did you mean attendance.csv? Those are {FILES}.",
        f"notes.csv: the file is not one that is read; rename it, or move it elsewhere. Those are {FILES}.",
    ]


def test_files_that_are_no_tables_are_left_alone(write, take):
    folder = write(clients="client_id\nheron\n")
    for name in ("README.txt", "._clients.csv", "clients.xlsx", ".~lock.clients.csv#"):
        (folder / name).write_text("anything")
    assert take(folder).counts == {"clients": 1}


def test_a_folder_without_a_table_is_refused(write, faults):
    folder = write()
    assert faults(folder) == [f"{folder}: there is no table in this folder; it may hold {FILES}."]


def test_a_folder_that_is_not_there_is_refused(tmp_path, faults):
    assert faults(tmp_path / "no") == [f"{tmp_path / 'no'}: there is no such folder; check its name."]


def test_a_file_in_place_of_a_folder_is_refused(write, faults):
    file = write(clients="client_id\n") / "clients.csv"
    assert faults(file) == [f"{file}: this is a file; give the folder that holds it."]


def test_a_folder_in_place_of_a_table_is_refused(tmp_path: Path, faults):
    (tmp_path / "records" / "clients.csv").mkdir(parents=True)
    (found,) = faults(tmp_path / "records")
    assert found == (
        f"clients.csv: the file cannot be read ({os.strerror(21)}); make it readable, or remove it."
    )
