"""Files in and out: records, vignettes, profiles, assessments, flat tables.

A ``.json`` file holds one record, a list of records or a vignette file; a ``.jsonl`` file holds one record
per line; each also as ``.gz``. A file with any fault is refused whole, and every fault is reported.

One rule stands at the door and not in the model: two contrast images of one day need different recorded
modalities. In a ``.json`` file such a record is a fault. In a ``.jsonl`` cohort the record is taken with a
warning, because the rules leave such a day undecided and never guess; a cohort written by other software
would otherwise be lost for a few days of a few patients.
"""

from desktop_app.exchange.fault import Fault, FileRefused, fault_line
from desktop_app.exchange.record_file import FileRecord, RecordFile, read_records, read_together, repeated_patients
from desktop_app.exchange.settings_file import read_profile
from desktop_app.exchange.writing import write_bytes, write_records

__all__ = [
    "Fault",
    "FileRecord",
    "FileRefused",
    "RecordFile",
    "fault_line",
    "read_profile",
    "read_records",
    "read_together",
    "repeated_patients",
    "write_bytes",
    "write_records",
]
