"""Which sharded tables of a statement are not restricted to one project.

Citus sends a statement to one node if it knows one project for each sharded table in it: by an
equality of `project_id` with a value, or with a column that has one in this way, as in a join. Here
this is read from the statement alone, with PostgreSQL's own parser.

It is stricter than PostgreSQL's planner in one thing. A subquery gets the project of the query
around it only as a condition of its own (`EXISTS`, `NOT EXISTS`, `IN`), which the planner turns
into a join. Anywhere else the subquery must name a value.
"""

import re
from collections.abc import Iterator, Mapping

from pglast import ast, parse_sql
from pglast.enums import BoolExprType, JoinType, SetOperation, SubLinkType

from tests.support.routing.scopes import (
    KEY,
    Column,
    Equality,
    Scope,
    column_of,
    conjuncts,
    equal_terms,
    name_parts,
)

PARAMETER = re.compile(r"%\(\w+\)[sbt]|%[sbt]")

# The columns of a common table expression that are fixed, by its name.
Known = Mapping[str, set[str]]
# The columns that a query returns: the name of each, and whether it is fixed.
Returned = list[tuple[str, bool]]


def unrouted(statement: str, sharded: frozenset[str]) -> set[str]:
    """Return the sharded tables of `statement` that it doesn't restrict to one project.

    Its parameters are those of psycopg. Statements about tables, settings or transactions have
    none. Raises pglast.Error.
    """
    reader = _Reader(sharded)
    for one in parse_sql(PARAMETER.sub("$1", statement).replace("%%", "%")):
        reader.read_statement(one.stmt)
    return reader.found


class _Reader:
    def __init__(self, sharded: frozenset[str]) -> None:
        self.sharded = sharded
        self.found: set[str] = set()

    def read_statement(self, statement: ast.Node) -> None:
        if isinstance(statement, ast.CopyStmt):
            self._read_copy(statement)
        elif isinstance(
            statement, (ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt)
        ):
            self.read(statement, {}, frozenset())
        elif isinstance(statement, ast.DeclareCursorStmt):
            self.read(statement.query, {}, frozenset())

    def read(self, query: ast.Node, known: Known, around: frozenset[Column]) -> Returned:
        known = self._with_common_tables(query, known, around)
        if isinstance(query, ast.InsertStmt):
            return self._read_insert(query, known, around)
        if isinstance(query, ast.SelectStmt) and query.op != SetOperation.SETOP_NONE:
            first = self.read(query.larg, known, around)
            second = self.read(query.rarg, known, around)
            pairs = zip(first, second, strict=False)
            return [(name, fixed and other) for (name, fixed), (_, other) in pairs]
        return self._read_query(query, known, around)

    def _read_copy(self, statement: ast.CopyStmt) -> None:
        if statement.query is not None:
            self.read(statement.query, {}, frozenset())
        elif statement.relation.relname in self.sharded:
            columns = [column.sval for column in statement.attlist or ()]
            if not statement.is_from or KEY not in columns:
                self.found.add(statement.relation.relname)

    def _with_common_tables(
        self, query: ast.Node, known: Known, around: frozenset[Column]
    ) -> Known:
        if query.withClause is None:
            return known

        known = dict(known)
        for table in query.withClause.ctes:
            renamed = [name.sval for name in table.aliascolnames or ()]
            if query.withClause.recursive and getattr(table.ctequery, "larg", None):
                first = self.read(table.ctequery.larg, known, around)
                known[table.ctename] = _fixednames(first, renamed)
            read = self.read(table.ctequery, known, around)
            known[table.ctename] = _fixednames(read, renamed)
        return known

    def _read_insert(
        self, query: ast.InsertStmt, known: Known, around: frozenset[Column]
    ) -> Returned:
        table = query.relation.relname
        name = query.relation.alias.aliasname if query.relation.alias else table
        columns = [column.name for column in query.cols or ()]
        has_key = KEY in columns

        source = query.selectStmt
        if source is not None:
            fixed = [is_fixed for _, is_fixed in self.read(source, known, around)]
            # Each row of VALUES or of a function has a project of its own.
            if has_key and any(each in self.sharded or each in known for each in _tables(source)):
                position = columns.index(KEY)
                has_key = _is_listed(source, position) and fixed[position]

        if table in self.sharded and not has_key:
            self.found.add(table)
        scope = Scope(self.sharded, around, tables={name: table})
        if has_key:
            scope.fixed.add((name, KEY))
        return _returned(query, scope)

    def _read_query(self, query: ast.Node, known: Known, around: frozenset[Column]) -> Returned:
        scope = Scope(self.sharded, around)
        if isinstance(query, (ast.UpdateStmt, ast.DeleteStmt)):
            self._add_source(scope, query.relation, known)
        more = query.usingClause if isinstance(query, ast.DeleteStmt) else query.fromClause
        for source in more or ():
            self._add_source(scope, source, known)
        self._add_condition(scope, query.whereClause, None)

        scope.fix()
        self.found |= {
            table
            for name, table in scope.tables.items()
            if table in self.sharded and (name, KEY) not in scope.fixed
        }
        self._read_subqueries(query, scope, known)
        return _returned(query, scope)

    def _add_source(self, scope: Scope, source: ast.Node, known: Known) -> set[str]:
        """Add a table, subquery or join, and return the names of its sources."""
        if isinstance(source, ast.JoinExpr):
            return self._add_join(scope, source, known)

        name = source.alias.aliasname if source.alias else getattr(source, "relname", "")
        renamed = [each.sval for each in (source.alias and source.alias.colnames) or ()]
        if isinstance(source, ast.RangeVar):
            if source.relname in known and not source.schemaname:
                scope.derived[name] = known[source.relname]
            else:
                scope.tables[name] = source.relname
        elif isinstance(source, ast.RangeSubselect):
            scope.derived[name] = _fixednames(
                self.read(source.subquery, known, frozenset()), renamed
            )
        else:
            scope.derived[name] = set()
        return {name}

    def _add_join(self, scope: Scope, join: ast.JoinExpr, known: Known) -> set[str]:
        left = self._add_source(scope, join.larg, known)
        right = self._add_source(scope, join.rarg, known)
        sides = {
            JoinType.JOIN_INNER: None,
            JoinType.JOIN_LEFT: right,
            JoinType.JOIN_RIGHT: left,
        }
        side = sides.get(join.jointype, set())

        self._add_condition(scope, join.quals, side)
        for column in join.usingClause or ():
            for one in left:
                for other in right:
                    terms = (column_of(one, column.sval), column_of(other, column.sval))
                    scope.equalities.append(Equality(terms, side))
        return left | right

    def _add_condition(
        self, scope: Scope, condition: ast.Node | None, side: set[str] | None
    ) -> None:
        for part in conjuncts(condition):
            scope.equalities += [Equality(terms, side) for terms in equal_terms(part)]
            negated = isinstance(part, ast.BoolExpr) and part.boolop == BoolExprType.NOT_EXPR
            inner = part.args[0] if negated else part
            if isinstance(inner, ast.SubLink) and _becomes_join(inner, negated=negated):
                scope.joined.append(inner)

    def _read_subqueries(self, query: ast.Node, scope: Scope, known: Known) -> None:
        """Read the subqueries in the conditions and the other expressions of `query`."""
        around = frozenset(scope.fixed) | scope.around
        for link in _subqueries(query):
            is_joined = any(link is joined for joined in scope.joined)
            self.read(link.subselect, known, around if is_joined else frozenset())


def _is_listed(source: ast.SelectStmt, position: int) -> bool:
    """Whether no `*` comes before the column at this position, nor is it."""
    while source.larg is not None:
        source = source.larg
    listed = (source.targetList or ())[: position + 1]
    return len(listed) > position and not any(map(_is_star, listed))


def _is_star(target: ast.ResTarget) -> bool:
    return isinstance(target.val, ast.ColumnRef) and isinstance(target.val.fields[-1], ast.A_Star)


def _becomes_join(link: ast.SubLink, *, negated: bool) -> bool:
    if link.subLinkType == SubLinkType.ANY_SUBLINK:
        return not negated
    # With OFFSET, which some statements use for that, the planner leaves the subquery alone.
    return link.subLinkType == SubLinkType.EXISTS_SUBLINK and link.subselect.limitOffset is None


def _returned(query: ast.Node, scope: Scope) -> Returned:
    if isinstance(query, ast.SelectStmt):
        listed = query.targetList or ()
    else:
        listed = query.returningClause.exprs if query.returningClause else ()
    returned: Returned = []
    for target in listed:
        if _is_star(target):
            sources = {part.sval for part in target.val.fields[:-1]}
            returned += [
                (column, True)
                for name, column in sorted(scope.fixed)
                if name in sources or not sources
            ]
        else:
            name = target.name or (name_parts(target.val) or [""])[-1]
            returned.append((name, scope.is_fixed(target.val)))
    return returned


def _tables(node: object) -> Iterator[str]:
    """Yield the name of each table and common table expression that is read in `node`."""
    if isinstance(node, ast.RangeVar):
        yield node.relname
    elif isinstance(node, (list, tuple)):
        for each in node:
            yield from _tables(each)
    elif isinstance(node, ast.Node):
        for name in node:
            yield from _tables(getattr(node, name))


def _fixednames(columns: Returned, renamed: list[str]) -> set[str]:
    names = [*renamed, *(name for name, _ in columns[len(renamed) :])]
    return {name for name, (_, is_fixed) in zip(names, columns, strict=False) if is_fixed}


def _subqueries(query: ast.Node) -> Iterator[ast.SubLink]:
    """Yield the outermost subqueries in expressions of `query`, not those it reads from."""

    def inside(value: object) -> Iterator[ast.SubLink]:
        if isinstance(value, ast.SubLink):
            yield value
            yield from inside(value.testexpr)
        elif isinstance(value, (list, tuple)):
            for each in value:
                yield from inside(each)
        elif isinstance(value, ast.Node) and not isinstance(
            value, (ast.WithClause, ast.RangeSubselect, ast.SelectStmt)
        ):
            for name in value:
                yield from inside(getattr(value, name))

    for name in query:
        yield from inside(getattr(query, name))
