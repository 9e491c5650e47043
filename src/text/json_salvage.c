/* What is left of a damaged JSON text (text/json.h). Members and elements that parse by themselves
 * are kept as they are; a damaged one is gone into, so that a stray comma costs nothing and a cut
 * costs one record. Attack classes: [QUADRATIC] the bytes scanned in all are bounded,
 * [DEEP-NESTING] by SALVAGE_DEPTH. */
#include "text/json.h"

/* Damage deeper inside than this costs the whole value. Events nest their attributes 7 deep. */
#define SALVAGE_DEPTH 12

typedef struct {
    yg_json_parser parser;
    yg_buf *buf;
    size_t budget_bytes;
} salvage;

static bool spend(salvage *s, size_t bytes) {
    bool enough = s->budget_bytes >= bytes;
    s->budget_bytes = enough ? s->budget_bytes - bytes : 0;
    return enough;
}

static bool parses(salvage *s, yg_str value) {
    const char *reason;
    size_t at;
    return spend(s, value.n) && yg_json_parse(&s->parser, value, &reason, &at) != NULL;
}

static size_t salvage_container(salvage *s, yg_str text, int depth);

/* Adds a value, or what is left of it, with its key. Gives where in `value` the text was used up.
 * Adds nothing when nothing is left. */
static size_t salvage_value(salvage *s, yg_str key, yg_str value, bool is_member, int depth,
                            bool *empty) {
    size_t before = s->buf->n, used = value.n;
    if (!*empty)
        yg_buf_addc(s->buf, ',');
    if (is_member) {
        yg_buf_addc(s->buf, '"');
        yg_buf_add(s->buf, key);
        yg_buf_addz(s->buf, "\":");
    }
    bool opens = value.n > 0 && (value.p[0] == '{' || value.p[0] == '[');
    if (parses(s, value)) {
        yg_buf_add(s->buf, value);
    } else if (opens && depth < SALVAGE_DEPTH && s->budget_bytes > 0) {
        used = salvage_container(s, value, depth + 1);
    } else {
        s->buf->n = before;
        return used;
    }
    *empty = false;
    return used;
}

static bool key_is_sound(salvage *s, yg_str key) {
    YG_CLEANUP_BUF yg_buf quoted = {0};
    yg_buf_addc(&quoted, '"');
    yg_buf_add(&quoted, key);
    yg_buf_addc(&quoted, '"');
    return parses(s, yg_buf_str(&quoted));
}

/* The start of the value that never closes and at which the walk stopped, if that is why. */
static bool unclosed_at(const yg_json_walk *walk, yg_str key) {
    return walk->fault_at == walk->at && walk->at < walk->text.n &&
           (walk->text.p[walk->at] == '{' || walk->text.p[walk->at] == '[') &&
           (walk->open == '[' || key.n > 0);
}

/* Goes on from `at` (which is > 0) on, with the next record of an array. */
static bool go_on(salvage *s, yg_json_walk *walk, size_t at) {
    if (walk->open != '[')
        return false;
    walk->at = at < walk->text.n ? at : walk->text.n;
    walk->fault_at = walk->at - 1;
    return spend(s, walk->text.n - walk->at) && yg_json_walk_resume(walk);
}

/* All that the walk gives without a fault of its own. A record that misses its bracket swallows
 * those behind it; they are looked for in what it did not use itself. */
static void salvage_sound(salvage *s, yg_json_walk *walk, yg_str *ret_key, int depth, bool *empty) {
    bool is_object = walk->open == '{';
    yg_str value;
    for (;;) {
        *ret_key = (yg_str){NULL, 0};
        if (!yg_json_walk_next(walk, ret_key, &value))
            return;
        if (is_object && !key_is_sound(s, *ret_key))
            continue;
        size_t used = salvage_value(s, *ret_key, value, is_object, depth, empty);
        if (!is_object && used < value.n &&
            !go_on(s, walk, (size_t)(value.p - walk->text.p) + used))
            return;
    }
}

/* Adds what is left of the container at the start of text; gives where it was used up. */
static size_t salvage_container(salvage *s, yg_str text, int depth) {
    yg_json_walk walk;
    yg_str key;
    bool empty = true;
    if (!yg_json_walk_start(&walk, text, 0))
        return 0;
    bool is_object = walk.open == '{';
    yg_buf_addc(s->buf, walk.open);
    for (;;) {
        size_t used = 0;
        salvage_sound(s, &walk, &key, depth, &empty);
        if (walk.fault == NULL)
            break;
        if (walk.at < text.n && text.p[walk.at] == (is_object ? '}' : ']')) {
            walk.at++; /* only a comma too many */
            break;
        }
        if (unclosed_at(&walk, key) && (!is_object || key_is_sound(s, key)))
            used = salvage_value(s, key, yg_str_from(text, walk.at), is_object, depth, &empty);
        if (is_object)
            walk.at += used;
        if (!go_on(s, &walk, used > 0 ? walk.at + used : walk.fault_at + 1))
            break;
    }
    yg_buf_addc(s->buf, is_object ? '}' : ']');
    return walk.at;
}

bool yg_json_salvage(yg_buf *buf, yg_str text) {
    salvage s = {.buf = buf, .budget_bytes = text.n > SIZE_MAX / 64 ? SIZE_MAX : text.n * 64};
    size_t before = buf->n;
    s.budget_bytes += (16u << 20);
    size_t used = salvage_container(&s, text, 0);
    yg_json_parser_free(&s.parser);
    if (used == 0)
        buf->n = before;
    return used > 0;
}
