"""The words of clingo's own answer sets, and of answers that clingo has derived anew."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    # ---- answer sets
    "solved": (
        "Solved by clingo from the rules as they stand: one answer set for each way of filling in what is not "
        "recorded. Decisions, over all of them: {number}.",
        "Løst av clingo ut fra reglene slik de står: ett svar for hver måte å fylle ut det som ikke er registrert, på. "
        "Antall ulike beslutninger: {number}.",
    ),
    "solved_marks": (
        "✓ holds in every answer set with that decision, ? only in some.",
        "✓ gjelder i alle svar med den beslutningen, ? bare i noen.",
    ),
    "everywhere": ("In every answer set", "I alle svar"),
    "decides": ("Decision: {choice}", "Beslutning: {choice}"),
    "decides_nothing": ("No decision: nothing is possible", "Ingen beslutning: ingenting er aktuelt"),
    "nothing_more": ("Nothing beside that.", "Ikke noe utover dette."),
    "of_others": (
        "and {number} more about other options (--full)",
        "og {number} til om andre alternativer (--full)",
    ),
    "answer_set": ("Answer set {number}. {decision}", "Svar {number}. {decision}"),
    # ---- verification
    "verified": (
        "Verified: clingo has derived {statements} statements anew from the rules as they stand, and comes to the same "
        "({seconds} s).",
        "Kontrollert: clingo har utledet {statements} utsagn på nytt fra reglene slik de står, og kommer til det samme "
        "({seconds} s).",
    ),
    "not_verified": (
        "no answer is given, for clingo does not confirm it: {words} is {derived} by the rules as they stand, and not "
        "{status}; please report this with the patient's facts",
        "det gis ikke noe svar, for clingo bekrefter det ikke: {words} er {derived} etter reglene slik de står, ikke "
        "{status}; meld gjerne fra om dette sammen med opplysningene om pasienten",
    ),
    # ---- what cannot be asked
    "one_reading": (
        "`{value}` is no choice of readings here; an answer set has one: --reading QUESTION=OPTION",
        "«{value}» er ikke et valg av tolkninger her; et svar har én: --reading SPØRSMÅL=ALTERNATIV",
    ),
    "bad_limit": (
        "{name}: {value} is no number of answer sets; give a whole number from 1 to {most}",
        "{name}: {value} er ikke et antall svar; oppgi et heltall fra 1 til {most}",
    ),
}
