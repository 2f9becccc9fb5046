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
import time

from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.get("/report")
def report():
    time.sleep(1.5)
    return jsonify(rows=[])
"""
FLASK_MAIN = FLASK + '\n\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8000)\n'
FLASK_DEBUG = FLASK + '\n\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8000, debug=True)\n'
ASGI = """import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/report")
async def report():
    await asyncio.sleep(1.5)
    return {"rows": []}
"""
STARLETTE = """import asyncio

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def health(request):
    return JSONResponse({"status": "ok"})


async def report(request):
    await asyncio.sleep(1.5)
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

DEBUG = @debug@
SECRET_KEY = os.environ["SECRET_KEY"]
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


class Case(NamedTuple):
    """A context, what must be found in it, and the options that its run needs. `missing` may be left out by one engine."""

    name: str
    files: Mapping[str, str | bytes]
    found: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    code: int | None = None

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.found


def case(
    name: str, dockerfile: str, app: str | Mapping[str, str | bytes] = FLASK, found: str = "", *options: str
) -> Case:
    """A case from the end of its Dockerfile and its files."""
    files: dict[str, str | bytes] = {".dockerignore": IGNORE}
    files |= {"app.py": app} if isinstance(app, str) else dict(app)
    files["Dockerfile"] = dockerfile if dockerfile.startswith("FROM") else HEAD + dockerfile
    return Case(name, files, frozenset(found.split()), options)


GUNICORN = 'EXPOSE 8000\nCMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]\n'
UVICORN = 'EXPOSE 8000\nCMD ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "app:app"]\n'

GOOD = (
    case("flask-gunicorn", GUNICORN),
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
            "app.py": FLASK.split('@app.get("/report', maxsplit=1)[0],
            "serve.py": 'import signal\nimport sys\n\nfrom waitress import serve\n\nfrom app import app\n\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\nserve(app, listen="0.0.0.0:8000")\n',
        },
    ),
    case(
        "flask-uwsgi",
        'CMD ["pyuwsgi", "--http-socket", "0.0.0.0:8000", "--master", "--die-on-term", "--need-app", "--module", "app:app"]\n',
        FLASK.split('@app.get("/report', maxsplit=1)[0],
    ),
    case("flask-granian", 'CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "app:app"]\n'),
    case(
        "flask-healthcheck",
        'HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen(\'http://127.0.0.1:8000/health\', timeout=3)"]\n'
        + GUNICORN,
    ),
    case("django-gunicorn", 'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "site_.wsgi"]\n', django()),
    case("django-uvicorn", 'CMD ["uvicorn", "--host", "0.0.0.0", "site_.asgi:application"]\n', django()),
    case("fastapi-uvicorn", UVICORN, ASGI),
    case("fastapi-workers", 'CMD ["uvicorn", "--host", "0.0.0.0", "--workers", "2", "app:app"]\n', ASGI),
    case("fastapi-hypercorn", 'CMD ["hypercorn", "--bind", "0.0.0.0:8000", "app:app"]\n', ASGI),
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
