/* What is known, as bytes: carried along in the engine's image, so that one mapped file is the
 * whole list. Native byte order and sizes, as the image itself; read back with every number and
 * place checked [HOSTILE-CACHE].
 *
 *   header | facts | runs | places of texts (one more at the end) | rejects | patterns | unmets |
 *   texts */
#include "watch/watchlist_part.h"

#define MAGIC "yg-notes-3\0\0\0\0\0"

typedef struct {
    char magic[16];
    uint32_t facts_n, runs_n, texts_n, rejects_n, patterns_n, unmets_n;
    uint64_t text_bytes;
    yg_watchlist_counts counts;
} header;

typedef struct {
    uint64_t offset_bytes;
    uint32_t path, reason, detail, unused; /* numbers of texts */
} kept_reject;

typedef struct {
    uint32_t text, fact;
} kept_pattern;

typedef struct {
    uint32_t text, is_kept;
} kept_unmet;

static void add(yg_buf *buf, const void *bytes, size_t n) {
    yg_buf_add(buf, (yg_str){bytes, n});
}

static uint32_t text_of(yg_buf *places, yg_buf *texts, yg_str text) {
    uint32_t at = (uint32_t)texts->n;
    add(places, &at, sizeof at);
    yg_buf_add(texts, text);
    return (uint32_t)(places->n / sizeof at) - 1;
}

void yg_notes_add(yg_buf *buf, const yg_gather *part) {
    const yg_facts *f = &part->facts;
    YG_CLEANUP_BUF yg_buf places = {0};
    YG_CLEANUP_BUF yg_buf texts = {0};
    YG_CLEANUP_BUF yg_buf rejects = {0};
    for (size_t i = 0; i < f->texts.n; i++)
        text_of(&places, &texts, f->texts.at[i]);
    for (size_t i = 0; i < part->rejects.n; i++) {
        const yg_watchlist_reject *r = &part->rejects.at[i];
        kept_reject kept = {.offset_bytes = r->offset_bytes};
        kept.path = text_of(&places, &texts, r->path);
        kept.reason = text_of(&places, &texts, r->reason);
        kept.detail = text_of(&places, &texts, r->detail);
        add(&rejects, &kept, sizeof kept);
    }
    YG_CLEANUP_BUF yg_buf patterns = {0};
    for (size_t i = 0; i < part->patterns.n; i++) {
        const yg_gathered_pattern *p = &part->patterns.at[i];
        kept_pattern kept = {text_of(&places, &texts, p->text), p->fact};
        add(&patterns, &kept, sizeof kept);
    }
    YG_CLEANUP_BUF yg_buf unmets = {0};
    for (size_t i = 0; i < part->unmets.n; i++) {
        const yg_watchlist_unmet *u = &part->unmets.at[i];
        kept_unmet kept = {text_of(&places, &texts, u->missing), u->is_kept};
        add(&unmets, &kept, sizeof kept);
    }
    header h = {.facts_n = (uint32_t)f->facts.n,
                .runs_n = (uint32_t)f->runs.n,
                .texts_n = (uint32_t)(places.n / sizeof(uint32_t)),
                .rejects_n = (uint32_t)part->rejects.n,
                .patterns_n = (uint32_t)part->patterns.n,
                .unmets_n = (uint32_t)part->unmets.n,
                .text_bytes = texts.n,
                .counts = part->counts};
    memcpy(h.magic, MAGIC, sizeof h.magic);
    text_of(&places, &texts, (yg_str){NULL, 0}); /* the end of the last one */
    if (places.n % 8 != 0)
        add(&places, "\0\0\0\0", 4);
    yg_buf_reserve(buf, sizeof h + f->facts.n * sizeof(yg_fact) + texts.n + places.n);
    add(buf, &h, sizeof h);
    add(buf, f->facts.at, f->facts.n * sizeof *f->facts.at);
    add(buf, f->runs.at, f->runs.n * sizeof *f->runs.at);
    yg_buf_add(buf, yg_buf_str(&places));
    yg_buf_add(buf, yg_buf_str(&rejects));
    yg_buf_add(buf, yg_buf_str(&patterns));
    yg_buf_add(buf, yg_buf_str(&unmets));
    yg_buf_add(buf, yg_buf_str(&texts));
}

/* Takes n records off the front; NULL when there are not so many. */
static const void *take(yg_str *rest, uint64_t n, size_t size) {
    if (n > rest->n / size)
        return NULL;
    const void *at = rest->p;
    *rest = yg_str_from(*rest, (size_t)n * size);
    return at;
}

static bool are_in_order(const yg_notes *n, uint32_t indicators, uint64_t text_bytes) {
    for (uint32_t i = 0; i < n->runs_n; i++) {
        if (n->runs[i].fact >= n->facts_n || n->runs[i].number >= indicators ||
            (i == 0 ? n->runs[i].number != 0 : n->runs[i].number <= n->runs[i - 1].number))
            return false;
    }
    for (uint32_t i = 0; i < n->facts_n; i++) {
        for (size_t k = 0; k < YG_FACT_TEXTS; k++) {
            if (n->facts[i].text[k] >= n->texts_n)
                return false;
        }
    }
    for (uint32_t i = 0; i < n->texts_n; i++) {
        if (n->places[i] > n->places[i + 1])
            return false;
    }
    const kept_reject *rejects = (const void *)n->rejects;
    for (uint32_t i = 0; i < n->rejects_n; i++) {
        if (rejects[i].path >= n->texts_n || rejects[i].reason >= n->texts_n ||
            rejects[i].detail >= n->texts_n)
            return false;
    }
    const kept_pattern *patterns = (const void *)n->patterns;
    for (uint32_t i = 0; i < n->patterns_n; i++) {
        if (patterns[i].text >= n->texts_n || patterns[i].fact >= n->facts_n)
            return false;
    }
    const kept_unmet *unmets = (const void *)n->unmets;
    for (uint32_t i = 0; i < n->unmets_n; i++) {
        if (unmets[i].text >= n->texts_n)
            return false;
    }
    return n->places[n->texts_n] == text_bytes;
}

bool yg_notes_read(yg_str bytes, uint32_t indicators, yg_notes *ret_notes, yg_error *err) {
    yg_str rest = bytes;
    header h;
    if (bytes.n < sizeof h || (uintptr_t)bytes.p % 8 != 0)
        return yg_fail(err, YG_ERR_INPUT, "watch list: too short, or not aligned");
    memcpy(&h, bytes.p, sizeof h);
    rest = yg_str_from(rest, sizeof h);
    yg_notes n = {.facts_n = h.facts_n,
                  .runs_n = h.runs_n,
                  .texts_n = h.texts_n,
                  .rejects_n = h.rejects_n,
                  .patterns_n = h.patterns_n,
                  .unmets_n = h.unmets_n,
                  .counts = h.counts};
    uint64_t places_n = ((uint64_t)h.texts_n + 2) / 2 * 2; /* one more, and to a multiple of 8 */
    n.facts = take(&rest, h.facts_n, sizeof *n.facts);
    n.runs = n.facts == NULL ? NULL : take(&rest, h.runs_n, sizeof *n.runs);
    n.places = n.runs == NULL ? NULL : take(&rest, places_n, sizeof *n.places);
    n.rejects = n.places == NULL ? NULL : take(&rest, h.rejects_n, sizeof(kept_reject));
    n.patterns = n.rejects == NULL ? NULL : take(&rest, h.patterns_n, sizeof(kept_pattern));
    n.unmets = n.patterns == NULL ? NULL : take(&rest, h.unmets_n, sizeof(kept_unmet));
    n.text_bytes = rest.p;
    if (memcmp(h.magic, MAGIC, sizeof h.magic) != 0 || n.unmets == NULL || rest.n != h.text_bytes ||
        (indicators > 0 && h.runs_n == 0) || h.rejects_n > YG_WATCHLIST_REJECTS ||
        h.unmets_n > YG_WATCHLIST_REJECTS || !are_in_order(&n, indicators, h.text_bytes))
        return yg_fail(err, YG_ERR_INPUT, "watch list: what is known is damaged");
    *ret_notes = n;
    return true;
}

static yg_str text_at(const yg_notes *n, uint32_t number) {
    uint32_t at = n->places[number];
    return (yg_str){n->text_bytes + at, n->places[number + 1] - at};
}

size_t yg_notes_rejects(const yg_notes *n, yg_watchlist_reject *ret_rejects, size_t most) {
    const kept_reject *rejects = (const void *)n->rejects;
    size_t count = n->rejects_n < most ? n->rejects_n : most;
    for (size_t i = 0; i < count; i++)
        ret_rejects[i] = (yg_watchlist_reject){.path = text_at(n, rejects[i].path),
                                               .reason = text_at(n, rejects[i].reason),
                                               .detail = text_at(n, rejects[i].detail),
                                               .offset_bytes = rejects[i].offset_bytes};
    return count;
}

size_t yg_notes_unmets(const yg_notes *n, yg_watchlist_unmet *ret_unmets, size_t most) {
    const kept_unmet *unmets = (const void *)n->unmets;
    size_t count = n->unmets_n < most ? n->unmets_n : most;
    for (size_t i = 0; i < count; i++)
        ret_unmets[i] = (yg_watchlist_unmet){text_at(n, unmets[i].text), unmets[i].is_kept != 0};
    return count;
}

yg_watched yg_notes_of_pattern(const yg_notes *n, uint32_t number) {
    return yg_notes_fact(n, ((const kept_pattern *)(const void *)n->patterns)[number].fact);
}

yg_str yg_notes_pattern(const yg_notes *n, uint32_t number) {
    return text_at(n, ((const kept_pattern *)(const void *)n->patterns)[number].text);
}
