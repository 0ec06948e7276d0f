"""The commands of this package: serve, db, keys, corrections, taxonomy, and models promote and rollback."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.cli import BAD_INPUT, ModelOption, chinese_errors, models_group

if TYPE_CHECKING:
    from api.store.database import Store

ROLES = "intake 分诊、handler 查看与改正、admin 版本与密钥"


def register(app: typer.Typer) -> None:
    """Add this package's commands to `triage`."""
    app.command()(serve)
    db = typer.Typer(help="数据库", no_args_is_help=True)
    db.command("upgrade")(upgrade)
    app.add_typer(db, name="db")
    keys = typer.Typer(help="访问密钥", no_args_is_help=True)
    keys.command("create")(create_key)
    keys.command("list")(list_keys)
    keys.command("revoke")(revoke_key)
    app.add_typer(keys, name="keys")
    corrections = typer.Typer(help="经办人的改正:导入、导出", no_args_is_help=True)
    corrections.command("import")(import_corrections)
    corrections.command("export")(export_corrections)
    app.add_typer(corrections, name="corrections")
    models = models_group(app)
    models.command("promote")(promote)
    models.command("rollback")(roll_back)
    taxonomy = typer.Typer(help="标签表的变更", no_args_is_help=True)
    taxonomy.callback()(lambda: None)  # a group, though of one command
    taxonomy.command("migrate")(migrate_taxonomy)
    app.add_typer(taxonomy, name="taxonomy")


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址,缺省 127.0.0.1(只限本机);其他地址须先建立密钥")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口,缺省 8000;0 为任一空闲端口")] = None,
    model: ModelOption = None,
) -> None:
    """启动 HTTP 服务;接口说明见 /docs,按 Ctrl+C 停止。其他设置用环境变量 TRIAGE_…。"""
    from api.server import serve_until_stopped

    with chinese_errors():
        serve_until_stopped(host=host, port=port, model=model)


def upgrade() -> None:
    """建立数据库,或升级到本程序所需的结构;服务启动时也会自动进行。"""
    with _store() as store:
        typer.echo(f"数据库已是最新:{store.name}")


def create_key(
    role: Annotated[str, typer.Option("--role", help=f"角色:{ROLES}")],
    name: Annotated[str, typer.Option("--name", help="名称,用于记录和吊销,不可重复")],
) -> None:
    """建立密钥,只显示这一次。"""
    from api.store import keys

    with _store() as store, store.writing() as session:
        secret = keys.create(session, name, role, _actor())
    typer.echo(f"密钥(请妥善保存,不会再次显示):\n{secret}")


def list_keys() -> None:
    """列出全部密钥(不含密钥本身)。"""
    from api.store import keys

    with _store() as store, store.reading() as session:
        for key in keys.all_keys(session):
            state = f"已于 {key.revoked_at:%Y-%m-%d %H:%M} 吊销" if key.revoked_at else "有效"
            typer.echo(f"{key.name}\t{key.role}\t{key.created_at:%Y-%m-%d %H:%M} 建立\t{state}")


def revoke_key(name: Annotated[str, typer.Argument(help="密钥的名称")]) -> None:
    """吊销密钥;运行中的服务一两秒内即不再接受。"""
    from api.store import keys

    with _store() as store, store.writing() as session:
        keys.revoke(session, name, _actor())
    typer.echo(f"已吊销:{name}")


def import_corrections(
    file: Annotated[
        Path, typer.Argument(help="csv、xlsx、jsonl 或 parquet:case_id、handler、field、value,或一列一个字段")
    ],
    model: ModelOption = None,
) -> None:
    """导入改正,例如案件系统每晚的导出;重复导入同一文件不会重复记录。有坏行时退出码为 2,其余行照常导入。"""
    from api.transfer import import_file, labels_of

    with _store() as store:
        outcome = import_file(store, labels_of(model), file, _actor())
    for fault in outcome.faults:
        typer.echo(f"错误:{fault}", err=True)
    typer.echo(
        f"新记录 {outcome.fields} 个字段({outcome.told} 行),已有 {outcome.known} 行,跳过坏行 {len(outcome.faults)} 行"
    )
    if outcome.faults:
        raise typer.Exit(BAD_INPUT)


def export_corrections(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.jsonl", help="输出文件,一行一件")],
) -> None:
    """导出已改正或已办结的案件(遮蔽后的正文与现行标签),供再训练。"""
    from api.transfer import export_file

    with _store() as store:
        count = export_file(store, output, _actor())
    typer.echo(f"已导出 {count} 件")


def promote(
    version: Annotated[str, typer.Argument(help="版本名")],
    force: Annotated[bool, typer.Option("--force", help="把关未通过或没有报告时仍要启用")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="强制启用的理由,记入审计日志")] = None,
) -> None:
    """核对一个版本并查看其把关报告(gate.json),然后设为当前版本;运行中的服务几秒内切换。

    首次启用,或改用一套新的自有标签时,没有可比较的在用版本,不须把关。
    """
    from api import promoting

    with _store() as store:
        change = promoting.promote(store, version, _actor(), promoting.Force(reason) if force else None)
    typer.echo(f"当前版本:{change.version}(此前为 {change.previous or '无'})")


def roll_back() -> None:
    """退回到当前版本之前的版本;运行中的服务几秒内切换。"""
    from api import promoting

    with _store() as store:
        change = promoting.roll_back(store, _actor())
    typer.echo(f"当前版本:{change.version}(此前为 {change.previous or '无'})")


def migrate_taxonomy(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会改变什么,不作记录")] = False,
    data: Annotated[
        Path | None, typer.Option("--data", help="标注数据文件夹;缺省为 labelled_data/(没有则不计)")
    ] = None,
    model: ModelOption = None,
) -> None:
    """标签表的变更(taxonomy.yaml 的 migrations)对已存案件、标注数据和阈值的影响;拆分的原因列出须重新认定的案件。

    已存的代码不改写,读取时换成新代码;不加 --dry-run 则记入审计日志。
    """
    from api.migration import follow, lines, plan

    with _store() as store:
        found = plan(store, data, model)
        for line in lines(found):
            typer.echo(line)
        if not found.changes or dry_run:
            return
        again = not follow(store, found, _actor())
    typer.echo("此前已记录过,未再记录" if again else "已记入审计日志;已存的代码保持不变,一律按新代码读取")


@contextmanager
def _store() -> "Iterator[Store]":
    """The database of the settings, brought up to date; errors become one Chinese line."""
    from api.settings import read_settings
    from api.store.database import open_store

    with chinese_errors():
        store = open_store(read_settings().database)
        try:
            yield store
        finally:
            store.close()


def _actor() -> str:
    """Who runs the command, for the audit log."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container whose user has no name
        return "cli"
