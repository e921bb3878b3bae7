"""Runs the steps of one request. Loaded before an interpreter's memory is copied; speaks JSON with python.mjs.

What a sample needs and the sandbox has not is told from its source before it runs, so that it is "not run" and never "fails".
"""

import ast
import builtins
import copy
import importlib.util
import json
import random
import sys
import time
import types

LIMIT = 20000
SECONDS = 10

# Modules that reach outside of the program, or wait for it.
OUTSIDE = {
    "socket": "the network", "ssl": "the network", "urllib": "the network", "http": "the network", "ftplib": "the network",
    "smtplib": "the network", "poplib": "the network", "imaplib": "the network", "telnetlib": "the network", "xmlrpc": "the network",
    "socketserver": "the network", "webbrowser": "a browser", "subprocess": "other programs", "multiprocessing": "other programs",
    "threading": "threads", "_thread": "threads", "concurrent": "threads", "asyncio": "an event loop", "signal": "the system",
    "ctypes": "the system", "mmap": "files", "sqlite3": "files", "dbm": "files", "shelve": "files", "shutil": "files",
    "tempfile": "files", "glob": "files", "fileinput": "files", "pathlib": "files", "zipfile": "files", "tarfile": "files",
    "tkinter": "a window", "turtle": "a window", "curses": "a terminal", "readline": "a terminal", "getpass": "a terminal",
    "pdb": "a terminal", "js": "the sandbox", "pyodide": "the sandbox", "pyodide_js": "the sandbox", "micropip": "the network",
    "venv": "files", "ensurepip": "the network", "select": "the network", "selectors": "the network", "pty": "a terminal",
}
# What differs from machine to machine, or from run to run.
VARIES = {
    "random": "chance", "secrets": "chance", "uuid": "chance", "time": "time", "datetime": "time", "timeit": "time",
    "platform": "the machine", "locale": "the machine", "getopt": None, "gc": "the machine", "tracemalloc": "the machine",
}
VARIES = {name: why for name, why in VARIES.items() if why}
FILE_CALLS = {"open", "input", "breakpoint", "raw_input", "help", "exit", "quit"}
SYS_VARIES = {"version", "version_info", "path", "executable", "platform", "modules", "prefix", "getsizeof", "getrefcount",
              "maxsize", "hexversion", "implementation", "flags", "builtin_module_names", "getrecursionlimit"}


class Flood(BaseException):
    """More output than anybody reads."""


class Recorder:
    """Stands for sys.stdout or sys.stderr; keeps what was written in order."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, written, kind):
        self.written, self.kind, self.count = written, kind, 0

    def write(self, text):
        text = str(text)
        self.count += len(text)
        if self.count > LIMIT:
            raise Flood()
        if self.kind is not None:
            if self.written and self.written[-1]["kind"] == self.kind:
                self.written[-1]["text"] += text
            else:
                self.written.append({"kind": self.kind, "text": text})
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return False


def needs(tree):
    """Why the code cannot run here, or None."""
    for node in ast.walk(tree):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or "."]
        for module in modules:
            top = module.split(".")[0]
            if top in OUTSIDE and not (top == "urllib" and module.startswith("urllib.parse")):
                return f"it uses {module}, which needs {OUTSIDE[top]}"
            try:
                known = top != "" and importlib.util.find_spec(top) is not None
            except (ImportError, ValueError):
                known = False
            if not known:
                return f"it needs {top or 'a file beside it'}, which the sandbox has not"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FILE_CALLS:
            what = {"open": "files", "input": "a learner's input", "raw_input": "a learner's input"}.get(node.func.id, "a terminal")
            return f"it calls {node.func.id}(), which needs {what}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "sys" and node.attr == "stdin":
                return "it reads sys.stdin, which needs a learner's input"
            if node.value.id == "os" and node.attr not in {"path", "sep", "linesep", "name"}:
                return f"it uses os.{node.attr}, which needs the system"
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)):
            return "it needs an event loop"
    return None


def varies(tree):
    """Why what it prints is the machine's or the moment's, or None."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in VARIES:
                    return f"it depends on {VARIES[alias.name.split('.')[0]]}"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in VARIES:
            return f"it depends on {VARIES[(node.module or '').split('.')[0]]}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "sys" and node.attr in SYS_VARIES:
                return "it depends on the machine"
            if node.value.id == "os" and node.attr in {"sep", "linesep", "name"}:
                return "it depends on the machine"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"id", "hash", "dir", "globals", "locals", "vars"}:
                return f"what {node.func.id}() gives depends on the machine"
    return None


def names(tree):
    """(read, bound) names of a piece of code: what it needs from before, and what it sets or changes."""
    read, bound, made = set(), set(), set()
    for statement in tree.body:
        own_read, own_bound = names_in(statement)
        read |= own_read - made
        bound |= own_bound
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
            made |= own_bound
    return read, bound


def names_in(tree):
    """(read, bound) names of one statement, whatever their scope."""
    read, bound = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            if isinstance(node.ctx, ast.Del):
                read.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            read.add(node.target.id)
    # A call or an item assignment may change what it is given: x.append(1), x[0] = 1.
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            base = node.value
            while isinstance(base, (ast.Attribute, ast.Subscript)):
                base = base.value
            if isinstance(base, ast.Name):
                read.add(base.id)
                bound.add(base.id)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            if node.func.attr in {"append", "extend", "insert", "remove", "pop", "sort", "reverse", "clear", "update", "add", "discard"}:
                bound.add(node.func.value.id)
    return read, bound


class Shown(ast.NodeTransformer):
    """Top-level expressions tell their value, as a prompt does."""

    def apply(self, tree):
        body = tree.body
        for at, node in enumerate(body):
            if isinstance(node, ast.Expr):
                call = ast.Call(
                    ast.Name("__shown__", ast.Load()), [node.value, ast.Constant(at == len(body) - 1)], []
                )
                body[at] = ast.copy_location(ast.Expr(ast.copy_location(call, node)), node)
        return ast.fix_missing_locations(tree)


def fresh(name="__main__"):
    return {"__name__": name, "__builtins__": builtins}


def aside(session):
    """A copy of the session that may be changed."""
    copied, memo = {}, {}
    for name, value in session.items():
        if name in ("__builtins__", "__shown__") or isinstance(value, (types.ModuleType, types.FunctionType, type)):
            copied[name] = value
            continue
        try:
            copied[name] = copy.deepcopy(value, memo)
        except Exception:
            copied[name] = value
    return copied


def where(error, filename):
    line, at = None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == filename:
            line = at.tb_lineno
        at = at.tb_next
    return line


def execute(tree, scope, argv):
    written = []

    def shown(value, last):
        if value is not None:
            text = repr(value) + "\n"
            if len(text) > LIMIT:
                raise Flood()
            written.append({"kind": "last-value" if last else "value", "text": text})
            scope["_"] = value

    scope["__shown__"] = shown
    started = time.monotonic()
    kept = sys.stdout, sys.stderr, sys.argv
    sys.stdout, sys.stderr, sys.argv = Recorder(written, "printed"), Recorder(written, None), argv
    try:
        exec(compile(Shown().apply(tree), "<sample>", "exec"), scope)
        return {"outcome": "ran", "written": written}
    except Flood:
        return {"outcome": "not-run", "why": f"it writes more than {LIMIT} characters"}
    except SystemExit as end:
        if end.code in (None, 0):
            return {"outcome": "ran", "written": written}
        return {"outcome": "raised", "written": written, "error": {"name": "SystemExit", "message": str(end.code)[:300], "line": None}}
    except MemoryError:
        return {"outcome": "not-run", "why": "it needs more memory than the sandbox gives"}
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and time.monotonic() - started >= SECONDS * 0.9:
            return {"outcome": "not-run", "why": f"it runs longer than {SECONDS} s"}
        # WebAssembly counts in 32 bits: what overflows here is a lack of memory elsewhere.
        if isinstance(error, OverflowError) and "index-sized" in str(error):
            return {"outcome": "not-run", "why": "it needs more memory than the sandbox gives"}
        return {
            "outcome": "raised",
            "written": written,
            "error": {"name": type(error).__name__, "message": str(error)[:300], "line": where(error, "<sample>")},
        }
    finally:
        sys.stdout, sys.stderr, sys.argv = kept


class Names:
    """What stands after some steps: the names, which of them are missing and why, which hold chance."""

    def __init__(self, scope, missing=(), varying=()):
        self.scope, self.missing, self.varying = scope, dict(missing), set(varying)

    def copy(self):
        return Names(aside(self.scope), self.missing, self.varying)

    def forget(self, code, why):
        """Code that was never run: what it seems to set is missing."""
        try:
            bound = names(ast.parse(code))[1]
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            heads = [line.split("=")[0].strip() for line in code.splitlines() if "=" in line]
            bound = {head for head in heads if head.isidentifier()}
        self.missing.update(dict.fromkeys(bound, why))


class Session:
    def __init__(self):
        self.main = Names(fresh())
        self.groups = {}

    def names_for(self, step):
        if step["scope"] == "session":
            return self.main
        if step["scope"] == "program":
            return Names(fresh())
        before = self.groups.get(step.get("parent"), self.main)
        group = step.get("group")
        if group is None:
            return before.copy()
        if group not in self.groups:
            self.groups[group] = before.copy()
        return self.groups[group]

    def step(self, step):
        held = self.names_for(step)
        if step.get("skip"):
            held.forget(step["code"], step["skip"])
            return {"outcome": "not-run", "why": step["skip"]}
        try:
            tree = ast.parse(step["code"])
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            why = f"it is no Python 3 on its own ({type(error).__name__})"
            if not step.get("mayFail"):
                held.forget(step["code"], why)
            return {"outcome": "not-run", "why": why}
        read, bound = names(tree)
        why = needs(tree)
        lost = sorted(read & held.missing.keys())
        if why is None and lost:
            why = f"{lost[0]} comes from code that was not run: {held.missing[lost[0]]}"
        if why is not None:
            held.missing.update(dict.fromkeys(bound, why))
            return {"outcome": "not-run", "why": why}
        result = execute(tree, held.scope, ["program.py", *step.get("argv", [])])
        chance = varies(tree) or ("it depends on chance or time" if read & held.varying else None)
        for name in bound:
            held.missing.pop(name, None)
            held.varying.discard(name)
        if chance:
            held.varying.update(bound)
        if result["outcome"] != "ran" and not step.get("mayFail"):
            broken = result.get("why") or "it raised " + result["error"]["name"]
            held.missing.update({name: broken for name in bound if name not in held.scope})
        if result["outcome"] == "ran":
            result.update({"comparable": False, "why": chance} if chance else {"comparable": True})
        elif result["outcome"] == "raised" and chance:
            return {"outcome": "not-run", "why": chance}
        return result


def harden():
    """The soft wall: the plain ways to the host are gone. The hard ones stand outside of the interpreter."""
    import os

    def refuse(*_, **__):
        raise OSError("There is no system in the sandbox.")

    for name in ("system", "popen", "execv", "execve", "fork", "spawnv", "kill"):
        if hasattr(os, name):
            setattr(os, name, refuse)
    sys.meta_path[:] = [finder for finder in sys.meta_path if "Js" not in type(finder).__name__]
    hidden = [name for name in sys.modules if name.split(".")[0] in {"js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "webbrowser"}]
    for name in hidden:
        sys.modules[name] = None


def run_all(request):
    global LIMIT, SECONDS
    request = json.loads(request)
    LIMIT, SECONDS = request["output"], request["seconds"]
    # The copy of memory holds one state of chance for all.
    random.seed(request["chance"])
    session = Session()
    harden()
    for at, step in enumerate(request["steps"]):
        # Time and memory may end while the step is being looked at, not only while it runs.
        try:
            result = session.step(step)
        except KeyboardInterrupt:
            result = {"outcome": "not-run", "why": f"it runs longer than {SECONDS} s"}
        except MemoryError:
            result = {"outcome": "not-run", "why": "it needs more memory than the sandbox gives"}
        yield json.dumps([at, result])
