"""Text in, record out: the only way from a widget to a record. Qt-free."""
