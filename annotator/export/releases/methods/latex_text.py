"""Text in LaTeX."""

# The commands for braces have none of their own behind a backslash, because BibTeX counts braces
# and doesn't know that they are escaped.
ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def escape_latex(text: str) -> str:
    """Return anyone's text on one line, so that LaTeX prints it as it is."""
    # Control characters can't be printed.
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "".join(ESCAPES.get(letter, letter) for letter in plain)
