"""The whole campaign on the engine of this run: it is short."""

from tests.trust import constraints


def test_the_database_itself_refuses_what_must_not_happen_twice_or_change(app):
    constraints.build()
    found = constraints.check()
    assert found["faults"] == {}
    assert found["refused"] > 300
