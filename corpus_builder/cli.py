"""The command line: parses a command, calls one function, prints its result. No logic."""

from __future__ import annotations

import io
import os
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import click

from corpus_builder import __version__
from corpus_builder.system.arguments import parse_size, refuse_missing
from corpus_builder.system.errors import ArgumentError, CorpusError, SourceError, describe_failure, first_line, list_notes
from corpus_builder.system.libraries import spare_pandas, spare_resources
from corpus_builder.system.memory import spare_collector
from corpus_builder.system.platforms import REQUESTS_TO_END, hear_requests, ignore_signals
from corpus_builder.system.terminal import OutputError, drop_output, make_visible, name_output, say, say_json, say_json_list

DONE, FAILED, REJECTED, STOPPED = 0, 1, 3, 130
SEEDS, BUILD = Path("seeds"), Path("build")


class Place(click.Path):
    """A path that is not empty: an unset variable of the shell would otherwise mean the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; a usage error when it is empty."""
        return super().convert(value, param, ctx) if value else self.fail("the path is empty", param, ctx)


config_option = click.option("--config", type=Place(path_type=Path), help="Settings (TOML); also found beside the sources.")


class Size(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4 only
    """A number of bytes, as people write it."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The bytes; a usage error for what is no size."""
        try:
            return value if isinstance(value, int) else parse_size(value)
        except ArgumentError as why:
            self.fail(str(why), param, ctx)


memory_option = click.option(
    "--memory", type=Size(), help="Memory that all processes together may use, such as 1.5GB. Default: 2GB."
)
links_option = click.option(
    "--follow-links", is_flag=True, help="Also read links that lead out of the source folder or to hidden files."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command: build ./seeds into ./build.   Example:  python -m corpus_builder",
)
@click.version_option(__version__, prog_name="corpus_builder")
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn scraped press texts into a clean, structured, citable corpus."""
    if context.invoked_subcommand is None:
        if not SEEDS.is_dir():
            raise SourceError("no folder named seeds here", hint="python -m corpus_builder build SOURCE... --out DIR")
        context.invoke(build, sources=(SEEDS,), out=BUILD)


@cli.command(epilog="Example:  python -m corpus_builder build articles/ more.jsonl --out corpus")
@click.argument("sources", nargs=-1, required=True, type=Place(path_type=Path))
@click.option("--out", required=True, type=Place(path_type=Path), help="The folder to write the release to.")
@config_option
@click.option("--workers", type=click.IntRange(1), help="Worker processes. Default: as many as are useful.")
@memory_option
@click.option("--cache", type=Place(path_type=Path), help="A folder in which cleaned documents are kept for the next build.")
@click.option("--limit", type=click.IntRange(1), help="Read only the first N sources.")
@click.option("--previous", type=Place(path_type=Path), help="The previous release, to compare with in the changelog.")
@click.option(
    "--text-policy", type=click.Choice(["full", "excerpt", "offsets"]), help="How much of the texts to publish. Default: full."
)
@click.option("--redact", is_flag=True, help="Hide e-mail addresses and telephone numbers.")
@click.option(
    "--max-rejected",
    type=click.FloatRange(0, 1),
    help="Share of sources that may be rejected. Default: 0.01, and no document of the release at --out.",
)
@click.option("--allow-empty", is_flag=True, help="Publish even a corpus without documents.")
@links_option
@json_option
def build(
    sources: tuple[Path, ...],
    out: Path,
    config: Path | None,
    workers: int | None,
    memory: int | None,
    cache: Path | None,
    limit: int | None,
    previous: Path | None,
    text_policy: str | None,
    redact: bool,
    max_rejected: float | None,
    allow_empty: bool,
    follow_links: bool,
    as_json: bool,
) -> None:
    """Build the corpus of SOURCE... into a folder.

    SOURCE may be a folder, or a file: .txt, .html, .jsonl, .csv, .parquet, .warc and .wet, also with .gz or .zst, and .zip.
    """
    refuse_missing(sources)
    from corpus_builder.jobs.build import BuildOptions, build_corpus, describe_excess, print_report, report_as_json
    from corpus_builder.jobs.progress import show_progress
    from corpus_builder.jobs.project import choose_policy, find_settings

    spare_pandas()
    settings = choose_policy(find_settings(config, sources, follow_links=follow_links), text_policy, redact)
    with show_progress() as progress:
        options = BuildOptions(
            workers=workers,
            memory=memory,
            cache=cache,
            limit=limit,
            previous=previous,
            follow_links=follow_links,
            allow_empty=allow_empty,
            allow_losses=bool(max_rejected),
            progress=progress,
        )
        report = build_corpus(sources, out, settings, options)
    if as_json:
        say_json(report_as_json(report))
    else:
        print_report(report)
    if excess := describe_excess(report, max_rejected):
        say(excess, err=True)
        sys.exit(REJECTED)


@cli.command(epilog="Example:  python -m corpus_builder explain articles/harbour.txt")
@click.argument("file", type=Place(path_type=Path))
@config_option
@links_option
@json_option
def explain(file: Path, config: Path | None, follow_links: bool, as_json: bool) -> None:
    """Show one source in colour: text kept, text removed and by which rule, repairs, quotes and speakers."""
    refuse_missing((file,))
    from corpus_builder.jobs.explain import explain_file, print_trace, trace_as_json
    from corpus_builder.jobs.project import find_settings

    settings = find_settings(config, (file,), follow_links=follow_links)
    for result in explain_file(file, settings, follow_links=follow_links):
        if as_json:
            say_json(trace_as_json(result))
        else:
            print_trace(result)


@cli.command(epilog="Example:  python -m corpus_builder duplicates build")
@click.argument("folder", type=Place(path_type=Path))
@click.argument("ids", nargs=-1)
@json_option
def duplicates(folder: Path, ids: tuple[str, ...], as_json: bool) -> None:
    """Explain the near-duplicates of a release: what was kept and why, what was removed, similarity, differences.

    With IDS (of paragraphs, removals or documents), only the groups that contain them.
    """
    from corpus_builder.jobs.duplicates import groups_as_json, print_groups

    if as_json:
        say_json_list(groups_as_json(folder, ids))
    else:
        print_groups(folder, ids)


@cli.command(epilog="Example:  python -m corpus_builder verify build --rebuild --source seeds")
@click.argument("folder", type=Place(path_type=Path))
@click.option("--source", "sources", multiple=True, type=Place(path_type=Path), help="The source folder; also checks offsets.")
@click.option("--strict", is_flag=True, help="Also fail if required metadata is not stated.")
@click.option("--rebuild", is_flag=True, help="Build again from the sources and compare bytes. Default source: ./seeds.")
@click.option("--previous", type=Place(path_type=Path), help="With --rebuild: the release to compare with in the changelog.")
@links_option
@json_option
def verify(
    folder: Path,
    sources: tuple[Path, ...],
    strict: bool,
    rebuild: bool,
    previous: Path | None,
    follow_links: bool,
    as_json: bool,
) -> None:
    """Check that a release is complete and consistent."""
    from corpus_builder.jobs.progress import show_progress
    from corpus_builder.jobs.verify import Checks, check_release, describe_checks, findings_as_json, print_findings

    sources = sources or ((SEEDS,) if rebuild else ())
    with show_progress() if rebuild else nullcontext() as progress:
        findings = check_release(folder, sources, checks := Checks(strict, rebuild, previous, follow_links, progress))
    if as_json:
        say_json(findings_as_json(findings))
    else:
        print_findings(findings, f"{folder}: {describe_checks(sources, checks)}")
    if findings:
        sys.exit(FAILED)


@cli.command(epilog="Example:  python -m corpus_builder diff corpus-1.0.0 corpus-1.1.0")
@click.argument("old", type=Place(path_type=Path))
@click.argument("new", type=Place(path_type=Path))
@click.option("--markdown", is_flag=True, help="Print lines for a changelog.")
@json_option
def diff(old: Path, new: Path, markdown: bool, as_json: bool) -> None:
    """Show what changed between two releases, and the smallest version bump that the changes require."""
    from corpus_builder.jobs.diff import diff_as_json, diff_as_markdown, diff_releases, print_diff

    found = diff_releases(old, new)
    if as_json:
        say_json(diff_as_json(found))
    elif markdown:
        say(diff_as_markdown(found).removesuffix("\n"), keep="\n")
    else:
        print_diff(found)


@cli.command(epilog="Example:  python -m corpus_builder report build")
@click.argument("folder", type=Place(path_type=Path))
@click.option("--out", type=Place(path_type=Path), help="The file to write. Default: FOLDER-report.html, beside the folder.")
def report(folder: Path, out: Path | None) -> None:
    """Write a self-contained HTML report on a release: plots, removals and their rules, near-duplicates, speakers."""
    from corpus_builder.jobs.report import print_place, report_release

    print_place(report_release(folder, out))


@cli.command(epilog="Example:  python -m corpus_builder publish build lephare/harbour --dry-run")
@click.argument("folder", type=Place(path_type=Path))
@click.argument("repo_id")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--branch", default="main", show_default=True, help="The branch to publish to.")
@click.option("--private", is_flag=True, help="Create the dataset as private if it does not exist yet.")
@json_option
def publish(folder: Path, repo_id: str, dry_run: bool, branch: str, private: bool, as_json: bool) -> None:
    """Publish a release on the Hugging Face Hub: one commit on a branch, and the tag vX.Y.Z."""
    from corpus_builder.jobs import publish as job

    if dry_run:
        plan = job.plan_publication(folder, repo_id, branch)
        if as_json:
            say_json(job.plan_as_json(plan))
        else:
            job.print_plan(plan)
        return
    done = job.publish_release(folder, repo_id, branch=branch, private=private, report=lambda said: say(said, err=True))
    if as_json:
        say_json(job.publication_as_json(done))
    else:
        job.print_publication(done)


@cli.command(epilog="Example:  python -m corpus_builder rehydrate build --source seeds --out build-with-texts")
@click.argument("folder", type=Place(path_type=Path))
@click.option("--source", "sources", multiple=True, required=True, type=Place(path_type=Path), help="The source folder.")
@click.option("--out", required=True, type=Place(path_type=Path), help="The folder for the release with its texts.")
@click.option("--workers", type=click.IntRange(1), help="Worker processes. Default: as many as are useful.")
@links_option
@json_option
def rehydrate(folder: Path, sources: tuple[Path, ...], out: Path, workers: int | None, follow_links: bool, as_json: bool) -> None:
    """Restore the texts of a release that was published without them, from your copies of its sources."""
    from corpus_builder.jobs.rehydrate import print_rehydration, rehydrate_release, rehydration_as_json

    done = rehydrate_release(folder, sources, out, workers=workers, follow_links=follow_links)
    if as_json:
        say_json(rehydration_as_json(done))
    else:
        print_rehydration(done)


@cli.command(epilog="Example:  python -m corpus_builder card build --check")
@click.argument("folder", type=Place(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; fail if a file is out of date.")
def card(folder: Path, check: bool) -> None:
    """Rewrite the card and the other files that are generated from the tables of a release."""
    from corpus_builder.jobs.card import check_card, print_stale, rewrite_release

    if not check:
        rewrite_release(folder)
        say(f"{folder}: card and metadata rewritten")
        return
    findings = check_card(folder)
    print_stale(folder, findings)
    if findings:
        sys.exit(FAILED)


@cli.command(epilog="Example:  python -m corpus_builder takedown articles/ https://lephare.example/2024/harbour.html")
@click.argument("folder", type=Place(path_type=Path))
@click.argument("names", nargs=-1, required=True)
@links_option
def takedown(folder: Path, names: tuple[str, ...], follow_links: bool) -> None:
    """Record that a source must not be published: NAMES are source ids, URLs or whole sites, FOLDER holds the sources.

    Their hashes are added to takedowns.txt there; the next build removes the texts.
    """
    from corpus_builder.jobs.takedown import add_takedowns, print_takedowns

    print_takedowns(folder, add_takedowns(folder, names, follow_links=follow_links))


@cli.command(epilog="Example:  python -m corpus_builder cache ../cleaned --prune")
@click.argument("folder", type=Place(path_type=Path))
@click.option("--prune", is_flag=True, help="Drop what no release that is there needs, or this version cannot use.")
@json_option
def cache(folder: Path, prune: bool, as_json: bool) -> None:
    """Show what the folder of `build --cache` holds: cleaned documents, by version."""
    from corpus_builder.jobs.cache import list_cache, listing_as_json, print_listing, prune_cache

    listing = prune_cache(folder) if prune else list_cache(folder)
    if as_json:
        say_json(listing_as_json(listing))
    else:
        print_listing(listing)


def describe_misuse(wrong: click.ClickException) -> str:
    """How a command is used and what is wrong with this call, as click says it; no name in it breaks its line."""
    context = wrong.ctx if isinstance(wrong, click.UsageError) else None
    usage = f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n\n" if context else ""
    return f"{usage}Error: {make_visible(wrong.format_message())}"


def prepare_process() -> None:
    """Make a request to end as clean a stop as Ctrl-C, and let no character or missing stream break a message."""
    hear_requests(stop_once)
    spare_resources()
    spare_collector()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 (open until the process ends)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def stop_once(*_: object) -> None:
    """Stop what is under way; whoever asks again is not heard while it is cleaned up."""
    ignore_signals(REQUESTS_TO_END)
    raise KeyboardInterrupt


def main(arguments: list[str] | None = None) -> None:
    """Run a command; every foreseen failure is one line on stderr and an exit status."""
    prepare_process()
    status, message = run_command(arguments)
    with suppress(OSError):
        if message:
            say(message, err=True, keep="\n")
    sys.exit(status)


def run_command(arguments: list[str] | None) -> tuple[int, str | None]:
    """Run a command: its exit status, and what to say on stderr."""
    try:
        status: Any = cli.main(arguments, standalone_mode=False, prog_name="python -m corpus_builder")
        with name_output():
            sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code, None
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAILED, None
    except click.ClickException as wrong:
        return wrong.exit_code, describe_misuse(wrong)
    except (click.Abort, KeyboardInterrupt) as stop:
        # CPython takes an interrupt inside of `exec`, such as that of a dataclass while it is imported, for one that nobody has
        # caught, and ends `python -m` by the signal; an `exec` that succeeds makes it forget that
        exec("")
        return STOPPED, "; ".join(["stopped", "no file was left half written", *list_notes(stop)])
    except CorpusError as why:
        return FAILED, f"error: {why}"
    except OutputError as why:
        drop_output()
        what, _ = describe_failure(why)
        return FAILED, f"error: {CorpusError(f'the output cannot be written: {what}', hint='the command itself has finished')}"
    except OSError as why:
        what, hint = describe_failure(why)
        return FAILED, f"error: {CorpusError(f'{what}: {why.filename}' if why.filename else what, hint=hint)}"
    except MemoryError:
        return FAILED, "error: not enough memory (try --workers 1, or fewer sources)"
    except ImportError as why:
        # what the system says where it has no memory for a library, too
        hint = "memory may be short, or the requirements are not installed"
        return FAILED, f"error: {CorpusError(f'a library cannot be loaded: {first_line(why)}', hint=hint)}"
    return status if isinstance(status, int) else DONE, None
