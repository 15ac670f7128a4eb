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
    """First names by gender; one that both bear stands by itself."""

    masculine: _Names
    feminine: _Names
    either: _Names

    @model_validator(mode="after")
    def _check_genders(self) -> FirstNames:
        both = sorted((self.masculine & self.feminine) | (self.either & (self.masculine | self.feminine)))
        if both:
            raise ValueError(f"{both[0]!r} stands twice")
        return self

    @cached_property
    def genders(self) -> dict[str, Gender | None]:
        """The gender of each name, None for one that both bear."""
        known = zip((*GENDERS, None), (self.masculine, self.feminine, self.either), strict=True)
        return {name: gender for gender, names in known for name in names}


def read_first_names() -> FirstNames:
    """The first names of people, from everywhere."""
    return read_table(FirstNames, "languages", "first_names")
