"""The index of search columns: whole words on PostgreSQL; SQLite reads the text.

A trigram index was measured first: on a million rows it was more than twice as large,
and slow at common syllables, of which most Vietnamese words are made.
"""

from django.db.models import Func, Lookup, TextField

from ..fields import SearchField


class Words(Func):
    """The distinct words of a search column, as what GIN indexes."""

    template = (
        "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    )
    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


@SearchField.register_lookup
class HoldsWords(Lookup):
    """`search__words=question`: all the words of it, each in any one of its ways.

    The right side is words, of each its ways, of each its parts: " quan" is the
    beginning of a word, " ma " a whole one (see `searching.Word`).
    """

    lookup_name = "words"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        return self._read(compiler, connection, "instr({}, %s) > 0", str)

    def as_postgresql(self, compiler, connection):
        """Read as well as looked up: where the planner walks an order instead of the
        index, rows that do not answer are refused without taking them to pieces."""
        read, params = self._read(compiler, connection, "{} LIKE %s", "%{}%".format)
        words, words_params = compiler.compile(Words(self.lhs))
        asked = " & ".join(map(_any_way, self.rhs))
        return f"({read} AND {words} @@ %s::tsquery)", [*params, *words_params, asked]

    def _read(self, compiler, connection, condition, parameter):
        column, column_params = self.process_lhs(compiler, connection)
        condition, params = condition.format(column), []

        def holds(part):
            params.extend([*column_params, parameter(part)])
            return condition

        read = " AND ".join(
            "({})".format(" OR ".join(" AND ".join(map(holds, way)) for way in ways))
            for ways in self.rhs
        )
        return f"({read})", params


def _any_way(ways) -> str:
    alternatives = (" & ".join(map(_lexeme, way)) for way in ways)
    return "({})".format(" | ".join(f"({way})" for way in alternatives))


def _lexeme(part: str) -> str:
    word = f"'{part.strip()}'"
    return word if part.endswith(" ") else f"{word}:*"
