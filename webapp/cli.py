"""The `timbang` command: run it, check diagrams, compute scores, rehearse, import, export."""

import argparse
import csv
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from engine import commands, definitions, doctor, queries, scenarios
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.db import open_database, open_existing
from engine.errors import BadDefinition, BadImport, EngineError, FormRejected
from engine.mail import Postman
from engine.scenarios import BEHAVIOURS
from engine.scoring import InvalidInputs, score_text
from engine.warm import warm_up
from engine.worker import sweep_until
from webapp import diagnosis, i18n, mail
from webapp.installation import address, asked_to_stop, home, store
from webapp.wording import STATES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 problems found, 2 wrong input)."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except EngineError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="timbang", description="The annual appraisal cycle, drawn as BPMN and run."
    )
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = verbs.add_parser("demo", help="a demo agency in the browser, with a movable clock")
    demo.add_argument("--fresh", action="store_true", help="start the demo agency anew")
    demo.set_defaults(run=_demo)

    serve = verbs.add_parser("serve", help="the application on this installation's store")
    serve.add_argument(
        "--no-worker", action="store_true", help="leave timers and reminders to `timbang worker`"
    )
    serve.set_defaults(run=_serve)

    worker = verbs.add_parser("worker", help="timers and reminders, in a process of its own")
    worker.set_defaults(run=_worker)

    check = verbs.add_parser("check", help="problems of diagrams, decision tables and profiles")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_check)

    doctor = verbs.add_parser("doctor", help="what is stored, compared with itself")
    doctor.add_argument("--json", action="store_true", help="one JSON object a line")
    doctor.add_argument("--repair", action="store_true", help="rebuild rows from their process")
    doctor.set_defaults(run=_doctor)

    score = verbs.add_parser("score", help="compute an appraisal from a JSON file")
    score.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    score.set_defaults(run=_score)

    rehearse = verbs.add_parser("rehearse", help="live a whole year in a scratch store")
    rehearse.add_argument("--year", type=int, required=True)
    rehearse.add_argument("--people", type=int, required=True)
    rehearse.add_argument("--seed", type=int, default=1)
    rehearse.add_argument("--profile", default="kasn_pp46")
    rehearse.add_argument(
        "--own", action="store_true", help="a copy of this installation's people and calendars"
    )
    rehearse.add_argument("--draft", default="", metavar="ID", help="the files of this draft")
    rehearse.add_argument(
        "--share",
        action="append",
        default=[],
        metavar="BEHAVIOUR=PERCENT",
        help=f"how people behave: {', '.join(BEHAVIOURS)}; without any, the scripted parts",
    )
    rehearse.add_argument("--json", action="store_true")
    rehearse.set_defaults(run=_rehearse)

    bring = verbs.add_parser("import", help="bring in people from a CSV file")
    bring.add_argument("what", choices=["people"])
    bring.add_argument("file", type=Path)
    bring.set_defaults(run=_import)

    export = verbs.add_parser("export", help="results as CSV, or a diagram as it runs")
    export.add_argument("what", choices=["results", "diagram"])
    export.add_argument("name", nargs="?", default="", help="a diagram's name, or a cycle's year")
    export.set_defaults(run=_export)
    return parser


# ---- the server -------------------------------------------------------------------------------


def _demo(options: argparse.Namespace) -> int:
    from engine import demo
    from webapp.server import run

    path = home() / "demo.db"
    if options.fresh:
        for file in home().glob("demo.db*"):
            file.unlink()
    database = open_database(f"sqlite:///{path}")
    demo.prepare(database)
    return run(database, demo=True)


def _serve(options: argparse.Namespace) -> int:
    from webapp.server import run

    database = store()
    token = act(database, SYSTEM, commands.offer_first_account)
    return run(database, demo=False, first_token=token, working=not options.no_worker)


def _worker(_options: argparse.Namespace) -> int:
    # Whoever is asked to stop before he has begun has nothing to finish.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    post = mail.post()
    database = store()
    warm_up(database)
    postman = Postman(database, post) if post else None
    if postman:
        postman.start()
    if database.engine.dialect.name == "postgresql" and find_spec("procrastinate"):
        from engine import cluster

        print("timbang: pekerja (procrastinate)", flush=True)
        cluster.run(database)
    else:
        print("timbang: pekerja", flush=True)
        with asked_to_stop() as stop:
            sweep_until(database, stop)
    if postman:
        postman.stop()
    database.close()
    return 0


# ---- checks and numbers -----------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    files, missing = _collect(options.paths)
    for path in missing:
        print(f"{path}: file atau folder ini tidak ada.", file=sys.stderr)
    if missing:
        return 2
    files, mends = definitions.as_taken_in(files)
    problems = definitions.problems_with_context(files)
    if options.json:
        rows = [
            {
                "file": problem.file,
                "line": problem.line,
                "element": problem.element,
                "code": problem.code,
                "message": problem.message,
            }
            for problem in problems
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            where = f"{problem.file}:{problem.line}"
            print(f"{where}: {problem.element}: {problem.message} [{problem.code}]")
        for name, said in mends.items():
            print(f"{name}: saat masuk ke draf, {' '.join(said)}")
        if not problems:
            print(f"{len(files)} berkas diperiksa, tidak ada masalah.")
    return 1 if problems else 0


def _doctor(options: argparse.Namespace) -> int:
    tell = diagnosis.tell_json if options.json else diagnosis.tell
    with closing(open_existing(address())) as database:
        found = doctor.repair(database) if options.repair else doctor.examine(database)
        return 1 if tell(found) else 0


def _collect(paths: Sequence[Path]) -> tuple[dict[str, bytes], list[Path]]:
    files: dict[str, bytes] = {}
    missing = []
    for path in paths:
        if path.is_dir():
            found = sorted(each for each in path.rglob("*") if each.suffix in definitions.SUFFIXES)
        else:
            found = [path]
        for each in found:
            if each.is_file():
                files[str(each)] = each.read_bytes()
            else:
                missing.append(each)
    return files, missing


def _score(options: argparse.Namespace) -> int:
    try:
        if options.file == "-":
            text = sys.stdin.read()
        else:
            text = Path(options.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _refuse_score([{"path": "", "message": f"Berkas tidak terbaca: {error}"}])
    try:
        print(score_text(text))
    except InvalidInputs as error:
        return _refuse_score([dict(each) for each in error.errors])
    return 0


def _refuse_score(errors: list[dict[str, str]]) -> int:
    print(json.dumps({"errors": errors}, ensure_ascii=False, indent=2), file=sys.stderr)
    return 2


def _rehearse(options: argparse.Namespace) -> int:
    if options.own or options.draft or options.share:
        return _rehearse_scenario(options)
    from engine.rehearsal import rehearse

    result = rehearse(options.year, options.people, options.seed, options.profile)
    if options.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
    else:
        for line in result.summary():
            print(line)
    return 0


def _rehearse_scenario(options: argparse.Namespace) -> int:
    """Exit code 1 where somebody is stuck."""
    from engine.rehearsal import copied, run, told

    shares = dict(each.partition("=")[::2] for each in options.share)
    unknown = sorted(shares.keys() - set(BEHAVIOURS))
    typed = {"year": str(options.year), "size": str(options.people), "seed": str(options.seed)}
    typed |= {"profile": options.profile, "own": "ya" if options.own else "tidak"}
    typed |= dict.fromkeys(BEHAVIOURS, "0") | shares
    try:
        scenario = scenarios.read(typed, definitions.shipped_profiles())
    except FormRejected as error:
        for field, said in error.messages.items():
            print(f"{field}: {i18n.say(said[0])}", file=sys.stderr)
        return 2
    if unknown:
        print(f"{', '.join(unknown)}: pilih dari {', '.join(BEHAVIOURS)}.", file=sys.stderr)
        return 2
    operator = Actor(id=None, name="Operator", roles=frozenset({"sdm"}))
    files, copy = definitions.shipped(), None
    if options.own or options.draft:
        with closing(store()) as database, database.read() as session:
            copy = copied.copy_of(session) if options.own else None
            if options.draft:
                files = queries.to_publish(session, operator, options.draft)
    found = definitions.check_upload(files)
    if found:
        raise BadDefinition(found)
    result, notices = run.run(scenario, files, copy)
    if options.json:
        whole = queries.whole_json(scenario, result, notices)
        print(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for line in told.summary(result):
            print(line)
    return 1 if result["stuck"] else 0


# ---- people and results -----------------------------------------------------------------------


def _import(options: argparse.Namespace) -> int:
    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{options.file}: berkas tidak terbaca: {error}", file=sys.stderr)
        return 2
    try:
        count = act(store(), SYSTEM, commands.import_people, text=text)
    except BadImport as error:
        for row, column, sentence in error.rows:
            print(f"{options.file}:{row}: {column}: {sentence}", file=sys.stderr)
        print(error, file=sys.stderr)
        return 2
    print(f"{count} pegawai dibaca.")
    return 0


def _export(options: argparse.Namespace) -> int:
    if options.what == "diagram":
        return _export_diagram(options.name)
    operator = Actor(id=None, name="Operator", roles=frozenset({"sdm"}))
    writer = csv.writer(sys.stdout)
    with store().read() as session:
        for number, cycle in enumerate(queries.cycles(session)):
            if options.name and str(cycle.year) != options.name:
                continue
            register = queries.register(session, operator, cycle.id)
            table = queries.register_table(register, STATES, queries.zone(session))
            writer.writerows(table if number == 0 else table[1:])
    return 0


def _export_diagram(name: str) -> int:
    with store().read() as session:
        text = definitions.diagram_text(session, name)
    if text is None:
        known = ", ".join(sorted(definitions.diagram_names()))
        print(f"Diagram {name!r} tidak ada. Yang ada: {known}.", file=sys.stderr)
        return 2
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
