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
