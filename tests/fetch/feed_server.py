"""A loopback HTTP server that behaves as badly as a feed's server can.

Routes are plain functions `route(request)`; a request can answer properly (`reply`), or write raw
bytes and break off. Everything runs in threads that end with the server."""
import contextlib
import gzip
import socket
import socketserver
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        headers = {name.lower(): value for name, value in self.headers.items()}
        with server.lock:
            server.log.append((self.path, headers))
        route = server.routes.get(self.path.split("?")[0])
        with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
            if route is None:
                self.reply(b"no such feed", status=404)
            else:
                route(self)

    def header(self, name):
        return self.headers.get(name)

    def reply(self, body=b"", status=200, length=None, **headers):
        """A whole answer; `length` lies about its size."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None and length != len(body):
            self.cut()

    def raw(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    def cut(self):
        """Ends the connection at once."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

    def drip(self, piece, pause, most=10_000):
        """Sends piece after piece until the other side or the server has had enough."""
        for _ in range(most):
            if self.server.stopping.wait(pause):
                break
            self.raw(piece)
        self.close_connection = True

    def part(self, body, **headers):
        """Answers a Range request of one open range properly; without Range the whole."""
        asked = self.header("Range")
        if asked is None:
            self.reply(body, **headers)
            return
        first = int(asked.removeprefix("bytes=").removesuffix("-"))
        if first >= len(body):
            self.reply(b"", status=416, Content_Range=f"bytes */{len(body)}")
            return
        self.reply(body[first:], status=206,
                   Content_Range=f"bytes {first}-{len(body) - 1}/{len(body)}", **headers)


class FeedServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, host="127.0.0.1", certificate=None):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.routes, self.log, self.lock = {}, [], threading.Lock()
        self.stopping = threading.Event()
        self.connections = 0
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificate)
        super().__init__((host, 0), Request)
        self.port = self.server_address[1]
        scheme = "https" if certificate else "http"
        self.base = f"{scheme}://{'[' + host + ']' if ':' in host else host}:{self.port}"
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def get_request(self):
        connection, address = super().get_request()
        self.connections += 1
        connection.settimeout(10)
        return connection, address

    def finish_request(self, request, client_address):
        if self.tls:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except OSError:
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        pass

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.shutdown()
        self.server_close()
        self.thread.join(5)

    def asked(self, path):
        """The headers of every request for a path, in order."""
        with self.lock:
            return [headers for at, headers in self.log if at.split("?")[0] == path]

    def redirect(self, path, to, status=302):
        self.routes[path] = lambda request: request.reply(b"", status=status, Location=to)

    def serve(self, path, body, **headers):
        self.routes[path] = lambda request: request.reply(body, **headers)


def in_turn(*routes):
    """Each request takes the next route; the last one stays."""
    left = list(routes)

    def route(request):
        with request.server.lock:
            now = left.pop(0) if len(left) > 1 else left[0]
        now(request)

    return route


def broken_after(body, n, **headers):
    """Announces the whole body, sends n bytes of it and breaks off."""
    def route(request):
        request.send_response_only(200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.raw(body[:n])
        time.sleep(0.05)
        request.cut()

    return route


def packed(body):
    return gzip.compress(body, mtime=0)
