"""The commands of the api package, run in this process."""

import typer
from click.testing import Result
from typer.testing import CliRunner

from api import cli


def invoke(*arguments: str, database_url: str | None = None) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli.register(app)
    environment = {"COLUMNS": "200"} | ({"TRIAGE_DATABASE_URL": database_url} if database_url else {})
    return CliRunner().invoke(app, list(arguments), env=environment)


def succeed(*arguments: str, database_url: str | None = None) -> str:
    result = invoke(*arguments, database_url=database_url)
    assert result.exit_code == 0, result.output + str(result.exception)
    assert result.stderr == ""
    return result.stdout


def refused(*arguments: str, database_url: str | None = None) -> str:
    """What a command says that is refused; nothing is on stdout."""
    result = invoke(*arguments, database_url=database_url)
    assert result.exit_code == 2, result.output + str(result.exception)
    assert result.stdout == ""
    assert result.stderr.startswith("错误")
    return result.stderr
