"""Orders for a small bakery: what was baked, what was sold."""

import logging
import os
import sqlite3
import sys

from flask import Flask, jsonify, request

log = logging.getLogger(__name__)


def required(name):
    """A variable that the app cannot do without; says which one is missing, and ends.

    With 3, at which gunicorn ends as well; a worker that ends with anything else is started again, for ever.
    """
    value = os.environ.get(name)
    if not value:
        print(f"{name} is not set: see .env.example", file=sys.stderr)
        sys.exit(3)
    return value


app = Flask(__name__)
app.secret_key = required("SECRET_KEY")


def connect():
    return sqlite3.connect(required("DATABASE"))


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.post("/orders")
def order():
    with connect() as db:
        db.execute("INSERT INTO orders (item) VALUES (?)", [request.json["item"]])
    log.info("ordered: %s", request.json["item"])
    return jsonify(ordered=request.json["item"]), 201


if __name__ == "__main__":
    app.run(port=8000, debug=os.environ.get("APP_DEBUG") == "1")
