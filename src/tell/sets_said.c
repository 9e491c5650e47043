/* What the incidents' own records say of the way in, kept in the order of the incidents: one pass
 * over the store, then each incident of the scope finds its words by itself. */
#include "tell/sets.h"

typedef struct {
    teller *t;
    yg_said said;
} said_job;

static bool take_said(void *self, int64_t oid, yg_str value, yg_error *err) {
    said_job *j = self;
    struct teller_sets *sets = j->t->sets;
    (void)err;
    if (value.n == 0 || yg_str_eqz(value, "unknown") || yg_str_eqz(value, "not-documented"))
        return true;
    yg_str word = yg_map_key(yg_map_put(&sets->said_words, value, NULL));
    yg_vec_push(&sets->said[j->said].rows, ((set_said){oid, word}));
    return true;
}

bool set_gather_said(teller *t, yg_error *err) {
    for (size_t k = 0; k < YG_SAIDS; k++) {
        said_job job = {t, (yg_said)k};
        if (!yg_store_said(t->store, (yg_said)k, take_said, &job, err))
            return false;
    }
    return true;
}

const set_said *set_said_of(const teller *t, yg_said said, int64_t oid, size_t *ret_n) {
    const set_said *rows = t->sets->said[said].rows.at;
    size_t low = 0, high = t->sets->said[said].rows.n, end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].oid < oid)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < t->sets->said[said].rows.n && rows[end].oid == oid; end++)
        continue;
    *ret_n = end - low;
    return end > low ? rows + low : NULL;
}

void set_add_told(teller *t, set_told *told, int64_t oid) {
    for (size_t k = 0; k < YG_SAIDS; k++) {
        size_t n;
        const set_said *rows = set_said_of(t, (yg_said)k, oid, &n);
        told->words[k].known += n > 0;
        for (size_t i = 0; i < n; i++)
            set_meet(t, &told->words[k], rows[i].word, rows[i].word);
    }
}

void set_sort_told(set_told *told) {
    for (size_t k = 0; k < YG_SAIDS; k++)
        set_sort(&told->words[k]);
}

void set_free_told(set_told *told) {
    for (size_t k = 0; k < YG_SAIDS; k++)
        set_free_words(&told->words[k]);
}
