"""Rows within a row: what hangs on a thing, read in the same query without repeating the thing for each."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql._typing import _ColumnExpressionArgument
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class rows_as_json(FunctionElement[list[list[Any]]]):  # noqa: N801 - used like the functions of SQL
    """The columns of all rows as a list of lists, None for no row: joined rows cost their width once per parent.

    Values come as JSON has them: texts, numbers, true and false; an enum by its value.
    """

    name = "rows_as_json"
    inherit_cache = True
    type = JSON()

    def __init__(self, *columns: _ColumnExpressionArgument[Any]) -> None:
        super().__init__(*columns)


@compiles(rows_as_json)
def _sqlite(element: rows_as_json, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(rows_as_json, "postgresql")
def _postgresql(element: rows_as_json, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(element.clauses, **options)}))"
