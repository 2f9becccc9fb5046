"""Every file that says what is started, by what `explain-start` makes of it."""

from __future__ import annotations

import pytest

from shipcheck import starts
from shipcheck.collect.providers import providers
from shipcheck.config import load
from shipcheck.evidence import Evidence
from shipcheck.project import Memory, Project
from shipcheck.subjects.start_command import StartCommand

APP = "from flask import Flask\napp = Flask('x')\nif __name__ == '__main__':\n    app.run()\n"
IMAGE = 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . .\nCMD ["python", "app.py"]\n'
WERKZEUG = "Werkzeug's development server: not made for production, listens on 127.0.0.1:5000"


def told(files: dict[str, str], name: str) -> list[str]:
    """What is told of one thing that is started, without the spaces in front."""
    project = Project(Memory(files))
    evidence = Evidence(providers(project, load(project)))
    found = [one for one in evidence.of(StartCommand) if one.name == name]
    assert not evidence.unjudged
    return [line.strip() for one in found for line in starts.story(one)]


SOURCES = {
    "a process of a Procfile": (
        {"Procfile": "# web: x\nweb: python app.py\nrelease: python manage.py migrate\n", "app.py": APP},
        "web",
        ["web (in Procfile)", "Procfile:2 web: python app.py", "app.py:4 app.run()", f"= {WERKZEUG}"],
    ),
    "a process of a Procfile in a folder, after cd": (
        {"api/Procfile": "web: cd src && python app.py", "api/src/app.py": APP},
        "web",
        [
            "web (in api/Procfile)",
            "api/Procfile:1 web: cd src && python app.py",
            "api/src/app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "a systemd unit": (
        {
            "deploy/shop.service": "[Unit]\nDescription=x\n[Service]\nWorkingDirectory=/opt/shop\n"
            "ExecStart=/opt/shop/venv/bin/python \\\n  /opt/shop/app.py\n",
            "app.py": APP,
        },
        "shop",
        [
            "shop (in deploy/shop.service)",
            "deploy/shop.service:5 ExecStart=/opt/shop/venv/bin/python /opt/shop/app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "a program of supervisord": (
        {
            "supervisord.conf": "[supervisord]\nnodaemon=true\n[program:web]\ndirectory=/srv\n"
            'command=flask run\n  --port 80\nenvironment=A="1",B=2\n',
        },
        "web",
        [
            "web (in supervisord.conf)",
            "supervisord.conf:5 command = flask run --port 80",
            "= Werkzeug's development server: not made for production, listens on 127.0.0.1:80",
        ],
    ),
    "a container of a Kubernetes deployment": (
        {
            "k8s/web.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n---\napiVersion: apps/v1\nkind: Deployment\n"
            "metadata: {name: shop}\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n"
            "          image: me/shop:1\n          command: [python]\n          args: [app.py]\n",
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "api",
        [
            "api (in k8s/web.yaml, built from Dockerfile)",
            "k8s/web.yaml:14 command: python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "a Knative service that runs the image as it is": (
        {
            "service.yaml": "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: shop}\nspec:\n  template:\n"
            "    spec:\n      containers:\n        - image: gcr.io/me/shop\n",
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "shop",
        [
            "shop (in service.yaml, built from Dockerfile)",
            "Dockerfile:4 CMD python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "an ECS task": (
        {
            "task-definition.json": '{\n\t"containerDefinitions": [{"name": "api", "image": "x",\n\t"command": ["flask", "run"]}]}',
        },
        "api",
        ["api (in task-definition.json)", "task-definition.json:3 command: flask run", f"= {WERKZEUG}"],
    ),
    "App Engine": (
        {"app.yaml": "runtime: python312\nentrypoint: python app.py\n", "app.py": APP},
        "default",
        ["default (in app.yaml)", "app.yaml:2 entrypoint: python app.py", "app.py:4 app.run()", f"= {WERKZEUG}"],
    ),
    "Fly.io's processes": (
        {
            "fly.toml": 'app = "x"\n[env]\nA = "1"\n[processes]\nweb = "python app.py"\n',
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "web",
        [
            "web (in fly.toml, built from Dockerfile)",
            "fly.toml:5 web = python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "Render": (
        {
            "render.yaml": "services:\n  - type: web\n    name: api\n    rootDir: api\n    startCommand: python app.py\n",
            "api/app.py": APP,
        },
        "api",
        [
            "api (in render.yaml)",
            "render.yaml:5 startCommand: python app.py",
            "api/app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "Railway in TOML": (
        {"railway.toml": '[deploy]\nstartCommand = "python app.py"\n', "app.py": APP},
        "service",
        [
            "service (in railway.toml)",
            "railway.toml:2 startCommand = python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "Railway in JSON": (
        {"railway.json": '{"deploy": {"startCommand": "python app.py"}}', "app.py": APP},
        "service",
        [
            "service (in railway.json)",
            "railway.json:1 startCommand: python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "heroku.yml": (
        {
            "heroku.yml": "build:\n  docker:\n    web: Dockerfile\nrun:\n  web: python app.py\n",
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "web",
        [
            "web (in heroku.yml, built from Dockerfile)",
            "heroku.yml:5 web: python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "Nixpacks": (
        {"nixpacks.toml": "[start]\ncmd = 'python app.py'\n", "app.py": APP},
        "start",
        ["start (in nixpacks.toml)", "nixpacks.toml:2 cmd = python app.py", "app.py:4 app.run()", f"= {WERKZEUG}"],
    ),
    "App Runner": (
        {"apprunner.yaml": "version: 1.0\nruntime: python3\nrun:\n  command: python app.py\n", "app.py": APP},
        "service",
        [
            "service (in apprunner.yaml)",
            "apprunner.yaml:4 command: python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "DigitalOcean": (
        {
            ".do/app.yaml": "services:\n- name: api\n  source_dir: /api\n  run_command: python app.py\n",
            "api/app.py": APP,
        },
        "api",
        [
            "api (in .do/app.yaml)",
            ".do/app.yaml:4 run_command: python app.py",
            "api/app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "Platform.sh": (
        {".platform.app.yaml": "web:\n  commands:\n    start: python app.py\n", "app.py": APP},
        "web",
        [
            "web (in .platform.app.yaml)",
            ".platform.app.yaml:3 start: python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "a compose service's command, over the image's own": (
        {
            "compose.yaml": "services:\n  web:\n    build: .\n    command: flask run\n",
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "web",
        ["web (in compose.yaml, built from Dockerfile)", "compose.yaml:4 command: flask run", f"= {WERKZEUG}"],
    ),
    "a compose service's command behind the image's entrypoint": (
        {
            "compose.yaml": "services:\n  web:\n    build: {context: ., target: app}\n    command: [serve]\n",
            "Dockerfile": 'FROM python AS app\nCOPY go.sh /\nENTRYPOINT ["/go.sh"]\nCMD ["x"]\nFROM scratch\nCMD ["y"]\n',
            "go.sh": '#!/bin/sh\ncase "$1" in\n  serve) exec flask run ;;\n  *) exec "$@" ;;\nesac\n',
        },
        "web",
        [
            "web (in compose.yaml, built from Dockerfile, stage `app`)",
            "compose.yaml:4 command: serve",
            "go.sh:3 exec flask run",
            f"= {WERKZEUG}",
        ],
    ),
    "a compose service's entrypoint drops the image's command": (
        {
            "compose.yaml": 'services:\n  web:\n    build: .\n    entrypoint: ["python"]\n    command: ["app.py"]\n',
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "web",
        [
            "web (in compose.yaml, built from Dockerfile)",
            "compose.yaml:5 entrypoint: python + command: app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "a compose service that extends one of another file, with a variable from its file": (
        {
            "compose.yaml": "services:\n  web:\n    extends: {file: base/common.yml, service: app}\n    env_file: web.env\n",
            "base/common.yml": "services:\n  app:\n    image: me/x\n    command: sh -c 'if [ $$MODE = x ]; then flask run; fi'\n",
            "web.env": "export MODE='x' \n",
        },
        "web",
        [
            "web (in compose.yaml)",
            "base/common.yml:4 command: sh -c if [ $MODE = x ]; then flask run; fi",
            f"= {WERKZEUG}",
        ],
    ),
    "a file for production laid over the other": (
        {
            "compose.yaml": "services:\n  web:\n    build: .\n    command: flask run\n    volumes: ['.:/srv']\n",
            "compose.prod.yaml": "services:\n  web:\n    restart: always\n    command: gunicorn -b :8000 app:app\n",
            "Dockerfile": IMAGE,
            "app.py": APP,
        },
        "web",
        [
            "web (in compose.prod.yaml, built from Dockerfile)",
            "compose.prod.yaml:4 command: gunicorn -b :8000 app:app",
            "= gunicorn: made for production, listens on 0.0.0.0:8000",
            "web (in compose.yaml, built from Dockerfile, for development, not judged)",
            "compose.yaml:4 command: flask run",
            f"= {WERKZEUG}",
        ],
    ),
    "an image of somebody else's with the source mounted": (
        {
            "compose.yaml": "services:\n  web:\n    image: python:3.12\n    working_dir: /code\n    volumes: ['./src:/code']\n"
            "    command: python app.py\n",
            "src/app.py": APP,
        },
        "web",
        ["web (in compose.yaml)", "compose.yaml:6 command: python app.py", "src/app.py:4 app.run()", f"= {WERKZEUG}"],
    ),
    "a service of a profile": (
        {"compose.yaml": "services:\n  web:\n    image: x\n    profiles: [tools]\n    command: flask run\n"},
        "web",
        ["web (in compose.yaml, for development, not judged)", "compose.yaml:5 command: flask run", f"= {WERKZEUG}"],
    ),
    "make, and what the target needs": (
        {
            "Procfile": "web: make -C ops serve",
            "ops/Makefile": "PORT ?= 81\n.PHONY: serve\nserve: migrate\n\t@flask run \\\n\t  --port $(PORT)\nmigrate:\n\tflask db upgrade\n",
        },
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: make -C ops serve",
            "ops/Makefile:4 flask run --port 81",
            "= Werkzeug's development server: not made for production, listens on 127.0.0.1:81",
        ],
    ),
    "npm": (
        {
            "Procfile": "web: npm start",
            "package.json": '{\n "scripts": {\n  "start": "python app.py"\n }\n}',
            "app.py": APP,
        },
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: npm start",
            "package.json:3 start: python app.py",
            "app.py:4 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "honcho": (
        {
            "render.yaml": "services:\n- name: x\n  startCommand: honcho start web\n",
            "Procfile": "web: flask run\nworker: celery -A x\n",
        },
        "x",
        [
            "x (in render.yaml)",
            "render.yaml:3 startCommand: honcho start web",
            "Procfile:1 web: flask run",
            f"= {WERKZEUG}",
        ],
    ),
    "a console script of pyproject.toml": (
        {
            "Procfile": "web: shop-server --x",
            "pyproject.toml": '[project]\nname = "shop"\n[project.scripts]\nshop-server = "shop.cli:main"\n',
            "src/shop/cli.py": "from shop.web import app\ndef main():\n    app.run(host='0.0.0.0', port=80)\n",
            "src/shop/web.py": "from flask import Flask\napp = Flask('x')\n",
        },
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: shop-server --x",
            "pyproject.toml:4 shop-server = shop.cli:main",
            "src/shop/cli.py:3 app.run()",
            "= Werkzeug's development server: not made for production, listens on 0.0.0.0:80",
        ],
    ),
    "a console script of setup.cfg, of Flask's command line": (
        {
            "Procfile": "web: shop run",
            "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    shop = shop.cli:cli\n",
            "shop/cli.py": "from flask.cli import FlaskGroup\ncli = FlaskGroup(create_app=x)\n",
        },
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: shop run",
            "setup.cfg:3 shop = shop.cli:cli",
            "shop/cli.py:1 cli()",
            f"= {WERKZEUG}",
        ],
    ),
    "a task of pdm": (
        {"Procfile": "web: pdm run start", "pyproject.toml": '[tool.pdm.scripts]\nstart = {cmd = "flask run"}\n'},
        "web",
        ["web (in Procfile)", "Procfile:1 web: pdm run start", "pyproject.toml:2 start = flask run", f"= {WERKZEUG}"],
    ),
    "a manage.py of Flask's": (
        {
            "Procfile": "web: python manage.py run -p 80",
            "manage.py": "from flask.cli import FlaskGroup\ncli = FlaskGroup()\nif __name__ == '__main__':\n    cli()\n",
        },
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: python manage.py run -p 80",
            "manage.py:4 cli()",
            "= Werkzeug's development server: not made for production, listens on 127.0.0.1:80",
        ],
    ),
    "a manage.py of Flask's by click": (
        {
            "Procfile": "web: python manage.py run",
            "manage.py": "import click\nfrom flask.cli import FlaskGroup\n@click.group(cls=FlaskGroup)\ndef cli(): pass\ncli()\n",
        },
        "web",
        ["web (in Procfile)", "Procfile:1 web: python manage.py run", "manage.py:5 cli()", f"= {WERKZEUG}"],
    ),
    "Python on the command line": (
        {"Procfile": "web: python -c 'from shop import app; app.run()'", "shop/__init__.py": APP},
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: python -c 'from shop import app; app.run()'",
            "Procfile:1 app.run()",
            f"= {WERKZEUG}",
        ],
    ),
    "under a debugger": (
        {"Procfile": "web: python -m debugpy --listen 0.0.0.0:5678 -m flask run"},
        "web",
        [
            "web (in Procfile)",
            "Procfile:1 web: python -m debugpy --listen 0.0.0.0:5678 -m flask run",
            "= under the debugger debugpy",
            "Procfile:1 web: python -m debugpy --listen 0.0.0.0:5678 -m flask run",
            f"= {WERKZEUG}",
        ],
    ),
    "supervisord of an image": (
        {
            "Dockerfile": 'FROM python\nCOPY conf/supervisord.conf /etc/supervisord.conf\nCMD ["supervisord", "-n", "-c", "/etc/supervisord.conf"]\n',
            "conf/supervisord.conf": "[program:web]\ncommand=gunicorn -b 0.0.0.0:80 a:a\n",
        },
        "",
        [
            "Dockerfile",
            "Dockerfile:3 CMD supervisord -n -c /etc/supervisord.conf",
            "conf/supervisord.conf:2 command = gunicorn -b 0.0.0.0:80 a:a",
            "= gunicorn: made for production, listens on 0.0.0.0:80",
        ],
    ),
}


@pytest.mark.parametrize("title", SOURCES)
def test_the_way_to_what_is_started(title: str) -> None:
    files, name, expected = SOURCES[title]
    assert told(files, name) == expected


def test_what_only_somebody_else_knows_is_said_to_be_so() -> None:
    files = {"compose.yaml": "services:\n  db:\n    image: postgres:16\n"}
    assert told(files, "db") == ["db (in compose.yaml)", "= the command of its image, which is not built here"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("chart/templates/x.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec: {{ .Values.x }}\ncontainers:"),
        ("Procfile", "\x01\x02: :::\n:\nweb:\n"),
        ("x.service", "[Service\nExecStart\n=x\nExecStart=\\\n\\\n"),
        ("supervisord.conf", "[program:\n[program:a]\ncommand\n command=\ncommand='\n"),
        ("app.yaml", "- 1\n- 2\n"),
        ("render.yaml", "services: {a: b}\n"),
        ("heroku.yml", "run: [a]\n"),
        ("k8s.yaml", "apiVersion: v1\nkind: List\nitems: containers\n---\nkind: Deployment\nspec: [containers]\n"),
        ("task.json", '{"containerDefinitions": {"a": 1}}'),
        ("fly.toml", "processes = 3\nenv = []\n"),
        ("nixpacks.toml", "start = 1\n"),
        ("package.json", "{"),
    ],
)
def test_what_is_no_such_file_is_passed_over(path: str, text: str) -> None:
    project = Project(Memory({path: text, "Dockerfile": "FROM a\nCMD npm start\n"}))
    evidence = Evidence(providers(project, load(project)))
    assert "Dockerfile" in [one.source for one in evidence.of(StartCommand)]
