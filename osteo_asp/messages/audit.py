"""The words of the audit."""

from typing import Final

__all__ = ["WORDS"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    # ---- the audit
    "audit": ("Audit: {title}", "Gjennomgang: {title}"),
    "severity_error": ("Errors ({number})", "Feil ({number})"),
    "severity_warning": ("Warnings ({number})", "Advarsler ({number})"),
    "severity_note": ("Notes ({number})", "Merknader ({number})"),
    "proved": ("Proved for every patient, under every reading", "Bevist for alle pasienter, med alle lesemåter"),
    "hangs_on": ("whether it is there hangs on: {questions}", "om det er der, avhenger av: {questions}"),
    "witness": ("the plainest patient: {facts}", "den enkleste pasienten: {facts}"),
    "matters_never": (
        "It never matters, for any patient: proved.",
        "Det har aldri betydning, for noen pasient: bevist.",
    ),
    "same_pair": (
        "{first} and {second} are the same for every patient",
        "{first} og {second} er det samme for alle pasienter",
    ),
    "depend_on_it": (
        "{number} conclusions depend on it for some patient.",
        "{number} konklusjoner avhenger av det for noen pasient.",
    ),
    "same_everywhere": (
        "{number} conclusions are the same under every combination of readings: proved",
        "{number} konklusjoner er de samme med alle kombinasjoner av lesemåter: bevist",
    ),
    "editions": ("What the newer edition changes, and for whom", "Hva den nyere utgaven endrer, og for hvem"),
    "only_old": ("Only the older one knows: {names}.", "Bare den eldre kjenner: {names}."),
    "only_new": ("Only the newer one knows: {names}.", "Bare den nyere kjenner: {names}."),
    "nobody_affected": ("No patient is affected: proved.", "Ingen pasient er berørt: bevist."),
    "edition_gained": ("Gained by some patients", "Noen pasienter får"),
    "edition_lost": ("Lost by some patients", "Noen pasienter mister"),
    "no_edition": (
        "{value} is neither a folder nor a revision that git knows here",
        "{value} er verken en mappe eller en revisjon som git kjenner her",
    ),
    "mutation": ("Mutants of the rules", "Mutanter av reglene"),
    "mutants": (
        "{number} mutants: {killed} killed by a case, {equivalent} proved to change nothing for any patient, {refused}"
        " refused by the rules of the house, {survived} survived.",
        "{number} mutanter: {killed} drept av et tilfelle, {equivalent} bevist uten betydning for noen pasient,"
        " {refused} avvist av husreglene, {survived} overlevde.",
    ),
    "survivors": ("Survived, with who would kill them", "Overlevde, med hvem som ville drept dem"),
    "case_fails": (
        "the case {name!r} fails on the knowledge base as it is ({reason}); mend it first",
        "tilfellet {name!r} slår feil på kunnskapsbasen slik den er ({reason}); rett det først",
    ),
    "not_comparable": (
        "{name} is of another type or scale in the two editions; make them the same to compare them",
        "{name} har ulik type eller skala i de to utgavene; gjør dem like for å sammenligne",
    ),
    "check_gap": ("alternatives that must cover everybody do", "alternativer som skal dekke alle, gjør det"),
    "check_overlap": ("alternatives that exclude each other do", "alternativer som utelukker hverandre, gjør det"),
    "check_demand_without_means": ("whatever is demanded can be done", "alt som kreves, kan gjøres"),
    "check_bypassed_duty": (
        "what is demanded where a drug is stopped is demanded where another takes its place",
        "det som kreves når et medikament seponeres, kreves også når et annet tar over",
    ),
    "check_unforbidden_drug": (
        "something forbids each drug to somebody",
        "hvert medikament er utelukket for noen",
    ),
    "check_stranded_patient": (
        "whoever has an indication has something possible",
        "alle med indikasjon har noe som er mulig",
    ),
    "check_endless_chain": ("no treatment leads back to itself", "ingen behandling leder tilbake til seg selv"),
    "check_contradiction": (
        "nothing is demanded or recommended, and forbidden",
        "ingenting kreves eller anbefales, og er samtidig utelukket",
    ),
    "check_boundary_drift": (
        "a number is on the same side of a threshold everywhere",
        "et tall er på samme side av en grense overalt",
    ),
    "check_not_monotone": (
        "being worse costs no indication and opens no option",
        "å være dårligere koster ingen indikasjon og åpner ingen mulighet",
    ),
    "check_dead_rule": ("every rule fires for somebody", "hver regel slår til for noen"),
    "check_redundant_rule": ("every rule changes something for somebody", "hver regel endrer noe for noen"),
    "check_shadowed_reason": (
        "every reason holds somewhere without another",
        "hver grunn gjelder et sted uten en annen",
    ),
    "check_silent_state": ("the page always gives an answer", "flytskjemaet gir alltid et svar"),
    "check_unsafe_under_unknowns": (
        "no option is shown as open that a fact left out would forbid",
        "ingen mulighet vises som åpen når en utelatt opplysning ville utelukket den",
    ),
    "check_undefined_term": ("every term is defined", "hvert begrep er definert"),
    "check_unencoded_box": ("every box is encoded", "hver boks er kodet"),
    "check_defect": ("nothing that the knowledge base calls a defect", "ikke noe som kunnskapsbasen kaller en feil"),
    "found_gap": (
        "{group}: some patients are in none of {members}{who}",
        "{group}: noen pasienter er i ingen av {members}{who}",
    ),
    "found_overlap": (
        "{group}: some patients are in both of {members}{who}",
        "{group}: noen pasienter er i begge av {members}{who}",
    ),
    "found_demand_without_means": (
        "this is demanded, and every option that would do it can be forbidden: {duty}",
        "dette kreves, og alle muligheter som ville oppfylt det, kan være utelukket: {duty}",
    ),
    "found_bypassed_duty": (
        "where the drug is stopped this is demanded, and where another takes its place it is not: {duty} ({option})",
        "når medikamentet seponeres, kreves dette, men ikke når et annet tar over: {duty} ({option})",
    ),
    "found_unforbidden_drug": (
        "the page names nothing that forbids to begin {drug}",
        "flytskjemaet nevner ingenting som utelukker å starte med {drug}",
    ),
    "found_stranded_patient": (
        "a patient has an indication, and nothing is possible",
        "en pasient har indikasjon, og ingenting er mulig",
    ),
    "found_endless_chain": (
        "what follows a treatment leads back to it: {path}",
        "det som følger en behandling, leder tilbake til den: {path}",
    ),
    "found_contradiction": ("the page contradicts itself: {one}", "flytskjemaet motsier seg selv: {one}"),
    "found_recommended_and_forbidden": (
        "recommended and forbidden at once: {one}; {other}",
        "anbefalt og utelukket på samme tid: {one}; {other}",
    ),
    "found_boundary_drift": (
        "{fact} exactly {value} is on one side of the threshold in one rule and on the other side in another",
        "{fact} på nøyaktig {value} er på den ene siden av grensen i en regel og på den andre siden i en annen",
    ),
    "found_not_monotone": (
        "worse in {fact} alone, a patient {turned}: {statement}",
        "bare dårligere i {fact}: en pasient {turned}: {statement}",
    ),
    "turned_lost": ("loses", "mister"),
    "turned_gained": ("gains", "får"),
    "found_dead_rule": ("no patient fires the rule {rule}", "ingen pasient får regelen til å slå til: {rule}"),
    "found_redundant_rule": (
        "without this rule nothing that follows changes for any patient{when}: {rule}",
        "uten denne regelen endres ingenting av det som følger for noen pasient{when}: {rule}",
    ),
    "found_shadowed_reason": (
        "“{one}” never holds without “{other}”{when}",
        "«{one}» gjelder aldri uten «{other}»{when}",
    ),
    "under_readings": (" (under {readings})", " (med {readings})"),
    "found_silent_state": ("the page gives no answer: {state}", "flytskjemaet gir ikke noe svar: {state}"),
    "found_unsafe_under_unknowns": (
        "where nobody records “{fact}” it is taken to be absent, and {number} options are open that it could forbid,"
        " such as {example}",
        "der ingen registrerer «{fact}», regnes det som fraværende, og {number} muligheter er åpne som det kunne"
        " utelukke, for eksempel {example}",
    ),
    "found_undefined_term": ("the page does not define {term}", "flytskjemaet definerer ikke {term}"),
    "found_unencoded_box": ("no rule encodes box {box}: {reason}", "ingen regel koder boks {box}: {reason}"),
    "found_defect": ("{defect}", "{defect}"),
}
