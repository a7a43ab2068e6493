"""Flat tables in and out: CSV and XLSX, and a ward's own spreadsheet.

A foreign file is never parsed in this process: ``opening`` hands its bytes to a child process with limits, and
only cells come back. What the cells mean is decided here.
"""
