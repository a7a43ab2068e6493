"""Faults as verification collects them: many are listed, of more it is only said that there are."""

from typing import Final

from desktop_app.store.audit_contents import AuditFault, FaultKind

MOST: Final = 1000


class Findings:
    def __init__(self) -> None:
        self.faults: list[AuditFault] = []
        self.cut = False

    def add(self, kind: FaultKind, **facts: str | int) -> None:
        self.take(AuditFault(kind, facts))

    def take(self, fault: AuditFault) -> None:
        if len(self.faults) < MOST:
            self.faults.append(fault)
        else:
            self.cut = True
