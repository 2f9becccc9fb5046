"""Orders for a small bakery: what was baked, what was sold."""

import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)

DB_PASSWORD = "flour-and-water-2024"


def connect():
    return sqlite3.connect("orders.db")


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.post("/orders")
def order():
    with connect() as db:
        db.execute("INSERT INTO orders (item) VALUES (?)", [request.json["item"]])
    return jsonify(ordered=request.json["item"]), 201


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000, debug=True)
