/* File names and registry keys whose piece was found (docs/formats/sightings.md, section 2): looked
 * for around the piece in the block as it is, then in the decoded text of the stretches around. */
#include "match/token_around.h"
#include "match/token_slow.h"
#include "match/token_value.h"

/* Around a piece, in one text. */
typedef struct {
    yg_token_text *t;
    yg_indicator_type type;
    yg_str text;
    size_t start, end; /* of the piece */
    size_t most;       /* the longest value of the type */
} search;

static bool may_be(const search *s, uint64_t key) {
    return yg_key_maybe(s->t->set, YG_KEY_VALUE, key);
}

/* Whether entry `number` stands there, which has the same hash. */
static bool stands(const search *s, uint32_t number, size_t from, yg_place_in *ret) {
    yg_str value = yg_entry_text(s->t->set, number);
    size_t at, n;
    if (s->type == YG_INDICATOR_FILE_NAME)
        return yg_file_name_at(value, 0, s->text, from, ret);
    yg_str tail = yg_registry_tail(value);
    return yg_value_piece(s->type, value, &at, &n) &&
           yg_registry_key_at(value, tail, at - (size_t)(tail.p - value.p), s->text, s->start, ret);
}

static void ask(const search *s, size_t from, uint64_t key) {
    yg_key_walk walk = {0};
    yg_place_in place;
    uint32_t number;
    if (!may_be(s, key))
        return;
    while (yg_key_next(s->t->set, key, &walk, &number)) {
        if (yg_indicators_type(s->t->set, number) == s->type && stands(s, number, from, &place))
            yg_token_add(s->t, number, YG_HIT_WHOLE, place.start, place.end);
    }
}

/* Values that begin at `from`, by the hash of how they begin, and end where they may. */
static void look_right(const search *s, size_t from, uint64_t begin) {
    yg_around_walk w = {.text = s->text, .at = s->end, .hash = begin};
    w.is_key = s->type == YG_INDICATOR_REGISTRY_KEY;
    do {
        if (w.is_key ? yg_may_end_key(s->text, w.at) : yg_may_end_file(s->text, w.at))
            ask(s, from, yg_around_key(&w));
        if (yg_around_has_mark(w.n) && !may_be(s, yg_around_mark(&w)))
            return;
    } while (w.n < s->most && yg_around_right(&w));
}

static void look_from(const search *s, const yg_around_walk *w) {
    unsigned hive = 0;
    size_t ignored;
    if (!w->is_key && !yg_may_begin_file(s->text, w->at))
        return;
    if (w->is_key) {
        if (w->at == 0 || s->text.p[w->at - 1] != '\\' || s->text.p[w->at] == '\\')
            return;
        hive = yg_registry_hive(s->text, w->at, &ignored);
        if (hive == 0)
            return;
    }
    uint64_t begin = yg_around_begin(w, hive);
    if (may_be(s, yg_around_begin_key(begin)))
        look_right(s, w->at, begin);
}

static void look_left(const search *s) {
    yg_around_walk w = {.text = s->text, .at = s->start};
    w.is_key = s->type == YG_INDICATOR_REGISTRY_KEY;
    w.hash = yg_piece_key(yg_str_sub(s->text, s->start, s->end - s->start));
    do {
        look_from(s, &w);
        if (yg_around_has_mark(w.n) && !may_be(s, yg_around_mark(&w)))
            return;
    } while (w.n < s->most && yg_around_left(&w));
}

/* In the decoded text of the block around its byte `here`, where the piece of n bytes begins. */
static void look_decoded(yg_token_text *t, yg_str block, search *s, size_t here) {
    /* A key: every backslash twice, a hive and an identifier of a user before it. */
    size_t room = s->type == YG_INDICATOR_REGISTRY_KEY ? 2 * s->most + 300 : s->most + 2;
    size_t n = s->end - s->start;
    yg_token_slow *slow = yg_token_slow_of(t->scratch);
    if (!yg_token_region(slow, block, here, here, room, room))
        return;
    size_t from = here - slow->region_from, at = yg_token_view_find(&slow->region, from);
    if (slow->region.from.at[at] != from || slow->region.text.n - at < n)
        return;
    yg_token_text as = *t;
    as.view = &slow->region;
    as.text = slow->region.text;
    as.base = slow->region_from;
    s->t = &as;
    s->text = as.text;
    s->start = at;
    s->end = at + n;
    look_left(s);
}

void yg_token_around(yg_token_text *t, yg_indicator_type type, size_t start, size_t end) {
    yg_token_slow *slow = yg_token_slow_of(t->scratch);
    search s = {.t = t, .type = type, .text = t->text, .start = start, .end = end};
    s.most = yg_set_longest(t->set, type);
    if (t->view == &slow->names)
        return;
    if (t->view != NULL) {
        look_decoded(t, slow->block, &s, t->base + t->view->from.at[start]);
        return;
    }
    look_left(&s);
    look_decoded(t, t->text, &s, start);
}
