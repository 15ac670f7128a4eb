"""What may happen to the bytes and lines of a file."""

from __future__ import annotations

import random
from collections.abc import Callable

Change = Callable[[random.Random, bytes], bytes]


def flip_bit(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]


def change_byte(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.randbytes(1) + content[at + 1 :]


def zero_block(draw: random.Random, content: bytes) -> bytes:
    at, size = draw.randrange(len(content)), draw.choice([1, 16, 512])
    return content[:at] + bytes(len(content[at : at + size])) + content[at + size :]


def insert_bytes(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.randbytes(draw.randint(1, 40)) + content[at:]


def insert_blank(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.choice([b" ", b"\n", b"\r", b"\xc2\xa0"]) + content[at:]


def drop_bytes(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + content[at + draw.randint(1, 40) :]


def cut_end(draw: random.Random, content: bytes) -> bytes:
    return content[: draw.randrange(len(content))]


def append_bytes(draw: random.Random, content: bytes) -> bytes:
    return content + draw.choice([b"\n", b" ", b"\0", draw.randbytes(20), content])


def swap_blocks(draw: random.Random, content: bytes) -> bytes:
    size = draw.choice([1, 8, 64])
    first, second = sorted(draw.sample(range(0, len(content) - size, size), 2))
    one, other = content[first : first + size], content[second : second + size]
    return content[:first] + other + content[first + size : second] + one + content[second + size :]


def change_line_ends(_: random.Random, content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def add_byte_order_mark(_: random.Random, content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def change_line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    lines[draw.randrange(len(lines))] += draw.choice([b" ", b".", b"\t", b"x"])
    return b"\n".join(lines)


def drop_line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    del lines[draw.randrange(len(lines))]
    return b"\n".join(lines)


def double_line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    at = draw.randrange(len(lines))
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def exchange_lines(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    one, other = draw.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


BYTES: dict[str, Change] = {
    "a bit flipped": flip_bit,
    "a byte changed": change_byte,
    "a block of zeros": zero_block,
    "bytes inserted": insert_bytes,
    "a blank inserted": insert_blank,
    "bytes dropped": drop_bytes,
    "the end cut off": cut_end,
    "bytes appended": append_bytes,
    "two blocks swapped": swap_blocks,
    "other line ends": change_line_ends,
    "a byte order mark": add_byte_order_mark,
}


LINES: dict[str, Change] = {
    "a line changed": change_line,
    "a line dropped": drop_line,
    "a line doubled": double_line,
    "two lines exchanged": exchange_lines,
}
