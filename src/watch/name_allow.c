#include "watch/name_allow.h"

#include "match/name_text.h"
#include "text/charset.h"

enum { EXACT_AND_UNDER = 1, UNDER = 2 };

bool yg_name_allow_add(yg_name_allow *allow, yg_str name) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    bool under = yg_str_starts(name, YG_STR("*."));
    if (!yg_name_text_make(yg_suffixes_built_in(), name, host, &text))
        return false;
    *yg_map_put(&allow->names, text.host, NULL) |= under ? UNDER : EXACT_AND_UNDER;
    return true;
}

bool yg_name_allow_read(yg_name_allow *allow, yg_str text, yg_error *err) {
    YG_CLEANUP_BUF yg_buf converted = {0};
    yg_charset charset;
    yg_str line;
    text = yg_charset_text(text, &converted, &charset);
    for (size_t number = 1; text.n > 0 && yg_str_split(&text, '\n', &line); number++) {
        line = yg_str_trim(yg_str_sub(line, 0, yg_str_chr(line, '#')));
        if (line.n > 0 && !yg_name_allow_add(allow, line))
            return yg_fail(err, YG_ERR_INPUT, "line %zu: \"%.*s\" is no host name", number,
                           YG_FMT(yg_str_sub(line, 0, 80)));
    }
    return true;
}

bool yg_name_allow_has(const yg_name_allow *allow, yg_str host) {
    if (allow->names.n == 0)
        return false;
    for (yg_str rest = host; rest.n > 0;) {
        const uint64_t *value = yg_map_get(&allow->names, rest);
        if (value != NULL && ((*value & EXACT_AND_UNDER) != 0 || rest.n < host.n))
            return true;
        size_t point = yg_str_chr(rest, '.');
        if (point == SIZE_MAX)
            return false;
        rest = yg_str_from(rest, point + 1);
    }
    return false;
}

void yg_name_allow_free(yg_name_allow *allow) {
    yg_map_free(&allow->names);
}
