"""The page of clingo's own answer sets."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..answers.results import Statement
from ..answers.solve import Choice, Decision, Exclusion, Solution
from ..messages import Language, say
from .common import MARKS, patient_line, statement_line
from .page import Block, Item, Page, Section


def solution_page(solution: Solution, *, full: bool = False) -> Page:
    """Who; what every answer set says; each decision with what holds beside it; single answer sets, if asked for.

    Args:
        solution: the answer.
        full: say what holds of the other options, too.
    """
    language = solution.language
    number = sum(one.decision is not None for one in solution.decisions)
    lead = [patient_line(solution.patient, language)]
    assumed = [fact.text for fact in solution.patient if fact.assumed]
    if assumed:
        lead.append(say(language, "assumed_absent", facts="; ".join(assumed)))
    lead += [say(language, "solved", number=number), say(language, "solved_marks")]
    everywhere = {one.id for one in (*solution.statements, *solution.others)}
    common = _items(solution.statements, language) + (_items(solution.others, language) if full else [])
    sections = [Section(say(language, "everywhere"), common or [say(language, "nothing")])]
    for decision in solution.decisions:
        blocks = _decision(decision, everywhere, language, full=full)
        sections.append(Section(_title(decision.decision, language), blocks or [say(language, "nothing_more")]))
    if solution.excluded:
        sections.append(Section(say(language, "excluded"), [_exclusion(one, language) for one in solution.excluded]))
    for place, one in enumerate(solution.answer_sets, 1):
        title = say(language, "answer_set", number=place, decision=_title(one.decision, language))
        completion: Block = "; ".join(f"{fact.text}: {fact.words}" for fact in one.completion)
        sections.append(Section(title, [completion, *_items(one.statements, language)]))
    if solution.chosen:
        sections.append(Section(say(language, "chosen_readings"), [Item(one.text) for one in solution.chosen]))
    return Page(solution.guideline["title"], lead, sections, say(language, "disclaimer"))


def _title(choice: Choice | None, language: Language) -> str:
    return say(language, "decides", choice=choice.text) if choice else say(language, "decides_nothing")


def _decision(decision: Decision, everywhere: Collection[str], language: Language, *, full: bool) -> list[Block]:
    blocks: list[Block] = []
    if decision.lines:
        blocks.append(say(language, "line", line="/".join(map(str, decision.lines))))
    blocks += [
        Item(say(language, "for", reason=statement_line(one, language)), MARKS[one.status]) for one in decision.reasons
    ]
    blocks += _items((one for one in decision.statements if one.id not in everywhere), language)
    others = [one for one in decision.others if one.id not in everywhere]
    told = [one for one in others if full or (decision.decision is None and one.status == "yes")]
    blocks += _items(told, language)
    if len(told) < len(others):
        blocks.append(say(language, "of_others", number=len(others) - len(told)))
    return blocks


def _exclusion(one: Exclusion, language: Language) -> Item:
    reasons = [say(language, "against", reason=statement_line(reason, language)) for reason in one.reasons]
    return Item(one.option.text, MARKS["no"], reasons)


def _items(statements: Iterable[Statement], language: Language) -> list[Block]:
    return [Item(statement_line(one, language), MARKS[one.status]) for one in statements]
