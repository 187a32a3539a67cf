"""A heat map as a drawing, for files: on the page it is a table."""

from dataclasses import dataclass

from annotator.agreement.report.pictures.heat_maps import HeatMap
from annotator.lib.drawing import as_text

CELL_WIDTH, CELL_HEIGHT = 46, 28
EDGE, GAP, LETTER, LINE = 12, 8, 7, 5
# How much of the length of a slanted name goes up, and how much to the end.
UP, ASIDE = 0.87, 0.5
LEGEND_STEP, LEGEND_HEIGHT = 100, 40
# From this shade on, letters are white.
LIGHT = 4


@dataclass(frozen=True)
class Text:
    text: str
    x: str
    y: str


@dataclass(frozen=True)
class DrawnCell:
    text: str
    title: str
    shade: int | None
    x: str
    y: str
    middle: str
    base: str

    @property
    def is_light(self) -> bool:
        return self.shade is not None and self.shade >= LIGHT


@dataclass(frozen=True)
class DrawnShade:
    shade: int
    text: str
    x: str


class HeatDrawing:
    """The names, the cells and the legend, with their places."""

    cell_width, cell_height = CELL_WIDTH, CELL_HEIGHT

    def __init__(self, map: HeatMap) -> None:
        self.map = map
        longest = max(len(name) for name in map.names) * LETTER
        left, top = EDGE + longest + GAP, EDGE + longest * UP + GAP
        size = len(map.names)
        self.width = int(
            max(
                left + size * CELL_WIDTH + longest * ASIDE,
                EDGE + len(map.legend) * LEGEND_STEP,
            )
            + EDGE
        )
        self.legend_top = int(top + size * CELL_HEIGHT + GAP + GAP)
        self.height = self.legend_top + LEGEND_HEIGHT

        self.heads = [
            Text(name, as_text(left + (index + 0.6) * CELL_WIDTH), as_text(top - LINE))
            for index, name in enumerate(map.names)
        ]
        middle = CELL_HEIGHT / 2 + LINE
        self.rows = [
            Text(name, as_text(left - GAP), as_text(top + index * CELL_HEIGHT + middle))
            for index, (name, _cells) in enumerate(map.rows)
        ]
        self.cells = [
            DrawnCell(
                cell.text,
                cell.title,
                cell.shade,
                x=as_text(left + column * CELL_WIDTH),
                y=as_text(top + row * CELL_HEIGHT),
                middle=as_text(left + (column + 0.5) * CELL_WIDTH),
                base=as_text(top + row * CELL_HEIGHT + middle),
            )
            for row, (_name, cells) in enumerate(map.rows)
            for column, cell in enumerate(cells)
        ]
        self.legend = [
            DrawnShade(shade, text, as_text(EDGE + index * LEGEND_STEP))
            for index, (shade, text) in enumerate(map.legend)
        ]
