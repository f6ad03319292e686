"""The words of cohorts and of their pictures."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    # ---- cohorts
    "no_extra": (
        "this needs {values}; install them with pip install 'osteo-asp[{extra}]'",
        "dette krever {values}; installer med pip install 'osteo-asp[{extra}]'",
    ),
    "not_a_frame": (
        "a cohort is a data frame (polars, pandas, PyArrow, DuckDB, Spark), not {value}",
        "en kohort er en dataramme (polars, pandas, PyArrow, DuckDB, Spark), ikke {value}",
    ),
    "frame_unreadable": ("the cohort cannot be read ({reason})", "kohorten kan ikke leses ({reason})"),
    "no_column": (
        "{name!r} is to be kept and is no column of the cohort; the columns are {values}",
        "{name!r} skal beholdes, men er ingen kolonne i kohorten; kolonnene er {values}",
    ),
    "cohort_format": (
        "{path}: the name of a cohort must end in .csv, .parquet, .ndjson or .jsonl",
        "{path}: navnet på en kohort må slutte på .csv, .parquet, .ndjson eller .jsonl",
    ),
    "row_columns": (
        "the row has {number} columns, and not {expected}: {value}",
        "raden har {number} kolonner, og ikke {expected}: {value}",
    ),
    "row_not_json": ("the row is not valid JSON ({reason})", "raden er ikke gyldig JSON ({reason})"),
    "row_refused": ("row {row}: {error}", "rad {row}: {error}"),
    "rows_refused": (
        "{number} of {rows} rows cannot be used; each has its error in the column {column}",
        "{number} av {rows} rader kan ikke brukes; hver har sin feil i kolonnen {column}",
    ),
    "rows_more": ("… and {number} more", "… og {number} til"),
    "rows_done": ("{rows} rows", "{rows} rader"),
    "bad_plausible": (
        "{path}: {name}: {reason} is not understood; give share, or mean and sd, and decimals and missing",
        "{path}: {name}: {reason} kan ikke forstås; oppgi share, eller mean og sd, og decimals og missing, med tall",
    ),
    "too_few": (
        "{value} patients do not cover the guideline; give {number} or more",
        "{value} pasienter dekker ikke retningslinjen; oppgi {number} eller flere",
    ),
    "not_a_number": ("{value} is not a whole number above zero", "{value} er ikke et helt tall over null"),
    "cohort": ("Cohort of {patients} patients", "Kohort med {patients} pasienter"),
    "cohort_refused": ("{number} more rows could not be used.", "{number} rader til kunne ikke brukes."),
    "cohort_indications": ("Indications", "Indikasjoner"),
    "cohort_together": ("Indications together", "Indikasjoner sammen"),
    "cohort_drugs": ("Drugs", "Medikamenter"),
    "cohort_reasons": ("Reasons against", "Grunner mot"),
    "cohort_without": (
        "Treatment is indicated and nothing is possible: {number}",
        "Behandling er indisert og ingenting er mulig: {number}",
    ),
    "cohort_facts": ("Unrecorded facts that would settle most", "Manglende opplysninger som ville avklart mest"),
    "cohort_readings": (
        "Patients whose answer is another under another reading",
        "Pasienter som får et annet svar med en annen lesemåte",
    ),
    "col_alone": ("alone", "alene"),
    "col_patients": ("patients", "pasienter"),
    "col_open": ("possible", "mulig"),
    "col_unsettled": ("unsettled", "uavklart"),
    "col_excluded": ("not possible", "ikke mulig"),
    "col_reason": ("reason", "grunn"),
    "col_only": ("only reason", "eneste grunn"),
    "col_settles": ("settles, whatever it is", "avklarer, uansett hva den er"),
    "col_may_settle": ("may settle", "kan avklare"),
    "col_reading": ("reading", "lesemåte"),
    # ---- pictures
    "map_title": ("First choice by {x} and {y}", "Førstevalg etter {x} og {y}"),
    "map_note": (
        "A strip on a threshold is the value itself. Hatched: it depends on what is not recorded.",
        "En stripe på en grense er verdien selv. Skravert: det avhenger av det som ikke er registrert.",
    ),
    "map_patient": ("this patient", "denne pasienten"),
    "map_first": ("first choice: {options}", "førstevalg: {options}"),
    "map_perhaps_first": ("perhaps first choice: {options}", "kanskje førstevalg: {options}"),
    "map_possible": ("no first choice; possible: {options}", "ikke noe førstevalg; mulig: {options}"),
    "map_perhaps": ("perhaps possible: {options}", "kanskje mulig: {options}"),
    "map_more": (" and {number} more", " og {number} til"),
    "map_nothing": (
        "Drug treatment is indicated, and nothing is possible",
        "Behandling er indisert, og ingenting er mulig",
    ),
    "map_indicated_unknown": (
        "Nothing is possible; whether treatment is indicated is unknown",
        "Ingenting er mulig; om behandling er indisert, er ukjent",
    ),
    "not_two_numbers": (
        "a map takes two different measurements or counts, not {value}; the numbers are {values}",
        "et kart tar to ulike målinger eller antall, ikke {value}; tallene er {values}",
    ),
    "unknown_drug": (
        "{value!r} is not a drug of this guideline{nearest}; the drugs are {values}",
        "{value!r} er ikke et medikament i denne retningslinjen{nearest}; medikamentene er {values}",
    ),
    "sets_title": (
        "Reasons against {drug} that stand together: {number} of {patients} patients have one",
        "Grunner mot {drug} som står sammen: {number} av {patients} pasienter har noen",
    ),
    "sets_together": ("patients with exactly these reasons", "pasienter med akkurat disse grunnene"),
    "sets_each": ("patients with the reason", "pasienter med grunnen"),
    "sets_none": ("no reason stands against it for anyone", "ingen grunn står mot det for noen"),
    "sets_more": (
        "not shown: {number} rarer combinations, {patients} patients",
        "ikke vist: {number} sjeldnere kombinasjoner, {patients} pasienter",
    ),
    "flow_title": (
        "From indication to first choice: {patients} patients",
        "Fra indikasjon til førstevalg: {patients} pasienter",
    ),
    "flow_indication": ("certain indications (patients)", "sikre indikasjoner (pasienter)"),
    "flow_choice": ("first choice (patients)", "førstevalg (pasienter)"),
    "flow_open": ("not settled whether indicated", "ikke avklart om det er indisert"),
    "flow_none": ("not indicated", "ikke indisert"),
    "flow_others": ("other combinations", "andre kombinasjoner"),
    "flow_possible": ("possible, and no first choice is settled", "mulig, uten avklart førstevalg"),
    "flow_unsettled": ("not settled", "ikke avklart"),
    "flow_nothing": ("nothing is possible", "ingenting er mulig"),
    "flow_rest": ("other first choices", "andre førstevalg"),
}
