/* One DNS answer to texts. The message is walked here, not by the parsers of c-ares, because those
 * take records of any owner: an answer for a.example may carry addresses of b.example [BAILIWICK].
 * Names are expanded by c-ares, which limits their jumps [COMPRESSION-LOOP]. */
#include <ares.h>
#include <stdlib.h>

#include "fetch/address.h"
#include "fetch/resolve_part.h"

enum {
    HEADER = 12,
    QUESTION_FIXED = 4,
    RECORD_FIXED = 10,
    TYPE_CNAME = 5,
    CLASS_IN = 1,
    ALIASES = 16,  /* of one answer; more is a loop */
    RECORDS = 256, /* looked at in one answer */
};

typedef struct {
    const unsigned char *bytes;
    int n;
    const unsigned char *at;
} message;

/* A record: where its data begins and ends. */
typedef struct {
    char *owner; /* freed by free_record */
    unsigned type, class;
    const unsigned char *data;
    size_t data_n;
} record;

typedef struct {
    unsigned preference;
    yg_str host;
} exchanger;

typedef struct {
    exchanger at[YG_RESOLVE_RECORDS];
    size_t n;
} exchangers;

int yg_ask_type(yg_ask ask) {
    static const int types[YG_ASK_TYPES] = {
        [YG_ASK_A] = 1, [YG_ASK_AAAA] = 28, [YG_ASK_MX] = 15, [YG_ASK_NS] = 2};
    return types[ask];
}

static size_t left(const message *m) {
    return (size_t)(m->bytes + m->n - m->at);
}

static unsigned two_bytes(const unsigned char *p) {
    return (unsigned)p[0] << 8 | p[1];
}

/* The name at `from` as text without a point at its end; NULL: it cannot be read. */
static char *expand(const message *m, const unsigned char *from, const unsigned char **ret_behind) {
    char *text = NULL;
    long used = 0;
    if (from >= m->bytes + m->n ||
        ares_expand_name(from, m->bytes, m->n, &text, &used) != ARES_SUCCESS)
        return NULL;
    if (ret_behind != NULL)
        *ret_behind = from + used;
    return text;
}

static void free_record(record *r) {
    ares_free_string(r->owner);
    r->owner = NULL;
}

static bool next_record(message *m, record *r) {
    const unsigned char *behind = NULL;
    *r = (record){.owner = expand(m, m->at, &behind)};
    if (r->owner == NULL)
        return false;
    m->at = behind;
    if (left(m) < RECORD_FIXED) {
        free_record(r);
        return false;
    }
    r->type = two_bytes(m->at);
    r->class = two_bytes(m->at + 2);
    r->data_n = two_bytes(m->at + 8);
    r->data = m->at + RECORD_FIXED;
    if (left(m) - RECORD_FIXED < r->data_n) {
        free_record(r);
        return false;
    }
    m->at = r->data + r->data_n;
    return true;
}

static void keep(yg_record_texts *texts, yg_arena *arena, yg_str text) {
    for (size_t i = 0; i < texts->n; i++) {
        if (yg_str_eq(texts->at[i], text))
            return;
    }
    if (texts->n == YG_RESOLVE_RECORDS || text.n == 0)
        return;
    text = yg_arena_copy(arena, text);
    if (text.p != NULL)
        texts->at[texts->n++] = text;
}

static void keep_address(yg_ask ask, const record *r, yg_arena *arena, yg_record_texts *texts) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_address address = {{0}};
    if (ask == YG_ASK_A && r->data_n == 4) {
        address.bytes[10] = address.bytes[11] = 0xFF;
        memcpy(address.bytes + 12, r->data, 4);
    } else if (ask == YG_ASK_AAAA && r->data_n == 16) {
        memcpy(address.bytes, r->data, 16);
    } else {
        return;
    }
    yg_address_add(&text, address);
    keep(texts, arena, yg_buf_str(&text));
}

/* False: the name in it cannot be read. */
static bool keep_host(const message *m, yg_ask ask, const record *r, yg_arena *arena,
                      exchangers *hosts) {
    size_t skip = ask == YG_ASK_MX ? 2 : 0;
    const unsigned char *behind = NULL;
    if (r->data_n <= skip)
        return false;
    char *name = expand(m, r->data + skip, &behind);
    if (name == NULL)
        return false;
    bool fits = behind <= r->data + r->data_n;
    yg_str host = yg_arena_copy(arena, name[0] != 0 ? yg_str_of(name) : YG_STR("."));
    ares_free_string(name);
    if (fits && host.p != NULL && hosts->n < YG_RESOLVE_RECORDS)
        hosts->at[hosts->n++] = (exchanger){skip > 0 ? two_bytes(r->data) : 0, host};
    return fits;
}

static int by_preference(const void *left_one, const void *right_one) {
    const exchanger *a = left_one, *b = right_one;
    if (a->preference != b->preference)
        return a->preference < b->preference ? -1 : 1;
    return yg_str_cmp(a->host, b->host);
}

/* All records of the answer section; false: it ends in the middle of one. */
static bool read_records(message *m, unsigned count, record *records, size_t *ret_n) {
    *ret_n = 0;
    for (unsigned i = 0; i < count; i++) {
        record r;
        if (!next_record(m, &r))
            return false;
        if (*ret_n < RECORDS)
            records[(*ret_n)++] = r;
        else
            free_record(&r);
    }
    return true;
}

/* The name at the end of the chain of aliases that begins at host, in the arena. */
static yg_str follow_aliases(const message *m, yg_str host, const record *records, size_t n,
                             yg_arena *arena) {
    for (int jump = 0; jump < ALIASES; jump++) {
        size_t i = 0;
        while (i < n && !(records[i].type == TYPE_CNAME && records[i].class == CLASS_IN &&
                          yg_str_eq_nocase(yg_str_of(records[i].owner), host)))
            i++;
        char *target = i < n ? expand(m, records[i].data, NULL) : NULL;
        if (target == NULL)
            return host;
        yg_str kept = yg_arena_copy(arena, yg_str_of(target));
        ares_free_string(target);
        if (kept.p == NULL)
            return host;
        host = kept;
    }
    return host;
}

static bool read_section(message *m, yg_ask ask, yg_str host, unsigned count, yg_arena *arena,
                         yg_record_texts *texts) {
    record *records = yg_alloc(RECORDS, sizeof *records);
    exchangers hosts = {.n = 0};
    size_t n = 0;
    bool sound = read_records(m, count, records, &n);
    yg_str owner = follow_aliases(m, host, records, n, arena);
    for (size_t i = 0; i < n; i++) {
        const record *r = &records[i];
        if ((int)r->type != yg_ask_type(ask) || r->class != CLASS_IN ||
            !yg_str_eq_nocase(yg_str_of(r->owner), owner))
            continue;
        if (ask == YG_ASK_A || ask == YG_ASK_AAAA)
            keep_address(ask, r, arena, texts);
        else
            sound = keep_host(m, ask, r, arena, &hosts) && sound;
    }
    qsort(hosts.at, hosts.n, sizeof *hosts.at, by_preference);
    for (size_t i = 0; i < hosts.n; i++)
        keep(texts, arena, hosts.at[i].host);
    for (size_t i = 0; i < n; i++)
        free_record(&records[i]);
    free(records);
    return sound;
}

bool yg_answer_read(yg_ask ask, yg_str host, const unsigned char *bytes, size_t n, yg_arena *arena,
                    yg_record_texts *texts) {
    message m = {.bytes = bytes, .n = (int)n, .at = bytes + HEADER};
    if (n < HEADER || n > UINT16_MAX)
        return false;
    for (unsigned questions = two_bytes(bytes + 4); questions > 0; questions--) {
        const unsigned char *behind = NULL;
        char *name = expand(&m, m.at, &behind);
        ares_free_string(name);
        if (name == NULL)
            return false;
        m.at = behind;
        if (left(&m) < QUESTION_FIXED)
            return false;
        m.at += QUESTION_FIXED;
    }
    return read_section(&m, ask, host, two_bytes(bytes + 6), arena, texts);
}

bool yg_answer_same(const yg_record_texts *a, const yg_record_texts *b) {
    for (size_t i = 0; i < a->n; i++) {
        size_t j = 0;
        while (j < b->n && !yg_str_eq(a->at[i], b->at[j]))
            j++;
        if (j == b->n)
            return false;
    }
    return a->n == b->n;
}
