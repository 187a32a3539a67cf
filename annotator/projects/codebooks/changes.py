"""What changed between versions of a codebook, as marks in its text and as a list."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.token import Token

from annotator.lib.markdown import parse_markdown, render_tokens
from annotator.projects.codebooks.blocks import Block, Word, blocks_of, html_of, is_block
from annotator.projects.codebooks.differences import compare
from annotator.projects.codebooks.versions import texts_in_one_language, whole_text
from annotator.projects.models import Codebook

# A removed block is the older text of a new one if they share this part of their words, of
# those that stand in no other changed block.
MIN_SHARED = 0.2


@dataclass(frozen=True)
class Change:
    """A block that was changed, added or removed, with the words as HTML."""

    where: str
    html: SafeString
    is_new: bool = False
    is_removed: bool = False


def codebook_html(versions: Sequence[Codebook]) -> SafeString:
    """Render the last of these versions, and mark the blocks that changed since the first.

    `versions` are in order. With only one nothing is marked.
    """
    texts = texts_in_one_language(versions)
    # Where only the last is translated, there is nothing to compare it with.
    shown = whole_text(versions[-1])
    if texts[-1] != shown:
        versions, texts = versions[-1:], [shown]

    parsed = [parse_markdown(text) for text in texts]
    marks = _marks([blocks_of(tokens) for tokens in parsed], versions)

    tokens = parsed[-1]
    for token in filter(is_block, tokens):
        mark = marks.get(token.content.strip())
        # The renderer shows no children of code.
        if mark and token.children is not None:
            token.children += _small(mark)
    return render_tokens(tokens)


def list_changes(old: str, new: str) -> list[Change]:
    """List the blocks that differ between two texts, in the order of the new one."""
    before, after = blocks_of(parse_markdown(old)), blocks_of(parse_markdown(new))
    removed = _without(before, after)
    added = _without(after, before)
    older = _older_texts(removed, added)

    changes = [_change(older.get(index), block) for index, block in enumerate(added)]
    used = {id(block) for block in older.values()}
    gone = [block for block in removed if id(block) not in used]
    return changes + [_removal(block) for block in gone]


def _marks(texts: Sequence[list[Block]], versions: Sequence[Codebook]) -> dict[str, str]:
    """By content, since when a block of the last text is as it is; nothing for the oldest ones."""
    marks: dict[str, str] = {}
    for (before, after), (earlier, later) in zip(pairwise(texts), pairwise(versions), strict=True):
        known = {block.content for block in before}
        mark = _mark(earlier.version, later.version)
        marks |= {block.content: mark for block in after if block.content not in known}
    return marks


def _mark(earlier: int, later: int) -> str:
    if later == earlier + 1:
        return _("changed in version %(version)s") % {"version": later}
    return _("changed since version %(version)s") % {"version": earlier}


def _small(text: str) -> list[Token]:
    # The parser makes no such token of what people write.
    return [
        Token("html_inline", "", 0, content=" <small>"),
        Token("text", "", 0, content=text),
        Token("html_inline", "", 0, content="</small>"),
    ]


def _without(blocks: Iterable[Block], others: Iterable[Block]) -> list[Block]:
    known = {block.content for block in others}
    return [block for block in blocks if block.content not in known]


def _older_texts(removed: Sequence[Block], added: Sequence[Block]) -> dict[int, Block]:
    """Find the older text of each new block: by index, the removed block that is most like it."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    places_removed, places_added = _places(removed), _places(added)
    for word, olds in places_removed.items():
        news = places_added.get(word, set())
        # Words that stand in many blocks say little, and would cost much.
        if len(olds) == len(news) == 1:
            votes[next(iter(news))][next(iter(olds))] += 1

    older: dict[int, Block] = {}
    taken: set[int] = set()
    by_votes = sorted(votes, key=lambda new: -votes[new].most_common(1)[0][1])
    for new in by_votes:
        old, shared = votes[new].most_common(1)[0]
        sizes = (len(set(block.words)) for block in (removed[old], added[new]))
        if old not in taken and shared >= MIN_SHARED * min(sizes):
            taken.add(old)
            older[new] = removed[old]
    return older


def _places(blocks: Sequence[Block]) -> dict[str, set[int]]:
    """By word, the indexes of the blocks that have it."""
    places: dict[str, set[int]] = defaultdict(set)
    for index, block in enumerate(blocks):
        for word in block.words:
            places[word.text.casefold()].add(index)
    return places


def _change(old: Block | None, new: Block) -> Change:
    if old is None:
        return Change(new.where, _inserted(new.words), is_new=True)
    return Change(new.where, format_html_join("", "{}", _runs(old.words, new.words)))


def _removal(block: Block) -> Change:
    return Change(block.where, _deleted(block.words), is_removed=True)


def _runs(old: Sequence[Word], new: Sequence[Word]) -> Iterator[tuple[SafeString]]:
    """Yield the words of both texts: those that stayed, were removed and were added."""
    steps = compare([word.key for word in old], [word.key for word in new])
    for (was, stays), run in groupby(steps, key=lambda step: tuple(x is not None for x in step)):
        positions = list(run)
        if was and stays:
            kept = [new[place] for _, place in positions if place is not None]
            yield (format_html("{}{}", html_of(kept), _space_after(kept)),)
        elif was:
            yield (_deleted([old[place] for place, _ in positions if place is not None]),)
        else:
            yield (_inserted([new[place] for _, place in positions if place is not None]),)


def _inserted(words: Sequence[Word]) -> SafeString:
    return format_html("<ins>{}</ins>{}", html_of(words), _space_after(words))


def _deleted(words: Sequence[Word]) -> SafeString:
    # What is put in its place may follow without a space.
    return format_html("<del>{}</del> ", html_of(words))


def _space_after(words: Sequence[Word]) -> str:
    return " " * words[-1].has_space_after if words else ""
