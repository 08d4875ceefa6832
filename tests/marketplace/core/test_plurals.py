"""Plurals in both languages, from code and from templates."""

from flask import render_template_string

from marketplace.core.i18n import ngettext

SENTENCE = "{{ ngettext('%(num)s day', '%(num)s days', n) }}"


def test_chinese_has_one_form_for_every_number(app):
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert [ngettext("%(num)s day", "%(num)s days", n) for n in (1, 3)] == ["1 人天", "3 人天"]
        assert render_template_string(SENTENCE, n=3) == "3 人天"


def test_english_has_two_and_takes_more_blanks(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert [ngettext("%(num)s day", "%(num)s days", n) for n in (1, 3)] == ["1 day", "3 days"]
        more = "{{ ngettext('%(who)s: %(num)s day', '%(who)s: %(num)s days', n, who='A') }}"
        assert render_template_string(more, n=2) == "A: 2 days"
