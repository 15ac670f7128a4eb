"""What `duplicates.py` measures beside corpus_builder: the public tools rensa, datasketch and text-dedup, on the same paragraphs.

Each runs in a process of its own, in the Python of its virtual environment, which has nothing of what corpus_builder needs; so
peak memory is its own, too. All compare the sets of character 5-grams of folded texts, and equal texts are collapsed before.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module, metadata
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.quality_peers import HERE, PYTHON, install_peers

Numbers = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
Costs = dict[str, float]

THRESHOLD, SHINGLE, PERMUTATIONS = 0.42, 5, 128
BANDS, SEED = 32, 42  # bands of four rows: as many texts of similarity 0.42 meet as do not
BATCH = 10_000  # texts of which shingles are in memory at once
MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], np.uint64)
STATUS = Path("/proc/self/status")
NEEDED = (3, 12)  # the Python that text-dedup needs


@dataclass(frozen=True, slots=True)
class Peer:
    """A public tool: its distribution, its folder among the virtual environments, and the function here that runs it."""

    distribution: str
    folder: str
    finder: str


PEERS = {
    "rensa": Peer("rensa", "minhash", "find_by_rensa"),
    "rensa, hashes given, flags only": Peer("rensa", "minhash", "flag_by_rensa"),
    "datasketch": Peer("datasketch", "minhash", "find_by_datasketch"),
    "text-dedup": Peer("text-dedup", "text-dedup", "find_by_text_dedup"),
}


@dataclass(slots=True)
class Found:
    """What a tool found: pairs of numbers of texts, a row each, or for each text its cluster, -1 for none; or why it did not run.

    `costs` has CPU seconds, the peak memory in MB and the one before the work began.
    """

    answer: Numbers = field(default_factory=lambda: np.empty((0, 2), np.int64))
    costs: Costs = field(default_factory=dict)
    version: str = ""
    missing: str = ""


class Meter:
    """What this process and those it started cost, from the making of the meter on."""

    def __init__(self) -> None:
        self._began = read_seconds()
        self._before = read_megabytes()

    def read(self) -> Costs:
        """CPU seconds, and peak memory at the beginning and now."""
        return {"seconds": read_seconds() - self._began, "before": self._before, "megabytes": read_megabytes()}


def read_seconds() -> float:
    """The CPU seconds of this process, its threads and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def read_megabytes() -> float:
    """The peak memory of this process, or of its largest child where that had more."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    if STATUS.exists():  # Linux counts in ru_maxrss what the process that started this one had
        own = next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return max(own, children) * (1 if sys.platform == "darwin" else 1024) / 1e6


def install_all(place: Path, python312: str | None) -> None:
    """Make both virtual environments, the second one only where there is a Python that can run text-dedup."""
    install_peers(place / "minhash", "duplicates-requirements.txt")
    python = find_python(python312)
    if python is None:
        tried = f"{python312} is not" if python312 else "none on PATH is"
        print(f"text-dedup needs Python 3.12 or later, which {tried}: give one with --python312", file=sys.stderr)
    else:
        install_peers(place / "text-dedup", "text-dedup-requirements.txt", python)


def find_python(given: str | None) -> str | None:
    """A Python new enough for text-dedup: the one given, this one, or one on PATH that runs."""
    names = [given] if given else [sys.executable, "python3.12", "python3.13", "python3.14"]
    probe = f"import sys; sys.exit(sys.version_info < {NEEDED})"
    for path in filter(None, map(shutil.which, names)):
        if subprocess.run([path, "-c", probe], capture_output=True, check=False).returncode == 0:
            return path
    return None


def run_peer(place: Path | None, name: str, texts: Path, count: int) -> Found:
    """Have a public tool find what is alike among the first texts of a file, or say why it cannot."""
    peer = PEERS[name]
    if place is None or not (place / peer.folder / PYTHON).exists():
        return Found(missing="not installed")
    return run_finder(str(place / peer.folder / PYTHON), f"{__name__}:{peer.finder}", peer.distribution, texts, count)


def run_finder(python: str, finder: str, distribution: str, texts: Path, count: int) -> Found:
    """Run a function, named with its module, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.npy"
        call = f"answer_texts({finder!r}, {distribution!r}, {str(texts)!r}, {count}, {str(answer)!r})"
        words = [python, "-c", f"from {__name__} import answer_texts; {call}"]
        # what text-dedup caches belongs to this run, and nothing is to be fetched
        around = os.environ | {"HF_HOME": folder, "HF_HUB_OFFLINE": "1"}
        ran = subprocess.run(words, cwd=HERE.parent, env=around, capture_output=True, text=True, check=False)
        said = json.loads(ran.stdout or '{"missing": "does not run"}')
        if "missing" in said:
            print(ran.stderr, file=sys.stderr)
            return Found(missing=said["missing"])
        return Found(np.load(answer), said["costs"], said["version"])


def answer_texts(finder: str, distribution: str, texts: str, count: int, answer: str) -> None:
    """In the tool's Python: the answer to a file, costs and version to standard output."""
    module, name = finder.split(":")
    with contextlib.redirect_stdout(sys.stderr):
        try:
            find: Callable[[list[str]], tuple[Numbers, Costs]] = getattr(import_module(module), name)
            found, costs = find(read_texts(Path(texts), count))
            np.save(answer, found)
            said: dict[str, Any] = {"costs": costs, "version": read_version(distribution)}
        except ImportError as why:
            said = {"missing": f"not installed ({why})"}
    print(json.dumps(said))


def read_version(distribution: str) -> str:
    """The version of a tool; one that is run from its source tree has none."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "from its source tree"


def read_texts(path: Path, count: int) -> list[str]:
    """The first lines of a file; only "\\n" ends one."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [line.removesuffix("\n") for line in islice(lines, count)]


def collapse_texts(texts: Sequence[str]) -> tuple[list[str], Numbers]:
    """The different texts, and the number of the first text that is each."""
    first: dict[str, int] = {}
    for number, text in enumerate(texts):
        first.setdefault(text, number)
    return list(first), np.fromiter(first.values(), np.int64, len(first))


def fold(text: str) -> str:
    """The letters and digits of a text, without case and accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.lower())))


def list_shingles(text: str) -> list[str]:
    """The character 5-grams of a text; a shorter text is one itself."""
    folded = fold(text)
    return [folded[i : i + SHINGLE] for i in range(max(len(folded) - SHINGLE + 1, 1))]


def find_by_rensa(texts: Sequence[str]) -> tuple[Numbers, Costs]:
    """The pairs that meet in rensa's index, each found from both sides.

    Its signatures are made in bulk as objects, because its index tells of a matrix only whether a text has a pair, not which.
    """
    rensa = import_module("rensa")
    meter = Meter()
    different, numbers = collapse_texts(texts)
    index = rensa.RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    sketches: list[Any] = []
    for batch in split_batches(different):
        sketches += rensa.RMinHash.from_token_sets(list(map(list_shingles, batch)), PERMUTATIONS, SEED)
    index.insert_many(sketches)
    left, right = array("q"), array("q")
    for first in range(0, len(sketches), BATCH):
        for number, met in enumerate(index.query_all(sketches[first : first + BATCH]), first):
            left.extend([number] * len(met))
            right.extend(met)
    costs = meter.read()
    return numbers[as_pairs(left, right)], costs


def flag_by_rensa(texts: Sequence[str]) -> tuple[Numbers, Costs]:
    """The same by rensa's fastest way: of ready-made hashes, whether a text has a pair among those before and its batch.

    Hashing costs nothing here, and which the pairs are is read from the signatures after the clock has stopped.
    """
    rensa = import_module("rensa")
    different, numbers = collapse_texts(texts)
    index = rensa.RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    seconds, matrices = 0.0, []
    before = read_megabytes()
    for place, batch in enumerate(split_batches(different)):
        hashes, offsets = hash_shingles(batch)
        meter = Meter()
        matrices.append(rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, PERMUTATIONS, SEED))
        index.insert_matrix_and_query_duplicate_flags(matrices[-1], place * BATCH)
        seconds += meter.read()["seconds"]
    costs = {"seconds": seconds, "before": before, "megabytes": read_megabytes()}
    signatures = np.concatenate([np.array(matrix.to_rows(), np.uint32) for matrix in matrices])
    return numbers[join_bands(signatures)], costs


def hash_shingles(texts: Sequence[str]) -> tuple[U64, U64]:
    """64-bit hashes of the shingles of texts, text after text, and where each text's begin, with the end."""
    folded = [fold(text).ljust(SHINGLE) for text in texts]
    codes = np.frombuffer("".join(folded).encode("utf-32-le"), np.uint32).astype(np.uint64)
    sizes = np.array([len(text) for text in folded])
    ends = np.cumsum(sizes)
    hashes = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for i in range(SHINGLE):
        hashes = (hashes + codes[i : len(codes) - SHINGLE + 1 + i]) * MULTIPLIERS[0]
    for multiplier in MULTIPLIERS[1:]:
        hashes = (hashes ^ (hashes >> np.uint64(29))) * multiplier
    inside = np.ones(len(codes), bool)
    for i in range(1, SHINGLE):
        inside[ends - i] = False  # such a shingle would run into the next text
    offsets = np.concatenate([[0], np.cumsum(sizes - SHINGLE + 1)])
    return hashes[inside[: len(hashes)]], offsets.astype(np.uint64)


def join_bands(signatures: npt.NDArray[np.uint32]) -> Numbers:
    """All pairs of rows that agree in a band."""
    keys = []
    for band in np.split(signatures, BANDS, axis=1):
        _, bucket = np.unique(np.ascontiguousarray(band).view(f"V{band.shape[1] * 4}").ravel(), return_inverse=True)
        order = np.argsort(bucket, kind="stable")
        bounds = np.flatnonzero(np.diff(bucket[order])) + 1
        for group in np.split(order, bounds):
            if len(group) > 1:
                one, other = np.triu_indices(len(group), 1)
                keys.append(group[one] << 32 | group[other])
    every = np.unique(np.concatenate([np.empty(0, np.int64), *keys]))
    return np.stack([every >> 32, every & 0xFFFFFFFF], axis=1)


def find_by_datasketch(texts: Sequence[str]) -> tuple[Numbers, Costs]:
    """The pairs that meet in datasketch's index, each text asked before it is inserted.

    Shingles are hashed with CRC-32, which takes a third of the time of the SHA-1 that is the default.
    """
    datasketch = import_module("datasketch")
    meter = Meter()
    different, numbers = collapse_texts(texts)
    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    left, right = array("q"), array("q")
    shingles = map(list_bytes, different)
    for number, sketch in enumerate(datasketch.MinHash.generator(shingles, num_perm=PERMUTATIONS, hashfunc=zlib.crc32)):
        met = index.query(sketch)
        left.extend([number] * len(met))
        right.extend(met)
        index.insert(number, sketch)
    costs = meter.read()
    return numbers[as_pairs(left, right)], costs


def list_bytes(text: str) -> list[bytes]:
    """The different shingles of a text, encoded in one step: four bytes a character."""
    raw = fold(text).encode("utf-32-le")
    return list({raw[i : i + 4 * SHINGLE] for i in range(0, max(len(raw) - 4 * SHINGLE, 0) + 1, 4)})


def find_by_text_dedup(texts: Sequence[str]) -> tuple[Numbers, Costs]:
    """The clusters of text-dedup, which knows only n-grams of words: each character is made a word.

    Texts come as a data set on disk, so that it has no file to parse, and its own program runs in this process, so that what
    loading its code costs does not count. A text of fewer than five characters is dropped there.
    """
    datasets, program = import_module("datasets"), import_module("text_dedup.minhash")
    configure = import_module("text_dedup.config.base").load_config_from_toml
    meter = Meter()
    different, numbers = collapse_texts(texts)
    with tempfile.TemporaryDirectory() as folder:
        spaced = [" ".join(fold(text)) for text in different]
        datasets.Dataset.from_dict({"text": spaced}).save_to_disk(f"{folder}/texts")
        written = Path(folder) / "config.toml"
        written.write_text(configure_text_dedup(folder), encoding="utf-8")
        program.main(configure(written))
        costs = meter.read()
        clusters = pickle.loads((Path(folder) / "out" / "clusters.pickle").read_bytes())
    answer = np.full(len(texts), -1)
    answer[numbers[list(clusters)]] = list(clusters.values())
    return answer, costs


def configure_text_dedup(folder: str) -> str:
    """The file that tells text-dedup what to do; bands and rows are its own choice for the threshold."""
    return f"""
[input]
input_type = "local_hf_dataset"
[input.read_arguments]
dataset_path = {json.dumps(folder + "/texts")}
[algorithm]
algorithm_name = "minhash"
text_column = "text"
num_perm = {PERMUTATIONS}
ngram_size = {SHINGLE}
threshold = {THRESHOLD}
num_proc = 1
[output]
output_dir = {json.dumps(folder + "/out")}
save_clusters = true
[debug]
enable_profiling = false
"""


def split_batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many texts at once that their shingles do not fill memory."""
    return (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))


def as_pairs(left: array[int], right: array[int]) -> Numbers:
    """Pairs as rows, without those of a text with itself."""
    pairs = np.stack([np.array(left, np.int64), np.array(right, np.int64)], axis=1)
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]], np.int64)
