"""Why a statement was refused: a code for programs, a field for the mender, a sentence for people."""

from __future__ import annotations


class RefusedStatement(Exception):
    """`status` is the HTTP status that the xAPI specification (or TRUST 7) asks for."""

    def __init__(self, code: str, field: str, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.code, self.field, self.sentence, self.status = code, field, sentence, status

    def at(self, place: str) -> RefusedStatement:
        """The same refusal, its field seen from one level further out."""
        field = f"{place}.{self.field}" if self.field else place
        return RefusedStatement(self.code, field, self.sentence, self.status)
