"""Rendering: answers as pages for people, in text, Markdown or HTML; justifications as graphs; JSON Schemas.

Nothing is imported here, so that an answer loads no more than its own page.
"""
