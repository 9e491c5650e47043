#include "map/network.h"

#include <arpa/inet.h>

bool yg_network_cut(yg_network *n) {
    bool found = false;
    unsigned first = n->is_v6 ? n->prefix_bits : n->prefix_bits + 96;
    for (unsigned bit = first; bit < 128; bit++) {
        unsigned char mask = (unsigned char)(0x80u >> (bit % 8));
        found |= (n->address[bit / 8] & mask) != 0;
        n->address[bit / 8] = (unsigned char)(n->address[bit / 8] & ~mask);
    }
    return found;
}

bool yg_network_parse(yg_str text, yg_network *ret_network) {
    yg_network n = {0};
    char address[64];
    uint64_t bits;
    size_t slash = yg_str_chr(text, '/');
    yg_str host = yg_str_sub(text, 0, slash);
    if (host.n == 0 || host.n >= sizeof address || yg_str_chr(host, '\0') != SIZE_MAX)
        return false;
    memcpy(address, host.p, host.n);
    address[host.n] = '\0';
    n.is_v6 = yg_str_chr(host, ':') != SIZE_MAX;
    if (inet_pton(n.is_v6 ? AF_INET6 : AF_INET, address, n.address + (n.is_v6 ? 0 : 12)) != 1)
        return false;
    bits = n.is_v6 ? 128 : 32;
    uint64_t most = bits;
    if (slash != SIZE_MAX && (!yg_str_to_u64(yg_str_from(text, slash + 1), &bits) || bits > most ||
                              text.n - slash - 1 > 3))
        return false;
    n.prefix_bits = (unsigned)bits;
    n.has_host_bits = yg_network_cut(&n);
    *ret_network = n;
    return true;
}

void yg_network_add(yg_buf *buf, const yg_network *network) {
    char address[INET6_ADDRSTRLEN];
    inet_ntop(network->is_v6 ? AF_INET6 : AF_INET, network->address + (network->is_v6 ? 0 : 12),
              address, sizeof address);
    yg_buf_addf(buf, "%s/%u", address, network->prefix_bits);
}

int yg_network_compare(const yg_network *a, const yg_network *b) {
    if (a->is_v6 != b->is_v6)
        return a->is_v6 ? 1 : -1;
    int order = memcmp(a->address, b->address, sizeof a->address);
    if (order != 0)
        return order;
    return a->prefix_bits < b->prefix_bits ? -1 : a->prefix_bits > b->prefix_bits;
}

bool yg_network_holds(const yg_network *outer, const yg_network *inner) {
    yg_network cut = *inner;
    if (outer->is_v6 != inner->is_v6 || outer->prefix_bits > inner->prefix_bits)
        return false;
    cut.prefix_bits = outer->prefix_bits;
    yg_network_cut(&cut);
    return memcmp(cut.address, outer->address, sizeof cut.address) == 0;
}

bool yg_network_is_private(const yg_network *network) {
    static const char *const ranges[] = {"10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                                         "100.64.0.0/10", "127.0.0.0/8",   "169.254.0.0/16",
                                         "fc00::/7",      "fe80::/10",     "::1/128"};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        yg_network range;
        if (yg_network_parse(yg_str_of(ranges[i]), &range) && yg_network_holds(&range, network))
            return true;
    }
    return false;
}
