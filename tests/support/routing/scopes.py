"""The columns of one query, and which of them have a single value by its conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType

KEY = "project_id"

# A column by the source that has it, both as the statement names them.
Column = tuple[str, str]


@dataclass
class Equality:
    """Two terms that are equal, and the sources whose columns this can fix: None for all.

    The condition of an outer join only fixes columns of the side that may be missing.
    """

    terms: tuple[ast.Node, ast.Node]
    side: set[str] | None = None


@dataclass
class Scope:
    """The sources of one query, and its columns that are fixed: that have one value each.

    `tables` has the tables by their names in the query. `derived` has the fixed columns of
    subqueries and common table expressions.
    """

    sharded: frozenset[str]
    around: frozenset[Column]
    tables: dict[str, str] = field(default_factory=dict)
    derived: dict[str, set[str]] = field(default_factory=dict)
    fixed: set[Column] = field(default_factory=set)
    equalities: list[Equality] = field(default_factory=list)
    joined: list[ast.Node] = field(default_factory=list)

    def column(self, term: ast.Node) -> Column | None:
        """Return the column that `term` is, if it is one of a source of this query."""
        names = name_parts(term)
        if len(names) == 2:
            is_own = names[0] in self.tables or names[0] in self.derived
            return (names[0], names[1]) if is_own else None

        # PostgreSQL refuses a bare name that two sources have.
        sources = [*self.tables, *self.derived]
        if names == [KEY]:
            shards = [name for name, table in self.tables.items() if table in self.sharded]
            sources = shards or sources
        return (sources[0], names[0]) if len(names) == 1 and len(sources) == 1 else None

    def is_fixed(self, term: ast.Node) -> bool:
        term = bare(term)
        if isinstance(term, (ast.A_Const, ast.ParamRef)):
            return True
        column = self.column(term)
        return column in self.fixed if column else tuple(name_parts(term)) in self.around

    def fix(self) -> None:
        """Fix the columns that are equal to a value or a fixed column, until none is added."""
        self.fixed |= {(name, column) for name, own in self.derived.items() for column in own}
        before = -1
        while len(self.fixed) > before:
            before = len(self.fixed)
            for equality in self.equalities:
                for one, other in (equality.terms, equality.terms[::-1]):
                    column = self.column(one)
                    is_fixable = column and (equality.side is None or column[0] in equality.side)
                    if column and is_fixable and self.is_fixed(other):
                        self.fixed.add(column)


def conjuncts(condition: ast.Node | None) -> Iterator[ast.Node]:
    if isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.AND_EXPR:
        for part in condition.args:
            yield from conjuncts(part)
    elif condition is not None:
        yield condition


def equal_terms(condition: ast.Node) -> Iterator[tuple[ast.Node, ast.Node]]:
    if not isinstance(condition, ast.A_Expr) or condition.name[-1].sval != "=":
        return
    left, right = condition.lexpr, condition.rexpr
    if condition.kind == A_Expr_Kind.AEXPR_IN and len(right) == 1:
        yield left, right[0]
    elif condition.kind == A_Expr_Kind.AEXPR_OP:
        if isinstance(left, ast.RowExpr) and isinstance(right, ast.RowExpr):
            yield from zip(left.args, right.args, strict=True)
        else:
            yield left, right


def bare(term: ast.Node) -> ast.Node:
    return bare(term.arg) if isinstance(term, ast.TypeCast) else term


def name_parts(term: ast.Node) -> list[str]:
    """Return the parts of a column's name, and nothing for other terms and for `*`."""
    term = bare(term)
    if not isinstance(term, ast.ColumnRef) or isinstance(term.fields[-1], ast.A_Star):
        return []
    return [part.sval for part in term.fields]


def column_of(source: str, name: str) -> ast.ColumnRef:
    return ast.ColumnRef(fields=(ast.String(sval=source), ast.String(sval=name)))
