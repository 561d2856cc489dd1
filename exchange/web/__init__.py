"""The Flask shell: sessions of the database, who may call what, headers, errors, languages, slots."""
