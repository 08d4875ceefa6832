"""From the close to the begin of the project, by the people who would."""

from marketplace.projects.models import ProjectState
from tests import make
from tests.make import contest as deeds


def test_a_contest_ends_in_a_running_project(app):
    project = deeds.begun_project()
    assert project.state is ProjectState.RUNNING

