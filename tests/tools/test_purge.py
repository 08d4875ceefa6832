"""The style sheet loses what nobody names and nothing else."""

from tools import purge

SHEET = (
    '@charset "UTF-8";/*! keep me */:root{--blue:#00f;--tick:url("data:image/svg+xml,{};a")}'
    ".btn,.btn-ghost:hover{color:red}.unused{a:b}.unused .btn{a:b}a[href$='.x;{']{c:d}"
    "@media (max-width:9px){.unused{a:b}.btn{e:f}}@media print{.unused{a:b}}"
    "@keyframes turn{from{a:b}to{c:d}}.w-1\\/2{g:h}.tone-red{i:j}.nav:not(.unused){k:l}"
)


def cut(*texts: str) -> str:
    return purge.cut(SHEET, purge.words(texts))


def test_only_rules_whose_classes_are_named_stay():
    assert cut('<a class="btn nav">') == (
        '@charset "UTF-8";/*! keep me */:root{--blue:#00f;--tick:url("data:image/svg+xml,{};a")}'
        ".btn{color:red}a[href$='.x;{']{c:d}@media (max-width:9px){.btn{e:f}}"
        "@keyframes turn{from{a:b}to{c:d}}.nav:not(.unused){k:l}"
    )


def test_a_name_put_together_in_the_page_keeps_all_that_begin_so():
    assert ".tone-red{i:j}" in cut('class="tone-{{ tone }}"')
    assert ".tone-red{i:j}" not in cut('class="tone {{ tone }}"')


def test_a_class_with_a_slash_is_found():
    assert ".w-1\\/2{g:h}" in cut('class="w-1/2"')


def test_everything_named_means_everything_stays():
    whole = purge.cut(SHEET, purge.words(["btn btn-ghost unused w-1/2 tone-red nav"]))
    assert whole == SHEET
