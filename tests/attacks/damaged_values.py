"""What may happen to the values of a manifest, which is then written as we write it."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

OTHER_KINDS: list[Any] = [None, 0, -1, 1.5, True, "", "x", [], {}, [1], [None], [[]], [{}], {"x": 1}, float("nan"), 10**30]


Place = tuple[Any, Any]


def list_places(value: Any) -> Iterator[Place]:
    """Every place in a JSON value as its dict or list and the key or index in it."""
    if isinstance(value, dict | list):
        for key in sorted(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from list_places(value[key])


def change_value(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice([place for place in list_places(manifest) if is_leaf(place)])
    holder[key] = draw_other(draw, holder[key])


def is_leaf(place: Place) -> bool:
    """Whether nothing stands below a place."""
    holder, key = place
    return not (isinstance(holder[key], dict | list) and holder[key])


def draw_other(draw: random.Random, value: Any) -> Any:
    """Another value of the same kind; another kind for null."""
    if isinstance(value, str):
        return draw.choice([value + "x", value[:-1], value[1:], value.upper(), f" {value}", "", value.replace("0", "1")])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return draw.choice([value + 1, value - 1, -value, value * 2, value + 0.5])
    return draw.choice(["x", 0, 1, False]) if value is None else ["x"] if value == [] else {"x": 1}


def change_kind(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice(list(list_places(manifest)))
    holder[key] = draw.choice(OTHER_KINDS)


def drop_key(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice(list(list_places(manifest)))
    del holder[key]


def rename_key(draw: random.Random, manifest: Any) -> None:
    holder, key = draw.choice([(h, k) for h, k in list_places(manifest) if isinstance(h, dict)])
    holder[draw.choice([key.upper(), f"{key} ", f"{key}x", ""])] = holder.pop(key)


def add_key(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([manifest, *(h[k] for h, k in list_places(manifest) if isinstance(h[k], dict))])
    holder["x"] = draw.choice(["x", 1, None, [], {}])


def add_entry(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([h[k] for h, k in list_places(manifest) if isinstance(h[k], list)])
    holder.append(copy.deepcopy(draw.choice(holder)) if holder and draw.random() < 0.5 else draw.choice(["x", 1, None, [], {}]))


def exchange_entries(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([h[k] for h, k in list_places(manifest) if isinstance(h[k], list) and len(h[k]) > 1])
    one, other = draw.sample(range(len(holder)), 2)
    holder[one], holder[other] = holder[other], holder[one]


def exchange_values(draw: random.Random, manifest: Any) -> None:
    holder = draw.choice([manifest, *(h[k] for h, k in list_places(manifest) if isinstance(h[k], dict) and len(h[k]) > 1)])
    one, other = draw.sample(sorted(holder), 2)
    holder[one], holder[other] = holder[other], holder[one]


VALUES: dict[str, Callable[[random.Random, Any], None]] = {
    "a value changed": change_value,
    "a value of another kind": change_kind,
    "a key dropped": drop_key,
    "a key renamed": rename_key,
    "a key added": add_key,
    "an entry added": add_entry,
    "two entries exchanged": exchange_entries,
    "two values exchanged": exchange_values,
}
