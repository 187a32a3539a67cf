"""What browsers do to a page when they translate it. Each is a function for the page's script."""

# Chrome wraps every text in two elements, and keeps to the marks of what is not to be translated.
CHROME = """
({ keepsMarks }) => {
  document.documentElement.classList.add("translated-ltr");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest("script, style, textarea")) continue;
    if (keepsMarks && !parent.translate) continue;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    outer.className = "goog-translated";
    outer.original = text.data;
    inner.textContent = `Übersetzt: ${text.data}`;
    outer.append(inner);
    text.replaceWith(outer);
  }
}
"""

CHROME_SHOWS_ORIGINAL = """
() => {
  for (const outer of document.querySelectorAll(".goog-translated")) {
    outer.replaceWith(outer.original);
  }
  document.documentElement.classList.remove("translated-ltr");
}
"""

# Safari, and many extensions, only write other words into the texts.
IN_PLACE = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.trim() && !text.parentElement.closest("script, style, textarea")) {
      text.data = `Übersetzt: ${text.data}`;
    }
  }
}
"""

ONE_SENTENCE = (
    "() => { document.querySelector('.lit.sentence, .lit .text').textContent = 'Er hielt.'; }"
)

LANGUAGE_OF_PAGE = "() => { document.documentElement.lang = 'de'; }"

# For people who learn Japanese: the reading stands above the word.
READING_AID = """
(selector) => {
  const element = document.querySelector(selector);
  element.innerHTML = `<ruby>${element.textContent}<rp>(</rp><rt>reading</rt><rp>)</rp></ruby>`;
}
"""
