"""The package's own sentences in the two languages; what a guideline says is in its knowledge base."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["LANGUAGES", "PAGE_LANGUAGE", "Language", "number", "say"]

Language: TypeAlias = Literal["en", "nb"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

PAGE_LANGUAGE: Final[Language] = "nb"
"""The language in which the boxes are quoted; in the other they have a gloss."""

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # ---- bad input
    "unknown_name": (
        "{name!r} is not a fact of this guideline{nearest}",
        "{name!r} er ikke en opplysning i denne retningslinjen{nearest}",
    ),
    "did_you_mean": ("; did you mean {name!r}?", "; mente du {name!r}?"),
    "not_a_record": (
        "a patient is a flat record of names and values, not {value}",
        "en pasient er en flat liste med navn og verdier, ikke {value}",
    ),
    "not_readings": (
        "readings are a mapping of questions to options, not {value}",
        "lesemåter er en tabell fra spørsmål til alternativ, ikke {value}",
    ),
    "bad_value": ("{name}: {value} is not allowed; give {allowed}", "{name}: {value} er ikke tillatt; oppgi {allowed}"),
    "out_of_range": (
        "{name}: {value} is out of range; give {allowed}",
        "{name}: {value} er utenfor området; oppgi {allowed}",
    ),
    "not_whole": (
        "{name}: {value} is not a whole number; give {allowed}",
        "{name}: {value} er ikke et helt tall; oppgi {allowed}",
    ),
    "allowed_number": ("a number from {low} to {high}{unit}", "et tall fra {low} til {high}{unit}"),
    "allowed_number_text": (
        "a number from {low} to {high}{unit}, with a point before any decimals",
        "et tall fra {low} til {high}{unit}, med punktum foran eventuelle desimaler",
    ),
    "allowed_count": ("a whole number from {low} to {high}", "et helt tall fra {low} til {high}"),
    "allowed_yes_no": ("true or false", "true eller false"),
    "allowed_yes_no_text": ("yes or no (also ja/nei, true/false, 1/0)", "ja eller nei (også yes/no, true/false, 1/0)"),
    "allowed_choice": ("one of {values}", "en av {values}"),
    "requires": (
        "{name}: {value} is recorded without {other}; record {other}, or leave {name} out",
        "{name}: {value} er oppgitt uten {other}; oppgi {other}, eller utelat {name}",
    ),
    "impossible": (
        "{facts} cannot hold together: {reason}; correct one of them",
        "{facts} kan ikke gjelde samtidig: {reason}; rett én av dem",
    ),
    "too_coarse": (
        "{name}: {value} lies between two thresholds that leave no whole number; declare a finer scale",
        "{name}: {value} ligger mellom to grenser uten et helt tall imellom; angi en finere skala",
    ),
    "repeated_name": (
        "{name}: given twice; give it once",
        "{name}: oppgitt to ganger; oppgi den én gang",
    ),
    "not_assignment": (
        "{value} is not of the form name=value",
        "{value} har ikke formen navn=verdi",
    ),
    "no_patient": (
        "no patient is given; name a file, or give facts with --set name=value",
        "ingen pasient er oppgitt; navngi en fil, eller gi opplysninger med --set navn=verdi",
    ),
    "unwritable": ("the answer cannot be written ({reason})", "svaret kan ikke skrives ({reason})"),
    "unreadable": ("{path}: cannot be read ({reason})", "{path}: kan ikke leses ({reason})"),
    "too_large": (
        "{path}: larger than the {limit} bytes that a patient may take",
        "{path}: større enn de {limit} byte en pasient kan ha",
    ),
    "not_format": ("{path}: not valid {format} ({reason})", "{path}: ikke gyldig {format} ({reason})"),
    "unknown_format": (
        "{path}: the name must end in .json or .toml, or be - for JSON on standard input",
        "{path}: navnet må slutte på .json eller .toml, eller være - for JSON på standard inn",
    ),
    "unknown_question": (
        "{name!r} is not a question of this guideline{nearest}; the questions are {values}",
        "{name!r} er ikke et spørsmål i denne retningslinjen{nearest}; spørsmålene er {values}",
    ),
    "unknown_meaning": (
        "{name}: {value} is not an option{nearest}; give {allowed}",
        "{name}: {value} er ikke et alternativ{nearest}; oppgi {allowed}",
    ),
    "unknown_language": (
        "{value!r} is not a language of this program; give en or nb",
        "{value!r} er ikke et språk i dette programmet; oppgi en eller nb",
    ),
    "not_a_question": (
        "{value!r} is nothing that a case can expect of this guideline",
        "{value!r} er ikke noe et tilfelle kan forvente av denne retningslinjen",
    ),
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
    "read_as": ("read so: {meaning} ({question})", "lest slik: {meaning} ({question})"),
    # ---- explanations
    "why": ("Why: {target}", "Hvorfor: {target}"),
    "why_not": ("Why not: {target}", "Hvorfor ikke: {target}"),
    "holds_yes": ("It holds, whatever is not recorded", "Det gjelder, uansett hva som ikke er registrert"),
    "holds_no": ("It does not hold", "Det gjelder ikke"),
    "holds_unknown": (
        "It depends on facts that are not recorded: {facts}",
        "Det avhenger av opplysninger som ikke er registrert: {facts}",
    ),
    "possible_yes": ("It is possible, whatever is not recorded", "Det er mulig, uansett hva som ikke er registrert"),
    "possible_no": ("It is not possible", "Det er ikke mulig"),
    "possible_unknown": (
        "Whether it is possible depends on facts that are not recorded: {facts}",
        "Om det er mulig, avhenger av opplysninger som ikke er registrert: {facts}",
    ),
    "also_asked": ("The same word also means: {targets}", "Samme ord betyr også: {targets}"),
    "sufficient": (
        "These facts are enough, whatever all others are",
        "Disse opplysningene er nok, uansett hva alle andre er",
    ),
    "because": ("Because", "Fordi"),
    "one_of_ways": ("{number} of {ways} ways", "{number} av {ways} måter"),
    "in_case": ("where {case}", "der {case}"),
    "as_above": ("{text} (as above)", "{text} (som over)"),
    "blocks": ("What stands in the way", "Hva som er i veien"),
    "unmet": ("What is asked for and is not there, the nearest first", "Hva som kreves og mangler, det nærmeste først"),
    "never": (
        "No patient has this, under these readings.",
        "Ingen pasient har dette, med disse lesemåtene.",
    ),
    "changes": (
        "Smallest changes that would make it hold (what if, not advice)",
        "Minste endringer som ville gjort at det gjelder (et tankeforsøk, ikke råd)",
    ),
    "changes_round": (
        "Smallest changes that would turn it round (what if, not advice)",
        "Minste endringer som ville snudd det (et tankeforsøk, ikke råd)",
    ),
    "no_change": (
        "No change of changeable facts makes this hold. In the way stands what cannot change: {facts}.",
        "Ingen endring av det som kan endres, gjør at dette gjelder. I veien står det som ikke kan endres: {facts}.",
    ),
    "change": ("{condition} (now {now})", "{condition} (nå {now})"),
    "record": (
        "what is not recorded turns out so: {conditions}",
        "det som ikke er registrert, viser seg slik: {conditions}",
    ),
    "reconsider": (
        "{condition} (now {now}; the clinician may reconsider it)",
        "{condition} (nå {now}; klinikeren kan vurdere det på nytt)",
    ),
    "fixed": ("{condition} would be needed (now {now})", "{condition} måtte til (nå {now})"),
    "more": ("… and {number} more (--full)", "… og {number} til (--full)"),
    # ---- comparisons
    "instead_of": ("Why {first}, and not {second}", "Hvorfor {first}, og ikke {second}"),
    "verdict_before": (
        "{first} is possible; {second} is not, or comes later",
        "{first} er mulig; {second} er ikke mulig, eller kommer senere",
    ),
    "verdict_after": (
        "It is the other way round: {second} is possible; {first} is not, or comes later",
        "Det er omvendt: {second} er mulig; {first} er ikke mulig, eller kommer senere",
    ),
    "verdict_tied": (
        "Both are possible, and of the same line: {first}; {second}",
        "Begge er mulige, på samme trinn: {first}; {second}",
    ),
    "verdict_unranked": (
        "Both are possible, and the page does not order them: {first}; {second}",
        "Begge er mulige, og flytskjemaet rangerer dem ikke: {first}; {second}",
    ),
    "verdict_neither": ("Neither is possible: {first}; {second}", "Ingen av dem er mulig: {first}; {second}"),
    "verdict_unknown": (
        "Which of {first} and {second} comes first depends on facts that are not recorded: {facts}",
        "Hvilken av {first} og {second} som kommer først, avhenger av opplysninger som ikke er registrert: {facts}",
    ),
    "only_for": ("Only for {target}", "Bare for {target}"),
    "only_against": ("Only against {target}", "Bare mot {target}"),
    # ---- what if
    "what_if": ("What if {changes}", "Hva om {changes}"),
    "was": ("{fact}: {value} (was {was})", "{fact}: {value} (var {was})"),
    "no_difference": ("Nothing that the page says changes.", "Ingenting av det flytskjemaet sier, endres."),
    "turn_yes": ("What then holds", "Hva som da gjelder"),
    "turn_no": ("What then no longer holds, or may hold", "Hva som da ikke lenger gjelder, eller kan gjelde"),
    "turn_unknown": ("What is then no longer settled", "Hva som da ikke lenger er avklart"),
    "it_was": ("before: {status}", "før: {status}"),
    # ---- what is missing
    "missing": ("What is missing", "Hva som mangler"),
    "missing_for": ("What is missing to settle: {target}", "Hva som mangler for å avklare: {target}"),
    "nothing_missing": (
        "Nothing that is not recorded can change the answer any more.",
        "Ingenting som ikke er registrert, kan endre svaret lenger.",
    ),
    "needed": ("Still matters, and for what", "Har fortsatt betydning, og for hva"),
    "idle": (
        "Cannot matter any more (proved over every completion)",
        "Kan ikke ha betydning lenger (bevist for alle utfyllinger)",
    ),
    "shortcuts": ("Would settle it at once", "Ville avklart det med en gang"),
    "ask_first": ("Ask first: {fact}", "Spør først om: {fact}"),
    "settles": ("{answer}: settles {settled} of {open}", "{answer}: avklarer {settled} av {open}"),
    "ask_help": (
        "An empty line: not known. q: stop here.",
        "Tom linje: ikke kjent. q: stopp her.",
    ),
    "ask_done": (
        "Nothing more that is asked can change the answer. Asked: {number}.",
        "Ikke noe mer å spørre om kan endre svaret. Spurt om: {number}.",
    ),
    "ask_not_known": (
        "What is left is not known: {facts}",
        "Det som gjenstår, er ikke kjent: {facts}",
    ),
    # ---- readings
    "same_readings": (
        "The answer is the same under all readings of the page.",
        "Svaret er det samme med alle lesemåter av flytskjemaet.",
    ),
    "hinges": ("Where the answer hangs on how the page is read", "Der svaret avhenger av hvordan flytskjemaet leses"),
    "hinge": ("{question}: {text}{boxes} Read here: {meaning}", "{question}: {text}{boxes} Lest her: {meaning}"),
    "hinge_joint": (
        "{option} ({meaning}): matters only together with another question",
        "{option} ({meaning}): har bare betydning sammen med et annet spørsmål",
    ),
    "hinge_more": ("and {number} more (--reading all)", "og {number} til (--reading all)"),
    "combinations": ("Under every reading on which it hangs", "Med alle lesemåter det avhenger av"),
    "status": ("status", "status"),
    # ---- bad targets
    "unknown_target": (
        "{value} is nothing that this guideline says of a patient{nearest}; ask for a drug, an action with a drug"
        ", an indication, or a statement as the rules write it",
        "{value} er ikke noe denne retningslinjen sier om en pasient{nearest}; spør om et medikament, en handling med"
        " et medikament, en indikasjon, eller et utsagn slik reglene skriver det",
    ),
    "ambiguous_target": (
        "{value} can mean several things; ask for one of {values}",
        "{value} kan bety flere ting; spør om en av {values}",
    ),
    "several_patients": (
        "more than one patient is given: {values}; name one file",
        "mer enn én pasient er oppgitt: {values}; navngi én fil",
    ),
    "no_target": ("nothing is asked about; name {what}", "det er ikke spurt om noe; oppgi {what}"),
    "too_many_targets": (
        "more is asked about than {what}; put what has several words in quotes",
        "det er spurt om mer enn {what}; sett det som har flere ord, i anførselstegn",
    ),
    # ---- values
    "yes": ("yes", "ja"),
    "no": ("no", "nei"),
    "unknown": ("unknown", "ukjent"),
    "not_recorded": ("not recorded", "ikke registrert"),
}


def say(language: Language, key: str, /, **values: object) -> str:
    """Fill in one of the package's sentences.

    Raises:
        KeyError: there is no such sentence, or a value is missing.
    """
    return _WORDS[key][LANGUAGES.index(language)].format(**values)


def number(value: Decimal, language: Language) -> str:
    """Write a number as that language does, `−2.5` or `−2,5`: all its digits, but for `1.0`, which is `1`."""
    if value == value.to_integral_value() and value.adjusted() < 15:
        value = value.to_integral_value()
    written = f"{value:f}" if value.adjusted() > -15 else str(value)
    written = written.replace("-", "−")
    return written.replace(".", ",") if language == "nb" else written
