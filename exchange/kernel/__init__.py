"""What every capability stands on: typed tables, actors, errors, events, languages, time. No Flask."""
