#include "match/token_around.h"

#include "match/token_hash.h"
#include "match/token_value.h"

static uint64_t key_of(uint64_t hash, uint64_t kind) {
    return (uint64_t)YG_KEY_VALUE << 60 | yg_mix_end(yg_mix(hash, kind)) >> 4;
}

uint64_t yg_piece_key(yg_str piece) {
    return yg_is_byte(piece.p[0], YG_BYTE_HIGH) ? yg_key_bytes(YG_KEY_HIGH, piece)
                                                : yg_key_name(piece);
}

static void pass(yg_around_walk *w, char c) {
    char lower = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    w->hash = yg_mix(w->hash, (unsigned char)lower);
    w->n++;
}

bool yg_around_left(yg_around_walk *w) {
    if (w->at == 0)
        return false;
    char c = w->text.p[--w->at];
    if (w->is_key && c == '\\' && w->at > 0 && w->text.p[w->at - 1] == '\\')
        w->at--;
    pass(w, c);
    return true;
}

bool yg_around_right(yg_around_walk *w) {
    if (w->at >= w->text.n)
        return false;
    char c = w->text.p[w->at++];
    if (w->is_key && c == '\\' && w->at < w->text.n && w->text.p[w->at] == '\\')
        w->at++;
    pass(w, c);
    return true;
}

enum { KIND_MARK = 1, KIND_BEGIN, KIND_WHOLE };

uint64_t yg_around_mark(const yg_around_walk *w) {
    return key_of(w->hash, KIND_MARK | (uint64_t)w->n << 8);
}

uint64_t yg_around_begin(const yg_around_walk *left, unsigned hive) {
    return yg_mix(left->hash, (uint64_t)1 << 32 | (uint64_t)left->is_key << 8 | hive);
}

uint64_t yg_around_begin_key(uint64_t begin) {
    return key_of(begin, KIND_BEGIN);
}

uint64_t yg_around_key(const yg_around_walk *right) {
    return key_of(right->hash, KIND_WHOLE);
}

uint64_t yg_value_keys(yg_indicator_type type, yg_str value, yg_take_mark mark, void *self) {
    bool is_key = type == YG_INDICATOR_REGISTRY_KEY;
    yg_str tail = is_key ? yg_registry_tail(value) : value;
    size_t at = 0, n = 0, start, before = (size_t)(tail.p - value.p);
    yg_value_piece(type, value, &at, &n);
    yg_around_walk left = {.text = tail, .at = at - before, .is_key = is_key};
    yg_around_walk right = {.text = tail, .at = at - before + n, .is_key = is_key};
    left.hash = yg_piece_key(yg_str_sub(value, at, n));
    while (yg_around_left(&left)) {
        if (mark != NULL && yg_around_has_mark(left.n) && left.at > 0)
            mark(self, yg_around_mark(&left));
    }
    right.hash = yg_around_begin(&left, is_key ? yg_registry_hive(value, before, &start) : 0);
    if (mark != NULL)
        mark(self, yg_around_begin_key(right.hash));
    while (yg_around_right(&right)) {
        if (mark != NULL && yg_around_has_mark(right.n) && right.at < tail.n)
            mark(self, yg_around_mark(&right));
    }
    return yg_around_key(&right);
}
