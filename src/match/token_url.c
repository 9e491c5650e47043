/* URLs that stand together in the log (docs/formats/sightings.md, section 3): the host was found as
 * a token; what stands behind it in the decoded stretch is asked for.
 *
 * A host that stands there a thousand times, or has a thousand URLs, must not make the scan read
 * the stretch a thousand times [LINEAR-TIME]: prefixes of the stretch are hashed once, so that the
 * hash of any part of it is one subtraction, and of the places where a URL may end at most
 * YG_URL_ENDS are tried. */
#include "match/token_slow.h"

enum { YG_URL_ENDS = 64 };

/* A host in the decoded stretch. */
typedef struct {
    yg_token_text *t;
    yg_token_slow *slow;
    yg_str text;       /* decoded */
    size_t start, end; /* of the host in text, brackets included */
    size_t at;         /* behind host and port */
    yg_url_parts url;  /* of the entry that was found: whose host it is */
    unsigned port;
    uint64_t key;  /* of host and port */
    bool is_whole; /* something was found */
} place;

static bool is_end_byte(char c) {
    static const char ends[] = "\"'<>|,;)]}\\^#`\x7F";
    return (unsigned char)c <= ' ' || memchr(ends, c, sizeof ends - 1) != NULL;
}

static bool is_end(yg_str text, size_t at) {
    if (at == text.n || is_end_byte(text.p[at]))
        return true;
    return text.p[at] == '.' && (at + 1 == text.n || is_end_byte(text.p[at + 1]));
}

static void make_prefixes(yg_token_slow *slow) {
    uint64_t hash = 0;
    yg_str text = slow->plain;
    slow->prefix.n = slow->ends.n = 0;
    for (size_t i = 0; i < text.n; i++) {
        yg_vec_push(&slow->prefix, hash);
        if (is_end(text, i))
            yg_vec_push(&slow->ends, (uint32_t)i);
        hash = yg_key_url_add(hash, text.p[i]);
    }
    yg_vec_push(&slow->prefix, hash);
    yg_vec_push(&slow->ends, (uint32_t)text.n);
    uint64_t power = slow->power.n == 0 ? 1 : slow->power.at[slow->power.n - 1] * YG_KEY_URL_BASE;
    for (; slow->power.n < text.n + 2; power *= YG_KEY_URL_BASE)
        yg_vec_push(&slow->power, power);
    slow->has_prefixes = true;
}

static uint64_t hash_between(const yg_token_slow *slow, size_t from, size_t to) {
    return slow->prefix.at[to] - slow->prefix.at[from] * slow->power.at[to - from];
}

/* The first end at `at` or behind it: its place in ends. */
static size_t first_end(const yg_token_slow *slow, size_t at) {
    size_t low = 0, high = slow->ends.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slow->ends.at[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* As it stands in the block, where decoding has changed nothing of it. */
static void add(place *p, uint32_t number, yg_hit_kind kind, size_t end) {
    yg_token_slow *slow = p->slow;
    yg_token_text as = *p->t;
    size_t from = slow->from + p->start, to = slow->from + end;
    if (slow->is_decoded) {
        from = slow->from + slow->view.from.at[p->start];
        to = slow->from + slow->view.from.at[end];
    }
    p->is_whole |= kind == YG_HIT_WHOLE;
    as.base = slow->from;
    if (to - from == end - p->start &&
        memcmp(slow->block.p + from, p->text.p + p->start, to - from) == 0) {
        as.view = NULL;
        as.text = slow->block;
        as.base = 0;
        yg_token_add(&as, number, kind, from, to);
        return;
    }
    as.view = &slow->view;
    as.text = slow->view.text;
    yg_token_add(&as, number, kind, p->start, end);
}

/* Is the entry the URL of that host, port and rest (slash: a "/" before it)? */
static bool is_url(place *p, uint32_t number, bool slash, yg_str rest) {
    yg_url_parts url;
    if (yg_indicators_type(p->t->set, number) != YG_INDICATOR_URL ||
        !yg_url_cut(yg_entry_text(p->t->set, number), &url) || url.port != p->port ||
        url.is_ipv6 != p->url.is_ipv6 || !yg_str_eq_nocase(url.host, p->url.host))
        return false;
    yg_str want = yg_url_rest(url.rest, &p->slow->rest);
    return yg_str_eq(slash ? yg_str_from(want, 1) : want, rest);
}

/* Adds the URLs whose rest is text [p->at, to), with a "/" before it if slash is set. */
static void ask(place *p, bool slash, size_t to) {
    uint64_t hash = hash_between(p->slow, p->at, to);
    yg_key_walk walk = {0};
    uint32_t number;
    if (slash)
        hash += yg_key_url_add(0, '/') * p->slow->power.at[to - p->at];
    uint64_t key = yg_key_url_end(p->key, hash);
    if (!yg_key_maybe(p->t->set, YG_KEY_URL, key))
        return;
    yg_str rest = yg_str_sub(p->text, p->at, to - p->at);
    while (yg_key_next(p->t->set, key, &walk, &number)) {
        if (is_url(p, number, slash, rest))
            add(p, number, YG_HIT_WHOLE, to);
    }
}

static bool has_scheme_before(const place *p) {
    return p->start >= 3 && memcmp(p->text.p + p->start - 3, "://", 3) == 0;
}

static void look(place *p, uint32_t number) {
    yg_token_slow *slow = p->slow;
    char next = p->at < p->text.n ? p->text.p[p->at] : '\0';
    bool has_rest = next == '/' || next == '?';
    p->key = yg_key_url_start(p->url.host, p->port);
    if (has_rest || has_scheme_before(p)) {
        if (!slow->has_prefixes)
            make_prefixes(slow);
    }
    if (has_rest) {
        size_t first = first_end(slow, p->at + 1);
        for (size_t i = first; i < slow->ends.n && i - first < YG_URL_ENDS; i++)
            ask(p, next == '?', slow->ends.at[i]);
        return;
    }
    if (has_scheme_before(p) && is_end(p->text, p->at))
        ask(p, true, p->at);
    if (!p->is_whole)
        add(p, number, YG_HIT_URL_HOST, p->at);
}

/* Passes over ":port"; a port that is none stays where it is. */
static void read_port(place *p) {
    size_t at = p->end;
    unsigned port = 0;
    p->at = p->end;
    p->port = 0;
    if (at >= p->text.n || p->text.p[at] != ':')
        return;
    size_t digits = ++at;
    while (at < p->text.n && at - digits < 6 && yg_is_byte(p->text.p[at], YG_BYTE_DIGIT))
        port = port * 10 + (unsigned)(p->text.p[at++] - '0');
    if (at == digits || at - digits > 5 || port > 65535 || p->text.p[digits] == '0')
        return;
    p->at = at;
    p->port = port == 80 || port == 443 ? 0 : port;
}

/* The host must be a token as a whole, an IPv6 address must stand in brackets. */
static bool stands_alone(place *p) {
    size_t start = p->start, end = p->end;
    if (p->url.is_ipv6) {
        if (start == 0 || end >= p->text.n || p->text.p[start - 1] != '[' || p->text.p[end] != ']')
            return false;
        p->start--;
        p->end++;
        return true;
    }
    while (start > 0 && yg_is_byte(p->text.p[start - 1], YG_BYTE_TOKEN))
        start--;
    while (end < p->text.n && yg_is_byte(p->text.p[end], YG_BYTE_TOKEN))
        end++;
    return yg_token_trim(p->text.p, &start, &end) && start == p->start && end == p->end &&
           yg_str_eq_nocase(yg_str_sub(p->text, start, end - start), p->url.host);
}

/* The place in the decoded stretch of [start, end) of t->text. False: those bytes do not stand in
 * it. */
static bool find_place(yg_token_text *t, size_t start, size_t end, place *p) {
    yg_token_slow *slow = p->slow;
    if (t->view == NULL) {
        yg_token_stretch(slow, t->set, t->text, start);
        p->text = slow->plain;
        p->start = start - slow->from;
        p->end = end - slow->from;
        if (end > slow->to)
            return false;
        if (!slow->is_decoded)
            return true;
        p->start = yg_token_view_find(&slow->view, start - slow->from);
        p->end = p->start + (end - start);
        return p->end <= p->text.n &&
               memcmp(p->text.p + p->start, t->text.p + start, end - start) == 0;
    }
    p->text = slow->plain;
    p->start = start;
    p->end = end;
    if (t->view == &slow->names) {
        p->start = slow->names_from.at[start];
        p->end = slow->names_from.at[end];
    }
    return true;
}

/* In the names view the bytes behind the host are those of the decoded one, and the host is a run
 * that was turned into A-labels as a whole. */
static bool is_whole_name(const yg_token_text *t, size_t start, size_t end) {
    size_t from = start, to = end;
    while (from > 0 && yg_is_byte(t->text.p[from - 1], YG_BYTE_TOKEN))
        from--;
    while (to < t->text.n && yg_is_byte(t->text.p[to], YG_BYTE_TOKEN))
        to++;
    return yg_token_trim(t->text.p, &from, &to) && from == start && to == end;
}

void yg_token_url(yg_token_text *t, uint32_t number, size_t start, size_t end) {
    yg_token_slow *slow = yg_token_slow_of(t->scratch);
    place p = {.t = t, .slow = slow};
    if (!yg_url_cut(yg_entry_text(t->set, number), &p.url) || !find_place(t, start, end, &p))
        return;
    if (t->view == &slow->names && !p.url.is_ipv6 ? !is_whole_name(t, start, end)
                                                  : !stands_alone(&p))
        return;
    read_port(&p);
    look(&p, number);
}

yg_str yg_url_rest(yg_str rest, yg_log_view *view) {
    if (rest.n == 0)
        return YG_STR("/");
    if (rest.p[0] == '/' && !yg_log_view_make(rest, false, view))
        return rest;
    (void)yg_log_view_make(rest, true, view);
    yg_str text = view->text;
    if (text.n > 0 && text.p[0] == '/')
        return text;
    /* "http://host?query" asks for "/?query"; there is room before the text. */
    view->room.p[YG_LOG_VIEW_PAD - 1] = '/';
    return (yg_str){view->room.p + YG_LOG_VIEW_PAD - 1, text.n + 1};
}

bool yg_indicators_url(const yg_indicators *set, yg_str host, unsigned port, yg_str rest,
                       uint32_t *ret_number) {
    yg_log_view mine = {0}, theirs = {0};
    yg_url_parts want = {.host = host, .port = port == 80 || port == 443 ? 0 : port, .rest = rest},
                 url;
    yg_key_walk walk = {0};
    uint32_t number;
    bool is_found = false;
    rest = yg_str_sub(rest, 0, yg_str_chr(rest, '#'));
    want.rest = rest;
    if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        want.host = yg_str_sub(host, 1, host.n - 2);
    uint64_t key = yg_key_url(&want);
    if (!yg_key_maybe(set, YG_KEY_URL, key))
        return false;
    yg_str text = yg_url_rest(rest, &mine);
    while (!is_found && yg_key_next(set, key, &walk, &number)) {
        is_found = yg_indicators_type(set, number) == YG_INDICATOR_URL &&
                   yg_url_cut(yg_entry_text(set, number), &url) && url.port == want.port &&
                   yg_str_eq_nocase(url.host, want.host) &&
                   yg_str_eq(yg_url_rest(url.rest, &theirs), text);
    }
    if (is_found)
        *ret_number = number;
    yg_log_view_free(&mine);
    yg_log_view_free(&theirs);
    return is_found;
}
