#include "tell/query_keys.h"

#include "tell/query.h"

bool yg_query_keys_is(const yg_query_keys *shape, yg_str text) {
    return yg_str_starts(text, yg_str_of(shape->head));
}

static bool decode(yg_arena *arena, yg_str text, yg_str *ret_value) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    for (size_t i = 0; i < text.n; i++) {
        int byte = yg_percent_byte(text, i);
        if (text.p[i] == '%' && byte < 0)
            return false;
        yg_buf_addc(&plain, byte >= 0 ? (char)byte : text.p[i]);
        i += byte >= 0 ? 2 : 0;
    }
    *ret_value = yg_arena_copy(arena, yg_buf_str(&plain));
    return plain.n > 0;
}

bool yg_query_keys_read(const yg_query_keys *shape, yg_arena *arena, yg_str text,
                        yg_str *ret_values, yg_error *err) {
    yg_str head = yg_str_of(shape->head), rest = yg_str_from(text, head.n), part;
    size_t key = 0;
    if (!yg_query_keys_is(shape, text) || text.n > YG_QUERY_BYTES)
        return yg_fail(err, YG_ERR_INPUT, "query: byte 0: no query of %.*s",
                       YG_FMT(yg_str_sub(head, 0, head.n - 1)));
    for (size_t i = 0; i < shape->n; i++)
        ret_values[i] = (yg_str){NULL, 0};
    while (rest.n > 0 && yg_str_split(&rest, '&', &part)) {
        size_t at = (size_t)(part.p - text.p), equals = yg_str_chr(part, '=');
        yg_str name = yg_str_sub(part, 0, equals);
        while (key < shape->n && !yg_str_eqz(name, shape->keys[key]))
            key++;
        if (equals == SIZE_MAX || key == shape->n)
            return yg_fail(err, YG_ERR_INPUT, "query: byte %zu: no key that may stand here", at);
        if (!decode(arena, yg_str_from(part, equals + 1), &ret_values[key++]))
            return yg_fail(err, YG_ERR_INPUT, "query: byte %zu: no value", at + equals + 1);
    }
    return true;
}

void yg_query_keys_add(const yg_query_keys *shape, const yg_str *values, yg_buf *buf) {
    bool any = false;
    yg_buf_addz(buf, shape->head);
    for (size_t key = 0; key < shape->n; key++) {
        if (values[key].n == 0)
            continue;
        yg_buf_addf(buf, "%s%s=", any ? "&" : "", shape->keys[key]);
        yg_buf_add_percent(buf, values[key]);
        any = true;
    }
}

bool yg_query_keys_is_own(yg_str text, yg_str again, yg_error *err) {
    return yg_str_eq(again, text) || yg_fail(err, YG_ERR_INPUT, "query: not in its own form: %.*s",
                                             YG_FMT(yg_str_sub(again, 0, 200)));
}
