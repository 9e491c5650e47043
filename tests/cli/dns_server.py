"""A name server on loopback whose answers a test writes, odd ones too. UDP and TCP on one free port.

A rule takes a query and gives the reply as bytes, a list of datagrams, or None (silence). Records are built here by hand
(RFC 1035 section 4), so that nothing keeps a test from writing a wrong one."""
import ipaddress
import socket
import socketserver
import struct
import threading
import time

A, NS, CNAME, MX, AAAA = 1, 2, 5, 15, 28
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
SO_TIMESTAMPNS = getattr(socket, "SO_TIMESTAMPNS", 35)  # Linux: the kernel says when a datagram came


def name_bytes(name):
    labels = [label if isinstance(label, bytes) else label.encode() for label in
              (name if isinstance(name, list) else name.split("."))]
    return b"".join(bytes([len(label)]) + label for label in labels if label) + b"\0"


class Query:
    def __init__(self, data, over_tcp, number):
        self.data, self.over_tcp, self.number = data, over_tcp, number
        self.id = struct.unpack(">H", data[:2])[0]
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1:at + 1 + data[at]].decode("latin-1"))
            at += 1 + data[at]
        self.name = ".".join(labels).lower()
        self.type = struct.unpack(">H", data[at + 1:at + 3])[0]
        self.question = data[12:at + 5]

    def reply(self, records=(), code=NOERROR, truncated=False, number=None, question=None):
        flags = 0x8180 | code | (0x0200 if truncated else 0)
        head = struct.pack(">HHHHHH", self.id if number is None else number, flags, 1, len(records), 0, 0)
        return head + (self.question if question is None else question) + b"".join(records)


def record(owner, kind, data):
    owner = b"\xc0\x0c" if owner is None else owner if isinstance(owner, bytes) else name_bytes(owner)
    return owner + struct.pack(">HHIH", kind, 1, 60, len(data)) + data


def address(text, owner=None):
    packed = ipaddress.ip_address(text).packed
    return record(owner, A if len(packed) == 4 else AAAA, packed)


def mx(preference, host):
    return record(None, MX, struct.pack(">H", preference) + name_bytes(host))


class Server:
    """rules: name to function(query); what no rule names is NXDOMAIN, or what otherwise(query) gives."""

    def __init__(self, rules, otherwise=None):
        self.rules, self.otherwise = rules, otherwise or (lambda q: q.reply(code=NXDOMAIN))
        self.queries, self.counts, self.lock = [], {}, threading.Lock()
        for _ in range(20):  # the same free port for both
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp.bind(("127.0.0.1", 0))
            self.port = self.udp.getsockname()[1]
            try:
                self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), self._handler(), False)
                self.tcp.daemon_threads = True
                self.tcp.server_bind()
                self.tcp.server_activate()
                break
            except OSError:
                self.udp.close()
        self.udp.settimeout(0.1)
        self.udp.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.running = True
        self.threads = [threading.Thread(target=self._serve_udp, daemon=True),
                        threading.Thread(target=self.tcp.serve_forever, args=(0.05,), daemon=True)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.running = False
        self.tcp.shutdown()
        for thread in self.threads:
            thread.join(5)
        self.tcp.server_close()
        self.udp.close()

    def answer(self, data, over_tcp, came_s):
        with self.lock:
            query = Query(data, over_tcp, 0)
            key = (query.name, query.type)
            self.counts[key] = query.number = self.counts.get(key, 0) + 1
            self.queries.append((came_s, query.name, query.type, over_tcp))
        given = self.rules.get(query.name, self.otherwise)(query)
        return [] if given is None else given if isinstance(given, list) else [given]

    def _serve_udp(self):
        while self.running:
            try:
                data, told, _, sender = self.udp.recvmsg(4096, 64)
            except OSError:
                continue
            # When the kernel had it: this thread may have waited for a processor.
            seconds, nanoseconds = struct.unpack("@ll", told[0][2])

            def send(data=data, sender=sender, came_s=seconds + nanoseconds / 1e9):
                for part in self.answer(data, False, came_s):
                    try:
                        self.udp.sendto(part, sender)
                    except OSError:
                        return
            threading.Thread(target=send, daemon=True).start()

    def _handler(self):
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while True:
                    size = self.request.recv(2, socket.MSG_WAITALL)
                    if len(size) < 2:
                        return
                    data = self.request.recv(struct.unpack(">H", size)[0], socket.MSG_WAITALL)
                    for part in server.answer(data, True, time.time()):
                        self.request.sendall(struct.pack(">H", len(part)) + part)
        return Handler
