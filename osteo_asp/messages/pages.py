"""The words of the advice, of values and readings, and of the pages about the knowledge base."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    # ---- the page of advice
    "patient": ("Patient: {facts}.", "Pasient: {facts}."),
    "nothing_recorded": ("nothing recorded", "ingenting registrert"),
    "assumed_absent": (
        "Assumed absent, though nobody recorded it: {facts}.",
        "Regnet som fraværende, selv om ingen har registrert det: {facts}.",
    ),
    "indicated_yes": ("Drug treatment is indicated", "Medikamentell behandling er indisert"),
    "indicated_no": ("Drug treatment is not indicated", "Medikamentell behandling er ikke indisert"),
    "indicated_unknown": (
        "Whether drug treatment is indicated depends on facts that are not recorded",
        "Om medikamentell behandling er indisert, avhenger av opplysninger som ikke er registrert",
    ),
    "first_choice": ("First choice of what is possible: {drugs}.", "Førstevalg av det som er mulig: {drugs}."),
    "admissible": ("Possible, whatever is not recorded", "Mulig, uansett hva som ikke er registrert"),
    "conditional": (
        "Possible only if what is not recorded allows it",
        "Mulig bare hvis det som ikke er registrert, tillater det",
    ),
    "excluded": ("Not possible", "Ikke mulig"),
    "nothing": ("Nothing.", "Ingenting."),
    "line": ("choice {line}", "valg {line}"),
    "for": ("for: {reason}", "for: {reason}"),
    "perhaps_for": ("for, if it is so: {reason}", "for, hvis det er slik: {reason}"),
    "against": ("against: {reason}", "mot: {reason}"),
    "unless": ("depends on: {facts}", "avhenger av: {facts}"),
    "check_first": ("To check first, and what depends on it", "Må avklares først, og hva som avhenger av det"),
    "duties": ("What the page asks for", "Hva flytskjemaet ber om"),
    "switch_reasons": ("Reasons to consider a change of therapy", "Grunner til å vurdere terapiskifte"),
    "silent": ("Where the page is silent", "Der flytskjemaet ikke gir svar"),
    "conflicts": ("Where the page contradicts itself", "Der flytskjemaet motsier seg selv"),
    "warnings": ("Note", "Merk"),
    "chosen_readings": ("Read otherwise than by default", "Lest på annen måte enn standard"),
    "must": ("must", "skal"),
    "choice": ("in order of choice", "i rekkefølge"),
    "consider": ("may be considered", "vurderes"),
    "disclaimer": (
        "This shows what a document says of these facts. It is not medical advice.",
        "Dette viser hva et dokument sier om disse opplysningene. Det er ikke medisinske råd.",
    ),
    # ---- the other pages
    "facts": ("The facts that a patient can bring", "Opplysningene en pasient kan ha"),
    "absent_means": ("not recorded means: {value}", "ikke oppgitt betyr: {value}"),
    "assumed_on_request": ("with --assume-absent: {value}", "med --assume-absent: {value}"),
    "only_beside": ("only beside {facts}", "bare sammen med {facts}"),
    "default": ("default", "standard"),
    "rule": ("rule", "regel"),
    "boxes": ("boxes", "bokser"),
    "cases": ("tested by", "testet av"),
    "case": ("case: {name}", "tilfelle: {name}"),
    "not_encoded": ("not encoded: {reason}", "ikke kodet: {reason}"),
    "no_cases": (
        "No test cases are at hand; name their folder with --cases.",
        "Ingen testtilfeller er tilgjengelige; oppgi mappen med --cases.",
    ),
    "unknown_in_case": (
        "{path}: case {name!r} names {shown}, which the knowledge base does not know{nearest}",
        "{path}: tilfellet {name!r} nevner {shown}, som kunnskapsbasen ikke kjenner{nearest}",
    ),
    "bad_case": (
        "{path}: case {name} is not a name, boxes, a patient and expectations ({reason})",
        "{path}: tilfellet {name} er ikke et navn, bokser, en pasient og forventninger ({reason})",
    ),
    "rules_to_boxes": ("From the rules back to the boxes", "Fra reglene tilbake til boksene"),
    "box_counts": (
        "{boxes} boxes, {rules} rules, {cases} test cases.",
        "{boxes} bokser, {rules} regler, {cases} testtilfeller.",
    ),
    # ---- warnings
    "assumed": (
        "{number} facts that nobody recorded were taken as absent",
        "{number} opplysninger som ingen har registrert, er regnet som fraværende",
    ),
    # ---- statements and conditions
    "is_first_choice": ("{drug} is the first choice of what is possible", "{drug} er førstevalget av det som er mulig"),
    "is_on_line": ("{drug} is choice {line}", "{drug} er valg {line}"),
    "not_so": ("not: {words}", "ikke: {words}"),
    "without": ("no {fact}", "ikke {fact}"),
    "or": (" or ", " eller "),
    "and": (" and ", " og "),
    "if_recorded": ("{condition}? (not recorded)", "{condition}? (ikke registrert)"),
    "implied": ("{condition} (not recorded; {reason})", "{condition} (ikke registrert; {reason})"),
    "by_absence": ("{condition} (nothing else is recorded)", "{condition} (ikke annet er registrert)"),
    "was_assumed": ("{condition} (assumed)", "{condition} (antatt)"),
    "read_as": ("read so: {question} – {meaning}", "lest slik: {question} – {meaning}"),
    # ---- readings
    "same_readings": (
        "The answer is the same under all readings of the page.",
        "Svaret er det samme med alle lesemåter av flytskjemaet.",
    ),
    "reading_dependence": (
        "Where the answer hangs on how the page is read",
        "Der svaret avhenger av hvordan flytskjemaet leses",
    ),
    "reading_question": (
        "{question}: {text}{boxes} Read here: {meaning}",
        "{question}: {text}{boxes} Lest her: {meaning}",
    ),
    "reading_joint": (
        "{option} ({meaning}): matters only together with another question",
        "{option} ({meaning}): har bare betydning sammen med et annet spørsmål",
    ),
    "reading_more": ("and {number} more (--reading all)", "og {number} til (--reading all)"),
    "combinations": ("Under every reading on which it hangs", "Med alle lesemåter det avhenger av"),
    "status": ("status", "status"),
    # ---- compiling
    "compiled_now": ("compiled in {seconds} s", "kompilert på {seconds} s"),
    "compiled_before": (
        "compiled before, from these very files; read in {seconds} s",
        "kompilert tidligere, fra nettopp disse filene; lest på {seconds} s",
    ),
    "compiled_sizes": (
        "{rules} rules, {ground_rules} ground rules, {statements} statements, {nodes} nodes of diagrams",
        "{rules} regler, {ground_rules} grunnregler, {statements} utsagn, {nodes} noder i diagrammene",
    ),
    "compiled_kept": ("kept as {path}", "lagret som {path}"),
    "compiled_not_kept": (
        "not kept: the cache folder cannot be written; every start compiles anew",
        "ikke lagret: mappen for mellomlagring kan ikke skrives; hver oppstart kompilerer på nytt",
    ),
    # ---- values
    "yes": ("yes", "ja"),
    "no": ("no", "nei"),
    "unknown": ("unknown", "ukjent"),
    "not_recorded": ("not recorded", "ikke registrert"),
}
