/* Logs in national character sets. In all of those that are read here a line end is the byte of a
 * line end and nothing else, so blocks are cut from the bytes of the file, by any thread, and
 * converted line by line. Offsets stay those of the file: stretches say which text came from where.
 *
 * Without --charset the set is a guess: from the first bytes of the file, and for a block where
 * that does not fit, from its own lines. [WRONG-GUESS] A line that is UTF-8 is never touched, and
 * one that was converted is searched as bytes as well, for values and by patterns: a guess may add
 * hits, it cannot cost one. */
#include "base/utf8.h"
#include "text/charset.h"
#include "watch/log_scan_part.h"

/* STRETCH: none is longer, so that a place in it is found at once, in a line of a megabyte too.
 * KANA: of text in Shift_JIS at most so many characters for a pair are half-width kana. */
enum { STRETCH_BYTES = 256, SYNC_BELOW = 0x30, WRONG_OF = 50, LOOK_BYTES = 4096, KANA = 3 };

static bool has_escapes(yg_str line) {
    if (line.n == 0 || memchr(line.p, 0x1B, line.n) == NULL)
        return false;
    return yg_str_find(line, YG_STR("\x1B$")) != SIZE_MAX ||
           yg_str_find(line, YG_STR("\x1B(J")) != SIZE_MAX ||
           yg_str_find(line, YG_STR("\x1B(I")) != SIZE_MAX;
}

static bool is_ascii(yg_str s) {
    size_t at = 0;
    for (uint64_t eight; s.n - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s.p + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            return false;
    }
    while (at < s.n && (unsigned char)s.p[at] < 0x80)
        at++;
    return at == s.n;
}

void yg_log_member_meet(scan_member *m, yg_str head, int64_t changed_us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_log_member_print(m, head);
    m->is_event_log = yg_str_starts(head, (yg_str){"ElfFile", sizeof "ElfFile"});
    m->utf16 = yg_log_utf16_of(head, &m->mark_bytes);
    if (yg_str_starts(head, YG_STR("\xEF\xBB\xBF")))
        m->told = YG_CHARSET_UTF8;
    if (m->told != YG_CHARSET_NONE && m->mark_bytes == 0)
        m->utf16 = m->told == YG_CHARSET_UTF16_LE   ? UTF16_LITTLE
                   : m->told == YG_CHARSET_UTF16_BE ? UTF16_BIG
                                                    : UTF16_NO;
    head = yg_str_sub(head, m->mark_bytes, YG_LOG_HEAD);
    m->charset = m->told != YG_CHARSET_NONE ? m->told : yg_charset_guess(head);
    const yg_charset_decoder *decoder = yg_charset_decoder_of(m->charset);
    /* Told line by line; its head is read as such, since names of columns are. */
    if (m->told == YG_CHARSET_NONE && is_ascii(head) && has_escapes(head))
        decoder = yg_charset_decoder_of(YG_CHARSET_ISO_2022_JP);
    if (m->utf16 != UTF16_NO) {
        yg_log_utf16_add(&text, head, m->utf16, true);
        head = yg_buf_str(&text);
    } else if (decoder != NULL) {
        yg_charset_reading reading = {0};
        yg_charset_decode(decoder, head, head.n, &reading, &text);
        head = yg_buf_str(&text);
    }
    m->form = yg_log_form_open(head);
    yg_log_form_before(m->form, changed_us);
}

/* --- Text --- */

static void begin_stretch(scan_worker *w, size_t bytes, yg_charset_id charset, unsigned char mode) {
    scan_stretch s = {(uint32_t)bytes, (uint32_t)(w->text.n - YG_SCAN_PAD), (unsigned char)charset,
                      mode};
    const scan_stretch *last = w->stretches.n > 0 ? &w->stretches.at[w->stretches.n - 1] : NULL;
    if (charset != YG_CHARSET_NONE || last == NULL || last->charset != YG_CHARSET_NONE)
        yg_vec_push(&w->stretches, s);
}

static void add_as_is(scan_worker *w, size_t at, yg_str bytes) {
    if (bytes.n == 0)
        return;
    begin_stretch(w, at, YG_CHARSET_NONE, 0);
    yg_buf_add(&w->text, bytes);
}

/* Adds a line, which stands at `at` of the block's bytes. */
static yg_charset_reading add_decoded(scan_worker *w, size_t at, yg_str line,
                                      yg_charset_id charset) {
    const yg_charset_decoder *decoder = yg_charset_decoder_of(charset);
    yg_charset_reading r = {0};
    while (r.bytes < line.n) {
        begin_stretch(w, at + r.bytes, charset, r.mode);
        yg_charset_decode(decoder, line, r.bytes + STRETCH_BYTES, &r, &w->text);
    }
    return r;
}

static bool is_too_wrong(const yg_charset_reading *r) {
    return r->faults > r->characters / WRONG_OF;
}

/* What the line is to be read as; NONE: as it is. */
static yg_charset_id set_of(const scan_member *m, yg_str line, yg_charset_id guess) {
    if (m->told != YG_CHARSET_NONE)
        return m->told;
    if (is_ascii(line))
        return has_escapes(line) ? YG_CHARSET_ISO_2022_JP : YG_CHARSET_NONE;
    if (!yg_charset_is_foreign(line))
        return YG_CHARSET_NONE;
    return guess != YG_CHARSET_NONE ? guess : yg_charset_guess_line(line);
}

static void add_line(scan_worker *w, size_t at, yg_str line, yg_charset_id guess) {
    const scan_member *m = w->block.member;
    yg_charset_id set = set_of(m, line, guess);
    if (set == YG_CHARSET_NONE) {
        add_as_is(w, at, line);
        return;
    }
    size_t text = w->text.n, stretches = w->stretches.n;
    yg_charset_reading r = add_decoded(w, at, line, set);
    if (m->told == YG_CHARSET_NONE && is_too_wrong(&r)) {
        yg_charset_id other = yg_charset_guess_line(line);
        if (other != YG_CHARSET_NONE && other != set) {
            w->text.n = text;
            w->stretches.n = stretches;
            add_decoded(w, at, line, other);
            set = other;
        }
    }
    w->result->charsets |= UINT32_C(1) << set;
    w->result->converted_bytes += line.n;
}

/* A piece of a long record may begin within a character. What follows a byte that is part of none
 * in any set can be read; until there it is taken as it is. */
static size_t synchronised(const scan_block *b) {
    size_t at = 0;
    if (!b->is_long || b->own_from == 0)
        return 0;
    while (at < b->own_from &&
           !((unsigned char)b->text.p[at] < SYNC_BELOW && b->text.p[at] != 0x1B))
        at++;
    return at < b->own_from ? at : 0;
}

static void convert_by(scan_worker *w, yg_charset_id guess) {
    static const char pad[YG_SCAN_PAD];
    yg_str rest = w->bytes;
    yg_buf_clear(&w->text);
    w->stretches.n = 0;
    w->result->converted_bytes = w->result->charsets = 0;
    yg_buf_add(&w->text, (yg_str){pad, sizeof pad});
    size_t at = synchronised(&w->block);
    add_as_is(w, 0, yg_str_sub(rest, 0, at));
    while (at < rest.n) {
        const char *end = memchr(rest.p + at, '\n', rest.n - at);
        size_t n = end != NULL ? (size_t)(end - rest.p) + 1 - at : rest.n - at;
        add_line(w, at, yg_str_sub(rest, at, n), guess);
        at += n;
    }
    yg_buf_add(&w->text, (yg_str){pad, sizeof pad});
    w->text.n -= sizeof pad;
}

/* Whether the first lines that are no UTF-8 may be in it. Kana of half width without kanji are what
 * EUC looks like in Shift_JIS. */
static bool still_fits(yg_charset_id charset, yg_str bytes) {
    yg_charset_reading all = {0};
    yg_str rest = bytes, line;
    const yg_charset_decoder *decoder = yg_charset_decoder_of(charset);
    for (size_t looked = 0; looked < LOOK_BYTES && yg_str_split(&rest, '\n', &line);) {
        yg_charset_reading r = {0};
        line = yg_str_sub(line, 0, LOOK_BYTES);
        if (is_ascii(line) || !yg_charset_is_foreign(line))
            continue;
        yg_charset_skip(decoder, line, line.n, SIZE_MAX, &r);
        looked += line.n;
        all.characters += r.characters;
        all.pairs += r.pairs;
        all.faults += r.faults;
    }
    return !is_too_wrong(&all) &&
           (charset != YG_CHARSET_SHIFT_JIS || all.characters <= KANA * all.pairs);
}

void yg_log_worker_convert(scan_worker *w) {
    scan_block *b = &w->block;
    const scan_member *m = b->member;
    yg_charset_id guess = m->charset;
    if (m->told == YG_CHARSET_NONE && !yg_log_is_utf8(b->text)) {
        if (guess == YG_CHARSET_NONE || !still_fits(guess, b->text))
            guess = yg_charset_guess(b->text);
    } else if (m->told == YG_CHARSET_NONE && !has_escapes(b->text)) {
        return;
    }
    w->bytes = b->text;
    convert_by(w, guess);
    if (w->result->converted_bytes == 0)
        return;
    w->is_converted = true;
    w->other.text = w->bytes;
    w->other.own_from = b->own_from;
    w->other.own_until = b->own_until;
    w->other.is_converted = false;
    b->own_from = yg_log_worker_text_at(w, b->own_from);
    b->own_until = b->own_until == w->bytes.n ? w->text.n - YG_SCAN_PAD
                                              : yg_log_worker_text_at(w, b->own_until);
    b->text = yg_str_from(yg_buf_str(&w->text), YG_SCAN_PAD);
}

/* --- Places --- */

static const scan_stretch *stretch_of(const scan_worker *w, size_t place, bool is_text) {
    size_t low = 0, high = w->stretches.n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        const scan_stretch *s = &w->stretches.at[middle];
        if ((is_text ? s->text : s->bytes) <= place)
            low = middle;
        else
            high = middle;
    }
    return &w->stretches.at[low];
}

static size_t map(const scan_worker *w, size_t place, bool from_text) {
    const scan_stretch *s = stretch_of(w, place, from_text);
    size_t ahead = place - (from_text ? s->text : s->bytes);
    if (s->charset == YG_CHARSET_NONE)
        return (from_text ? s->bytes : s->text) + ahead;
    yg_charset_reading r = {.mode = s->mode};
    yg_charset_skip(yg_charset_decoder_of(s->charset), yg_str_from(w->bytes, s->bytes),
                    from_text ? SIZE_MAX : ahead, from_text ? ahead : SIZE_MAX, &r);
    return from_text ? s->bytes + r.bytes : s->text + r.text;
}

size_t yg_log_worker_bytes_at(const scan_worker *w, size_t text) {
    return map(w, text, true);
}

size_t yg_log_worker_text_at(const scan_worker *w, size_t bytes) {
    return map(w, bytes, false);
}

/* --- Hits --- */

static void keep_hit(void *self, const yg_token_hit *hit) {
    yg_vec_push(&((scan_worker *)self)->hits, *hit);
}

static void keep_byte_hit(void *self, const yg_token_hit *hit) {
    scan_worker *w = self;
    if (stretch_of(w, hit->start, false)->charset != YG_CHARSET_NONE)
        yg_vec_push(&w->byte_hits, *hit);
}

/* Hits stand by place; none of the text's before *from ends behind a later one of the bytes. */
static bool text_has(const scan_worker *w, const yg_token_hit *hit, size_t start, size_t end,
                     size_t *from) {
    while (*from < w->hits.n && w->hits.at[*from].start < start)
        ++*from;
    for (size_t i = *from; i < w->hits.n && w->hits.at[i].start < end; i++) {
        if (w->hits.at[i].number == hit->number && w->hits.at[i].kind == hit->kind)
            return true;
    }
    return false;
}

void yg_log_worker_search(scan_worker *w, yg_token_take take) {
    const yg_indicators *set = yg_watchlist_set(w->options->watchlist);
    size_t next = 0, from = 0;
    w->hits.n = w->byte_hits.n = 0;
    yg_token_scan(set, w->scratch, w->block.text, keep_hit, w);
    if (w->block.member->told == YG_CHARSET_NONE)
        yg_token_scan(set, w->scratch, w->bytes, keep_byte_hit, w);
    for (size_t i = 0; i < w->byte_hits.n; i++) {
        const yg_token_hit *hit = &w->byte_hits.at[i];
        yg_token_hit placed = *hit;
        placed.start = yg_log_worker_text_at(w, hit->start);
        placed.end = yg_log_worker_text_at(w, hit->end);
        if (text_has(w, hit, placed.start, placed.end, &from))
            continue;
        while (next < w->hits.n && w->hits.at[next].start < placed.start)
            take(w, &w->hits.at[next++]);
        yg_log_worker_turn(w);
        take(w, hit);
        yg_log_worker_turn(w);
    }
    while (next < w->hits.n)
        take(w, &w->hits.at[next++]);
}
