/* syslog: RFC 5424 with structured data, RFC 3164 and what devices write instead of it, with and
 * without the priority; then what the message holds. */
#include "event/log_part.h"

typedef struct {
    yg_log_record *r;
    int64_t before_us;
    size_t at, end;
} head;

static void blanks(head *h) {
    while (h->at < h->end && h->r->bytes.p[h->at] == ' ')
        h->at++;
}

/* A word up to a blank. */
static bool word(head *h, size_t *ret_start, size_t *ret_end) {
    const char *p = h->r->bytes.p;
    *ret_start = h->at;
    while (h->at < h->end && p[h->at] != ' ' && p[h->at] != '\t')
        h->at++;
    *ret_end = h->at;
    blanks(h);
    return *ret_end > *ret_start;
}

static void add(head *h, const char *name, yg_log_role role, size_t start, size_t end) {
    if (end - start != 1 || h->r->bytes.p[start] != '-')
        yg_log_add_as(h->r, name, role, start, end);
}

/* <134> */
static bool priority(head *h) {
    yg_str s = yg_str_sub(h->r->bytes, 0, h->end);
    size_t at = h->at + 1;
    if (h->at >= s.n || s.p[h->at] != '<')
        return false;
    while (at < s.n && at < h->at + 4 && yg_log_is_digit(s.p[at]))
        at++;
    if (at == h->at + 1 || at >= s.n || s.p[at] != '>')
        return false;
    yg_log_add_as(h->r, "priority", YG_ROLE_UNKNOWN, h->at + 1, at);
    h->at = at + 1;
    return true;
}

/* Takes the time here into the record. */
static bool time_here(head *h) {
    int64_t us = YG_TIME_NONE;
    size_t n = yg_log_time_front(yg_str_sub(h->r->bytes, h->at, h->end - h->at), h->before_us, &us);
    if (n == 0 || n > h->end - h->at)
        return false;
    yg_log_add_as(h->r, "timestamp", YG_ROLE_UNKNOWN, h->at, h->at + n);
    h->r->time_us = us;
    h->at += n;
    return true;
}

/* --- RFC 5424 --- */

/* One parameter NAME="VALUE" at *at; false: none. */
static bool parameter(head *h, size_t *at) {
    yg_log_record *r = h->r;
    const char *p = r->bytes.p;
    size_t name = *at, start, i;
    while (*at < h->end && p[*at] != '=' && p[*at] != ' ' && p[*at] != ']' && p[*at] != '"')
        ++*at;
    if (*at + 1 >= h->end || p[*at] != '=' || p[*at + 1] != '"')
        return false;
    yg_str key = {p + name, *at - name};
    bool escaped = false;
    for (start = i = *at + 2; i < h->end && p[i] != '"'; i++) {
        if (p[i] == '\\' && i + 1 < h->end) {
            escaped = true;
            i++;
        }
    }
    *at = i < h->end ? i + 1 : h->end;
    i = i < h->end ? i : h->end;
    yg_log_field *field = yg_log_add(r, key, start, i);
    char *out = escaped && field != NULL ? yg_log_text(r, i - start) : NULL;
    if (out != NULL) {
        size_t n = 0;
        for (size_t k = start; k < i; k++) {
            k += p[k] == '\\' && k + 1 < i && strchr("\\\"]", p[k + 1]) != NULL && p[k + 1] != '\0';
            out[n++] = p[k];
        }
        field->value = yg_log_text_end(r, out, n);
    }
    return true;
}

/* [id a="b"][id2 ...] or "-" */
static void structured_data(head *h) {
    const char *p = h->r->bytes.p;
    if (h->at < h->end && p[h->at] == '-') {
        h->at++;
        blanks(h);
        return;
    }
    while (h->at < h->end && p[h->at] == '[') {
        size_t at = h->at + 1, before = h->at;
        while (at < h->end && p[at] != ' ' && p[at] != ']' && p[at] != '"')
            at++;
        for (;;) {
            while (at < h->end && p[at] == ' ')
                at++;
            if (at >= h->end || p[at] == ']' || !parameter(h, &at))
                break;
        }
        if (at >= h->end || p[at] != ']') { /* no structured data: part of the message */
            h->at = before;
            return;
        }
        h->at = at + 1;
    }
    blanks(h);
}

static bool read_5424(head *h) {
    static const struct {
        const char *name;
        yg_log_role role;
    } parts[] = {{"hostname", YG_ROLE_OBSERVER},
                 {"appname", YG_ROLE_UNKNOWN},
                 {"procid", YG_ROLE_UNKNOWN},
                 {"msgid", YG_ROLE_UNKNOWN}};
    yg_str s = h->r->bytes;
    size_t start, end;
    if (h->at + 2 >= h->end || !yg_log_is_digit(s.p[h->at]) || s.p[h->at + 1] != ' ')
        return false;
    h->at += 2;
    if (!time_here(h)) {
        if (s.p[h->at] != '-')
            return false;
        h->at++;
    }
    blanks(h);
    for (size_t i = 0; i < 4; i++) {
        if (!word(h, &start, &end))
            return true;
        add(h, parts[i].name, parts[i].role, start, end);
        if (i == 1 && s.p[start] != '-')
            h->r->kind = yg_str_sub(s, start, end - start);
    }
    structured_data(h);
    if (yg_str_starts(yg_str_from(s, h->at), YG_STR("\xEF\xBB\xBF")))
        h->at += 3;
    return true;
}

/* --- RFC 3164 and its like --- */

/* Cisco: a sequence number, `*` or `.` before the time, ": " behind it. */
static void before_time(head *h) {
    const char *p = h->r->bytes.p;
    size_t at = h->at;
    while (at < h->end && yg_log_is_digit(p[at]))
        at++;
    if (at > h->at && at + 1 < h->end && p[at] == ':' && p[at + 1] == ' ')
        h->at = at + 2;
    if (h->at + 1 < h->end && (p[h->at] == '*' || p[h->at] == '.'))
        h->at++;
}

/* "sshd[123]:", "%ASA-6-302013:", "kernel:" */
static void tag(head *h) {
    const char *p = h->r->bytes.p;
    size_t start = h->at, end = start, name_end = SIZE_MAX;
    while (end < h->end && end - start < 128 &&
           (yg_log_is_word(p[end]) || strchr("-./%()[]@#", p[end]) != NULL) && p[end] != '\0') {
        if (p[end] == '[' && name_end == SIZE_MAX)
            name_end = end;
        end++;
    }
    if (end == start || end >= h->end || p[end] != ':')
        return;
    yg_str name = yg_str_sub(h->r->bytes, start, end - start);
    if (yg_str_eqz(name, "CEF") || yg_str_eqz(name, "LEEF"))
        return;
    if (name_end == SIZE_MAX)
        name_end = end;
    else if (end > name_end + 2)
        yg_log_add_as(h->r, "pid", YG_ROLE_UNKNOWN, name_end + 1, end - 1);
    add(h, "program", YG_ROLE_UNKNOWN, start, name_end);
    h->r->kind = yg_str_sub(h->r->bytes, start, name_end - start);
    h->at = end + 1;
    blanks(h);
}

/* Is there a tag behind the next word? Lines of programs begin with a time, too, but have a level
 * there. */
static bool has_tag(const head *h) {
    const char *p = h->r->bytes.p;
    size_t at = h->at;
    while (at < h->end && p[at] == ' ')
        at++;
    while (at < h->end && p[at] != ' ')
        at++;
    for (at++; at < h->end && p[at] != ' ' && p[at] != '='; at++) {
        if (p[at] == ':')
            return true;
    }
    return false;
}

/* Is the word at hand a host name, and not the tag already? */
static bool host_here(const head *h, size_t *ret_end) {
    const char *p = h->r->bytes.p;
    size_t at = h->at;
    while (at < h->end && (yg_log_is_word(p[at]) || p[at] == '.' || p[at] == '-' || p[at] == ':' ||
                           (unsigned char)p[at] >= 0x80))
        at++;
    *ret_end = at;
    return at > h->at && at < h->end && p[at] == ' ' && p[at - 1] != ':';
}

static bool read_3164(head *h, bool has_priority) {
    size_t end, before = h->at;
    bool named = false;
    before_time(h);
    if (!time_here(h)) {
        /* "172.16.5.10 6705: Feb 17 ...": who sent it, in front */
        h->at = before;
        if (!host_here(h, &end))
            return has_priority;
        size_t start = h->at;
        h->at = end + 1;
        before_time(h);
        if (!time_here(h)) {
            h->at = before;
            return has_priority;
        }
        add(h, "hostname", YG_ROLE_OBSERVER, start, end);
        named = true;
    }
    const char *p = h->r->bytes.p;
    if (h->at < h->end && p[h->at] == ':') {
        h->at++;
        named = true; /* Cisco's message follows */
    }
    if (h->at < h->end && p[h->at] != ' ' && !has_priority)
        return false;
    if (!has_priority && !named && yg_log_is_digit(p[before]) && !has_tag(h))
        return false;
    blanks(h);
    if (!named && host_here(h, &end)) {
        add(h, "hostname", YG_ROLE_OBSERVER, h->at, end);
        h->at = end;
        blanks(h);
        named = true;
    }
    if (h->at < h->end && p[h->at] == ':') { /* "host : %ASA-..." */
        h->at++;
        blanks(h);
    }
    tag(h);
    return true;
}

/* Without a priority only what has both a time and a tag, or a time in a form that only syslog
 * has, is one. */
bool yg_log_read_syslog(yg_log_record *r, int64_t before_us, size_t end) {
    head h = {.r = r, .before_us = before_us, .end = end};
    while (h.at < end && yg_log_is_blank(r->bytes.p[h.at]))
        h.at++;
    size_t fields = r->fields.n;
    bool has_priority = priority(&h);
    size_t start = h.at;
    if (!has_priority || !read_5424(&h)) {
        h.at = start;
        r->fields.n = fields + has_priority;
        r->time_us = YG_TIME_NONE;
        if (!read_3164(&h, has_priority)) {
            r->fields.n = fields;
            r->time_us = YG_TIME_NONE;
            return false;
        }
    }
    r->form = "syslog";
    r->shape = YG_SHAPE_SYSLOG;
    /* With their own time, which is when it happened. */
    if (h.at < end && (yg_log_read_squid(r, h.at, end) || yg_log_read_access(r, h.at, end)))
        return true;
    yg_log_read_message(r, h.at, end);
    return true;
}
