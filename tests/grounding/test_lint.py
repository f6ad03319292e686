"""A knowledge base that breaks the rules of the house is refused with file, line and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import TESTS
from osteo_asp import KnowledgeBaseError, load
from osteo_asp.grounding import lint

TOY = (TESTS / "toy" / "throat.lp").read_text()
TOY += (
    "fact((now; then), choice). value((now; then), (none; pill; drip)). label((fact((now; then)); value((now; then),"
    ' (none; pill; drip))), (en; nb), "now"). fact(age, measurement). range(age, 0, 120). label(fact(age), (en; nb), "age").\n'
)
LAST = TOY.count("\n")

BROKEN = {
    "a measurement in a head": ("x(T) :- patient(fever, T).", "fever may only be compared with whole numbers"),
    "a measurement in arithmetic": ("x :- patient(fever, T), T + 1 > 385.", "fever may only be compared"),
    "a measurement against another": ("x :- patient(fever, T), patient(fever, U), T < U.", "fever may only be compared"),
    "a measurement negated": ("x :- patient(fever, T), not T < 385.", "fever may only be compared"),
    "a measurement as a constant": ("x :- patient(fever, 385).", "fever may only be compared"),
    "a measurement bound twice": ("y(300). x :- patient(fever, T), y(T), T > 385.", "fever may only be compared"),
    "an undeclared fact": ("x :- patient(cough, yes).", "undeclared fact; declare fact(cough, Type)"),
    "an undeclared number": ("x :- patient(cough, N), N > 3.", "undeclared fact; declare fact(cough, Type)"),
    "a value that cannot be": ("x :- patient(allergy, perhaps).", "allergy is never perhaps; ask for one of yes, no"),
    "a yes/no compared": ("x :- patient(allergy, N), N > 3.", "allergy is no number"),
    "a fact under not": ("x :- not patient(allergy, yes).", "asked under `not`"),
    "any fact": ("x :- patient(F, yes).", "names no one fact"),
    "an undeclared question": ("x :- reading(low, lax).", "undeclared question; declare question(low)"),
    "an option that is none": ("x :- reading(high, medium).", "none of its options; ask for one of strict, lax"),
    "a script": ("#script (python)\nprint(1)\n#end.", "a script is not allowed; state it as a rule"),
    "an include": ('#include "/etc/passwd".', "#include of a file outside the folder"),
    "an include upwards": ('#include "../outside.lp".', "#include of a file outside the folder"),
    "an include in a nested comment": ('%* %* *% *% #include "/etc/passwd".', "#include of a file outside the folder"),
    "an include of the library": ("#include <incmode>.", "#include of a file outside the folder"),
    "a missing label": ("indication(cough) :- patient(allergy, no). cite(indication(cough), t1).",
                        'indication(cough) has no words in en; add label(indication(cough), en, "…")'),
    "a missing citation": ('indication(cough) :- patient(allergy, no). label(indication(cough), (en; nb), "x").',
                           "indication(cough) rests on no box; put its rule under a header %%% BOX «…», or add cite("),
    "a header of no box": ("%%% T9  «cough»", "the header names t9, which is no box; declare box(t9)"),
    "a header of one box too many": ("%%% T1 T9  «cough»", "the header names t9, which is no box; declare box(t9)"),
    "a header without a box": ("%%%  «cough»", "a header names the boxes whose words it quotes; write %%% BOX «…»"),
    "a citation missing below a divider": ('%%% T1  «fever»\n% ---- of no box\nindication(cough) :- patient(allergy, no). '
                                           'label(indication(cough), (en; nb), "x").', "indication(cough) rests on no box"),
    "a citation of no box": ("cite(indicated, t9).", "names no box; declare box(t9)"),
    "a box that nobody encodes": ('box(t9). label(box(t9), (en; nb), "x").', "box(t9) is cited by nothing; encode it, or say not_encoded(t9)"),
    "a fact without words": ("fact(cough, yes_no).", "fact(cough) has no words in nb"),
    "a label that fills in nothing": ('drug(water). label(drug(water), (en; nb), "{cough}").',
                                      "fills in {cough}, which is no fact"),
    "a strength that is none": ("strength(indicated, perhaps).", "a strength is one of must, choice, consider, stated"),
    "a line that is no number": ("line(penicillin, first) :- indicated.", "a line is a whole number"),
    "an absence that is no number": ("absent(fever, x).", "fever cannot be x"),
    "an absence out of range": ("absent(fever, 900).", "fever cannot be 900"),
    "two absences of a fact": ("absent(allergy, no). absent(allergy, yes).", "is declared twice; keep one"),
    "a fact declared twice": ("fact(fever, count).", "fact(fever, …) is declared twice"),
    "an enormous number": ("x :- patient(fever, T), T > 2000000000.", "2000000000 is too large for clingo"),
    "a name in capitals": ('fact("Cough", yes_no). label(fact("Cough"), (en; nb), "x").', "unquoted"),
    "a compound name": ('drug(f(x)). label(drug(f(x)), (en; nb), "x").', "not a compound term"),
    "a compound box": ("cite(indicated, f(1)).", "not a compound term"),
    "a lone brace": ('drug(water). label(drug(water), (en; nb), "a { b").', "a brace that encloses no fact"),
    "a label that calls": ('drug(water). label(drug(water), (en; nb), "{fever.real}").', "a brace that encloses no fact"),
    "a citation of nothing": ("cite(indication(couhg), t1).", "is of nothing that a rule gives"),
    "an option with no such drug": ("option(start, water) :- indicated.", "names no drug; declare drug(water)"),
    "an action without words": ("action(stop).", "action(stop) has no words in en"),
    "an option with no such action": ("option(stop, penicillin) :- indicated.",
                                      "names stop, which is no action; declare action(stop)"),
    "an order of no action": ("line(penicillin, 1) :- indicated.", "declare of which action the page says what comes first"),
    "a dose of no action": ("undosed(stop).", "undosed names stop, which is no action; declare action(stop)"),
    "what cannot be, for everybody": ('impossible(x). label(impossible(x), (en; nb), "x").', "holds for everybody"),
    "what cannot be, without words": ("impossible(x) :- patient(allergy, yes).", "impossible(x) has no words"),
    "two labels": ('label(drug(penicillin), en, "another").', "drug(penicillin) has two labels in en; keep one"),
    "a type that is none": ('fact(cough, some). label(fact(cough), (en; nb), "x").', "the type must be one of"),
    "a number without range": ('fact(cough, count). label(fact(cough), (en; nb), "x").', "cough has no range"),
    "a choice without values": ('fact(cough, choice). label(fact(cough), (en; nb), "x").', "has no value"),
    "a scale that is no power of ten": ('fact(c, count). range(c, 0, 9). scale(c, 3). label(fact(c), (en; nb), "x").',
                                        "a scale is 1, 10, 100"),
    "a range of nothing": ("range(cough, 0, 9).", "is of no fact"),
    "an absence that cannot be": ("absent(allergy, perhaps).", "allergy cannot be perhaps"),
    "a requirement of nothing": ("requires(allergy, cough).", "names cough, which is no fact"),
    "a question without default": ('question(q). meaning(q, a). cite(question(q), t1). '
                                   'label((question(q); meaning(q, a)), (en; nb), "x").', "needs exactly one default"),
    "a default that is no meaning": ("meaning(high, other). default(high, none).", "is none of its meanings"),
    "a patient that is derived": ("patient(allergy, yes) :- patient(fever, T), T > 400.", "only filled in from the record"),
    "a patient that is stated": ("patient(allergy, yes).", "a knowledge base records no patient"),
    "a patient that is chosen": ("{ patient(allergy, yes) } :- indicated.", "only filled in from the record"),
    "an absence that makes itself": ("x :- not x, patient(allergy, yes).", "depends on its own absence"),
    "two absences": ("x :- not y, indicated. y :- not x, indicated.", "depends on its own absence"),
    "a patient made of declarations": ("patient(F, yes) :- fact(F, yes_no).", "only filled in from the record"),
    "a record": ("recorded(allergy, yes).", "a knowledge base records no patient"),
    "a pool of values": ("x :- patient(allergy, (yes; no)).", "asks for no plain value"),
    "a declaration that depends": ("question(q) :- indicated.", "is declared for everybody or for nobody"),
    "a reading that cannot be": ('impossible(x) :- reading(high, lax). label(impossible(x), (en; nb), "x").',
                                 "may not hang on a reading"),
    "a name of the package": ("_fired(1, 2).", "are the package's own"),
    "a constant": ("#const yes = no.", "is not allowed"),
    "a long number": ("x :- patient(fever, T), T > 99999999999.", "is too large for clingo"),
    "a value in quotes": ('fact(c, choice). value(c, "a b"). label((fact(c); value(c, "a b")), (en; nb), "n").',
                          "a value is a name in small letters"),
    "a deep term": ("a(" + "f(" * 600 + "x" + ")" * 600 + ").", "nested too deeply"),
    **{
        f"a very deep {name}": (f"a({opening * 20_000}1{closing * 20_000}).", "nested too deeply")
        for name, opening, closing in (
            *(("term", "f(", ")"), ("tuple", "(", ",)"), ("call", "@f(", ")"), ("absolute value", "|", "|")),
            *(("minus", "-", ""), ("complement", "~", ""), ("sum", "1+", ""), ("product", "1*", ""), ("power", "1**", "")),
            *(("quotient", "1/", ""), ("rest", "1\\", ""), ("or", "1?", ""), ("and", "1&", ""), ("xor", "1^", "")),
        )
    },
    "a very deep term without an end": ("a(" + "f(" * 20_000, "nested too deeply"),
    "an include of nothing": ('#include "".', "#include"),
    "an include around a comment": ("%*x*% #include %*y*% <incmode>.", "#include of a file outside the folder"),
    "an include of a device": ('#include "/dev/null".', "#include of a file outside the folder"),
    "a choice": ("{ x }.", "a conclusion must follow, not be chosen"),
    "a disjunction": ("x ; y.", "a rule has one plain atom as its head"),
    "a constraint": (":- indicated.", "derive impossible(…)"),
    "an aggregate": ("x :- #count { R : indication(R) } > 1.", "write plain rules, one for each case"),
    "a condition": ("x :- indication(R) : indication(R).", "write plain rules, one for each case"),
    "a double negation": ("x :- not not indicated.", "double negation is not explained"),
    "a classical negation": ("-x :- indicated.", "a rule has one plain atom as its head"),
    "an anonymous variable": ("x :- indication(_).", "an anonymous variable"),
    "an external": ("#external x.", "is not allowed; state it as a rule"),
    "a minimisation": ("#minimize { 1 : indicated }.", "is not allowed; state it as a rule"),
    "another program": ("#program more.", "only #program base is read"),
    "an atom that nothing defines": ("x :- feverish.", "feverish is defined nowhere"),
    "an unsafe variable": ("x(Y) :- indicated.", "unsafe"),
    "a syntax error": ("x :- y, , z.", "syntax error"),
    "names in an order": ("x :- patient(now, R), R >= pill.", "R >= pill compares names by their letters; ask for each"),
    "names in an order, turned": ("x :- patient(now, R), pill < R.", "pill < R compares names by their letters"),
    "yes in an order": ("x :- patient(allergy, A), patient(now, R), A < R.", "compares names by their letters"),
    "a choice in an order": ("x :- patient(now, R), patient(then, S), R <= S.", "R <= S compares names by"),
    "names in a chain": ("x :- patient(now, R), drip <= R <= pill.", "drip <= R compares names by their letters"),
    "an order under not": ("x :- patient(now, R), not R > none.", "R > none compares names by their letters"),
    "derived names in an order": ("x :- risk(R), R > low. risk(high) :- indicated.", "R > low compares names by"),
    "names in an order, for everybody": ('rank(a; b). x(A) :- rank(A), A < b.', "A < b compares names by their letters"),
    "texts in an order": ('x :- risk(R), R > "low". risk("high") :- indicated.', "compares names by their letters"),
    "a name that never is": ("x :- patient(now, R), R != drop.", "now is never drop; compare it with one of none, pill, drip"),
    "a yes/no that never is": ("x :- patient(allergy, A), A = true.", "allergy is never true; compare it with one of yes, no"),
    "≤ for <=": ("x :- patient(fever, T), T ≤ 385.", "≤ stands outside quotes, where clingo reads plain ASCII only; write <="),
    "a minus sign": ("x :- patient(fever, T), T > −385.", "− stands outside quotes, where clingo reads plain ASCII only; write -"),
    "a Norwegian name": ("hørsel :- indicated.", "ø stands outside quotes, where clingo reads plain ASCII only; write oe"),
    "quotes of a text processor": ("note(“x”).", "“ stands outside quotes, where clingo reads plain ASCII only; write \""),
    "a space that is none": ("x :-\xa0indicated.", "U+00A0 stands outside quotes, where clingo reads plain ASCII only; write a plain space"),
    "a zero byte": ("x :- indicated.\0", "U+0000 stands outside quotes"),
    "an emoji": ("x :- indicated. 🦴", "🦴 stands outside quotes"),
    "a decimal": ("x :- patient(fever, T), T > 38.5.", "38.5 is no whole number, and rules know no other; scale(fever, 10) is declared, so write 385"),
    "a negative decimal": ("x :- patient(fever, T), T <= -2.5.", "scale(fever, 10) is declared, so write -25"),
    "a decimal first": ("x :- patient(fever, T), 38.5 < T.", "scale(fever, 10) is declared, so write 385"),
    "a finer decimal": ("x :- patient(fever, T), T > 38.55.",
                        "declare scale(fever, 100) and write 3855, and every other number of fever by that scale too"),
    "a decimal without scale": ("x :- patient(age, A), A > 10.5.", "declare scale(age, 10) and write 105"),
    "a decimal of nobody knows what": ("x(2.50) :- indicated.", "declare scale(FACT, 100) and write 250"),
    "a decimal in a range": ("x(N) :- indicated, N = 1..2.5.", "2.5 is no whole number"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_refused(tmp_path, name):
    added, message = BROKEN[name]
    (tmp_path.parent / "outside.lp").write_text("outside.\n")
    (tmp_path / "throat.lp").write_text(TOY + added + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError) as refused:
        load(tmp_path)
    assert any(message in str(flaw) for flaw in refused.value.flaws), str(refused.value)
    assert any(flaw.file == "throat.lp" and flaw.line > LAST for flaw in refused.value.flaws), str(refused.value)


def test_what_is_said_in_comments_and_strings_is_no_directive(tmp_path):
    text = TOY + '% #script (python)\n%* #include "/etc/passwd". *%\nnote("#script (lua) % #include <incmode>").\n'
    (tmp_path / "throat.lp").write_text(text)
    assert load(tmp_path).advise({"fever": 39}).indicated == "yes"


def test_every_flaw_that_the_rules_find_is_worded():
    kinds = re.findall(r"^flaw\((\w+)", (Path(lint.__file__).with_name("lint.lp")).read_text(), re.MULTILINE)
    assert set(kinds) == set(lint._MESSAGES)


HEADED = """
%%% T1  «fever»
%%% T2  «cough»
indication(cough) :- patient(allergy, no), rested.
rested :- patient(fever, T), T < 400.
question(both). default(both, yes). meaning(both, yes). label((question(both); meaning(both, yes)), (en; nb), "both?").
duty(rest, cough) :- indication(cough). duty(tea, cough) :- indication(cough). duty(R) :- duty(R, Why).
cite(duty(tea, cough), t1).
%* %%% T3  «nothing, for this is a comment»
*%
%%% T2  «cough»
indication(cough) :- patient(allergy, yes), rested.
option(rest, penicillin) :- indication(cough). action(rest). label(action(rest), (en; nb), "rest").
silent(always) :- drug(D). label(silent(always), (en; nb), "always").
silent(mostly) :- drug(D), not seldom(D). seldom(nothing) :- rested. label(silent(mostly), (en; nb), "mostly").
%%% T3  «fever and cough»
against(rest, D, cough_that_lasts(D)) :- indication(cough), drug(D).
label((indication(cough); duty(rest); duty(tea); cough_that_lasts(penicillin)), (en; nb), "cough").
% ---- of no box
cough_that_lasts(D) :- drug(D), rested.
box(t2). box(t3). label(box((t2; t3)), (en; nb), "cough").
"""


def test_a_statement_rests_on_the_boxes_above_its_rules(tmp_path):
    (tmp_path / "throat.lp").write_text(TOY + HEADED)
    legend = load(tmp_path).legend
    assert legend.cited(("indication", "cough")) == ("T1", "T2")  # of both rules, each box once, in the page's order
    assert legend.cited(("question", "both")) == ("T1", "T2")
    assert legend.cited(("duty", "rest", "cough")) == ("T1", "T2")
    assert legend.cited(("duty", "tea", "cough")) == ("T1",)  # where a citation says otherwise
    assert legend.cited(("silent", "always")) == ("T2",)  # what holds for everybody, by a rule that asks nobody
    assert legend.cited(("silent", "mostly")) == ("T2",)  # … and by one that asks everybody
    assert legend.cited(("seldom", "nothing")) == ("T2",)
    assert legend.cited(("cough_that_lasts", "penicillin")) == ()
    assert legend.cited(("against", "rest", "penicillin", ("cough_that_lasts", "penicillin"))) == ("T3",)


def test_a_joined_conclusion_rests_on_the_boxes_of_its_reason(tmp_path):
    text = HEADED.replace("% ---- of no box", "%%% T2  «cough»")
    (tmp_path / "throat.lp").write_text(TOY + text)
    against = ("against", "rest", "penicillin", ("cough_that_lasts", "penicillin"))
    assert load(tmp_path).legend.cited(against) == ("T2",)


def test_what_only_looks_like_a_slip_is_none(tmp_path):
    text = """
        % T ≤ 38.5, or − as the page says it
        %* a “quoted” 2.5 *% note("≤ 2.5 «å» 12345678901", "%* no comment ≤").
        x :- patient(now, R), patient(then, S), R != S, R != none, patient(fever, T), 300 < T < 385, T != 361.
        later(A, B) :- rank(A, J), rank(B, K), J < K. rank(pill, 1). rank(drip, 2..3). loinc_12345678901.
    """
    (tmp_path / "throat.lp").write_text(TOY + text, encoding="utf-8")
    assert load(tmp_path).advise({"fever": 39}).indicated == "yes"


def test_a_byte_order_mark_is_named(tmp_path):
    (tmp_path / "throat.lp").write_text(TOY, encoding="utf-8-sig")
    with pytest.raises(KnowledgeBaseError, match=r"throat\.lp:1: .* byte-order mark, save it without"):
        load(tmp_path)


def test_many_flaws_are_not_all_told(tmp_path):
    (tmp_path / "throat.lp").write_text(TOY + "x(2.5). " * 10_000)
    with pytest.raises(KnowledgeBaseError) as refused:
        load(tmp_path)
    assert len(refused.value.flaws) <= 20


def test_an_include_within_the_folder_is_read_once(tmp_path):
    (tmp_path / "a.lp").write_text('#include "throat.lp".\n')
    (tmp_path / "throat.lp").write_text(TOY)
    assert load(tmp_path).advise({"fever": 39}).indicated == "yes"


def test_neighbouring_thresholds_are_told_apart_by_a_finer_scale(tmp_path):
    text = TOY + "indication(fever) :- patient(fever, T), 383 < T, T < 384.\n"
    (tmp_path / "throat.lp").write_text(text)
    words = rf"throat\.lp:{LAST + 1}: .*no whole number lies between.*scale\(fever, 100\), and write 3830 and 3840"
    with pytest.raises(KnowledgeBaseError, match=words):
        load(tmp_path)
    for old, new in (
        ("384", "3840"),
        ("383", "3830"),
        ("385", "3850"),
        ("300, 450", "3000, 4500"),
        ("fever, 10)", "fever, 100)"),
    ):
        text = text.replace(old, new)
    (tmp_path / "throat.lp").write_text(text)
    guideline = load(tmp_path)
    assert guideline.advise({"fever": 38.30001}).indicated == "yes"
    assert guideline.advise({"fever": 38.35}).indicated == "yes"
    assert guideline.advise({"fever": 38.3}).indicated == "no"
    assert guideline.advise({"fever": 38.4}).indicated == "no"


def test_an_argument_in_parentheses_is_an_argument(tmp_path):
    text = "day(I+1) :- night(I), I < 9. night(I) :- day(I). day(0) :- indicated. pair((1, 2)) :- day(3), indicated.\n"
    (tmp_path / "throat.lp").write_text(TOY + text)
    guideline = load(tmp_path)
    assert guideline.why({"fever": 39}, "day(9)").status == "yes"
    assert guideline.why({"fever": 37}, "day(9)").status == "no"


def test_a_folder_without_rules(tmp_path):
    with pytest.raises(KnowledgeBaseError, match=r"no \.lp file here"):
        load(tmp_path)


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "x.lp").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeBaseError, match="cannot be read as UTF-8"):
        load(tmp_path)


@pytest.mark.parametrize("predicate", ["indicated", "option"])
def test_a_guideline_that_says_nothing_is_refused(tmp_path, predicate):
    (tmp_path / "throat.lp").write_text(TOY.replace(predicate, "something"))
    with pytest.raises(KnowledgeBaseError, match=f"derive {predicate}"):
        load(tmp_path)


def test_questions_need_not_be_declared(tmp_path):
    lines = [line for line in TOY.splitlines() if "high" not in line and "meaning" not in line]
    text = (
        "\n".join(lines).replace("indicated :- reading(high, lax).", "")
        + """
box(t1). label(box(t1), (en; nb), "fever over 38.5"). indication(fever) :- patient(fever, T), T > 385.
indicated :- indication(R).
"""
    )
    (tmp_path / "throat.lp").write_text(text)
    assert load(tmp_path).advise({"fever": 39}).indicated == "yes"
