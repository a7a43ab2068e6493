"""Who gets in and what is shown before: login, set-up, lock, accounts. Loaded after the first paint."""
