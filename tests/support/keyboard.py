"""Keys as Chromium gets them from keyboards of other layouts, and from input methods."""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

SHIFT = 8
INPUT_METHOD = 229


@dataclass(frozen=True)
class Key:
    """What a key types, and its place on an English keyboard."""

    types: str
    place: str
    shift: bool = False


def press_key(page: Page, key: Key) -> None:
    modifiers = SHIFT if key.shift else 0
    with_devtools(page, "keyDown", key=key.types, code=key.place, modifiers=modifiers)
    with_devtools(page, "keyUp", key=key.types, code=key.place, modifiers=modifiers)


def press_in_input_method(page: Page, key: str, code: str) -> None:
    """A key that the input method takes: the page gets its number, not the key's."""
    number = INPUT_METHOD
    with_devtools(page, "rawKeyDown", key=key, code=code, windowsVirtualKeyCode=number)
    with_devtools(page, "keyUp", key=key, code=code)


def compose(page: Page, text: str) -> None:
    """Show a text in the focused field that is being converted; none takes it away."""
    end = len(text)
    devtools(page).send(
        "Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end}
    )


def accept(page: Page, text: str) -> None:
    """End the conversion with this text."""
    devtools(page).send("Input.insertText", {"text": text})


def with_devtools(page: Page, kind: str, **values: object) -> None:
    devtools(page).send("Input.dispatchKeyEvent", {"type": kind, **values})


def devtools(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)
