"""The language chain of search.md 2, for index and query alike. A change of its results raises the version."""
