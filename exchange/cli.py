"""The command `exchange`. Errors are one sentence and exit code 1; `--debug` shows where they came from."""

import gc
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from exchange.kernel.errors import KernelError
from exchange.kernel.settings import WrongSettingError

_CAPABILITIES = ("accounts", "practices", "search", "notifications", "oversight", "meetings", "bundles")


class Commands(click.Group):
    """Commands of the shell, and those of the capabilities, which are loaded only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, alphabetically."""
        return sorted({*super().list_commands(ctx), *_capability_commands()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command of the shell, else of a capability."""
        return super().get_command(ctx, cmd_name) or _capability_commands().get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Give a capability's command an application to run in."""
        name, command, rest = super().resolve_command(ctx, args)
        if name not in self.commands and command is not None and not {"-h", "--help"} & set(rest):
            _enter_app(ctx)
        return name, command, rest


def _capability_commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for capability in _CAPABILITIES:
        try:
            module = import_module(f"exchange.{capability}.cli")
        except ModuleNotFoundError as error:
            if error.name not in {f"exchange.{capability}", f"exchange.{capability}.cli"}:
                raise
            continue
        found |= {str(command.name): command for command in module.commands}
    return found


def _enter_app(ctx: click.Context) -> None:
    from exchange.app import create_app  # noqa: PLC0415 - a second that `exchange --help` does not need
    from exchange.server import require_newest  # noqa: PLC0415 - the same

    app = create_app()
    require_newest(app)
    ctx.with_resource(app.app_context())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.version_option(package_name="ministry-exchange", prog_name="exchange")
def exchange(*, debug: bool) -> None:
    """Knowledge exchange between ministries."""


def main() -> None:
    """Entry point of the console script."""
    try:
        exchange.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (KernelError, WrongSettingError) as error:
        _stop(error, str(error) or "There is nothing of that name here.")
    except OSError as error:
        what = error.filename or "A file"
        _stop(error, f"{what} cannot be used ({error.strerror}). Check EXCHANGE_DATA and who owns the folder.")
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        _stop(
            error,
            f"The database cannot be used ({_reason(error)}). Check EXCHANGE_DATABASE_URL; exchange doctor says more.",
        )


def _stop(error: Exception, sentence: str) -> None:
    if "--debug" in sys.argv:
        raise error
    click.echo(sentence, err=True)
    sys.exit(1)


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return exchange.command(name)


@_command("demo")
@click.option("--prepare-only", is_flag=True, help="Prepare the data and stop.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(*, prepare_only: bool, port: int) -> None:
    """Prepare the demonstration if it is missing and serve it on this machine only."""
    from exchange.setup import start_demo  # noqa: PLC0415 - see _enter_app

    start_demo(port=port, prepare_only=prepare_only)


@_command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--threads", type=click.IntRange(1, 64), help="Of each process; 8 where there is one, 4 where there are several."
)
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 32), help="That share the port.")
def serve(*, host: str, port: int, threads: int | None, processes: int) -> None:
    """Serve the web and do the background work."""
    gc.disable()  # until all is loaded: next to nothing of it is garbage, and looking took a fifth of the start
    from exchange.app import create_app  # noqa: PLC0415 - see _enter_app
    from exchange.server import serve_app, usual_threads  # noqa: PLC0415 - the same

    serve_app(create_app(), host=host, port=port, threads=threads or usual_threads(processes), processes=processes)


@_command("worker")
def worker() -> None:
    """Do the background work only."""
    from exchange.app import create_app  # noqa: PLC0415 - see _enter_app
    from exchange.server import work  # noqa: PLC0415 - the same

    work(create_app())


@exchange.group("mail")
def mail() -> None:
    """Mail that comes in."""


@mail.command("receive")
def receive_mail() -> None:
    """Take one mail from standard input, as a mail server's pipe gives it: answers, other times, returned mails.

    Exit codes are those of sendmail: 0 taken, 65 too large, 75 try again later.
    """
    from exchange.pipe import take_mail  # noqa: PLC0415 - see _enter_app

    sys.exit(take_mail(sys.stdin.buffer))


@_command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seal-to", default="", help="age:RECIPIENT or gpg:KEY: keep one sealed file.")
def backup(*, folder: Path, seal_to: str) -> None:
    """Keep database, files and keys in an empty folder; the service may go on meanwhile."""
    from exchange.app import create_app, deps_of  # noqa: PLC0415 - see _enter_app
    from exchange.keeping.backup import back_up  # noqa: PLC0415 - the same
    from exchange.server import require_newest  # noqa: PLC0415 - the same

    app = create_app()
    require_newest(app)
    kept = back_up(app, folder, now=deps_of(app).clock(), seal_to=seal_to)
    click.echo(
        f"{kept.rows} rows and {kept.files} files, {kept.size_bytes // 1024} kB, stand verified in {kept.folder}."
    )
    click.echo("It holds the key that signs sessions: keep it as safe as the server itself.")


@_command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore_command(*, folder: Path) -> None:
    """Bring a backup back into an empty EXCHANGE_DATA, and compare every table and file with it."""
    from exchange.keeping.restore import restore  # noqa: PLC0415 - see _enter_app
    from exchange.kernel.settings import read_settings  # noqa: PLC0415 - the same

    found = restore(read_settings(), folder)
    click.echo(
        f"{found.rows} rows and {found.files} files are back, each equal to the backup. Start with: exchange serve"
    )


@_command("migrate")
@click.option(
    "--from", "source", default="", help="Move everything here from that database, sqlite:///PATH, and compare."
)
def migrate(*, source: str) -> None:
    """Bring the database to the newest structure."""
    from exchange.app import create_app  # noqa: PLC0415 - see _enter_app
    from exchange.web.db import db  # noqa: PLC0415 - the same
    from exchange.web.migrations import newest, upgrade  # noqa: PLC0415 - the same

    app = create_app()
    if source:
        from exchange.keeping.moving import move_in  # noqa: PLC0415 - see _enter_app

        click.echo(f"{move_in(app, source)} rows are here, table by table the same as before.")
        return
    with app.app_context():
        upgrade(db.engine)
    click.echo(f"The database is at revision {newest()}.")


@_command("init")
@click.option("--email", prompt="Address of the first administrator", help="Gets the first invitation.")
def init(*, email: str) -> None:
    """Make the folders and the database, and print the first administrator's invitation link."""
    from exchange.setup import initialise  # noqa: PLC0415 - see _enter_app

    click.echo(initialise(email))


@_command("routes")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def routes(*, as_json: bool) -> None:
    """List every address: methods, parameters, who may call it."""
    from exchange.app import create_app  # noqa: PLC0415 - see _enter_app
    from exchange.web.routes import routes_as_json, routes_as_text  # noqa: PLC0415 - the same

    app = create_app()
    click.echo(routes_as_json(app) if as_json else routes_as_text(app))


@_command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(*, as_json: bool) -> None:
    """Check settings, folders, database, search index and mail; exit 1 with what to do."""
    from exchange.app import create_app  # noqa: PLC0415 - see _enter_app
    from exchange.doctor import examine  # noqa: PLC0415 - the same

    findings = examine(create_app())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.is_well else 'MEND'}  {finding.what}: {finding.says}")
    if not all(finding.is_well for finding in findings):
        sys.exit(1)


@exchange.command("bench", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench_command(arguments: tuple[str, ...]) -> None:
    """Measure speed on a copy of the demonstration: bench pages, bench load."""
    from exchange.bench.cli import bench  # noqa: PLC0415 - see _enter_app

    bench.main(args=list(arguments) or ["--help"], prog_name="exchange bench", standalone_mode=False)


if __name__ == "__main__":
    main()
