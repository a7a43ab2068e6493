"""Signatures, reasons, history, earlier versions: what people answer for."""
