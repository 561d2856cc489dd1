"""Pages as documents to take along: a tagged PDF and a .docx, made from one description."""
