/* Step 2 for JSON: two documents held against each other, member by member. Lists whose elements
 * have ids are joined by them, so that one row taken out is one difference; other lists after what
 * is equal at both ends was put aside. A member that stands twice is looked at twice
 * [DUPLICATE-KEY]. */
#include <inttypes.h>

#include "tell/verify_part.h"

/* Where we are: a chain up the stack; and the evidence of the nearest object that has any. */
typedef struct place {
    const struct place *up;
    yg_str step;
    yg_str evidence;
} place;

static yg_str path_of(yg_verification *v, const place *at) {
    const char *parts[16];
    size_t sizes[16], n = 0;
    YG_CLEANUP_BUF yg_buf text = {0};
    for (; at != NULL && n < 16; at = at->up) {
        if (at->step.n == 0)
            continue;
        parts[n] = at->step.p;
        sizes[n++] = at->step.n;
    }
    while (n > 0) {
        n--;
        yg_buf_add(&text, (yg_str){parts[n], sizes[n]});
        if (n > 0)
            yg_buf_addz(&text, ": ");
    }
    return yg_arena_copy(&v->arena, yg_buf_str(&text));
}

static yg_str value_text(yg_verification *v, yyjson_val *value) {
    if (value == NULL)
        return (yg_str){0};
    if (yyjson_is_str(value))
        return (yg_str){yyjson_get_str(value), yyjson_get_len(value)};
    size_t n = 0;
    char *text = yyjson_val_write(value, YYJSON_WRITE_NOFLAG, &n);
    yg_str copy = text != NULL ? yg_arena_copy(&v->arena, (yg_str){text, n}) : (yg_str){0};
    free(text);
    return copy;
}

static void differ(yg_verification *v, const place *at, yyjson_val *reported, yyjson_val *stored) {
    const char *kind = reported == NULL || stored == NULL ? "member" : "text";
    if (yyjson_is_num(reported) || yyjson_is_num(stored))
        kind = "number";
    /* A whole sentence or row that is new or gone brings its own evidence. */
    yg_str ids = verify_ids(v, reported != NULL ? reported : stored);
    verify_notef(v, kind, path_of(v, at), ids.n > 0 ? ids : at->evidence, value_text(v, reported),
                 value_text(v, stored));
}

static void compare(yg_verification *v, const place *at, yyjson_val *a, yyjson_val *b);

static void compare_objects(yg_verification *v, const place *at, yyjson_val *a, yyjson_val *b) {
    yyjson_obj_iter iter = yyjson_obj_iter_with(a);
    yyjson_val *key;
    place step = {at, {0}, at->evidence};
    while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
        step.step = (yg_str){yyjson_get_str(key), yyjson_get_len(key)};
        yyjson_val *other = yyjson_obj_getn(b, step.step.p, step.step.n);
        if (other == NULL)
            differ(v, &step, yyjson_obj_iter_get_val(key), NULL);
        else
            compare(v, &step, yyjson_obj_iter_get_val(key), other);
    }
    iter = yyjson_obj_iter_with(b);
    while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
        step.step = (yg_str){yyjson_get_str(key), yyjson_get_len(key)};
        if (yyjson_obj_getn(a, step.step.p, step.step.n) == NULL)
            differ(v, &step, NULL, yyjson_obj_iter_get_val(key));
    }
}

/* By what an element is called: its id; of sources the number and the name, of data sets the name,
 * since several may have one address; else nothing. */
static yg_str id_of(yg_verification *v, yyjson_val *value) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_str id = yg_json_str(value, "id"), name = yg_json_str(value, "name");
    yyjson_val *number = yyjson_obj_get(value, "n");
    if (id.n > 0 || (number == NULL && yg_json_str(value, "address").n == 0))
        return id;
    if (yyjson_is_uint(number))
        yg_buf_addf(&text, "%" PRIu64 " ", yyjson_get_uint(number));
    yg_buf_add(&text, name);
    return yg_arena_copy(&v->arena, yg_str_trim(yg_buf_str(&text)));
}

typedef struct {
    yyjson_val **at;
    size_t n;
} elements;

static elements elements_of(yg_verification *v, yyjson_val *array) {
    elements all = {yg_arena_alloc(&v->arena, (yyjson_arr_size(array) + 1) * sizeof(yyjson_val *)),
                    0};
    yyjson_arr_iter iter = yyjson_arr_iter_with(array);
    yyjson_val *value;
    while ((value = yyjson_arr_iter_next(&iter)) != NULL)
        all.at[all.n++] = value;
    return all;
}

static void compare_one(yg_verification *v, const place *at, size_t index, yyjson_val *a,
                        yyjson_val *b) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yyjson_val *named = b != NULL ? b : a;
    yg_str id = id_of(v, named);
    if (id.n > 0)
        yg_buf_add(&text, id);
    else
        yg_buf_addf(&text, "%zu", index + 1);
    place step = {at, yg_buf_str(&text), at->evidence};
    if (a == NULL || b == NULL)
        differ(v, &step, a, b);
    else
        compare(v, &step, a, b);
}

static void compare_by_id(yg_verification *v, const place *at, elements a, elements b) {
    YG_CLEANUP_MAP yg_map places = {0};
    for (size_t i = 0; i < b.n; i++)
        *yg_map_put(&places, id_of(v, b.at[i]), NULL) = i + 1;
    bool *met = yg_arena_alloc(&v->arena, b.n + 1);
    size_t last = 0, moved = 0;
    for (size_t i = 0; i < a.n; i++) {
        const uint64_t *found = yg_map_get(&places, id_of(v, a.at[i]));
        bool again = found != NULL && met[*found - 1];
        compare_one(v, at, i, a.at[i], found != NULL && !again ? b.at[*found - 1] : NULL);
        if (found == NULL)
            continue;
        met[*found - 1] = true;
        moved += *found < last;
        last = *found;
    }
    for (size_t i = 0; i < b.n; i++)
        if (!met[i])
            compare_one(v, at, i, NULL, b.at[i]);
    if (moved > 0)
        verify_notef(v, "text", path_of(v, at), at->evidence, YG_STR("in another order"),
                     YG_STR("in its order"));
}

static void compare_arrays(yg_verification *v, const place *at, yyjson_val *left,
                           yyjson_val *right) {
    elements a = elements_of(v, left), b = elements_of(v, right);
    bool named = a.n > 0 && b.n > 0;
    for (size_t i = 0; named && i < b.n; i++)
        named = id_of(v, b.at[i]).n > 0;
    if (named) {
        compare_by_id(v, at, a, b);
        return;
    }
    size_t front = 0, back = 0, least = a.n < b.n ? a.n : b.n;
    if (a.n != b.n) {
        while (front < least && yyjson_equals(a.at[front], b.at[front]))
            front++;
        while (back < least - front && yyjson_equals(a.at[a.n - 1 - back], b.at[b.n - 1 - back]))
            back++;
    }
    for (size_t i = front; i + back < a.n || i + back < b.n; i++)
        compare_one(v, at, i, i + back < a.n ? a.at[i] : NULL, i + back < b.n ? b.at[i] : NULL);
}

static bool is_same_scalar(yyjson_val *a, yyjson_val *b) {
    if (yyjson_is_num(a) && yyjson_is_num(b))
        return yyjson_equals(a, b) || (yyjson_is_real(a) && yyjson_is_real(b) &&
                                       !(yyjson_get_real(a) < yyjson_get_real(b)) &&
                                       !(yyjson_get_real(a) > yyjson_get_real(b)));
    return yyjson_equals(a, b);
}

static void compare(yg_verification *v, const place *at, yyjson_val *a, yyjson_val *b) {
    v->pieces++;
    if (yyjson_is_obj(a) && yyjson_is_obj(b)) {
        place here = *at;
        yg_str ids = verify_ids(v, b);
        if (ids.n > 0)
            here.evidence = ids;
        else if (yg_json_str(b, "statement").n > 0)
            here.evidence = yg_json_str(b, "id"); /* evidence itself */
        compare_objects(v, &here, a, b);
    } else if (yyjson_is_arr(a) && yyjson_is_arr(b)) {
        compare_arrays(v, at, a, b);
    } else if (!is_same_scalar(a, b)) {
        differ(v, at, a, b);
    }
}

void verify_json(yyjson_val *reported, yyjson_val *stored, yg_verification *v) {
    compare(v, &(place){0}, reported, stored);
}
