"""Catalog service: items from PostgreSQL, kept in memcached."""
import json
import logging
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import psycopg2

logging.basicConfig(
    level=os.environ.get("LOG_LEVEL", "INFO"),
    format="%(asctime)s %(levelname)s [%(threadName)s] catalog: %(message)s",
)
log = logging.getLogger("catalog")
local = threading.local()


def config():
    with open("/etc/catalog/catalog.json") as file:
        return json.load(file)


CONFIG = config()
COUNTS = {"requests": 0, "errors": 0, "cache_hits": 0, "cache_misses": 0, "cache_errors": 0}


def database():
    if getattr(local, "connection", None) is None or local.connection.closed:
        local.connection = psycopg2.connect(CONFIG["dsn"], connect_timeout=2, application_name="catalog")
        local.connection.autocommit = True
    return local.connection


class Memcache:
    """One get or set a connection, as simple as the protocol."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.target = (host, int(port))

    def exchange(self, request):
        with socket.create_connection(self.target, timeout=0.5) as connection:
            connection.sendall(request)
            answer = connection.recv(65536)
            if not answer:
                raise ConnectionError("memcached closed the connection")
            return answer

    def get(self, key):
        answer = self.exchange(b"get %s\r\n" % key.encode())
        if answer.startswith(b"VALUE"):
            return answer.split(b"\r\n", 2)[1].decode()
        if answer.startswith((b"ERROR", b"SERVER_ERROR")):
            raise ConnectionError(answer.decode().strip())
        return None

    def set(self, key, value, seconds):
        data = value.encode()
        answer = self.exchange(b"set %s 0 %d %d\r\n%s\r\n" % (key.encode(), seconds, len(data), data))
        if not answer.startswith(b"STORED"):
            raise ConnectionError(answer.decode().strip())


CACHE = Memcache(CONFIG["memcached"]) if CONFIG.get("memcached") else None


def read_item(number):
    key = "item:%d" % number
    if CACHE:
        try:
            found = CACHE.get(key)
            COUNTS["cache_hits" if found else "cache_misses"] += 1
            if found:
                return json.loads(found)
        except OSError as error:
            COUNTS["cache_errors"] += 1
            log.warning("cache read of %s failed: %s", key, error)
    with database().cursor() as cursor:
        cursor.execute(CONFIG.get("query", "SELECT sku, title, price FROM products WHERE sku = %s"), ("sku-%d" % number,))
        row = cursor.fetchone()
    item = {"sku": row[0], "title": row[1], "price": float(row[2]), "text": "x" * CONFIG.get("text_bytes", 200)}
    if CACHE:
        try:
            CACHE.set(key, json.dumps(item), CONFIG.get("cache_seconds", 5))
        except OSError as error:
            log.warning("cache write of %s failed: %s", key, error)
    if CONFIG.get("export_file"):
        with open(CONFIG["export_file"], "a") as file:
            file.write(json.dumps(item) + "\n")
    return item


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        started = time.perf_counter()
        status, body = 200, "{}"
        try:
            if self.path.startswith("/items/"):
                COUNTS["requests"] += 1
                body = json.dumps(read_item(int(self.path.split("/")[2])))
            elif self.path == "/metrics":
                body = "".join("catalog_%s_total %d\n" % item for item in COUNTS.items()) + "catalog_threads %d\n" % threading.active_count()
            elif self.path != "/health":
                status = 404
        except Exception:
            COUNTS["errors"] += 1
            status, body = 500, '{"error": "internal"}'
            log.exception("GET %s failed", self.path)
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())
        except BrokenPipeError:
            log.warning("client of %s went away after %.0f ms", self.path, (time.perf_counter() - started) * 1000)
        if self.path.startswith("/items/"):
            log.info("GET %s %d %.1f ms", self.path, status, (time.perf_counter() - started) * 1000)

    def log_message(self, *_):
        pass


class PooledServer(HTTPServer):
    request_queue_size = 64

    def __init__(self, address):
        super().__init__(address, Handler)
        self.pool = ThreadPoolExecutor(CONFIG.get("workers", 8), "worker")

    def process_request(self, request, client_address):
        self.pool.submit(self.serve_one, request, client_address)

    def serve_one(self, request, client_address):
        try:
            self.finish_request(request, client_address)
        except Exception:
            log.exception("connection of %s failed", client_address[0])
        finally:
            self.shutdown_request(request)


log.info("catalog %s listening on %s:%d with %d workers", CONFIG.get("version", "2.3.0"), CONFIG["host"], CONFIG["port"], CONFIG.get("workers", 8))
PooledServer((CONFIG["host"], CONFIG["port"])).serve_forever()
