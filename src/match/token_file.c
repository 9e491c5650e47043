/* File names and registry keys whose piece was found (docs/formats/sightings.md, section 2): looked
 * for around the piece in the block as it is, then in the decoded text of the stretches around. */
#include "match/token_slow.h"
#include "match/token_value.h"

/* A value of the set and where its piece stands in it. */
typedef struct {
    uint32_t number;
    yg_str value, tail; /* tail: of a registry key */
    size_t at;          /* of the piece, in value or tail */
    bool is_key;
} wanted;

static bool stands(const wanted *w, yg_str text, size_t here, yg_place_in *ret) {
    return w->is_key ? yg_registry_key_at(w->value, w->tail, w->at, text, here, ret)
                     : yg_file_name_at(w->value, w->at, text, here, ret);
}

/* In the decoded text around byte `here` of the block. */
static void look_decoded(yg_token_text *t, yg_str block, const wanted *w, size_t here) {
    /* A key: every backslash twice, a hive and an identifier of a user before it. */
    size_t room = w->is_key ? 2 * w->value.n + 300 : w->value.n + 2;
    yg_token_slow *slow = yg_token_slow_of(t->scratch);
    yg_place_in place;
    if (!yg_token_region(slow, block, here, here, room, room))
        return;
    size_t from = here - slow->region_from, at = yg_token_view_find(&slow->region, from);
    if (slow->region.from.at[at] != from || !stands(w, slow->region.text, at, &place))
        return;
    yg_token_text as = *t;
    as.view = &slow->region;
    as.text = slow->region.text;
    as.base = slow->region_from;
    yg_token_add(&as, w->number, YG_HIT_WHOLE, place.start, place.end);
}

static void look(yg_token_text *t, const wanted *w, size_t start) {
    yg_token_slow *slow = yg_token_slow_of(t->scratch);
    yg_place_in place;
    if (t->view == &slow->names)
        return;
    if (t->view != NULL) {
        look_decoded(t, slow->block, w, t->base + t->view->from.at[start]);
        return;
    }
    if (stands(w, t->text, start, &place))
        yg_token_add(t, w->number, YG_HIT_WHOLE, place.start, place.end);
    look_decoded(t, t->text, w, start);
}

void yg_token_file(yg_token_text *t, uint32_t number, size_t start, size_t end) {
    wanted w = {.number = number, .value = yg_entry_text(t->set, number)};
    size_t n;
    if (yg_value_piece(YG_INDICATOR_FILE_NAME, w.value, &w.at, &n) && n == end - start)
        look(t, &w, start);
}

void yg_token_registry(yg_token_text *t, uint32_t number, size_t start, size_t end) {
    wanted w = {.number = number, .value = yg_entry_text(t->set, number), .is_key = true};
    size_t at, n;
    w.tail = yg_registry_tail(w.value);
    if (!yg_value_piece(YG_INDICATOR_REGISTRY_KEY, w.value, &at, &n) || n != end - start)
        return;
    w.at = at - (size_t)(w.tail.p - w.value.p);
    look(t, &w, start);
}
