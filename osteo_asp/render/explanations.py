"""The pages of the explanations: why, why not, instead of, what if, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..explanation import Change, Comparison, Condition, Difference, Explanation, Missing, Node
from ..messages import Language, say
from ..structure import replace
from .common import MARKS, boxes, patient_line, reading_sections
from .page import Block, Item, Mark, Page, Section

__all__ = ["comparison_page", "difference_page", "explanation_page", "missing_page", "reading_sections"]

_FEW = 5
"""How many items of a list the first screen shows."""


def explanation_page(explanation: Explanation, *, full: bool = False, every_reading: bool = False) -> Page:
    """The status, the facts that are enough for it, the justification; of a why-not, the blocks and the changes.

    Args:
        explanation: the answer.
        full: show the whole tree with every rule as written, and every change.
        every_reading: show the status under every reading on which it hangs.
    """
    language = explanation.language
    why_not = explanation.question == "why_not"
    lead = [patient_line(explanation.patient, language), _status(explanation)]
    if explanation.also:
        also = "; ".join(target.text for target in explanation.also)
        lead.append(say(language, "also_asked", targets=also))
    sections: list[Section] = []
    if explanation.sufficient and not why_not:
        items = [Item(condition.text) for condition in explanation.sufficient]
        sections.append(Section(say(language, "sufficient"), items))
    if explanation.blocks:
        blocks = [replace(item, mark="no") for item in _nodes(explanation.blocks, language, full=full)]
        sections.append(Section(say(language, "blocks"), blocks))
    if explanation.reasons:
        unmet = [_failure(node) for node in explanation.reasons]
        sections.append(Section(say(language, "unmet"), unmet))
    if full or not why_not or explanation.status != "no":
        tree = _Tree(language, full=full)
        sections.append(Section(say(language, "because"), tree.below(explanation.tree)))
    if why_not and explanation.status != "yes":
        sections.append(_changes(explanation.changes, explanation.fixed, language, "changes", full=full))
    sections += reading_sections(
        explanation.reading_dependence, explanation.combinations, language, every_reading=every_reading
    )
    return Page(
        say(language, explanation.question, target=explanation.target.text),
        lead,
        [section for section in sections if section.blocks],
        say(language, "disclaimer"),
    )


def comparison_page(comparison: Comparison, *, full: bool = False) -> Page:
    """Which comes first, what only one of the two has, and what would turn it round."""
    language = comparison.language
    names = {"first": comparison.first.text, "second": comparison.second.text}
    facts = "; ".join(fact.text for fact in comparison.settling)
    lead = [
        patient_line(comparison.patient, language),
        say(language, f"verdict_{comparison.verdict}", **names, facts=facts) + ".",
    ]
    sections = []
    for key, name in (("only_for", "for_first"), ("only_against", "against_first"),
                      ("only_for", "for_second"), ("only_against", "against_second")):  # fmt: skip
        nodes = getattr(comparison, name)
        title = say(language, key, target=names["first" if name.endswith("first") else "second"])
        sections.append(Section(title, _nodes(nodes, language, full=full)))
    sections.append(_changes(comparison.changes, comparison.fixed, language, "changes_round", full=full))
    return Page(
        say(language, "instead_of", **names),
        lead,
        [section for section in sections if section.blocks],
        say(language, "disclaimer"),
    )


def difference_page(difference: Difference) -> Page:
    """What changes, and by what."""
    language = difference.language
    changed = [
        say(language, "was", fact=fact.text, value=fact.words, was=was.text)
        for fact, was in zip(difference.changed, difference.was, strict=True)
    ]
    sections = []
    for status in ("yes", "no", "unknown"):
        items = [
            Item(
                f"{one.text}{boxes(one.boxes)} ({say(language, 'it_was', status=say(language, one.before))})",
                MARKS[one.after],
                below=_nodes(one.because, language, full=False),
            )
            for one in difference.consequences
            if one.after == status
        ]
        if items:
            sections.append(Section(say(language, f"turn_{status}"), items))
    lead = [patient_line(difference.patient, language)]
    if not sections:
        lead.append(say(language, "no_difference"))
    return Page(say(language, "what_if", changes="; ".join(changed)), lead, sections, say(language, "disclaimer"))


def missing_page(missing: Missing) -> Page:
    """What to ask first and what it settles; what else still matters; what no longer does."""
    language = missing.language
    title = say(language, "missing") if missing.target is None else say(
        language, "missing_for", target=missing.target.text
    )  # fmt: skip
    lead = [patient_line(missing.patient, language)]
    if not missing.needed:
        lead.append(say(language, "nothing_missing"))
    sections = []
    if missing.first is not None:
        outcomes = [
            Item(say(language, "settles", answer=one.answer, settled=one.settled, open=missing.first.open))
            for one in missing.first.outcomes
        ]
        sections.append(Section(say(language, "ask_first", fact=missing.first.fact.text), outcomes))
    if missing.shortcuts:
        items = [
            Item("; ".join(condition.text for condition in one.conditions), MARKS[one.status])
            for one in missing.shortcuts
        ]
        sections.append(Section(say(language, "shortcuts"), items))
    if missing.needed:
        needed = []
        for fact in missing.needed:
            texts = [one.text for one in fact.statements]
            rest = f"; … {len(texts) - _FEW} +" if len(texts) > _FEW + 1 else ""
            shown = texts if not rest else texts[:_FEW]
            needed.append(Item(fact.text, "unknown", [] if missing.target else ["; ".join(shown) + rest]))
        sections.append(Section(say(language, "needed"), needed))
    if missing.idle:
        idle = "; ".join(fact.text for fact in missing.idle)
        sections.append(Section(say(language, "idle"), [Item(idle)]))
    return Page(title, lead, sections, say(language, "disclaimer"))


def _status(explanation: Explanation) -> str:
    language = explanation.language
    facts = "; ".join(fact.text for fact in explanation.settling)
    kind = "possible" if explanation.target.id.startswith("option(") else "holds"
    return say(language, f"{kind}_{explanation.status}", facts=facts) + "."


def _changes(
    changes: Sequence[Change], fixed: Sequence[Condition], language: Language, title: str, *, full: bool
) -> Section:
    blocks: list[Block] = []
    for change in changes if full else changes[:_FEW]:
        blocks.append(Item(_change(change, language)))
    if len(changes) > _FEW and not full:
        blocks.append(say(language, "more", number=len(changes) - _FEW))
    if not changes:
        facts = "; ".join(_condition(condition, language) for condition in fixed)
        blocks.append(say(language, "no_change", facts=facts) if fixed else say(language, "never"))
    return Section(say(language, title), blocks)


def _change(change: Change, language: Language) -> str:
    """What would be otherwise; then, together, what would have to be found so."""
    found = [condition.text for condition in change.conditions if condition.kind == "record"]
    parts = [_condition(condition, language) for condition in change.conditions if condition.kind != "record"]
    if found:
        parts.append(say(language, "record", conditions=", ".join(found)))
    return say(language, "and").join(parts)


def _condition(condition: Condition, language: Language) -> str:
    return say(language, condition.kind, condition=condition.text, now=condition.now)


def _nodes(nodes: Iterable[Node], language: Language, *, full: bool) -> list[Item]:
    tree = _Tree(language, full=full)
    return [tree.item(node) for node in nodes]


def _failure(node: Node) -> Item:
    """A statement that does not hold, with what fails in each rule that could have given it."""
    below = []
    for step in node.steps:
        failing = [one for child in step.because for one in child.checked()]
        failing += [one for child in step.unless for one in child.headlines()]
        texts = "; ".join(dict.fromkeys(one.text or one.id for one in failing))
        below.append(Item(f"{step.place}  {texts}", "no"))
    return Item(f"{node.text or node.id}{boxes(node.boxes)}", "no", below=below)


class _Tree:
    """A justification as items. Folded: only what has words, and what was checked in one line."""

    def __init__(self, language: Language, *, full: bool) -> None:
        self.language = language
        self.full = full
        self._shown: set[int] = set()

    def item(self, node: Node) -> Item:
        """A node and what it rests on. Its text is true of the patient, or, where it is marked so, unknown."""
        node = node if self.full else _essence(node)
        mark: Mark = "unknown" if node.status == "unknown" else "yes"
        text = f"{_text(node)}{boxes(node.boxes) if node.kind == 'statement' else ''}"
        if not node.steps:
            return Item(text, mark)
        if id(node) in self._shown:
            return Item(say(self.language, "as_above", text=text), mark)
        self._shown.add(id(node))
        if node.status == "no" and not self.full:  # what was checked, in one line
            facts = "; ".join(dict.fromkeys(map(_text, node.checked())))
            return Item(f"{text}: {facts}" if facts else text, mark)
        places = list(dict.fromkeys(step.place for step in node.steps if step.place))
        if not self.full and len(places) <= 2:
            text = "  ".join([text, *places])
        return Item(text, mark, below=self.below(node))

    def below(self, node: Node) -> list[Item]:
        """What a node rests on; rule by rule where there are several, or where the rules are to be seen."""
        items: list[Item] = []
        for number, step in enumerate(node.steps, 1):
            below = [item for child in step.children for item in self._folded(child, node.text)]
            if step.case is not None:
                items.append(Item(say(self.language, "in_case", case=step.case), "yes", below=below[1:]))
            elif self.full:
                mark: Mark = "unknown" if step.status == "unknown" else "yes" if step.status == "yes" else "no"
                items.append(Item(f"{step.place}  {step.rule}", mark, below=below))
            elif len(node.steps) > 1 and len(below) > 1 and node.status != "no":
                way = say(self.language, "one_of_ways", number=number, ways=len(node.steps))
                items.append(Item(way, MARKS[step.status], below=below))
            else:
                items += below
        return items if self.full else list({(item.text, item.mark): item for item in items}.values())

    def _folded(self, node: Node, above: str | None) -> list[Item]:
        """A node, or, where it has no words or repeats those above it, what it rests on."""
        if not self.full and node.steps and (node.text is None or node.text == above):
            if node.status == "no":
                return [Item(_text(one), "yes") for one in node.checked()]
            return self.below(node)
        return [self.item(node)]


def _essence(node: Node) -> Node:
    """The last of several statements that say the same in the same words, each by one rule from the next."""
    while len(node.steps) == 1 and len(node.steps[0].children) == 1:
        (child,) = node.steps[0].children
        if child.kind != "statement" or child.text != node.text:
            break
        node = child
    return node


def _text(node: Node) -> str:
    return node.text or node.id
