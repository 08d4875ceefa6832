"""The log names what was done to it."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.chain import GENESIS, Fault, FaultKind, Head, event_hash, payload_hash, verify

LENGTH = 12


def link(row, prev, seq):
    """A row as the product would have written it at this place."""
    row = {**row, "seq": seq, "prev_hash": prev}
    return row | {"hash": event_hash(prev, seq, row)}


def event(number):
    payload = {"number": number}
    return {
        "log": "main",
        "action": f"deed-{number}",
        "actor": number,
        "payload": payload,
        "salt": f"salt-{number}",
        "payload_hash": payload_hash(payload, f"salt-{number}"),
    }


def log(length=LENGTH):
    rows, prev = [], GENESIS
    for seq in range(1, length + 1):
        rows.append(link(event(seq), prev, seq))
        prev = rows[-1]["hash"]
    return rows, Head(length, prev)


def first(rows, head, witnesses=None):
    return verify(rows, head, witnesses)[0]


def test_an_untouched_log_has_no_fault():
    assert verify(*log()) == []
    assert verify([], Head(0, GENESIS)) == []


def test_a_payload_may_be_erased_with_its_salt_and_the_chain_still_holds():
    rows, head = log()
    rows[4] |= {"payload": None, "salt": None}
    assert verify(rows, head) == []


@pytest.mark.parametrize("seq", range(1, LENGTH + 1))
@pytest.mark.parametrize(
    "change", [{"action": "x"}, {"payload": {"number": 0}}, {"hash": "ab" * 32}, {"actor": 0.5}]
)
def test_an_edit_is_named_where_it_was_made(seq, change):
    rows, head = log()
    rows[seq - 1] |= change
    assert verify(rows, head) == [Fault(seq, FaultKind.EDIT)]


@pytest.mark.parametrize("seq", range(1, LENGTH + 1))
def test_an_edit_with_its_hash_made_to_fit_is_named_where_it_was_made(seq):
    rows, head = log()
    rows[seq - 1] = link({**rows[seq - 1], "action": "x"}, rows[seq - 1]["prev_hash"], seq)
    assert verify(rows, head) == [Fault(seq, FaultKind.EDIT)]


def test_several_edits_are_all_named():
    rows, head = log()
    for seq in (3, 4, 9):
        rows[seq - 1]["reason"] = "x"
    assert verify(rows, head) == [Fault(seq, FaultKind.EDIT) for seq in (3, 4, 9)]


@pytest.mark.parametrize("seq", range(1, LENGTH))
@pytest.mark.parametrize("many", [1, 2])
def test_rows_taken_out_are_a_gap(seq, many):
    rows, head = log()
    del rows[seq - 1 : min(seq - 1 + many, LENGTH - 1)]
    assert verify(rows, head) == [Fault(seq, FaultKind.GAP)]


@pytest.mark.parametrize("seq", range(1, LENGTH - 1))
@pytest.mark.parametrize("many", [1, 2])
def test_a_gap_hidden_by_renumbering_is_still_a_gap(seq, many):
    rows, head = log()
    del rows[seq - 1 : seq - 1 + many]
    for number, row in enumerate(rows, start=1):
        row["seq"] = number
    assert verify(rows, head) == [Fault(seq, FaultKind.GAP)]


@given(st.sets(st.integers(1, LENGTH), min_size=2, max_size=2))
def test_two_rows_with_their_numbers_exchanged_are_a_reorder(pair):
    rows, head = log()
    one, other = sorted(pair)
    rows[one - 1]["seq"], rows[other - 1]["seq"] = other, one
    rows.sort(key=lambda row: row["seq"])
    assert verify(rows, head) == [Fault(one, FaultKind.REORDER), Fault(other, FaultKind.REORDER)]


@given(st.sets(st.integers(1, LENGTH), min_size=2, max_size=2))
def test_two_lines_of_an_export_exchanged_are_a_reorder(pair):
    rows, head = log()
    one, other = sorted(pair)
    rows[one - 1], rows[other - 1] = rows[other - 1], rows[one - 1]
    assert verify(rows, head) == [Fault(one, FaultKind.REORDER)]


@pytest.mark.parametrize("left", range(LENGTH))
def test_a_tail_cut_off_is_a_truncation(left):
    rows, head = log()
    assert verify(rows[:left], head) == [Fault(left + 1, FaultKind.TRUNCATION)]


@pytest.mark.parametrize("left", range(1, LENGTH))
def test_a_tail_cut_off_with_the_head_moved_back_is_shown_by_a_witness(left):
    rows, head = log()
    moved = Head(left, rows[left - 1]["hash"])
    assert verify(rows[:left], moved) == []
    assert verify(rows[:left], moved, {head.seq: head.hash}) == [Fault(left + 1, FaultKind.TRUNCATION)]


@pytest.mark.parametrize("seq", range(1, LENGTH + 1))
@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("well_made", [True, False])
def test_rows_put_in_between_are_an_insert(seq, many, well_made):
    rows, head = log()
    prev, put_in = rows[seq - 1]["prev_hash"], []
    for number in range(seq, seq + many):
        row = link(event(99), prev, number) if well_made else {**event(99), "prev_hash": "00", "hash": "00"}
        put_in.append(row)
        prev = row["hash"]
    rows[seq - 1 : seq - 1] = put_in
    for number, row in enumerate(rows, start=1):
        row["seq"] = number
    assert verify(rows, head) == [Fault(number, FaultKind.INSERT) for number in range(seq, seq + many)]


def test_a_row_put_in_behind_the_head_is_an_insert():
    rows, head = log()
    assert first([*rows, link(event(99), head.hash, LENGTH + 1)], head) == Fault(LENGTH + 1, FaultKind.INSERT)
    assert first([*rows, event(99) | {"seq": LENGTH + 1}], head) == Fault(LENGTH + 1, FaultKind.INSERT)


def test_a_row_written_twice_is_an_insert():
    rows, head = log()
    rows.insert(5, copy.deepcopy(rows[4]))
    assert verify(rows, head) == [Fault(5, FaultKind.INSERT)]


def test_a_log_rewritten_from_the_middle_is_shown_by_a_witness():
    rows, _ = log()
    real = {10: rows[9]["hash"], 4: rows[3]["hash"]}
    prev = rows[4]["prev_hash"]
    for index in range(4, LENGTH):
        rows[index] = link({**rows[index], "actor": 0}, prev, index + 1)
        prev = rows[index]["hash"]
    forged = Head(LENGTH, prev)
    assert verify(rows, forged) == []
    assert verify(rows, forged, real) == [Fault(10, FaultKind.REWRITE)]


def test_an_event_moved_to_another_log_does_not_fit():
    rows, head = log()
    rows[0]["log"] = "read"
    assert first(rows, head) == Fault(1, FaultKind.EDIT)


def test_a_changed_head_is_noticed():
    rows, head = log()
    assert first(rows, Head(LENGTH, "ff" * 32)).seq == LENGTH
    assert first(rows, Head(LENGTH - 1, rows[-2]["hash"])) == Fault(LENGTH, FaultKind.INSERT)
    assert first(rows, Head(LENGTH + 1, head.hash)) == Fault(LENGTH + 1, FaultKind.TRUNCATION)


KEYS = ["log", "action", "actor", "payload", "salt", "payload_hash", "seq", "prev_hash", "hash"]


@given(
    st.integers(0, LENGTH - 1),
    st.sampled_from(KEYS),
    st.one_of(
        st.none(), st.integers(), st.text(max_size=5), st.floats(), st.lists(st.integers(), max_size=2)
    ),
)
def test_whatever_is_written_into_a_row_is_noticed_and_nothing_breaks(index, key, value):
    rows, head = log()
    real = rows[index][key]
    rows[index][key] = value
    erased = key == "payload" and value is None
    assert (verify(rows, head) == []) == (erased or (value == real and type(value) is type(real)))


@given(st.permutations(range(LENGTH)), st.integers(0, LENGTH))
def test_any_other_order_or_selection_of_rows_is_noticed(order, taken):
    rows, head = log()
    chosen = [rows[index] for index in order[:taken]]
    assert (verify(chosen, head) == []) == (chosen == rows)
