"""Files that people attach: told apart by their content, looked over, kept in one store, given out as downloads."""
