/* Access logs: the common and combined log format (Apache, nginx), with a virtual host in front and
 * more quoted values behind; Squid's own format. */
#include "event/log_part.h"

typedef struct {
    yg_log_record *r;
    size_t at, end;
} line;

static void blanks(line *l) {
    while (l->at < l->end && l->r->bytes.p[l->at] == ' ')
        l->at++;
}

static bool word(line *l, size_t *ret_start, size_t *ret_end) {
    *ret_start = l->at;
    while (l->at < l->end && l->r->bytes.p[l->at] != ' ')
        l->at++;
    *ret_end = l->at;
    blanks(l);
    return *ret_end > *ret_start;
}

/* A value in quotes with backslash escapes, or a bare word. */
static bool value(line *l, size_t *ret_start, size_t *ret_end) {
    const char *p = l->r->bytes.p;
    if (l->at >= l->end || p[l->at] != '"')
        return word(l, ret_start, ret_end);
    size_t at = *ret_start = l->at + 1;
    while (at < l->end && p[at] != '"')
        at += p[at] == '\\' && at + 1 < l->end ? 2 : 1;
    *ret_end = at < l->end ? at : l->end;
    l->at = at < l->end ? at + 1 : l->end;
    blanks(l);
    return true;
}

static void add(line *l, const char *name, yg_log_role role, size_t start, size_t end) {
    if (end > start && !(end - start == 1 && l->r->bytes.p[start] == '-'))
        yg_log_add_as(l->r, name, role, start, end);
}

/* GET /path?query HTTP/1.1 */
static void add_request(line *l, size_t start, size_t end) {
    line in = {.r = l->r, .at = start, .end = end};
    size_t from, to, target, target_end;
    add(l, "request", YG_ROLE_URL, start, end);
    if (!word(&in, &from, &to) || !word(&in, &target, &target_end))
        return;
    add(l, "request.method", YG_ROLE_UNKNOWN, from, to);
    add(l, "request.target", YG_ROLE_URL, target, target_end);
    if (word(&in, &from, &to))
        add(l, "request.protocol", YG_ROLE_UNKNOWN, from, to);
}

/* Where " [10/Oct/2000:13:55:36 -0700] " stands; SIZE_MAX: nowhere. */
static size_t bracket_of(yg_str s, size_t at, size_t end) {
    size_t most = end - at > 1024 ? at + 1024 : end;
    for (; at + 22 < most; at++) {
        if (s.p[at] == '[' && yg_log_is_digit(s.p[at + 1]) && s.p[at + 3] == '/' &&
            s.p[at + 7] == '/' && s.p[at + 12] == ':')
            return at;
    }
    return SIZE_MAX;
}

/* What stands before the time: client, identity, user; or virtual host, client, identity, user. */
static bool add_front(line *l, size_t bracket) {
    size_t starts[8], ends[8], n = 0;
    line in = {.r = l->r, .at = l->at, .end = bracket};
    blanks(&in);
    while (n < 8 && in.at < in.end && word(&in, &starts[n], &ends[n]))
        n++;
    if (n < 1 || in.at < in.end)
        return false;
    for (size_t i = 0; i + 1 < n; i++) { /* "nginx:": the head of syslog stands before */
        yg_str front = yg_str_sub(l->r->bytes, starts[i], ends[i] - starts[i]);
        if (yg_str_ends(front, YG_STR(":")) && !yg_log_is_address(front))
            return false;
    }
    size_t client = 0;
    yg_str first = yg_str_sub(l->r->bytes, starts[0], ends[0] - starts[0]);
    if (n >= 4 && !yg_log_is_address(first)) {
        yg_str second = yg_str_sub(l->r->bytes, starts[1], ends[1] - starts[1]);
        client = yg_log_is_address(second) || yg_str_ends(first, YG_STR(":80")) ||
                 yg_str_ends(first, YG_STR(":443"));
    }
    if (client == 1)
        add(l, "virtual_host", YG_ROLE_OBSERVER, starts[0], ends[0]);
    add(l, "client", YG_ROLE_SOURCE, starts[client], ends[client]);
    if (client + 1 < n)
        add(l, "identity", YG_ROLE_USER, starts[client + 1], ends[client + 1]);
    if (client + 2 < n)
        add(l, "user", YG_ROLE_USER, starts[client + 2], ends[n - 1]);
    return true;
}

/* Status, size, referrer, user agent, and whatever else a server was told to write. */
static void add_rest(line *l) {
    static const char *const names[] = {"status", "bytes", "referrer", "user_agent", "forwarded"};
    static const yg_log_role roles[] = {YG_ROLE_UNKNOWN, YG_ROLE_UNKNOWN, YG_ROLE_REFERRER,
                                        YG_ROLE_USER_AGENT, YG_ROLE_SOURCE};
    size_t start, end;
    for (size_t i = 0; l->at < l->end; i++) {
        size_t before = l->at;
        bool is_quoted = l->r->bytes.p[l->at] == '"';
        if (i == 2 && !is_quoted)
            break;
        if (!value(l, &start, &end) && l->at == before)
            break;
        if (i < 4)
            add(l, names[i], roles[i], start, end);
        else if (yg_log_is_address(yg_str_sub(l->r->bytes, start, end - start)))
            add(l, names[4], roles[4], start, end);
        else
            add(l, "", YG_ROLE_UNKNOWN, start, end);
    }
    if (l->at < l->end)
        yg_log_add_as(l->r, "", YG_ROLE_UNKNOWN, l->at, l->end);
}

bool yg_log_read_access(yg_log_record *r, size_t at, size_t end) {
    line l = {.r = r, .at = at, .end = end};
    size_t bracket = bracket_of(r->bytes, at, end), before = r->fields.n, start, stop;
    int64_t us;
    if (bracket == SIZE_MAX)
        return false;
    size_t n =
        yg_log_time_front(yg_str_sub(r->bytes, bracket + 1, end - bracket - 1), YG_TIME_NONE, &us);
    if (n == 0 || bracket + 1 + n >= end || r->bytes.p[bracket + 1 + n] != ']' ||
        !add_front(&l, bracket)) {
        r->fields.n = before;
        return false;
    }
    r->time_us = us;
    r->form = "combined";
    r->shape = YG_SHAPE_ACCESS;
    add(&l, "time", YG_ROLE_UNKNOWN, bracket + 1, bracket + 1 + n);
    l.at = bracket + n + 2;
    blanks(&l);
    if (l.at < l.end && r->bytes.p[l.at] == '"' && value(&l, &start, &stop))
        add_request(&l, start, stop);
    add_rest(&l);
    return true;
}

/* --- Squid: time elapsed client code/status bytes method URL user hierarchy/peer type --- */

bool yg_log_read_squid(yg_log_record *r, size_t at, size_t end) {
    static const char *const names[] = {"time",   "elapsed", "client", "result",    "bytes",
                                        "method", "url",     "user",   "hierarchy", "type"};
    static const yg_log_role roles[] = {
        YG_ROLE_UNKNOWN, YG_ROLE_UNKNOWN, YG_ROLE_SOURCE, YG_ROLE_UNKNOWN, YG_ROLE_UNKNOWN,
        YG_ROLE_UNKNOWN, YG_ROLE_URL,     YG_ROLE_USER,   YG_ROLE_UNKNOWN, YG_ROLE_UNKNOWN};
    line l = {.r = r, .at = at, .end = end};
    size_t starts[10], ends[10], n = 0;
    if (end - at < 40 || !yg_log_is_digit(r->bytes.p[at]) || !yg_log_is_digit(r->bytes.p[at + 8]))
        return false;
    while (n < 10 && l.at < end && word(&l, &starts[n], &ends[n]))
        n++;
    if (n < 9)
        return false;
    yg_str time = yg_str_sub(r->bytes, starts[0], ends[0] - starts[0]);
    yg_str result = yg_str_sub(r->bytes, starts[3], ends[3] - starts[3]);
    size_t slash = yg_str_chr(result, '/');
    int64_t us = yg_log_time(time, YG_TIME_NONE);
    if (us == YG_TIME_NONE || yg_str_chr(time, '.') == SIZE_MAX || slash == SIZE_MAX ||
        result.n != slash + 4 || yg_str_chr(result, '_') > slash)
        return false;
    r->time_us = us;
    r->form = "squid";
    r->shape = YG_SHAPE_SQUID;
    for (size_t i = 0; i < n; i++)
        add(&l, names[i], roles[i], starts[i], ends[i]);
    yg_str peer = yg_str_sub(r->bytes, starts[8], ends[8] - starts[8]);
    slash = yg_str_chr(peer, '/');
    if (slash != SIZE_MAX && slash + 1 < peer.n)
        add(&l, "peer", YG_ROLE_DESTINATION, starts[8] + slash + 1, ends[8]);
    if (l.at < end)
        yg_log_add_as(r, "", YG_ROLE_UNKNOWN, l.at, end);
    return true;
}
