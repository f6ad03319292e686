"""What is said of what cannot be used."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
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
    "unwritable_file": ("{path}: cannot be written ({reason})", "{path}: kan ikke skrives ({reason})"),
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
    "unknown_schema": (
        "{value} has no schema{nearest}; give one of {values}",
        "{value} har ikke noe skjema{nearest}; oppgi en av {values}",
    ),
    "unknown_language": (
        "{value!r} is not a language of this program; give en or nb",
        "{value!r} er ikke et språk i dette programmet; oppgi en eller nb",
    ),
    "not_a_question": (
        "{value!r} is nothing that a case can expect of this guideline",
        "{value!r} er ikke noe et tilfelle kan forvente av denne retningslinjen",
    ),
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
}
