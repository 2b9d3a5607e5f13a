"""Pronouns: whom or what "he", "it", "they" or "who" means where it stands.

Recency and the subject's place decide between candidates, within a window of bounded length. Imports naming and what
lies below it.
"""

import re
from itertools import pairwise

from stancekit.actors.lexicon import lexicon, word_set
from stancekit.actors.names import UPPER, WORD_RUN, body_phrase, last_run, parse_run
from stancekit.actors.naming import Naming
from stancekit.actors.register import Entity
from stancekit.actors.roles import role_noun
from stancekit.actors.sources import parse_source
from stancekit.actors.turns import WINDOW

# The lookbehinds stand after the mark, so that the scan is for the mark alone.
_SENTENCE_END = re.compile(
    rf"[.!?\n](?:(?<=\n)|(?<![ .(][{UPPER}]\.)(?<!\bM[rs]\.)(?<!\b(?:Mrs|Sen|Rep|Gov|Gen)\.)(?<!\bDr\.)[\"”’)]*\s+)"
)
_UNNAMED = re.compile(r"[\s\"”]*(?:A|An|One|Another) [\w’'. -]{3,80}")
_WAS = word_set("was is had has gave took made went")
_RELATIVE = re.compile(r"[\w’'.-]+(?:[ \xa0][\w’'.-]+){0,6}$")
BEFORE_NOUN = word_set(
    "of by with from to and or but for in on at as about than like because that said says were was is are be"
)
_ARTICLES = word_set("the a an his her its their")
NOT_SUBJECT = word_set("of by with from to for in on at as about against than after before under over near between")


class Pronouns(Naming):
    """What a pronoun means."""

    def pronoun(self, which: str, position: int, parent: Entity | None, quoted_from: int | None) -> Entity | None:
        """The entity that a pronoun at `position` means.

        Args:
            which: The pronoun, in the form that stands for all its forms.
            position: Where it stands.
            parent: The speaker of the statement that it stands in, if it stands in one.
            quoted_from: Where the statement's content begins, if it stands before the pronoun ("...," he said): then
                the last speaker goes on, unless the paragraph opens with another.
        """
        if which in ("i", "we"):
            return parent
        if which == "you":
            return None
        if which in ("who", "which"):
            return self._antecedent(which, position)
        if parent is not None and self._agrees(which, parent):
            return parent
        entity = self._main_speaker(which, position)
        if entity is not None:
            return entity
        # "X was less hopeful. '...,' he said" is X where X opens the paragraph.
        if quoted_from is None or self._is_new_paragraph(position):
            before = position if quoted_from is None else quoted_from
            entity = self._subject(which, before, 0 if quoted_from is None else self._paragraph(position))
            if entity is not None:
                return entity
        for turn in self.recent(position):
            if self._agrees(which, turn.entity):
                return turn.entity
        entity = self._subject(which, position)
        if entity is not None:
            return entity
        if which in ("he", "she"):
            for _, entity in self.register.between(position, position + WINDOW):
                if entity.kind == "person" and self._agrees(which, entity):
                    return entity
            return next((turn.entity for turn in self.recent(position) if turn.entity.personal), None)
        if which == "they":
            # Of one person whose gender nothing shows, or of a state.
            for turn in self.recent(position):
                if turn.entity.kind == "state" or (turn.entity.personal and not self.register.gender(turn.entity)):
                    return turn.entity
        return None

    def _paragraph(self, position: int) -> int:
        """Where the paragraph of `position` begins, within the window."""
        start = max(0, position - WINDOW)
        return max(start, self.register.text.rfind("\n\n", start, position))

    def _is_new_paragraph(self, position: int) -> bool:
        """Whether nobody has spoken in this paragraph yet."""
        turn = next(self.recent(position), None)
        return turn is None or turn.position < self._paragraph(position)

    def _main_speaker(self, which: str, position: int) -> Entity | None:
        """The one who has gone on speaking, at the start of a paragraph after an aside about another."""
        turns = list(self.recent(position))
        if not turns or not turns[0].aside or self.register.text[self._paragraph(position) : position].strip():
            return None
        main = next((turn.entity for turn in turns if not turn.aside and not turn.nested), None)
        if main is None or main is turns[0].entity or main.turns < 2:
            return None
        return main if self._agrees(which, main) else None

    def _agrees(self, which: str, entity: Entity) -> bool:
        if which in ("he", "she"):
            return entity.personal and self.register.gender(entity) in ("", "m" if which == "he" else "f")
        if which == "it":
            return entity.kind in ("state", "body", "media", "source")
        return entity.kind in ("group", "body", "media", "source")

    def _sentences(self, position: int) -> list[tuple[int, int]]:
        """The sentences before `position`, the latest first, within the window; the current one up to `position`."""
        start = max(0, position - WINDOW)
        ends = [match.end() for match in _SENTENCE_END.finditer(self.register.text, start, position)]
        spans = [span for span in pairwise([start, *ends, position]) if span[0] < span[1]]
        return spans[:-5:-1]

    def _subject(self, which: str, position: int, earliest: int = 0) -> Entity | None:
        """The nearest sentence's speaker, or first person (or body) in subject position, that agrees."""
        turns = list(self.recent(position))
        for first, last in self._sentences(position):
            if last <= earliest:
                break
            for turn in turns:
                if first <= turn.position < last and not turn.nested and self._agrees(which, turn.entity):
                    return turn.entity
            if which in ("he", "she") and last < position:
                entity = self._unnamed(first, last)
                if entity is not None and self._agrees(which, entity):
                    return entity
            for match in WORD_RUN.finditer(self.register.text, first, last):
                entity = self._mentioned(body_phrase(self.register.text, match.start()) or match.group())
                if entity is None or not self._agrees(which, entity):
                    continue
                if entity.kind == "unknown" and not self._has_role(entity):
                    told = (
                        self.register.text[max(first, match.start() - 40) : match.start()]
                        .rstrip(", ")
                        .rsplit(" ", 1)[-1]
                    )
                    if not entity.turns and role_noun(told) is None:
                        continue
                before = self.register.text[max(first, match.start() - 12) : match.start()].split()
                if before and before[-1] in ("the", "The") and len(before) > 1:
                    before.pop()
                if before and before[-1].lower() in NOT_SUBJECT:
                    continue
                if self.register.text[match.end() : match.end() + 2] in ("'s", "’s"):
                    continue
                return entity
        return None

    def _unnamed(self, first: int, last: int) -> Entity | None:
        """The unnamed person with whom a sentence begins: "A senior official was blunt"."""
        match = _UNNAMED.match(self.register.text, first, last)
        if match is None:
            return None
        words = match.group().split()
        for index in range(1, len(words) - 1):
            noun = lexicon().roles.get(words[index])
            following = words[index + 1]
            if noun is not None and noun.kind != "title" and (following in _WAS or following.endswith("ed")):
                return self._by_name(" ".join(words[: index + 1]), first)
        return None

    def _antecedent(self, which: str, position: int) -> Entity | None:
        """Whom or what "who" or "which" at `position` belongs to: the name or the noun phrase right in front of it."""
        text = self.register.text
        before = text[max(0, position - 160) : position].rstrip(" \xa0,")
        for cut in ("\n", ". "):
            before = before[before.rfind(cut) + 1 :]
        run = last_run(before)
        if run in lexicon().name_breaks:
            before = before.removesuffix(run or "").rstrip()  # "... on Friday, who"
            run = last_run(before)
        if run is not None:
            whole = next(
                (match.start() for match in WORD_RUN.finditer(before) if _ends_with_phrase(before, match.start())), None
            )
            if which == "which" and whole is not None:
                return self._by_name(before[whole:], position)  # "Organisation for Human Rights, which"
            kind = parse_run(run).kind
            if kind == "unknown" or (kind == "person") == (which == "who"):
                return self._by_name(run, position)
        head, comma, apposition = before.rpartition(", ")
        if comma and head and any(role_noun(word) for word in apposition.split()):
            run = last_run(head)
            if run is not None:
                return self._by_name(run, position)
        phrase = _RELATIVE.search(before)
        if phrase is None:
            return None
        words = phrase.group().split()
        end = len(words)
        if which == "who":
            end = max((index + 1 for index, word in enumerate(words) if role_noun(word) is not None), default=end)
        for index in range(end - 2, -1, -1):
            if words[index].lower() in BEFORE_NOUN or words[index].lower() in _ARTICLES:
                words = words[index + 1 :]
                break
        while words and words[-1] in BEFORE_NOUN:
            words.pop()  # "in which"
        source = parse_source(" ".join(words))
        if which == "who" and source.noun is None and not source.plural:
            return None
        return self.resolve(source, position) if source.kind != "pronoun" else None


def _ends_with_phrase(text: str, start: int) -> bool:
    """Whether the name of a body with "of" or "for" in it stands from `start` to the end of a text."""
    phrase = body_phrase(text, start)
    return phrase != "" and text.endswith(phrase)
