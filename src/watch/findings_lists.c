/* Lists for resolvers and sensors. Sources: RPZ: draft-vixie-dnsop-dns-rpz-00, zone files: RFC 1035
 * section 5; Suricata: "Datasets", "Rules Format" and "DNS keywords" of its user guide; Zeek: the
 * intelligence framework and its ASCII reader. */
#include "watch/findings_lists.h"

#include "base/hash.h"
#include "base/time.h"

static void pass_over(yg_findings_export_counts *counts) {
    counts->other++;
    counts->names--;
}

/* --- RPZ --- */

/* "24.0.100.51.198.rpz-ip", "48.zz.1.db8.2001.rpz-ip": prefix length, then the address from its
 * end; zz stands for the longest run of zeros, as :: does. */
static void add_rpz_address(yg_buf *buf, yg_str text) {
    yg_network n;
    unsigned words[8];
    size_t best = 8, best_n = 1;
    if (!yg_network_parse(text, &n))
        return;
    yg_buf_addf(buf, "%u", n.prefix_bits);
    for (size_t i = 16; !n.is_v6 && i-- > 12;)
        yg_buf_addf(buf, ".%u", n.address[i]);
    for (size_t i = 0; i < 8; i++)
        words[i] = (unsigned)n.address[2 * i] << 8 | n.address[2 * i + 1];
    for (size_t i = 0; i < 8; i++) {
        size_t run = 0;
        while (i + run < 8 && words[i + run] == 0)
            run++;
        if (run > best_n) {
            best = i;
            best_n = run;
        }
    }
    for (size_t i = 8; n.is_v6 && i-- > 0;) {
        if (best < 8 && i + 1 == best + best_n) {
            yg_buf_addz(buf, ".zz");
            i = best;
        } else {
            yg_buf_addf(buf, ".%x", words[i]);
        }
    }
    yg_buf_addz(buf, ".rpz-ip CNAME .\n");
}

/* A name in a zone, with the zone's own name behind it, must fit into 255 bytes (RFC 1035 section
 * 2.3.4), where each label has its length and the root has one byte. */
static bool fits(yg_str name, yg_str zone, size_t more) {
    enum { UNKNOWN_ZONE_BYTES = 64 }; /* where the configuration names it */
    size_t room = zone.n > 0 ? zone.n : UNKNOWN_ZONE_BYTES;
    return more + name.n + 1 + room + 2 <= 255;
}

static bool put_rpz(yg_findings_out *o, const yg_block_list *list,
                    yg_findings_export_counts *counts, yg_error *err) {
    yg_str zone = o->options->zone;
    if (zone.n > 0 && !yg_block_is_host(zone))
        return yg_fail(err, YG_ERR_USAGE, "--zone %.*s: no host name in lower case",
                       YG_FMT(yg_str_sub(zone, 0, 260)));
    yg_buf_addz(&o->piece,
                list->is_of_indicators
                    ? "; Indicators that yagura saw in logs: response policy zone.\n"
                      "; Each name, with a domain all names under it, and each address is answered "
                      "as if it did not exist.\n"
                    : "; Look-alike names found by yagura: response policy zone.\n"
                      "; Each name, and with a registration all names under it, is answered "
                      "as if it did not exist.\n");
    if (zone.n > 0)
        yg_buf_addf(&o->piece, "$ORIGIN %.*s.\n", YG_FMT(zone));
    yg_buf_addf(&o->piece,
                "$TTL 300\n"
                "@ IN SOA localhost. root.localhost. ( %lld 3600 600 604800 300 )\n"
                "@ IN NS localhost.\n",
                (long long)((o->options->now_us / YG_US_PER_S) & 0xFFFFFFFF));
    for (size_t i = 0; i < list->names.n; i++) {
        const yg_blocked *b = &list->names.at[i];
        if (b->kind != YG_BLOCK_NAME && b->kind != YG_BLOCK_ADDRESS) {
            pass_over(counts);
            continue;
        }
        if (b->kind == YG_BLOCK_ADDRESS) {
            add_rpz_address(&o->piece, b->name);
            continue;
        }
        if (!fits(b->name, zone, b->whole ? 2 : 0)) {
            yg_block_count_refused(counts, b->name, "too long for the zone");
            counts->names--;
            continue;
        }
        yg_buf_addf(&o->piece, "%.*s CNAME .\n", YG_FMT(b->name));
        if (b->whole)
            yg_buf_addf(&o->piece, "*.%.*s CNAME .\n", YG_FMT(b->name));
        if (!yg_findings_hand_over(o, false, err))
            return false;
    }
    return true;
}

/* --- Suricata --- */

static void add_base64(yg_buf *buf, yg_str s) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < s.n; i += 3) {
        size_t left = s.n - i;
        uint32_t word = (uint32_t)(unsigned char)s.p[i] << 16;
        if (left > 1)
            word |= (uint32_t)(unsigned char)s.p[i + 1] << 8;
        if (left > 2)
            word |= (unsigned char)s.p[i + 2];
        yg_buf_addc(buf, digits[word >> 18]);
        yg_buf_addc(buf, digits[(word >> 12) & 63]);
        yg_buf_addc(buf, left > 1 ? digits[(word >> 6) & 63] : '=');
        yg_buf_addc(buf, left > 2 ? digits[word & 63] : '=');
    }
}

static bool put_dataset(yg_findings_out *o, const yg_block_list *list,
                        yg_findings_export_counts *counts, yg_error *err) {
    for (size_t i = 0; i < list->names.n; i++) {
        if (list->names.at[i].kind != YG_BLOCK_NAME) {
            pass_over(counts);
            continue;
        }
        add_base64(&o->piece, list->names.at[i].name);
        yg_buf_addc(&o->piece, '\n');
        if (!yg_findings_hand_over(o, false, err))
            return false;
    }
    return true;
}

/* Two rules a name, numbered by the name's hash so that a name keeps its numbers while others come
 * and go: 1,100,000 to 1,899,999, inside the range that is kept for local rules. */
typedef struct {
    uint8_t *taken;
} numbers;
enum { FIRST_SID = 1100000, PAIRS = 400000 };

static bool take_sid(numbers *n, yg_str name, uint32_t *ret_sid) {
    uint32_t start = (uint32_t)(yg_hash64(name) % PAIRS);
    for (uint32_t i = 0; i < PAIRS; i++) {
        uint32_t k = (start + i) % PAIRS;
        if (n->taken[k] == 0) {
            n->taken[k] = 1;
            *ret_sid = FIRST_SID + 2 * k;
            return true;
        }
    }
    return false;
}

/* A rule's quoted text has meanings for quotes, semicolons, colons, backslashes and bars: names and
 * kinds have none of them, and everything else is left out. */
static void add_plain(yg_buf *buf, yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.';
        yg_buf_addc(buf, plain ? c : ' ');
    }
}

static const char *what(const yg_blocked *b) {
    return b->is_indicator ? "indicator" : "look-alike name";
}

/* Either way: who answers and who is asked. */
static void add_address_rule(yg_buf *buf, const yg_blocked *b, uint32_t sid) {
    yg_buf_addf(buf, "alert ip any any <> %.*s any (msg:\"YAGURA %s (", YG_FMT(b->name), what(b));
    add_plain(buf, b->brand.n > 0 ? b->brand : b->how);
    yg_buf_addz(buf, "): ");
    add_plain(buf, b->name);
    yg_buf_addf(buf, "\"; classtype:bad-unknown; sid:%u; rev:1;)\n", sid);
}

static void add_rule(yg_buf *buf, const yg_blocked *b, const char *protocol, const char *buffer,
                     uint32_t sid) {
    yg_buf_addf(buf, "alert %s any any -> any any (msg:\"YAGURA %s (", protocol, what(b));
    add_plain(buf, b->is_indicator && b->brand.n > 0 ? b->brand : b->how);
    yg_buf_addz(buf, "): ");
    add_plain(buf, b->name);
    /* dotprefix puts a point before what is looked at, so that ".example.com" is the name and what
     * is under it, and nothing that merely ends so. */
    yg_buf_addf(buf, "\"; %s; %scontent:\"%s%.*s\"; nocase; %sendswith; ", buffer,
                b->whole ? "dotprefix; " : "", b->whole ? "." : "", YG_FMT(b->name),
                b->whole ? "" : "startswith; ");
    yg_buf_addf(buf, "classtype:bad-unknown; sid:%u; rev:1;)\n", sid);
}

static void add_rules_head(yg_buf *buf, bool indicators) {
    if (indicators) {
        yg_buf_addz(buf, "# Indicators that yagura saw in logs: two rules a name, for DNS and for "
                         "TLS, and one an address.\n");
        return;
    }
    yg_buf_addz(
        buf, "# Look-alike names found by yagura: two rules a name, for DNS and for TLS.\n"
             "# With many names a dataset is faster (yagura findings export --format suricata -o "
             "look-alikes.lst):\n"
             "# alert dns any any -> any any (msg:\"YAGURA look-alike name\"; dns.query; "
             "to_lowercase; dataset:isset,look-alikes,type string,load look-alikes.lst; "
             "classtype:bad-unknown; sid:1099998; rev:1;)\n"
             "# alert tls any any -> any any (msg:\"YAGURA look-alike name\"; tls.sni; "
             "to_lowercase; dataset:isset,look-alikes,type string,load look-alikes.lst; "
             "classtype:bad-unknown; sid:1099999; rev:1;)\n");
}

static bool put_rules(yg_findings_out *o, const yg_block_list *list,
                      yg_findings_export_counts *counts, yg_error *err) {
    numbers n = {yg_alloc(PAIRS, 1)};
    bool done = list->names.n <= PAIRS ||
                yg_fail(err, YG_ERR_LIMIT,
                        "suricata-rules: %zu names, and numbers for %d; use --format suricata",
                        list->names.n, PAIRS);
    add_rules_head(&o->piece, list->is_of_indicators);
    for (size_t i = 0; i < list->names.n && done; i++) {
        const yg_blocked *b = &list->names.at[i];
        uint32_t sid = 0;
        if (b->kind != YG_BLOCK_NAME && b->kind != YG_BLOCK_ADDRESS) {
            pass_over(counts);
            continue;
        }
        done = take_sid(&n, b->name, &sid);
        if (b->kind == YG_BLOCK_ADDRESS) {
            add_address_rule(&o->piece, b, sid);
        } else {
            add_rule(&o->piece, b, "dns", "dns.query", sid);
            add_rule(&o->piece, b, "tls", "tls.sni", sid + 1);
        }
        done = done && yg_findings_hand_over(o, false, err);
    }
    free(n.taken);
    return done;
}

/* --- Zeek --- */

/* A cell of Zeek's tables: what would end a cell or a line, the escape sign itself and bytes that
 * are not printable ASCII as \xHH. "-" and "(empty)" mean something else there. */
static void add_zeek(yg_buf *buf, yg_str s) {
    if (s.n == 0 || yg_str_eqz(s, "-") || yg_str_eqz(s, "(empty)")) {
        yg_buf_addz(buf, "-");
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c >= 0x7F || c == '\\')
            yg_buf_addf(buf, "\\x%02x", c);
        else
            yg_buf_addc(buf, (char)c);
    }
}

static const char *zeek_type(const yg_blocked *b) {
    switch (b->kind) {
    case YG_BLOCK_ADDRESS:
        return yg_str_chr(b->name, '/') != SIZE_MAX ? "SUBNET" : "ADDR";
    case YG_BLOCK_URL:
        return "URL";
    case YG_BLOCK_MAIL:
        return "EMAIL";
    default:
        return "DOMAIN";
    }
}

static bool put_zeek(yg_findings_out *o, const yg_block_list *list, yg_error *err) {
    yg_buf_addz(&o->piece, "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n");
    for (size_t i = 0; i < list->names.n; i++) {
        const yg_blocked *b = &list->names.at[i];
        yg_str value = b->name;
        if (b->kind == YG_BLOCK_URL && yg_str_find(value, YG_STR("://")) != SIZE_MAX)
            value = yg_str_from(value, yg_str_find(value, YG_STR("://")) + 3);
        add_zeek(&o->piece, value);
        yg_buf_addf(&o->piece, "\tIntel::%s\tyagura\t%s (", zeek_type(b),
                    b->is_indicator ? "indicator" : "look-alike name");
        add_zeek(&o->piece, b->how);
        yg_buf_addz(&o->piece, ")");
        if (b->brand.n > 0) {
            yg_buf_addz(&o->piece, " of ");
            add_zeek(&o->piece, b->brand);
        }
        yg_buf_addc(&o->piece, '\n');
        if (!yg_findings_hand_over(o, false, err))
            return false;
    }
    return true;
}

bool yg_findings_put_list(yg_findings_out *o, const yg_block_list *list,
                          yg_findings_export_counts *counts, yg_error *err) {
    yg_str format = o->options->format;
    return yg_str_eqz(format, "rpz")        ? put_rpz(o, list, counts, err)
           : yg_str_eqz(format, "suricata") ? put_dataset(o, list, counts, err)
           : yg_str_eqz(format, "zeek")     ? put_zeek(o, list, err)
                                            : put_rules(o, list, counts, err);
}
