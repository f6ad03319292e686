"""The words of the explanations."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
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
    "decided_by": ("What decides it: {rules}.", "Det som avgjør det: {rules}."),
    "by_no_rule": (
        "no rule of the page gives this, for any patient",
        "ingen regel i flytskjemaet gir dette, for noen pasient",
    ),
    "by_no_rule_of": (
        "no rule of the page gives this, for any patient; with this drug the page has only: {options}",
        "ingen regel i flytskjemaet gir dette, for noen pasient; med dette medikamentet har det bare: {options}",
    ),
    "only_otherwise_read": (
        "as the page is read here, it holds for no patient; for some it would, read so: {readings}",
        "slik flytskjemaet leses her, gjelder det for ingen pasient; for noen gjelder det, lest slik: {readings}",
    ),
    "too_many_cases": (
        "too many cases to list; these facts are enough, whatever all others are",
        "for mange tilfeller til å vises; disse opplysningene er nok, uansett hva alle andre er",
    ),
    "in_every_case": (
        "in every case, and they are too many to list",
        "i alle tilfeller, og de er for mange til å vises",
    ),
    "gone": ("no longer: {text}", "ikke lenger: {text}"),
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
}
