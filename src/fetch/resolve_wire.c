/* The channel of c-ares: opened for the servers that are to be asked, and waited on. */
#include <poll.h>

#include "fetch/resolve_part.h"

bool yg_wire_open(const yg_resolve_options *wanted, ares_channel *ret_channel, yg_error *err) {
    /* Failures come to the callback as they are, and the next try goes to the next server. */
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP, .timeout = (int)wanted->timeout_ms, .tries = 1};
    YG_CLEANUP_BUF yg_buf server = {0};
    int status =
        ares_init_options(ret_channel, &options,
                          ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_ROTATE);
    if (status != ARES_SUCCESS)
        return yg_fail(err, YG_ERR_IO, "no resolver: %s", ares_strerror(status));
    yg_buf_add(&server, wanted->server);
    if (server.n > 0 &&
        (yg_str_chr(wanted->server, ',') != SIZE_MAX ||
         ares_set_servers_ports_csv(*ret_channel, yg_buf_z(&server)) != ARES_SUCCESS)) {
        ares_destroy(*ret_channel);
        return yg_fail(err, YG_ERR_USAGE,
                       "server %s: write an address, 192.0.2.1:53 or [2001:db8::1]:53",
                       yg_buf_z(&server));
    }
    return true;
}

void yg_wire_wait(ares_channel channel, int wait_ms) {
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    struct pollfd polled[ARES_GETSOCK_MAXNUM];
    /* Bit i: readable, bit 16 + i: writable. The macros of c-ares shift a signed 1 out of its type.
     */
    unsigned bits = (unsigned)ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
    nfds_t n = 0;
    for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
        short events = 0;
        if ((bits >> i & 1) != 0)
            events |= POLLIN;
        if ((bits >> (i + 16) & 1) != 0)
            events |= POLLOUT;
        if (events != 0)
            polled[n++] = (struct pollfd){.fd = sockets[i], .events = events};
    }
    int ready = poll(polled, n, wait_ms);
    for (nfds_t i = 0; ready > 0 && i < n; i++) {
        if (polled[i].revents != 0)
            ares_process_fd(channel,
                            polled[i].revents & (POLLIN | POLLERR | POLLHUP) ? polled[i].fd
                                                                             : ARES_SOCKET_BAD,
                            polled[i].revents & POLLOUT ? polled[i].fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* timeouts */
}
