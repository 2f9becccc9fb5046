"""Small believable apps, made from a table: what is good of each framework and server, and what is wrong on purpose.

`BASE` stands for the image with all packages that tests/run/base makes; each case is a folder that Docker can build.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

BASE = "FROM @base@\n"
HEAD = BASE + "WORKDIR /app\nCOPY . .\nRUN useradd --create-home app\nUSER app\n"
IGNORE = ".git\n**/.env*\n!**/.env.example\n**/venv\n**/.venv\n**/__pycache__\n**/*.key\n**/*.pem\n**/*.sqlite3\n"

FLASK = """import os

from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(status="ok")
"""
# With something to wait for: a request that is in flight when it is stopped, for longer than an engine takes to say so.
FLASK_SLOW = (
    FLASK.replace("import os\n", "import os\nimport time\n")
    + """

@app.get("/report")
def report():
    time.sleep(2.5)
    return jsonify(rows=[])
"""
)
FLASK_MAIN = FLASK + '\n\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8000)\n'
FLASK_DEBUG = FLASK_SLOW + '\n\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8000, debug=True)\n'
ASGI = """import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health():
    return {"status": "ok"}
"""
ASGI_SLOW = (
    ASGI
    + """

@app.get("/report")
async def report():
    await asyncio.sleep(2.5)
    return {"rows": []}
"""
)
STARLETTE = """import asyncio

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def health(request):
    return JSONResponse({"status": "ok"})


async def report(request):
    await asyncio.sleep(2.5)
    return JSONResponse({"rows": []})


app = Starlette(routes=[Route("/health", health), Route("/report", report)])
"""
LITESTAR = """from litestar import Litestar, get


@get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


app = Litestar([health])
"""
AIOHTTP = """from aiohttp import web


async def health(request):
    return web.json_response({"status": "ok"})


app = web.Application()
app.add_routes([web.get("/health", health)])

if __name__ == "__main__":
    web.run_app(app, host="0.0.0.0", port=8000)
"""
TORNADO = """import asyncio
import signal

import tornado.web


class Health(tornado.web.RequestHandler):
    def get(self):
        self.write({"status": "ok"})


async def main():
    application = tornado.web.Application([(r"/health", Health)], debug=@debug@)
    server = application.listen(8000, address="0.0.0.0")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.stop()


asyncio.run(main())
"""
SETTINGS = """import os

from django.core.exceptions import ImproperlyConfigured

DEBUG = @debug@
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set")
ALLOWED_HOSTS = @hosts@
ROOT_URLCONF = "site_.urls"
INSTALLED_APPS = []
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
USE_TZ = True
"""
MANAGE = """import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
"""


def django(*, debug: str = "False", hosts: str = '["localhost"]') -> dict[str, str]:
    """A Django site with one view."""
    return {
        "manage.py": MANAGE,
        "site_/__init__.py": "",
        "site_/settings.py": SETTINGS.replace("@debug@", debug).replace("@hosts@", hosts),
        "site_/urls.py": "from django.http import JsonResponse\nfrom django.urls import path\n\n"
        'urlpatterns = [path("health", lambda request: JsonResponse({"status": "ok"}))]\n',
        "site_/wsgi.py": "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\n"
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\napplication = get_wsgi_application()\n',
        "site_/asgi.py": "import os\n\nfrom django.core.asgi import get_asgi_application\n\n"
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\napplication = get_asgi_application()\n',
        ".env.example": "SECRET_KEY=\n",
    }


IN_IMAGE = {"private-file-in-image", "baked-in-developer-file", "clutter-in-image", "secret-in-image"}
WHOLE = {"flask-gunicorn", "django-gunicorn", "fastapi-uvicorn"}
# Those that take long or are near to another one: built and run in CI; their records are judged everywhere.
SELDOM = frozenset(
    [
        "flask-gunicorn-threads",
        "flask-gunicorn-by-script",
        "flask-gunicorn-and-exec",
        "flask-gunicorn-shell-exec",
        "flask-waitress-with-init",
        "flask-uwsgi",
        "flask-granian",
        "fastapi-workers",
        "fastapi-hypercorn",
        "fastapi-run",
        "starlette-uvicorn",
        "litestar-uvicorn",
        "django-uvicorn",
        "quart-hypercorn",
        "tornado",
        "slow-start",
        "restarts-for-ever",
        "server-at-import",
        "env-file",
        "key",
        "database",
        "git-folder",
        "virtual-environment",
        "secret-in-file",
        "package-cache",
        "secret-in-argument",
        "health-redirects",
        "health-needs-login",
        "localhost-flask",
        "localhost-gunicorn",
        "flask-run",
        "django-runserver-noreload",
        "shell-and",
        "script-without-exec",
        "wsgiref",
        "http-server",
        "flask-shell-form",
        "missing-file",
        "missing-attribute",
        "unreadable-folder",
        "uvicorn-reload",
        "flask-app-run",
        "flask-run-debug",
        "waitress",
        "tornado-without-handler",
        "health-times-out",
        "entrypoint-hands-on",
        "script-steps-down",
        "configuration-file",
        "both-families",
        "low-port",
        "stopped-by-another-signal",
        "login-first",
        "server-steps-down",
        "run-simple",
        "uvicorn-reload-in-code",
    ]
)


class Case(NamedTuple):
    """A context, what must be found in it and nothing else, and the options that its run needs."""

    name: str
    files: Mapping[str, str | bytes]
    found: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()


def case(
    name: str, dockerfile: str, app: str | Mapping[str, str | bytes] = FLASK, found: str = "", *options: str
) -> Case:
    """A case from the end of its Dockerfile and its files."""
    files: dict[str, str | bytes] = {".dockerignore": IGNORE}
    files |= {"app.py": app} if isinstance(app, str) else dict(app)
    files["Dockerfile"] = dockerfile if dockerfile.startswith("FROM") else HEAD + dockerfile
    rules = frozenset(found.split())
    # Reading an image takes as long as all the rest: it is read where something is in it, and for some where nothing is.
    skip = () if rules & IN_IMAGE or name in WHOLE else ("--skip", "layers,canary")
    return Case(name, files, rules, (*options, *skip))


GUNICORN = 'EXPOSE 8000\nCMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]\n'
UVICORN = 'EXPOSE 8000\nCMD ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "app:app"]\n'

GOOD: tuple[Case, ...] = (
    case("flask-gunicorn", GUNICORN, FLASK_SLOW),
    case(
        "flask-gunicorn-threads",
        'CMD ["gunicorn", "-k", "gthread", "--threads", "4", "-b", "0.0.0.0:8000", "app:app"]\n',
    ),
    case(
        "flask-gunicorn-by-script",
        'ENTRYPOINT ["sh", "entrypoint.sh"]\n',
        {"app.py": FLASK, "entrypoint.sh": "set -e\nexec gunicorn --bind 0.0.0.0:8000 app:app\n"},
    ),
    case("flask-gunicorn-shell-exec", "CMD exec gunicorn --bind 0.0.0.0:8000 app:app\n"),
    case("flask-gunicorn-and-exec", 'CMD ["sh", "-c", "true && exec gunicorn --bind 0.0.0.0:8000 app:app"]\n'),
    case("flask-gunicorn-on-port-variable", "CMD exec gunicorn --bind 0.0.0.0:$PORT app:app\n"),
    case(
        "flask-waitress-with-init",
        'CMD ["python", "serve.py"]\n',
        {
            "app.py": FLASK,
            "serve.py": 'import signal\nimport sys\n\nfrom waitress import serve\n\nfrom app import app\n\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\nserve(app, listen="0.0.0.0:8000")\n',
        },
    ),
    case(
        "flask-uwsgi",
        'CMD ["pyuwsgi", "--http-socket", "0.0.0.0:8000", "--master", "--die-on-term", "--need-app", "--module", "app:app"]\n',
        FLASK,
    ),
    case("flask-granian", 'CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "app:app"]\n'),
    case(
        "flask-healthcheck",
        'HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen(\'http://127.0.0.1:8000/health\', timeout=3)"]\n'
        + GUNICORN,
    ),
    case("django-gunicorn", 'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "site_.wsgi"]\n', django()),
    case("django-uvicorn", 'CMD ["uvicorn", "--host", "0.0.0.0", "site_.asgi:application"]\n', django()),
    case("fastapi-uvicorn", UVICORN, ASGI_SLOW),
    case("fastapi-workers", 'CMD ["uvicorn", "--host", "0.0.0.0", "--workers", "2", "app:app"]\n', ASGI),
    case("fastapi-hypercorn", 'CMD ["hypercorn", "--bind", "0.0.0.0:8000", "app:app"]\n', ASGI_SLOW),
    case("fastapi-granian", 'CMD ["granian", "--interface", "asgi", "--host", "0.0.0.0", "app:app"]\n', ASGI),
    case("fastapi-run", 'CMD ["fastapi", "run", "--port", "8000", "app.py"]\n', ASGI),
    case("starlette-uvicorn", UVICORN, STARLETTE),
    case("litestar-uvicorn", UVICORN, LITESTAR),
    case("aiohttp", 'EXPOSE 8000\nCMD ["python", "app.py"]\n', AIOHTTP),
    case("tornado", 'EXPOSE 8000\nCMD ["python", "app.py"]\n', TORNADO.replace("@debug@", "False")),
    case(
        "sanic",
        'CMD ["sanic", "-H", "0.0.0.0", "-p", "8000", "app:app"]\n',
        'from sanic import Sanic\nfrom sanic.response import json\n\napp = Sanic("bakery")\n\n\n@app.get("/health")\nasync def health(request):\n    return json({"status": "ok"})\n',
    ),
    case(
        "quart-hypercorn",
        'CMD ["hypercorn", "--bind", "0.0.0.0:8000", "app:app"]\n',
        'from quart import Quart\n\napp = Quart(__name__)\n\n\n@app.get("/health")\nasync def health():\n    return {"status": "ok"}\n',
    ),
)

# Others that look odd and are right.
WITH_INIT = BASE + "WORKDIR /app\nCOPY . .\nRUN chmod +x start.sh && useradd --create-home app\n"
GOOD = (
    *GOOD,
    case(
        "entrypoint-hands-on",
        WITH_INIT + 'USER app\nENTRYPOINT ["./start.sh"]\n' + GUNICORN,
        {"app.py": FLASK, "start.sh": '#!/bin/sh\nset -e\necho migrated\nexec "$@"\n'},
    ),
    case(
        "script-steps-down",
        WITH_INIT + 'CMD ["./start.sh"]\n',
        {
            "app.py": FLASK,
            "start.sh": "#!/bin/sh\nexec setpriv --reuid=app --regid=app --clear-groups gunicorn -b 0.0.0.0:8000 app:app\n",
        },
    ),
    case(
        "server-steps-down",
        BASE
        + "WORKDIR /app\nCOPY . .\nRUN useradd app\n"
        + 'CMD ["gunicorn", "--user", "app", "--group", "app", "-b", "0.0.0.0:8000", "app:app"]\n',
    ),
    case(
        "configuration-file",
        'EXPOSE 8080\nCMD ["gunicorn", "app:app"]\n',
        {"app.py": FLASK, "gunicorn.conf.py": 'bind = "0.0.0.0:8080"\nworkers = 2\naccesslog = "-"\n'},
    ),
    case("both-families", 'EXPOSE 8000\nCMD ["gunicorn", "--bind", "[::]:8000", "app:app"]\n'),
    case("low-port", 'EXPOSE 80\nCMD ["gunicorn", "--bind", "0.0.0.0:80", "app:app"]\n'),
    case(
        "database-on-a-volume",
        BASE
        + "WORKDIR /app\nCOPY . .\nRUN useradd app && mkdir /data && chown app /data\nVOLUME /data\nUSER app\n"
        + GUNICORN,
        FLASK.replace(
            "app = Flask", 'import sqlite3\nsqlite3.connect("/data/o.db").execute("CREATE TABLE o (i)")\napp = Flask'
        ),
    ),
    case(
        "stopped-by-another-signal",
        'STOPSIGNAL SIGINT\nCMD ["waitress-serve", "--listen", "0.0.0.0:8000", "app:app"]\n',
    ),
    case(
        "not-yet",
        GUNICORN,
        FLASK.replace("import os\n", "import os\nimport time\n")
        .replace(
            'return jsonify(status="ok")',
            'return (jsonify(status="ok"), 200) if time.monotonic() > WARM else (jsonify(status="not yet"), 503)',
        )
        .replace("app = Flask", "WARM = time.monotonic() + 2\napp = Flask"),
    ),
    case(
        "login-first", GUNICORN, FLASK + '\n\n@app.get("/")\ndef index():\n    return "", 302, {"Location": "/login"}\n'
    ),
)

ROOT_HEAD = BASE + "WORKDIR /app\nCOPY . .\n"
DEVELOPMENT = "development-server-answers"
# For what never answers.
BRIEF = ("--ready-seconds", "7")
FAULTY = (
    # The build.
    case("missing-copy-source", "COPY nothing.txt .\n" + GUNICORN, FLASK, "failed-build"),
    case("failing-instruction", "RUN python -c 'import nothing_here'\n" + GUNICORN, FLASK, "failed-build"),
    case("broken-dockerignore", GUNICORN, {"app.py": FLASK, ".dockerignore": "[\n"}, "failed-build"),
    # The image and its layers.
    case("root", ROOT_HEAD + GUNICORN, FLASK, "root-process"),
    case(
        "root-worker-too",
        ROOT_HEAD + 'CMD ["uvicorn", "--host", "0.0.0.0", "--workers", "2", "app:app"]\n',
        ASGI,
        "root-process",
    ),
    case(
        "env-file",
        GUNICORN,
        {"app.py": FLASK, ".env": "DB_PASSWORD=Xk29-qpl7-vvZt\n", ".dockerignore": "*.md\n"},
        "private-file-in-image baked-in-developer-file",
    ),
    case(
        "deleted-env-file",
        BASE + "WORKDIR /app\nCOPY . .\nRUN rm .env && useradd app\nUSER app\n" + GUNICORN,
        {"app.py": FLASK, ".env": "DB_PASSWORD=Xk29-qpl7-vvZt\n", ".dockerignore": ".git\n**/*.key\n"},
        "private-file-in-image",
    ),
    case(
        "key",
        GUNICORN,
        {"app.py": FLASK, "server.key": "not a real one\n", ".dockerignore": ".git\n.env\n"},
        "private-file-in-image",
    ),
    case(
        "git-folder",
        GUNICORN,
        {
            "app.py": FLASK,
            ".git/HEAD": "ref: refs/heads/main\n",
            ".git/config": "[core]\n\trepositoryformatversion = 0\n",
            ".git/objects/info/packs": "",
            ".git/refs/heads/.keep": "",
            ".dockerignore": "**/.env\n**/*.key\n",
        },
        "private-file-in-image baked-in-developer-file",
    ),
    case(
        "virtual-environment",
        GUNICORN,
        {
            "app.py": FLASK,
            "venv/pyvenv.cfg": "home = /usr/bin\n",
            "venv/lib/x.py": "x = 1\n",
            ".dockerignore": ".git\n**/.env\n**/*.key\n",
        },
        "clutter-in-image",
    ),
    case(
        "package-cache",
        BASE
        + "WORKDIR /app\nRUN mkdir -p /root/.cache/pip/http && head -c 3000000 /dev/urandom > /root/.cache/pip/http/x\nCOPY app.py .\nUSER nobody\n"
        + GUNICORN,
        FLASK,
        "clutter-in-image",
    ),
    case("secret-in-environment", "ENV DB_PASSWORD=Xk29-qpl7-vvZt\n" + GUNICORN, FLASK, "secret-in-image"),
    case(
        "secret-in-argument",
        "ARG DB_PASSWORD=Xk29-qpl7-vvZt\nRUN echo $DB_PASSWORD | wc -c\n" + GUNICORN,
        FLASK,
        "secret-in-image",
    ),
    case(
        "secret-in-file",
        GUNICORN,
        {"app.py": FLASK, "config.ini": "[db]\npassword = Xk29-qpl7-vvZt\n"},
        "secret-in-image",
    ),
    case(
        "database",
        GUNICORN,
        {"app.py": FLASK, "shop.sqlite3": "SQLite format 3", ".dockerignore": IGNORE.replace("**/*.sqlite3\n", "")},
        "private-file-in-image",
    ),
    case(
        "developer-would-bake-in",
        GUNICORN,
        {"app.py": FLASK, ".env.example": "SECRET_NAME=\n", ".dockerignore": ".git\n**/*.key\n"},
        "baked-in-developer-file",
    ),
    # The start.
    case("no-such-program", 'CMD ["gunicron", "--bind", "0.0.0.0:8000", "app:app"]\n', FLASK, "start-failure"),
    case(
        "script-not-executable",
        'CMD ["./start.sh"]\n',
        {"app.py": FLASK, "start.sh": "#!/bin/sh\nexec gunicorn -b 0.0.0.0:8000 app:app\n"},
        "start-failure",
    ),
    case(
        "script-of-windows",
        BASE + 'WORKDIR /app\nCOPY . .\nRUN chmod +x start.sh\nUSER nobody\nCMD ["./start.sh"]\n',
        {"app.py": FLASK, "start.sh": "#!/bin/sh\r\nexec gunicorn -b 0.0.0.0:8000 app:app\r\n"},
        "crash-at-boot",
    ),
    # A crash at boot.
    case(
        "missing-variable",
        GUNICORN,
        FLASK.replace("app = Flask", 'LIMIT = int(os.environ["ORDER_LIMIT_" + "X"])\napp = Flask'),
        "crash-at-boot",
    ),
    case("missing-module", GUNICORN, "import redis_of_nobody\n" + FLASK, "crash-at-boot"),
    case(
        "missing-attribute", 'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:application"]\n', FLASK, "crash-at-boot"
    ),
    case("syntax-error", GUNICORN, FLASK + "\ndef broken(:\n    pass\n", "crash-at-boot"),
    case("missing-file", GUNICORN, FLASK + '\nopen("/etc/bakery/prices.json")\n', "crash-at-boot"),
    case("unreadable-folder", GUNICORN, FLASK + '\nos.mkdir("/srv/uploads")\n', "crash-at-boot"),
    case("exits-with-nothing", 'CMD ["python", "-c", "pass"]\n', FLASK, "crash-at-boot"),
    case(
        "no-allowed-hosts",
        'CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]\n',
        django(hosts="[]"),
        "crash-at-boot",
    ),
    case("uvicorn-wrong-module", 'CMD ["uvicorn", "--host", "0.0.0.0", "main:app"]\n', ASGI, "crash-at-boot"),
    # No answer.
    case(
        "localhost-gunicorn",
        'EXPOSE 8000\nCMD ["gunicorn", "--bind", "127.0.0.1:8000", "app:app"]\n',
        FLASK,
        "localhost-bind",
    ),
    case("localhost-uvicorn", 'EXPOSE 8000\nCMD ["uvicorn", "app:app"]\n', ASGI, "localhost-bind"),
    case(
        "localhost-flask",
        'EXPOSE 5000\nENV FLASK_APP=app.py\nCMD ["flask", "run"]\n',
        FLASK,
        f"localhost-bind {DEVELOPMENT}",
    ),
    case(
        "wrong-port",
        'EXPOSE 8080\nCMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]\n',
        FLASK,
        "answer-on-another-port",
    ),
    case("nothing-listens", 'CMD ["python", "-c", "import time; time.sleep(600)"]\n', FLASK, "unanswered-port", *BRIEF),
    case(
        "restarts-for-ever",
        GUNICORN,
        FLASK + "\nimport sys\nsys.exit('the ovens are cold')\n",
        "unanswered-port",
        *BRIEF,
    ),
    case(
        "server-at-import",
        GUNICORN,
        FLASK + '\napp.run(host="0.0.0.0", port=8001)\n',
        f"unanswered-port {DEVELOPMENT}",
        *BRIEF,
    ),
    # What it answers.
    case(
        "health-500",
        GUNICORN,
        FLASK.replace('return jsonify(status="ok")', 'raise RuntimeError("no oven")'),
        "failing-health-path",
    ),
    case(
        "health-500-beside-a-page",
        GUNICORN,
        FLASK.replace('return jsonify(status="ok")', 'raise RuntimeError("no oven")')
        + '\n\n@app.get("/")\ndef home():\n    return "bread"\n',
        "failing-health-path",
    ),
    case(
        "health-redirects",
        GUNICORN,
        FLASK.replace(
            'return jsonify(status="ok")',
            'from flask import redirect\n    return redirect("https://bakery.example/login")',
        ),
        "failing-health-path",
    ),
    case(
        "health-needs-login",
        GUNICORN,
        FLASK.replace('return jsonify(status="ok")', 'return jsonify(error="who are you?"), 401'),
        "failing-health-path",
    ),
    case(
        "health-host-refused",
        'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "site_.wsgi"]\n',
        django(hosts='["bakery.example"]'),
        "failing-health-path",
    ),
    case(
        "healthcheck-without-curl",
        "HEALTHCHECK CMD curl -f http://localhost:8000/health\n" + GUNICORN,
        FLASK,
        "failing-healthcheck",
    ),
    case(
        "healthcheck-on-another-port",
        'HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen(\'http://127.0.0.1:9000/health\', timeout=3)"]\n'
        + GUNICORN,
        FLASK,
        "failing-healthcheck",
    ),
    # Development servers, debuggers and reloaders.
    case(
        "flask-run",
        'ENV FLASK_APP=app.py\nCMD ["flask", "run", "--host", "0.0.0.0", "--port", "8000"]\n',
        FLASK,
        f"{DEVELOPMENT} ignored-stop-signal",
    ),
    case(
        "flask-run-debug",
        'CMD ["flask", "--app", "app", "--debug", "run", "-h", "0.0.0.0", "-p", "8000"]\n',
        FLASK_SLOW,
        f"{DEVELOPMENT} exposed-debugger running-reloader dropped-request",
    ),
    case("flask-app-run", 'CMD ["python", "app.py"]\n', FLASK_MAIN, f"{DEVELOPMENT} ignored-stop-signal"),
    case(
        "flask-app-run-debug",
        'CMD ["python", "app.py"]\n',
        FLASK_DEBUG,
        f"{DEVELOPMENT} exposed-debugger running-reloader dropped-request",
    ),
    case(
        "flask-shell-form", "CMD flask --app app run -h 0.0.0.0 -p 8000\n", FLASK, f"{DEVELOPMENT} ignored-stop-signal"
    ),
    case(
        "django-runserver",
        'CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]\n',
        django(),
        f"{DEVELOPMENT} running-reloader",
    ),
    case(
        "django-runserver-noreload",
        'CMD ["python", "manage.py", "runserver", "--noreload", "0.0.0.0:8000"]\n',
        django(),
        f"{DEVELOPMENT} ignored-stop-signal",
    ),
    case(
        "django-debug", 'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "site_.wsgi"]\n', django(debug="True"), "debug-page"
    ),
    case("tornado-debug", 'EXPOSE 8000\nCMD ["python", "app.py"]\n', TORNADO.replace("@debug@", "True"), "debug-page"),
    case(
        "http-server",
        'EXPOSE 8000\nCMD ["python", "-m", "http.server", "8000"]\n',
        FLASK,
        f"{DEVELOPMENT} ignored-stop-signal",
    ),
    case(
        "wsgiref",
        'CMD ["python", "serve.py"]\n',
        {
            "app.py": FLASK,
            "serve.py": 'from wsgiref.simple_server import make_server\n\nfrom app import app\n\nmake_server("0.0.0.0", 8000, app).serve_forever()\n',
        },
        f"{DEVELOPMENT} ignored-stop-signal",
    ),
    case(
        "bottle-run",
        'CMD ["python", "app.py"]\n',
        'from bottle import route, run\n\n\n@route("/health")\ndef health():\n    return {"status": "ok"}\n\n\nrun(host="0.0.0.0", port=8000)\n',
        f"{DEVELOPMENT} ignored-stop-signal",
    ),
    case(
        "quart-run",
        'CMD ["quart", "--app", "app", "run", "-h", "0.0.0.0", "-p", "8000"]\n',
        'from quart import Quart\n\napp = Quart(__name__)\n\n\n@app.get("/health")\nasync def health():\n    return {"status": "ok"}\n',
        DEVELOPMENT,
    ),
    case(
        "fastapi-dev",
        'CMD ["fastapi", "dev", "--host", "0.0.0.0", "--port", "8000", "app.py"]\n',
        ASGI,
        f"{DEVELOPMENT} running-reloader",
    ),
    case("uvicorn-reload", 'CMD ["uvicorn", "--reload", "--host", "0.0.0.0", "app:app"]\n', ASGI, "running-reloader"),
    case(
        "gunicorn-reload",
        'CMD ["gunicorn", "--reload", "--bind", "0.0.0.0:8000", "app:app"]\n',
        FLASK,
        "running-reloader",
    ),
    case(
        "sanic-dev",
        'CMD ["sanic", "--dev", "-H", "0.0.0.0", "-p", "8000", "app:app"]\n',
        'from sanic import Sanic\nfrom sanic.response import json\n\napp = Sanic("bakery")\n\n\n@app.get("/health")\nasync def health(request):\n    return json({"status": "ok"})\n',
        f"{DEVELOPMENT} running-reloader debug-page",
    ),
    case(
        "health-times-out",
        GUNICORN,
        FLASK.replace("import os\n", "import os\nimport time\n").replace(
            'return jsonify(status="ok")', 'time.sleep(60)\n    return jsonify(status="ok")'
        ),
        "failing-health-path",
    ),
    case(
        "debugger-around-the-app",
        GUNICORN,
        FLASK
        + "\nfrom werkzeug.debug import DebuggedApplication\n\napp.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)\n",
        "exposed-debugger",
    ),
    case(
        "run-simple",
        'CMD ["python", "app.py"]\n',
        FLASK + '\nfrom werkzeug.serving import run_simple\n\nrun_simple("0.0.0.0", 8000, app)\n',
        f"{DEVELOPMENT} ignored-stop-signal",
    ),
    case(
        "uvicorn-reload-in-code",
        'CMD ["python", "app.py"]\n',
        ASGI
        + '\n\nif __name__ == "__main__":\n    import uvicorn\n\n    uvicorn.run("app:app", host="0.0.0.0", port=8000, reload=True)\n',
        "running-reloader",
    ),
    case(
        "fastapi-debug",
        'CMD ["uvicorn", "--host", "0.0.0.0", "app:app"]\n',
        ASGI.replace("FastAPI()", "FastAPI(debug=True)")
        .replace("/health", "/")
        .replace('return {"status": "ok"}', 'raise ValueError("no oven")'),
        "debug-page failing-health-path",
    ),
    # Variables.
    case(
        "password-of-a-url-in-log",
        GUNICORN,
        {
            "app.py": FLASK.replace("app = Flask", 'print("with", os.environ.get("DATABASE_URL", ""))\napp = Flask'),
            ".env.example": "DATABASE_URL=postgresql://app:bread@db:5432/app\n",
        },
        "secret-in-log",
    ),
    case(
        "traceback-without-variable",
        GUNICORN,
        FLASK.replace("app = Flask", 'KEY = os.environ["SECRET_KEY"]\napp = Flask'),
        "start-without-variable",
    ),
    case(
        "loop-without-variable",
        GUNICORN,
        {
            "app.py": "import sys\n"
            + FLASK.replace(
                "app = Flask", 'KEY = os.environ.get("SECRET_KEY") or sys.exit("SECRET_KEY is not set")\napp = Flask'
            ),
            ".env.example": "SECRET_KEY=\n",
        },
        "start-without-variable",
    ),
    case(
        "cheerful-without-secret",
        GUNICORN,
        {
            "app.py": FLASK.replace("app = Flask", 'KEY = os.environ.get("SECRET_KEY")\napp = Flask'),
            ".env.example": "SECRET_KEY=\n",
        },
        "start-without-variable",
    ),
    case(
        "secret-in-log",
        GUNICORN,
        FLASK.replace("app = Flask", 'print("starting with", os.environ["API_TOKEN"])\napp = Flask'),
        "secret-in-log start-without-variable",
    ),
    # The end.
    case("shell-form", "CMD gunicorn --bind 0.0.0.0:8000 app:app\n", FLASK, "ignored-stop-signal"),
    case("shell-and", 'CMD ["sh", "-c", "true && gunicorn -b 0.0.0.0:8000 app:app"]\n', FLASK, "ignored-stop-signal"),
    case(
        "script-without-exec",
        'CMD ["sh", "entrypoint.sh"]\n',
        {"app.py": FLASK, "entrypoint.sh": "set -e\ngunicorn --bind 0.0.0.0:8000 app:app\n"},
        "ignored-stop-signal",
    ),
    case("waitress", 'CMD ["waitress-serve", "--listen", "0.0.0.0:8000", "app:app"]\n', FLASK, "ignored-stop-signal"),
    case(
        "tornado-without-handler",
        'CMD ["python", "app.py"]\n',
        TORNADO.replace("@debug@", "False").replace(
            "    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)\n", ""
        ),
        "ignored-stop-signal",
    ),
    case(
        "daphne-drops",
        'CMD ["daphne", "-b", "0.0.0.0", "-p", "8000", "app:app"]\n',
        ASGI_SLOW,
        "dropped-request",
    ),
    case(
        "ends-after-ready",
        GUNICORN,
        FLASK.replace(
            "app = Flask",
            "import threading, signal\nthreading.Timer(0.7, lambda: os.kill(1, signal.SIGTERM)).start()\napp = Flask",
        ),
        "exit-after-ready",
        "--watch",
        "4",
    ),
    case(
        "killed-for-memory",
        GUNICORN,
        FLASK.replace("app = Flask", "hoard = [bytearray(1 << 20) for _ in range(400)]\napp = Flask"),
        "killed-for-memory",
        "--memory",
        "128m",
        *BRIEF,
    ),
    case(
        "keeps-every-request",
        GUNICORN,
        FLASK.replace(
            'return jsonify(status="ok")', 'SEEN.append("bread" * 1_000_000)\n    return jsonify(status="ok")'
        ).replace("app = Flask", "SEEN = []\napp = Flask"),
        "growing-memory",
    ),
    case(
        "slow-start",
        GUNICORN,
        FLASK.replace("app = Flask", "time.sleep(11)\napp = Flask").replace("import os\n", "import os\nimport time\n"),
        "slow-start",
    ),
    # What it leaves.
    case(
        "database-in-container",
        BASE + "WORKDIR /app\nCOPY app.py .\nRUN useradd app && chown app /app\nUSER app\n" + GUNICORN,
        FLASK.replace(
            "app = Flask",
            'import sqlite3\nsqlite3.connect("orders.db").execute("CREATE TABLE IF NOT EXISTS o (i)")\napp = Flask',
        ),
        "written-file",
    ),
    case(
        "log-file",
        BASE
        + "WORKDIR /app\nCOPY app.py .\nRUN useradd app && mkdir /app/logs && chown app /app/logs\nUSER app\n"
        + GUNICORN,
        FLASK.replace(
            "app = Flask",
            'import logging\nlogging.basicConfig(filename="/app/logs/app.log", level="INFO")\nlogging.info("ready")\napp = Flask',
        ),
        "log-file-in-container",
    ),
)
