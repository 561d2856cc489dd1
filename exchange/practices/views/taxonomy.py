"""The lists of the exchange, for whoever runs it: words in four languages, retiring one term into another."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from exchange.kernel.errors import InvalidError, NotFoundError
from exchange.kernel.languages import Language
from exchange.kernel.messages import N_
from exchange.practices.forms.taxonomy import RetireForm, TermForm
from exchange.practices.views.blueprint import search_bp
from exchange.vocabulary.models import TermList
from exchange.vocabulary.queries import TermView, taxonomy
from exchange.vocabulary.service.lists import EDITABLE, bring_back, relabel, retire
from exchange.web.access import fresh, platform_administrator
from exchange.web.actor import current_actor
from exchange.web.db import reading, transaction
from exchange.web.forms import add_faults
from exchange.web.reader import current_reader

Answer = str | Response | tuple[str, int]
NAMES = {
    TermList.THEME: N_("Themes"),
    TermList.TARGET: N_("For whom"),
    TermList.CHANNEL: N_("Delivery channels"),
    TermList.PRECONDITION: N_("Conditions for success"),
}


@search_bp.get("/admin/taxonomy")
@fresh
@platform_administrator
def term_lists() -> str:
    """Every list with its terms; what no native official confirmed is marked."""
    words = taxonomy(reading())
    lists = [(kind, _(NAMES[kind]), [_row(term) for term in words.every(kind)]) for kind in EDITABLE]
    return render_template("practices/taxonomy.html", lists=lists)


@search_bp.get("/admin/taxonomy/<code>")
@fresh
@platform_administrator
def term_page(code: str) -> str:
    """One term."""
    term = _find(code)
    shown = {one: term.labels.get(one, "") for one in Language}
    return _page(term, TermForm(data=shown | {f"{one}_reviewed": one in term.reviewed for one in Language}))


@search_bp.post("/admin/taxonomy/<code>")
@fresh
@platform_administrator
def change_term(code: str) -> Answer:
    """New words, a successor, or back into use."""
    term, form = _find(code), TermForm()
    if not form.validate():
        return _page(term, form), 422
    try:
        _change(term, form)
    except InvalidError as error:
        add_faults(form, error)
        return _page(term, form), 422
    flash(_("The list is changed. Pages show it within half a minute."))
    return redirect(url_for(".term_lists", _anchor=term.kind.value), code=303)


def _change(term: TermView, form: TermForm) -> None:
    now, act = current_app.config["CLOCK"](), request.form.get("do", "save")
    with transaction() as session:
        actor = current_actor()
        if act == "retire":
            into = request.form.get("into", "")
            retire(session, actor=actor, kind=term.kind, code=term.code, into=into, now=now)
        elif act == "bring-back":
            bring_back(session, actor=actor, kind=term.kind, code=term.code, now=now)
        else:
            labels = {one.value: form[one.value].data or "" for one in Language}
            reviewed = [one.value for one in Language if form[f"{one.value}_reviewed"].data]
            relabel(session, actor=actor, kind=term.kind, code=term.code, labels=labels, reviewed=reviewed, now=now)


def _find(code: str) -> TermView:
    """`theme:cp.foster`: a code alone may stand in two lists."""
    listed, _colon, name = code.partition(":")
    for kind in EDITABLE:
        for term in taxonomy(reading()).every(kind):
            if (kind.value, term.code) == (listed, name):
                return term
    raise NotFoundError


def _row(term: TermView) -> tuple[str, str, list[str], str]:
    """Address, word, languages that wait for a confirmation, successor."""
    language = current_reader().language.value
    waiting = [one.value for one in Language if one.value in term.labels and one.value not in term.reviewed]
    after = taxonomy(reading()).label(term.kind, term.code, language) if term.retired_into else ""
    return f"{term.kind.value}:{term.code}", term.label(language), waiting, after


def _page(term: TermView, form: TermForm) -> str:
    language = current_reader().language.value
    others = [one for one in taxonomy(reading()).list_of(term.kind) if one.code != term.code]
    retiring = RetireForm()
    retiring.into.choices = [(one.code, one.label(language)) for one in others]
    return render_template(
        "practices/term.html",
        term=term,
        form=form,
        retiring=retiring,
        address=f"{term.kind.value}:{term.code}",
        title=term.label(language),
        list_name=_(NAMES[term.kind]),
    )
