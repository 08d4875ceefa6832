"""A database without time to begin: every form says so, and nothing was done."""

from marketplace.core import db as database
from marketplace.core.errors import Busy
from marketplace.projects.models import Project
from tests import make


def test_a_form_that_finds_no_time_to_begin_is_answered_with_503(app, monkeypatch):
    project, manager = make.delivered_project()
    key, client = project.id, make.browser(app, manager)

    def busy(_session):
        raise Busy("The system is busy. Nothing was changed; please send it again.")

    monkeypatch.setattr(database, "AFTER_BEGIN", [busy, *database.AFTER_BEGIN])
    answer = client.post(
        f"/projects/{key}/delivery", data={"decision": "met", "verdict": "现场抽检 200 件。"}
    )
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    monkeypatch.undo()
    assert database.find(Project, key).state.value == "delivered"
