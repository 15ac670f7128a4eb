"""First names of people from everywhere, by gender: they show whom a pronoun may mean, and that a line is a person's name."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, GetPydanticSchema, TypeAdapter, model_validator

from corpus_builder.knowledge import LINES, Row, Words, read_table

Gender = Literal["masculine", "feminine"]
GENDERS: tuple[Gender, ...] = ("masculine", "feminine")
_Names = Annotated[
    frozenset[str],
    GetPydanticSchema(lambda *_: TypeAdapter(Annotated[Words, AfterValidator(frozenset)]).core_schema),
    LINES,
]


class FirstNames(Row):
    """First names by gender; one that both bear is in neither."""

    masculine: _Names
    feminine: _Names

    @model_validator(mode="after")
    def _check_genders(self) -> FirstNames:
        both = sorted(self.masculine & self.feminine)
        if both:
            raise ValueError(f"{both[0]!r} has both genders")
        return self

    @cached_property
    def genders(self) -> dict[str, Gender]:
        """The gender of each name."""
        return {name: gender for gender, names in zip(GENDERS, (self.masculine, self.feminine), strict=True) for name in names}


def read_first_names() -> FirstNames:
    """The first names of people, from everywhere."""
    return read_table(FirstNames, "languages", "first_names")
