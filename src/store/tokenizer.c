/* The FTS5 tokenizer "yagura": folded as text/key.h folds. A run of letters and digits is a word;
 * in scripts that write no spaces (Han, kana, Hangul, Thai ...) every character and every pair of
 * neighbours is one, so that two-character words such as 大阪 are found. */
#include "store/sql.h"

#include "base/utf8.h"
#include "text/key.h"

/* A word longer than this is no word (base64, hashes are cut here). */
enum { LONGEST_WORD_BYTES = 64 };

typedef struct {
    yg_buf folded;
} tokenizer;

static int create(void *context, const char **arguments, int n, Fts5Tokenizer **ret) {
    *ret = (Fts5Tokenizer *)yg_alloc(1, sizeof(tokenizer));
    return SQLITE_OK;
}

static void destroy(Fts5Tokenizer *self) {
    tokenizer *t = (tokenizer *)self;
    yg_buf_free(&t->folded);
    free(t);
}

bool yg_tokenizer_is_spaceless(uint32_t c) {
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3040 && c <= 0x31FF) ||
           (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

typedef int (*emit)(void *, int, const char *, int, int, int);

/* One word of the folded text, offsets are those of the folded text (only the order matters). */
static int word(void *context, emit token, yg_str s, size_t from, size_t to) {
    size_t n = to - from;
    if (n > LONGEST_WORD_BYTES)
        n = yg_utf8_floor(yg_str_sub(s, from, LONGEST_WORD_BYTES), LONGEST_WORD_BYTES);
    return token(context, 0, s.p + from, (int)n, (int)from, (int)to);
}

static int spaceless(void *context, emit token, yg_str s, size_t from, size_t to) {
    int status = SQLITE_OK;
    for (size_t at = from; at < to && status == SQLITE_OK;) {
        size_t next = at, pair;
        yg_utf8_next(s, &next);
        status = token(context, 0, s.p + at, (int)(next - at), (int)at, (int)next);
        pair = next;
        if (status == SQLITE_OK && pair < to) {
            yg_utf8_next(s, &pair);
            status = token(context, FTS5_TOKEN_COLOCATED, s.p + at, (int)(pair - at), (int)at,
                           (int)pair);
        }
        at = next;
    }
    return status;
}

static int tokenize(Fts5Tokenizer *self, void *context, int flags, const char *text, int n,
                    emit token) {
    tokenizer *t = (tokenizer *)self;
    int status = SQLITE_OK;
    yg_buf_clear(&t->folded);
    if (n > 0)
        yg_key_add_folded(&t->folded, (yg_str){text, (size_t)n});
    yg_str s = yg_buf_str(&t->folded);
    /* Queries (store/search.c) quote one word of the index each: a pair must not become two. */
    if ((flags & FTS5_TOKENIZE_QUERY) != 0)
        return s.n > 0 ? word(context, token, s, 0, s.n) : SQLITE_OK;
    for (size_t at = 0; at < s.n && status == SQLITE_OK;) {
        if (s.p[at] == ' ') {
            at++;
            continue;
        }
        size_t from = at, next = at;
        bool kind = yg_tokenizer_is_spaceless(yg_utf8_next(s, &next));
        while (next < s.n && s.p[next] != ' ') {
            size_t peek = next;
            if ((unsigned char)s.p[next] < 0x80
                    ? kind
                    : yg_tokenizer_is_spaceless(yg_utf8_next(s, &peek)) != kind)
                break;
            next = peek > next ? peek : next + 1;
        }
        status = (kind ? spaceless : word)(context, token, s, from, next);
        at = next;
    }
    return status;
}

bool yg_tokenizer_register(sqlite3 *db, yg_error *err) {
    fts5_api *api = NULL;
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) != SQLITE_OK)
        return yg_fail(err, YG_ERR_IO, "store: this SQLite has no FTS5");
    sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    fts5_tokenizer functions = {create, destroy, tokenize};
    if (api == NULL || api->xCreateTokenizer(api, "yagura", NULL, &functions, NULL) != SQLITE_OK)
        return yg_fail(err, YG_ERR_IO, "store: cannot register the tokenizer");
    return true;
}
