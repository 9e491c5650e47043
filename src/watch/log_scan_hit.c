/* From hits to sightings: for a hit alone, and in the thread that found it, its record is read for
 * time, field and role, a URL in pieces is put together, and the record is placed in the group. */
#include "base/utf8.h"
#include "watch/log_scan_part.h"

scan_result *yg_log_result_make(void) {
    return yg_alloc(1, sizeof(scan_result));
}

void yg_log_result_clear(scan_result *r) {
    yg_log_member_release(r->member);
    yg_arena_reset(&r->arena);
    scan_result empty = {.arena = r->arena};
    empty.sightings.at = r->sightings.at;
    empty.sightings.cap = r->sightings.cap;
    empty.mets.at = r->mets.at;
    empty.mets.cap = r->mets.cap;
    empty.brackets.at = r->brackets.at;
    empty.brackets.cap = r->brackets.cap;
    empty.hard.at = r->hard.at;
    empty.hard.cap = r->hard.cap;
    *r = empty;
}

void yg_log_result_free(scan_result *r) {
    if (r == NULL)
        return;
    yg_log_member_release(r->member);
    yg_vec_free(&r->sightings);
    yg_vec_free(&r->mets);
    yg_vec_free(&r->brackets);
    yg_vec_free(&r->hard);
    yg_arena_free(&r->arena);
    free(r);
}

void yg_log_worker_start(scan_worker *w, const yg_log_scan_options *options) {
    *w = (scan_worker){.options = options, .scratch = yg_token_scratch_make()};
}

void yg_log_worker_free(scan_worker *w) {
    yg_token_scratch_free(w->scratch);
    free(w->block.buffer);
    yg_log_record_free(&w->record);
    yg_log_record_free(&w->other.record);
    yg_buf_free(&w->value);
    yg_buf_free(&w->host);
    yg_buf_free(&w->text);
    yg_vec_free(&w->stretches);
    yg_vec_free(&w->hits);
    yg_vec_free(&w->byte_hits);
    yg_vec_free(&w->urls);
    yg_pattern_scratch_free(w->pattern_scratch);
    yg_observation_free(&w->observation);
}

/* Counts lines and bytes of the file from the last record to this one. */
static void count_to(scan_worker *w, size_t at) {
    const scan_block *b = &w->block;
    w->lines += yg_log_lines(yg_str_sub(b->text, w->lines_at, at - w->lines_at));
    w->lines_at = at;
    if (w->is_converted)
        w->offset = yg_log_worker_bytes_at(w, at);
    else if (b->member->utf16 != UTF16_NO)
        w->offset += yg_log_utf16_bytes(yg_str_sub(b->text, w->offset_at, at - w->offset_at));
    else
        w->offset += at - w->offset_at;
    w->offset_at = at;
}

void yg_log_worker_read(scan_worker *w, size_t at) {
    const scan_block *b = &w->block;
    yg_str record = yg_log_walk_to(b->member->form, &w->walk, b->text, at);
    if (record.p == w->record_text.p && record.n == w->record_text.n)
        return;
    w->record_text = record;
    size_t start = (size_t)(record.p - b->text.p);
    if (start > w->lines_at) /* the pieces of one giant record may go back */
        count_to(w, start);
    w->record_lines = w->lines;
    w->record_offset = b->is_long ? b->record_offset : b->offset + w->offset;
    if (w->urls_offset != w->record_offset || b->is_long)
        w->urls.n = 0;
    w->urls_offset = w->record_offset;
    yg_log_record_read(b->member->form, record, &w->record);
    w->result->records++;
}

/* Texts of one block are mostly those of the sighting before. */
static yg_str keep(scan_worker *w, yg_str text, yg_str last) {
    if (text.n == 0)
        return (yg_str){NULL, 0};
    return yg_str_eq(text, last) ? last : yg_arena_copy(&w->result->arena, text);
}

/* A later piece of a long record begins anywhere: its first word is a part of one, and names no
 * machine. */
static bool is_cut(const scan_worker *w, yg_str value) {
    const scan_block *b = &w->block;
    size_t n = 0;
    if (!b->is_long || b->offset == b->record_offset || value.p < w->record_text.p ||
        value.p >= w->record_text.p + w->record_text.n)
        return false;
    while (n < w->record_text.n && (unsigned char)w->record_text.p[n] > ' ')
        n++;
    return value.p < w->record_text.p + n;
}

static void place(scan_worker *w, const yg_token_hit *hit, yg_sighting *s, yg_str last) {
    const size_t base = (size_t)(w->record_text.p - w->block.text.p);
    yg_log_party parties[YG_LOG_PARTIES];
    size_t n = yg_log_record_parties(&w->record, hit->start - base, hit->end - base, parties);
    const yg_places *places = w->options->places;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_cut(w, parties[i].value))
            parties[kept++] = parties[i];
    }
    n = kept;
    for (size_t i = 0; i < n && places != NULL; i++) {
        bool found = parties[i].is_address ? yg_places_address(places, parties[i].value, &s->place)
                                           : yg_places_host(places, parties[i].value, &s->place);
        if (found) {
            s->machine = keep(w, parties[i].value, last);
            return;
        }
    }
    if (n > 0)
        s->machine = keep(w, parties[0].value, last);
}

void yg_log_worker_place(scan_worker *w, yg_sighting *s) {
    size_t base = (size_t)(w->record_text.p - w->block.text.p);
    place(w, &(yg_token_hit){.start = base, .end = base}, s, (yg_str){NULL, 0});
}

/* A time before the indicator was valid, or after it; a record without a time is told. */
static bool is_out_of_time(const scan_worker *w, const yg_watched *known) {
    int64_t us = w->record.time_us;
    return us != YG_TIME_NONE && ((known->from_us != YG_TIME_NONE && us < known->from_us) ||
                                  (known->until_us != YG_TIME_NONE && us >= known->until_us));
}

static void put(scan_worker *w, const yg_token_hit *hit, uint32_t number, const yg_log_field *field,
                yg_log_role role) {
    static const yg_sighting none;
    const yg_indicators *set = yg_watchlist_set(w->options->watchlist);
    scan_result *r = w->result;
    const yg_sighting *last = r->sightings.n > 0 ? &r->sightings.at[r->sightings.n - 1] : &none;
    yg_watched known = yg_watchlist_of(w->options->watchlist, number);
    if (is_out_of_time(w, &known) && !w->options->expired) {
        r->out_of_time++;
        return;
    }
    yg_str seen = yg_str_sub(w->block.text, hit->start, hit->end - hit->start);
    if (seen.n > SEEN_BYTES)
        seen.n = yg_utf8_floor(seen, SEEN_BYTES);
    yg_buf_clear(&w->value);
    yg_sighting s = {.time_us = w->record.time_us,
                     .last_us = w->record.time_us,
                     .offset_bytes = w->record_offset,
                     .line = w->record_lines,
                     .number = number,
                     .type = yg_indicators_type(set, number),
                     .indicator =
                         keep(w, yg_indicators_value(set, number, &w->value), last->indicator),
                     .seen = keep(w, seen, last->seen),
                     .field = keep(w, field != NULL ? field->name : YG_STR(""), last->field),
                     .role = role,
                     .kind = keep(w, w->record.kind, last->kind),
                     .known = known,
                     .count = 1};
    place(w, hit, &s, last->machine);
    yg_vec_push(&r->sightings, s);
}

static bool was_told(const scan_worker *w, uint32_t number) {
    for (size_t i = 0; i < w->urls.n; i++) {
        if (w->urls.at[i] == number)
            return true;
    }
    return false;
}

/* Host and path stand in fields of their own: each URL once a record. */
static void put_apart(scan_worker *w, const yg_token_hit *hit) {
    const yg_indicators *set = yg_watchlist_set(w->options->watchlist);
    const size_t base = (size_t)(w->record_text.p - w->block.text.p);
    yg_log_url urls[YG_LOG_URLS];
    size_t n = yg_log_record_urls(&w->record, hit->start - base, hit->end - base, urls);
    for (size_t i = 0; i < n; i++) {
        uint32_t number;
        yg_buf_clear(&w->host);
        for (size_t k = 0; k < urls[i].host.n; k++) {
            char c = urls[i].host.p[k];
            yg_buf_addc(&w->host, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
        }
        if (!yg_indicators_url(set, yg_buf_str(&w->host), urls[i].port, urls[i].rest, &number) ||
            was_told(w, number))
            continue;
        yg_vec_push(&w->urls, number);
        w->result->hits++;
        put(w, hit, number, urls[i].rest_field, YG_ROLE_URL);
    }
}

static bool is_url(const scan_worker *w, uint32_t number) {
    return yg_indicators_type(yg_watchlist_set(w->options->watchlist), number) == YG_INDICATOR_URL;
}

/* Of the record that was read. */
static bool has_field(const scan_worker *w, const yg_token_hit *hit) {
    size_t base = (size_t)(w->record_text.p - w->block.text.p);
    const yg_log_field *field = yg_log_record_at(&w->record, hit->start - base, hit->end - base);
    return field != NULL && field->name.n > 0;
}

/* A wrong guess may have spoilt what stands around a hit: a quote, a separator. True: the bytes,
 * which are in hand now, name its field. */
static bool turn_for_field(scan_worker *w, const yg_token_hit *hit, yg_token_hit *ret_hit) {
    yg_token_hit in_bytes = *hit;
    yg_str seen = yg_str_sub(w->block.text, hit->start, hit->end - hit->start);
    if (!yg_log_worker_is_guess(w) || w->is_bytes || has_field(w, hit))
        return false;
    in_bytes.start = yg_log_worker_bytes_at(w, hit->start);
    in_bytes.end = in_bytes.start + seen.n;
    if (!yg_str_eq(yg_str_sub(w->bytes, in_bytes.start, seen.n), seen))
        return false;
    yg_log_worker_turn(w);
    yg_log_worker_read(w, in_bytes.start);
    if (has_field(w, &in_bytes)) {
        *ret_hit = in_bytes;
        return true;
    }
    yg_log_worker_turn(w);
    return false;
}

/* The record is read. */
static void take_hit(scan_worker *w, const yg_token_hit *hit) {
    const scan_block *b = &w->block;
    if (hit->kind == YG_HIT_URL_HOST) {
        put_apart(w, hit);
        return;
    }
    size_t base = (size_t)(w->record_text.p - b->text.p), start = hit->start - base;
    size_t end = hit->end - base;
    if (yg_log_record_repeats(&w->record, start, end))
        return;
    yg_log_role role = yg_log_record_role(&w->record, w->record_text, start, end);
    w->result->hits++;
    if (role == YG_ROLE_HOST && is_url(w, hit->number)) /* it begins with its host */
        role = YG_ROLE_URL;
    if (role == YG_ROLE_VERSION)
        w->result->versions++;
    else
        put(w, hit, hit->number, yg_log_record_at(&w->record, start, end), role);
}

static void on_hit(void *self, const yg_token_hit *hit) {
    scan_worker *w = self;
    const scan_block *b = &w->block;
    yg_token_hit in_bytes;
    if (hit->start < b->own_from || hit->start >= b->own_until)
        return;
    yg_log_worker_read(w, hit->start);
    if (!turn_for_field(w, hit, &in_bytes)) {
        take_hit(w, hit);
        return;
    }
    take_hit(w, &in_bytes);
    yg_log_worker_turn(w);
}

/* Before a walk through the block from its beginning. */
static void rewind_block(scan_worker *w) {
    scan_other *o = &w->other;
    w->record_text = o->record_text = (yg_str){NULL, 0};
    w->walk = o->walk = (yg_log_walk){0};
    w->lines_at = w->offset_at = o->lines_at = o->offset_at = 0;
    w->lines = w->offset = o->lines = o->offset = 0;
    w->urls_offset = UINT64_MAX;
}

void yg_log_worker_scan(scan_worker *w) {
    const scan_block *b = &w->block;
    scan_result *r = w->result;
    bool is_plain;
    r->member = b->member;
    r->end_offset = b->end_offset;
    r->into = b->is_long ? b->into : 0;
    r->text_bytes = b->own_until - b->own_from;
    r->lines = yg_log_lines_seen(b->text, &is_plain);
    w->is_converted = false;
    if (!is_plain && b->member->utf16 == UTF16_NO && b->member->told != YG_CHARSET_UTF8)
        yg_log_worker_convert(w);
    rewind_block(w);
    w->is_abandoned = false;
    yg_log_worker_patterns(w);
    if (yg_log_worker_is_guess(w) && !w->is_abandoned)
        yg_log_worker_patterns_of_bytes(w);
    if (w->is_abandoned)
        return;
    rewind_block(w);
    if (w->is_converted)
        yg_log_worker_search(w, on_hit);
    else if (b->text.n > 0)
        yg_token_scan(yg_watchlist_set(w->options->watchlist), w->scratch, b->text, on_hit, w);
    /* The line end of a long record belongs to its last piece, and only there is one. */
    if (b->is_long)
        r->lines = b->is_long_end && b->text.n > 0 && b->text.p[b->text.n - 1] == '\n';
    r->long_records = b->is_long_end;
    r->held_bytes = r->arena.used_bytes + r->sightings.n * sizeof *r->sightings.at +
                    r->mets.n * sizeof *r->mets.at + sizeof *r;
}
