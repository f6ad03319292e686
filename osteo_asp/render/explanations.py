"""The pages of the explanations: why, why not, instead of, what if, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..explanation import Change, Comparison, Condition, Difference, Explanation, Missing, Node
from ..explanation.results import Consequence
from ..explanation.tree import without_implied
from ..messages import Language, say
from ..structure import replace
from .common import MARKS, boxes, footer, patient_line, reading_sections
from .page import Block, Item, Page, Section

_FEW = 5
"""How many items of a list the first screen shows."""

_FEW_RULES = 2
"""How many rules a statement in a tree names."""


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
    if explanation.rules or explanation.boxes:
        rules = f"{'; '.join(explanation.rules)}{boxes(explanation.boxes)}"
        lead.append(say(language, "decided_by", rules=rules.strip()))
    if explanation.also:
        also = "; ".join(target.text for target in explanation.also)
        lead.append(say(language, "also_asked", targets=also))
    sections: list[Section] = []
    if explanation.sufficient and not why_not:
        items = [Item(condition.text) for condition in explanation.sufficient]
        sections.append(Section(say(language, "sufficient"), items))
    if explanation.blocks:
        sections.append(Section(say(language, "blocks"), _nodes(explanation.blocks, language, full=full)))
    if explanation.reasons:
        unmet = [_failure(node) for node in explanation.reasons]
        sections.append(Section(say(language, "unmet"), unmet))
    if full or not why_not or explanation.status != "no":
        tree = _Tree(language, full=full)
        sections.append(Section(say(language, "because"), tree.below(explanation.tree)))
    if why_not and explanation.status != "yes" and (explanation.changes or explanation.fixed):
        sections.append(_changes(explanation.changes, explanation.fixed, language, "changes", full=full))
    sections += reading_sections(
        explanation.reading_dependence, explanation.combinations, language, every_reading=every_reading
    )
    return Page(
        say(language, explanation.question, target=explanation.target.text),
        lead,
        [section for section in sections if section.blocks],
        footer(explanation.verification, language),
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
        footer(comparison.verification, language),
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
        items = _consequences([one for one in _telling(difference) if one.after == status], language)
        if items:
            sections.append(Section(say(language, f"turn_{status}"), items))
    lead = [patient_line(difference.patient, language)]
    if not sections:
        lead.append(say(language, "no_difference"))
    title = say(language, "what_if", changes="; ".join(changed))
    return Page(title, lead, sections, footer(difference.verification, language))


def _telling(difference: Difference) -> list[Consequence]:
    """The consequences without those that do no more than follow from others that are shown."""
    ids = {one.id for one in difference.consequences}
    return [
        one
        for one in difference.consequences
        if one.gone or not one.because or not ids.issuperset(node.id for node in one.because)
    ]


def _consequences(consequences: Sequence[Consequence], language: Language) -> list[Item]:
    """Consequences as items; those that have the same reasons and had the same status in one."""
    items: dict[tuple[object, ...], tuple[list[str], Item]] = {}
    for one in consequences:
        was = say(language, "it_was", status=say(language, one.before))
        below = _nodes(one.because, language, full=False)
        gone = _nodes(one.gone, language, full=False)
        below += [replace(item, text=say(language, "gone", text=item.text), mark="no", below=()) for item in gone]
        item = Item(f"{boxes(one.boxes)} ({was})", MARKS[one.after], below=below)
        texts, _ = items.setdefault((one.before, one.boxes, tuple(item.text for item in below)), ([], item))
        texts.append(one.text)
    return [replace(item, text="; ".join(texts) + item.text) for texts, item in items.values()]


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
    return Page(title, lead, sections, footer(missing.verification, language))


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
    for step in node.rules:
        failing = without_implied(one for way in step.failures() for one in way)
        below.append(Item("  ".join(filter(None, (step.place, _joined(failing))))))
    item = _item(node)
    return replace(item, mark=item.mark if node.kind == "statement" else "", below=below)


def _item(node: Node) -> Item:
    """A node alone. What holds is told as it is; of what does not, its absence, where there are words for that."""
    cited = boxes(node.boxes) if node.kind == "statement" else ""
    if node.status == "unknown":
        return Item(f"{_text(node)}{cited}", "unknown")
    if node.claim is not None:
        return Item(f"{node.claim}{cited}", "no")
    return Item(f"{_text(node)}{cited}", "yes")


class _Tree:
    """A justification as items. Folded: only what has words, and what was checked in one line."""

    def __init__(self, language: Language, *, full: bool) -> None:
        self.language = language
        self.full = full
        self._shown: set[int] = set()

    def item(self, node: Node) -> Item:
        """A node and what it rests on."""
        node = node if self.full else _essence(node)
        item = _item(node)
        if not node.steps:
            return item
        if id(node) in self._shown:
            return replace(item, text=say(self.language, "as_above", text=item.text))
        self._shown.add(id(node))
        if node.status == "no" and not self.full:  # what was checked, in one line
            facts = _joined(node.grounds())
            if facts.startswith(item.text.removesuffix(boxes(node.boxes))):  # they say so themselves
                return replace(item, text=f"{facts}{boxes(node.boxes)}")
            return replace(item, text=f"{item.text}: {facts}") if facts else item
        text = item.text if self.full or len(node.places) > _FEW_RULES else "  ".join([item.text, *node.places])
        return replace(item, text=text, below=self.below(node))

    def below(self, node: Node) -> list[Item]:
        """What a node rests on; rule by rule where there are several, or where the rules are to be seen."""
        items: list[Item] = []
        steps = node.steps if self.full else node.rules
        for number, step in enumerate(steps, 1):
            below = [item for child in step.children for item in self._folded(child, node.text)]
            if step.case is not None:
                items.append(Item(say(self.language, "in_case", case=step.case), "yes", below=below[1:]))
            elif step.rule is None:
                key = "too_many_cases" if below else "in_every_case"
                items.append(Item(say(self.language, key), "yes", below=below))
            elif self.full:
                items.append(Item(f"{step.place}  {step.rule}", MARKS[step.status], below=below))
            elif len(steps) > 1 and len(below) > 1 and node.status != "no":
                way = say(self.language, "one_of_ways", number=number, ways=len(steps))
                items.append(Item(way, MARKS[step.status], below=below))
            else:
                items += below
        return items if self.full else list({(item.text, item.mark): item for item in items}.values())

    def _folded(self, node: Node, above: str | None) -> list[Item]:
        """A node, or, where it has no words or repeats those above it, what it rests on."""
        if not self.full and node.text in (None, above):
            if node.status == "no":
                return [_item(one) for one in node.grounds() if one.text is not None]
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


def _joined(nodes: Iterable[Node]) -> str:
    """What some nodes say, in one line."""
    return "; ".join(dict.fromkeys(node.text for node in nodes if node.text is not None))


def _text(node: Node) -> str:
    return node.text or node.id
