"""The dossier on paper, and the minister's two pages, made from what one reader may know."""
