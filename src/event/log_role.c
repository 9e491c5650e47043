/* What fields mean by their names: a table of known names, then the words that a name is made of.
 * What a record looks like as a whole (its shape) decides between meanings of one name. */
#include "event/log_part.h"

typedef struct {
    const char *name;
    yg_log_shape shape; /* YG_SHAPE_PLAIN: any */
    yg_log_role role;
} row;

static const row rows[] = {
#include "event/log_role_table.h"
};

/* --- Names --- */

size_t yg_log_canonical(yg_str name, char *out, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < name.n && k < n; i++) {
        if (name.p[i] == '[') {
            while (i < name.n && name.p[i] != ']')
                i++;
            continue;
        }
        char c = yg_log_lower(name.p[i]);
        out[k++] = c == '-' || c == ' ' ? '_' : c;
    }
    return k;
}

static bool look_up(unsigned shape, yg_str name, yg_log_role *ret_role) {
    size_t low = 0, high = sizeof rows / sizeof *rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (yg_str_cmp(yg_str_of(rows[middle].name), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < sizeof rows / sizeof *rows && yg_str_eqz(name, rows[low].name); low++) {
        if (rows[low].shape == YG_SHAPE_PLAIN || rows[low].shape == (yg_log_shape)shape) {
            *ret_role = rows[low].role;
            return true;
        }
    }
    return false;
}

/* --- Words of a name --- */

enum {
    SOURCE = 1 << 0,
    DESTINATION = 1 << 1,
    PLACE = 1 << 2, /* address, ip, host, name, domain */
    VERSION = 1 << 3,
    AGENT = 1 << 4,
    HASH = 1 << 5,
    LINK = 1 << 6,
    REFERRER = 1 << 7,
    ASKED = 1 << 8,
    ANSWERED = 1 << 9,
    SENDER = 1 << 10,
    RECIPIENT = 1 << 11,
    FILES = 1 << 12,
    REGISTRY = 1 << 13,
    CERTIFICATE = 1 << 14,
    MACHINE = 1 << 15,
    USER = 1 << 16,
    TEXT = 1 << 17,
    SERVER_NAME = 1 << 18,
    ADDRESS = 1 << 19, /* a place that is certainly one */
    NOTHING = 1 << 20, /* counts, numbers, identifiers */
};

static const struct {
    const char *word;
    unsigned means;
} meanings[] = {{"source", SOURCE},
                {"src", SOURCE},
                {"client", SOURCE},
                {"orig", SOURCE},
                {"originator", SOURCE},
                {"caller", SOURCE},
                {"local", SOURCE},
                {"actor", SOURCE},
                {"initiator", SOURCE},
                {"destination", DESTINATION},
                {"dest", DESTINATION},
                {"dst", DESTINATION},
                {"server", DESTINATION},
                {"target", DESTINATION},
                {"resp", DESTINATION},
                {"responder", DESTINATION},
                {"remote", DESTINATION},
                {"peer", DESTINATION},
                {"upstream", DESTINATION},
                {"ip", PLACE | ADDRESS},
                {"ips", PLACE | ADDRESS},
                {"ipv4", PLACE | ADDRESS},
                {"ipv6", PLACE | ADDRESS},
                {"ip4", PLACE | ADDRESS},
                {"ip6", PLACE | ADDRESS},
                {"addr", PLACE | ADDRESS},
                {"address", PLACE | ADDRESS},
                {"addresses", PLACE | ADDRESS},
                {"host", PLACE},
                {"hostname", PLACE | MACHINE},
                {"name", PLACE},
                {"domain", PLACE},
                {"fqdn", PLACE},
                {"version", VERSION},
                {"versions", VERSION},
                {"ver", VERSION},
                {"oid", VERSION},
                {"oids", VERSION},
                {"firmware", VERSION},
                {"revision", VERSION},
                {"release", VERSION},
                {"ua", AGENT},
                {"useragent", AGENT},
                {"md5", HASH},
                {"sha1", HASH},
                {"sha256", HASH},
                {"sha512", HASH},
                {"hash", HASH},
                {"hashes", HASH},
                {"checksum", HASH},
                {"url", LINK},
                {"urls", LINK},
                {"uri", LINK},
                {"link", LINK},
                {"referer", REFERRER},
                {"referrer", REFERRER},
                {"query", ASKED},
                {"qname", ASKED},
                {"rrname", ASKED},
                {"question", ASKED},
                {"answer", ANSWERED},
                {"answers", ANSWERED},
                {"rdata", ANSWERED},
                {"resolved", ANSWERED},
                {"sender", SENDER},
                {"mailfrom", SENDER},
                {"recipient", RECIPIENT},
                {"recipients", RECIPIENT},
                {"rcpt", RECIPIENT},
                {"rcptto", RECIPIENT},
                {"file", FILES},
                {"files", FILES},
                {"filename", FILES},
                {"filepath", FILES},
                {"path", FILES},
                {"folder", FILES},
                {"image", FILES},
                {"executable", FILES},
                {"process", FILES},
                {"command", FILES},
                {"commandline", FILES},
                {"cmdline", FILES},
                {"registry", REGISTRY},
                {"regkey", REGISTRY},
                {"cert", CERTIFICATE},
                {"certificate", CERTIFICATE},
                {"x509", CERTIFICATE},
                {"sni", SERVER_NAME},
                {"device", MACHINE},
                {"sensor", MACHINE},
                {"observer", MACHINE},
                {"collector", MACHINE},
                {"computer", MACHINE},
                {"machine", MACHINE},
                {"node", MACHINE},
                {"username", USER},
                {"user", USER},
                {"account", USER},
                {"message", TEXT},
                {"msg", TEXT},
                {"description", TEXT},
                {"detail", TEXT},
                {"details", TEXT},
                {"comment", TEXT},
                {"bytes", NOTHING},
                {"pkts", NOTHING},
                {"packets", NOTHING},
                {"port", NOTHING},
                {"count", NOTHING},
                {"size", NOTHING},
                {"id", NOTHING},
                {"guid", NOTHING},
                {"mac", NOTHING},
                {"time", NOTHING},
                {"type", NOTHING},
                {"rrtype", NOTHING},
                {"status", NOTHING},
                {"quota", NOTHING},
                {"ttl", NOTHING},
                {"scheme", NOTHING},
                {"matches", NOTHING},
                {"country", NOTHING},
                {"city", NOTHING},
                {"geo", NOTHING}};

static unsigned meaning_of(yg_str word) {
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (yg_str_eq_nocase(word, yg_str_of(meanings[i].word)))
            return meanings[i].means;
    }
    return 0;
}

/* The words of a name: between separators, and where a capital follows a small letter. */
static unsigned words_of(yg_str name) {
    unsigned means = 0;
    size_t start = 0;
    for (size_t i = 0; i <= name.n; i++) {
        bool ends = i == name.n || (!yg_log_is_letter(name.p[i]) && !yg_log_is_digit(name.p[i]));
        bool turns = !ends && i > start && name.p[i] >= 'A' && name.p[i] <= 'Z' &&
                     !(name.p[i - 1] >= 'A' && name.p[i - 1] <= 'Z' &&
                       (i + 1 == name.n || name.p[i + 1] < 'a' || name.p[i + 1] > 'z'));
        if (!ends && !turns)
            continue;
        if (i > start)
            means |= meaning_of(yg_str_sub(name, start, i - start));
        start = ends ? i + 1 : i;
    }
    return means;
}

static yg_log_role role_of_words(unsigned m) {
    static const struct {
        unsigned all;
        yg_log_role role;
    } rules[] = {{HASH, YG_ROLE_HASH},
                 {AGENT, YG_ROLE_USER_AGENT},
                 {REFERRER, YG_ROLE_REFERRER},
                 {REGISTRY, YG_ROLE_REGISTRY},
                 {SERVER_NAME, YG_ROLE_HOST},
                 {CERTIFICATE, YG_ROLE_CERTIFICATE},
                 {ANSWERED, YG_ROLE_ANSWER},
                 {SENDER, YG_ROLE_SENDER},
                 {RECIPIENT, YG_ROLE_RECIPIENT},
                 {LINK, YG_ROLE_URL},
                 {FILES, YG_ROLE_FILE},
                 {SOURCE | PLACE, YG_ROLE_SOURCE},
                 {DESTINATION | PLACE, YG_ROLE_DESTINATION},
                 {MACHINE, YG_ROLE_OBSERVER},
                 {ASKED, YG_ROLE_QUERY},
                 {USER, YG_ROLE_USER},
                 {TEXT, YG_ROLE_MESSAGE}};
    if ((m & VERSION) != 0 && (m & ADDRESS) == 0)
        return YG_ROLE_VERSION;
    if ((m & NOTHING) != 0 && (m & ADDRESS) == 0)
        return YG_ROLE_UNKNOWN;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if ((m & rules[i].all) == rules[i].all)
            return rules[i].role;
    }
    return YG_ROLE_UNKNOWN;
}

yg_str yg_log_name_tail(yg_str name, size_t parts) {
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] == '.' && --parts == 0)
            return yg_str_from(name, i);
    }
    return name;
}

bool yg_log_name_is_version(yg_str name) {
    unsigned m = words_of(yg_log_name_tail(name, 1));
    if ((m & VERSION) != 0)
        return (m & ADDRESS) == 0;
    /* version.full, versions[0].number */
    yg_str last = yg_log_name_tail(name, 1), two = yg_log_name_tail(name, 2);
    if (two.n <= last.n + 1 || (m & (ADDRESS | PLACE)) != 0)
        return false;
    m = words_of(yg_str_sub(two, 0, two.n - last.n - 1));
    return (m & VERSION) != 0 && (m & ADDRESS) == 0;
}

/* What a call was made with or answered with (CloudTrail, Azure, Google): whatever it names is not
 * where it came from. */
bool yg_log_is_parameter(yg_str name) {
    static const char *const parents[] = {
        "requestparameters", "request_parameters", "responseelements",     "response_elements",
        "requestbody",       "responsebody",       "protopayload.request", "protopayload.response"};
    char text[YG_LOG_NAME];
    yg_str whole = {text, yg_log_canonical(name, text, sizeof text)};
    for (size_t at = 0; at < whole.n; at++) {
        if (at > 0 && whole.p[at - 1] != '.')
            continue;
        yg_str rest = yg_str_from(whole, at);
        for (size_t i = 0; i < sizeof parents / sizeof *parents; i++) {
            size_t n = strlen(parents[i]);
            if (rest.n > n && rest.p[n] == '.' && yg_str_starts(rest, yg_str_of(parents[i])))
                return true;
        }
    }
    return false;
}

static yg_log_role role_by_name(unsigned shape, yg_str name) {
    char text[YG_LOG_NAME];
    yg_log_role role = YG_ROLE_UNKNOWN;
    yg_str whole = {text, yg_log_canonical(name, text, sizeof text)};
    if (whole.n == 0)
        return YG_ROLE_UNKNOWN;
    if (yg_log_name_is_version(name))
        return YG_ROLE_VERSION;
    if (look_up(shape, whole, &role) || look_up(shape, yg_log_name_tail(whole, 3), &role) ||
        look_up(shape, yg_log_name_tail(whole, 2), &role) ||
        look_up(shape, yg_log_name_tail(whole, 1), &role))
        return role;
    unsigned m = words_of(yg_log_name_tail(name, 1));
    role = role_of_words(m);
    if (role != YG_ROLE_UNKNOWN || (m & NOTHING) != 0)
        return role;
    return role_of_words(words_of(yg_log_name_tail(name, 2)));
}

yg_log_role yg_log_role_of(unsigned shape, yg_str name) {
    yg_log_role role = role_by_name(shape, name);
    return role == YG_ROLE_OBSERVER && yg_log_is_parameter(name) ? YG_ROLE_HOST : role;
}
