/* One block through the reader of names and the judge. */
#include "base/time.h"
#include "base/utf8.h"
#include "text/defang.h"
#include "watch/name_scan_part.h"

static uint64_t count_lines(const char *p, size_t n) {
    uint64_t lines = 0;
    for (size_t i = 0; i < n; i++)
        lines += p[i] == '\n';
    return lines;
}

static bool is_ascii(yg_str s) {
    unsigned char any = 0;
    for (size_t i = 0; i < s.n; i++)
        any |= (unsigned char)s.p[i];
    return any < 0x80;
}

/* The line of a place in the text, counted on from the place before: places come in order, nearly
 * always. */
static uint64_t line_of(scan_worker *w, uint64_t at) {
    if (at > w->text.n)
        at = w->text.n;
    if (at < w->line_at)
        w->lines -= count_lines(w->text.p + at, (size_t)(w->line_at - at));
    else
        w->lines += count_lines(w->text.p + w->line_at, (size_t)(at - w->line_at));
    w->line_at = at;
    return w->lines;
}

/* Where the line begins in the file's own bytes: text that was converted has other offsets. */
static uint64_t original_offset(scan_worker *w, uint64_t line) {
    const scan_block *b = w->block;
    if (line < w->original_lines)
        w->original_at = w->original_lines = 0;
    while (w->original_lines < line) {
        const char *end = memchr(b->bytes + w->original_at, '\n', b->n - w->original_at);
        if (end == NULL)
            break;
        w->original_at = (uint64_t)(end - b->bytes) + 1;
        w->original_lines++;
    }
    return w->original_at;
}

static yg_str sign_words(scan_worker *w) {
    yg_buf_clear(&w->words);
    for (unsigned bit = 0; bit < YG_SIGN_COUNT; bit++) {
        if ((w->hit.signs & 1u << bit) == 0)
            continue;
        if (w->words.n > 0)
            yg_buf_addc(&w->words, ' ');
        yg_buf_add(&w->words, yg_name_sign_word(1u << bit));
    }
    return yg_buf_str(&w->words);
}

static yg_str explain(scan_worker *w, bool wanted, bool japanese) {
    yg_buf_clear(&w->words);
    if (wanted)
        yg_name_explain(&w->options->watch->judge, &w->name, &w->hit, japanese, &w->words);
    return yg_arena_copy(&w->block->arena, yg_buf_str(&w->words));
}

static void keep(scan_worker *w, int64_t time_us, uint64_t offset) {
    scan_block *b = w->block;
    const yg_name_hit *hit = &w->hit;
    const yg_names *names = w->options->watch->names;
    uint64_t line = line_of(w, offset - b->offset);
    yg_scan_found *f = yg_vec_add(&b->hits);
    *f = (yg_scan_found){
        .name = yg_arena_copy(&b->arena, w->name.host),
        .kind = yg_look_kind_word(hit->kind),
        .start = hit->start,
        .end = hit->end,
        .distance = hit->distance,
        .score = hit->score,
        .signs = yg_arena_copy(&b->arena, sign_words(w)),
        .shared_hosting = hit->shared_hosting,
        .learned = hit->learned,
        .line = line,
        .offset_bytes = w->is_converted ? b->offset + original_offset(w, line) : offset,
        .time_us = time_us,
    };
    f->registrable = yg_str_from(f->name, w->name.split.registrable);
    if (hit->brand != SIZE_MAX) {
        f->brand = yg_names_brand_label(names, hit->brand);
        f->organisation = yg_names_brand_organisation(names, hit->brand);
    }
    if (hit->token != SIZE_MAX)
        f->token = yg_names_token(names, hit->token)->text;
    f->explanation = explain(w, w->options->english, false);
    f->explanation_ja = explain(w, w->options->japanese, true);
}

/* Names of services (RFC 8552): what stands before them names no host. "example.com._report._dmarc.
 * example.net" is a record of example.net about reports, "example._domainkey.example.net" a key. */
static size_t behind_service(yg_str host) {
    static const char *const services[] = {
        "_tcp",  "_udp",     "_tls",  "_dmarc",  "_domainkey", "_report", "_acme-challenge",
        "_spf",  "_mta-sts", "_smtp", "_bimi",   "_msdcs",     "_sites",  "_domainconnect",
        "_ldap", "_sip",     "_dns",  "_dns-sd", "_http",      "_https",  "_kerberos"};
    size_t behind = 0, at = 0;
    yg_str rest = host, label;
    while (yg_str_split(&rest, '.', &label)) {
        at += label.n + 1;
        for (size_t i = 0;
             label.n > 1 && label.p[0] == '_' && i < sizeof services / sizeof *services; i++) {
            if (yg_str_eqz(label, services[i]))
                behind = at;
        }
    }
    return behind < host.n ? behind : 0;
}

/* Is it an address, or the name of one? Then it has its place in a list, and is no host name. */
static bool is_address(yg_str raw) {
    bool digit = false, parting = false;
    raw = yg_str_trim(raw);
    if (yg_str_ends(raw, YG_STR(".")))
        raw.n--;
    if (yg_str_ends(raw, YG_STR(".arpa")) || yg_str_ends(raw, YG_STR(".ARPA")))
        return true;
    size_t scheme = yg_str_find(raw, YG_STR("://"));
    if (scheme != SIZE_MAX)
        raw = yg_str_from(raw, scheme + 3);
    raw = yg_str_sub(raw, 0, yg_str_chr(raw, '/'));
    for (size_t i = 0; i < raw.n; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        bool is_digit = c >= '0' && c <= '9', is_hex = (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
        digit = digit || is_digit || is_hex;
        parting = parting || c == '.' || c == ':';
        if (!is_digit && !is_hex && memchr(".:[]", c, 4) == NULL)
            return false;
    }
    return digit && parting;
}

static bool is_defanged(yg_str raw) {
    return raw.n < 4096 &&
           (memchr(raw.p, '[', raw.n) != NULL || memchr(raw.p, '(', raw.n) != NULL ||
            memchr(raw.p, '{', raw.n) != NULL || memchr(raw.p, '\\', raw.n) != NULL);
}

static bool judge(scan_worker *w, yg_str name) {
    w->name.host.n = 0;
    return yg_name_judge_run(&w->options->watch->judge, name, w->host, &w->name, &w->hit);
}

/* The slow way, of what the fast one made nothing of, and of hits that a service's name carries. */
static bool judge_again(scan_worker *w, yg_str name, bool is_hit) {
    char copy[YG_NAME_MAX + 1];
    if (is_hit) {
        size_t behind = behind_service(w->name.host);
        if (behind == 0 || w->hit.start >= behind)
            return true;
        yg_str rest = yg_str_from(w->name.host, behind);
        memcpy(copy, rest.p, rest.n);
        return judge(w, (yg_str){copy, rest.n});
    }
    if (w->name.host.n > 0)
        return false;
    if (is_defanged(name)) {
        yg_buf_clear(&w->words);
        if (yg_defang_refang(name, &w->words) && judge(w, yg_buf_str(&w->words)))
            return judge_again(w, name, true);
    }
    if (w->name.host.n == 0) {
        w->block->counts.no_names++;
        w->block->counts.addresses += is_address(name);
    }
    return false;
}

static void take_name(void *self, yg_str name, int64_t time_us, uint64_t offset) {
    scan_worker *w = self;
    w->block->counts.names++;
    bool is_hit = judge(w, name);
    /* Most names leave here: a host name that is no hit. */
    if ((!is_hit && w->name.host.n > 0) || !judge_again(w, name, is_hit))
        return;
    if (w->options->allow != NULL && yg_name_allow_has(w->options->allow, w->name.host))
        w->block->counts.allowed++;
    else
        keep(w, time_us, offset);
}

static void open_source(scan_worker *w) {
    scan_source *source = w->block->source;
    yg_error err = {0};
    if (w->reader != NULL && w->source_id == source->id)
        return;
    yg_host_names_close(w->reader);
    w->reader = NULL;
    w->source_id = source->id;
    /* The reading side has opened the same bytes already: this cannot fail. */
    if (!yg_host_names_open(&w->options->input, yg_buf_str(&source->head), &w->reader, &err))
        w->reader = NULL;
}

static void add_fault(scan_block *b, const yg_fault *fault) {
    if (b->faults_n < FAULTS_OF_A_BLOCK)
        b->faults[b->faults_n++] = *fault;
}

static yg_str as_utf8(scan_worker *w) {
    scan_block *b = w->block;
    yg_str bytes = {b->bytes, b->n};
    yg_charset charset = {0};
    w->is_converted = false;
    if (is_ascii(bytes) || yg_utf8_check(bytes) == bytes.n)
        return bytes;
    yg_buf_clear(&w->converted);
    if (!yg_charset_to_utf8(bytes, &w->converted, &charset) &&
        !yg_charset_lines_to_utf8(bytes, &w->converted, &charset)) {
        add_fault(b, &(yg_fault){.code = YG_OK,
                                 .reason = "lines that are not UTF-8, nor of a set that is known: "
                                           "no name can be read from them",
                                 .offset_bytes = b->offset + yg_utf8_check(bytes)});
        return bytes;
    }
    w->is_converted = true;
    add_fault(b, &(yg_fault){.code = YG_OK, .reason = charset.reason, .offset_bytes = b->offset});
    return yg_buf_str(&w->converted);
}

static void take_faults(scan_worker *w) {
    size_t n;
    const yg_fault *faults = yg_host_names_faults(w->reader, &n);
    for (size_t i = 0; i < n; i++) {
        yg_fault fault = faults[i];
        if (w->is_converted)
            fault.offset_bytes =
                w->block->offset +
                original_offset(w, line_of(w, fault.offset_bytes - w->block->offset));
        add_fault(w->block, &fault);
    }
}

void yg_scan_judge(scan_worker *w, scan_block *b) {
    w->block = b;
    b->hits.n = 0;
    b->faults_n = 0;
    b->counts = (yg_scan_counts){0};
    yg_arena_reset(&b->arena);
    open_source(w);
    w->text = as_utf8(w);
    w->line_at = w->lines = w->original_at = w->original_lines = 0;
    b->lines = count_lines(b->bytes, b->n);
    if (w->reader == NULL)
        return;
    yg_host_names_restart(w->reader);
    yg_host_names_feed(w->reader, w->text, b->offset, take_name, w);
    b->counts.records = yg_host_names_records(w->reader);
    b->counts.rejected = yg_host_names_rejected(w->reader);
    b->counts.text_bytes = b->n;
    take_faults(w);
}

void yg_scan_worker_free(scan_worker *w) {
    yg_host_names_close(w->reader);
    yg_buf_free(&w->converted);
    yg_buf_free(&w->words);
}
