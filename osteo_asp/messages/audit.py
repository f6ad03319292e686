"""The words of the audit."""

from typing import Final

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
    "nobody_affected": ("Nobody is told anything else.", "Ingen får noe annet svar."),
    "edition_gained": ("Gained by some patients", "Noen pasienter får"),
    "edition_lost": ("Lost by some patients", "Noen pasienter mister"),
    "edition_by_default": (
        "Otherwise where nobody chooses a reading, for the default is another",
        "Annerledes når ingen velger tolkning, for standardvalget er et annet",
    ),
    "edition_unrecorded": (
        "Otherwise where facts are left out of the record",
        "Annerledes når opplysninger ikke er registrert",
    ),
    "edition_underlying": (
        "The same answer, and otherwise where it is asked why, or where facts are left out",
        "Samme svar, men annerledes når man spør hvorfor, eller når opplysninger mangler",
    ),
    "edition_defect": (
        "Defects that check finds, or no longer finds",
        "Feil som check finner, eller ikke lenger finner",
    ),
    "edition_records": (
        "Records that are refused, or no longer refused",
        "Opplysninger som avvises, eller ikke lenger avvises",
    ),
    "record_refused": ("refused from now on: {reason}", "avvises fra nå av: {reason}"),
    "record_accepted": ("no longer refused: {reason}", "avvises ikke lenger: {reason}"),
    "left_out": ("not recorded: {names}", "ikke registrert: {names}"),
    "unsaid": ("nothing", "ingenting"),
    "edition_rules": (
        "Rules that one edition alone has, as explanations quote them",
        "Regler som bare den ene utgaven har, slik forklaringene gjengir dem",
    ),
    "rule_old": ("only the older one, {place}: {rule}", "bare den eldre, {place}: {rule}"),
    "rule_new": ("only the newer one, {place}: {rule}", "bare den nyere, {place}: {rule}"),
    "aspect_records": ("What may be recorded", "Hva som kan registreres"),
    "aspect_absence": ("What an unrecorded fact means", "Hva det betyr at noe ikke er registrert"),
    "aspect_readings": ("The questions of reading", "Tolkningsspørsmålene"),
    "aspect_words": ("Words and units", "Ord og enheter"),
    "aspect_doses": ("Doses", "Doser"),
    "aspect_citations": ("Boxes, and how strongly they say it", "Bokser, og hvor sterkt de sier det"),
    "aspect_order": ("The order in which things are shown", "Rekkefølgen ting vises i"),
    "aspect_explanations": ("What a why-not may change", "Hva et hvorfor-ikke kan endre"),
    "aspect_audit": ("What the audit asks for", "Hva gjennomgangen ser etter"),
    "aspect_other": ("Other declarations", "Andre deklarasjoner"),
    "edition_same": ("The same for everybody, in both editions: proved", "Likt for alle i begge utgaver: bevist"),
    "compared_answers": (
        "what every patient is told, recorded in full or in part, under every reading: what is indicated, the options"
        " with their lines, reasons and hindrances, the duties, silences and conflicts",
        "det som sies til hver pasient, med alle eller bare noen opplysninger registrert og med hver tolkning:"
        " indikasjon, alternativer med valgnummer, begrunnelser og hindringer, krav, det uomtalte og konflikter",
    ),
    "compared_records": (
        "which facts, values and combinations of them are accepted, and which are refused",
        "hvilke opplysninger, verdier og kombinasjoner som godtas, og hvilke som avvises",
    ),
    "compared_absence": (
        "what an unrecorded fact means, and what is assumed of it on request",
        "hva det betyr at en opplysning ikke er registrert, og hva som antas om den når det bes om det",
    ),
    "compared_readings": (
        "the questions of reading, their options and their defaults",
        "tolkningsspørsmålene, med alternativer og standardvalg",
    ),
    "compared_words": (
        "every label and every unit, in both languages",
        "hver benevnelse og hver enhet, på begge språk",
    ),
    "compared_doses": ("every dose, in both languages", "hver dose, på begge språk"),
    "compared_citations": (
        "the boxes on which everything rests, and how strongly they say it",
        "boksene alt bygger på, og hvor sterkt de sier det",
    ),
    "compared_order": (
        "the order of facts, questions, drugs, actions, boxes and statements",
        "rekkefølgen av opplysninger, spørsmål, medikamenter, handlinger, bokser og utsagn",
    ),
    "compared_explanations": (
        "the rules behind every conclusion, word for word and with all that they are filled in with, and what a why-not"
        " may change; not the lines on which they stand",
        "reglene bak hver konklusjon, ord for ord og med alt de fylles ut med, og hva et hvorfor-ikke kan endre; ikke"
        " hvilke linjer de står på",
    ),
    "compared_audit": (
        "what check looks for, and the defects that it finds",
        "hva check ser etter, og feilene det finner",
    ),
    "compared_other": ("every other declaration", "hver annen deklarasjon"),
    "no_edition": (
        "{value} is neither a folder nor a revision that git knows here",
        "{value} er verken en mappe eller en revisjon som git kjenner her",
    ),
    "mutation": ("Mutants of the knowledge base", "Mutanter av kunnskapsbasen"),
    "mutants": (
        "{number} mutants: {killed} killed by a case or by the table of sayings, {equivalent} proved to change nothing"
        " that anybody is told, whatever is recorded and however the page is read, {refused} refused by the rules of"
        " the house, {survived} survived.",
        "{number} mutanter: {killed} drept av et tilfelle eller av tabellen over det som sies, {equivalent} bevist uten"
        " betydning for noe svar, uansett hva som er registrert og hvordan flytskjemaet tolkes, {refused} avvist av"
        " husreglene, {survived} overlevde.",
    ),
    "survivors": ("Survived, with who would kill them", "Overlevde, med hvem som ville drept dem"),
    "case_fails": (
        "the case {name!r} fails on the knowledge base as it is ({reason}); mend it first",
        "tilfellet {name!r} slår feil på kunnskapsbasen slik den er ({reason}); rett det først",
    ),
    "sayings_differ": (
        "{path}: {name} ({part}) is said otherwise now, {value}; look whether it should be, and keep it by"
        " osteo-asp sayings --save",
        "{path}: {name} ({part}) er nå {value}; se etter om det skal være slik, og ta vare på det med"
        " osteo-asp sayings --save",
    ),
    "sayings": ("What the knowledge base says beside its rules", "Det kunnskapsbasen sier utenom reglene"),
    "sayings_as_kept": (
        "All is said as {path} keeps it: facts, questions, words, units, doses, boxes, order.",
        "Alt er som i {path}: opplysninger, spørsmål, ord, enheter, doser, bokser, rekkefølge.",
    ),
    "sayings_not_kept": (
        "Nothing keeps it; osteo-asp sayings --save writes {path}.",
        "Ingen fil tar vare på det; osteo-asp sayings --save skriver {path}.",
    ),
    "sayings_otherwise": ("Otherwise than {path} keeps it", "Annerledes enn i {path}"),
    "not_comparable": (
        "{name} is of another type in the two editions; make them the same to compare them",
        "{name} har ulik type i de to utgavene; gjør dem like for å sammenligne",
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
