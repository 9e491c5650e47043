#include "intel/python_list.h"

#include "base/utf8.h"

static uint32_t read_hex(yg_str s, size_t at, size_t digits) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits && at + i < s.n; i++) {
        char c = s.p[at + i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit > 15)
            return 0xFFFD;
        value = value << 4 | digit;
    }
    return value > 0x10FFFF || (value >= 0xD800 && value < 0xE000) ? 0xFFFD : value;
}

/* The escape behind the backslash at *at; moves behind it. */
static void add_escape(yg_buf *buf, yg_str s, size_t *at) {
    static const char letters[] = "nrt0", meant[] = "\n\r\t\0";
    char c = s.p[*at + 1];
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    const char *letter = strchr(letters, c);
    if (digits > 0)
        yg_utf8_put(buf, read_hex(s, *at + 2, digits));
    else
        yg_buf_addc(buf, letter != NULL && c != '\0' ? meant[letter - letters] : c);
    *at += 2 + digits;
    if (*at > s.n)
        *at = s.n;
}

/* The string whose quote is at *at; moves behind its end. */
static bool read_string(yg_str s, size_t *at, yg_arena *arena, yg_strings *items) {
    char quote = s.p[*at];
    size_t start = *at + 1, end = start;
    bool escaped = false;
    while (end < s.n && s.p[end] != quote) {
        escaped = escaped || s.p[end] == '\\';
        end += s.p[end] == '\\' ? 2 : 1;
    }
    if (end >= s.n)
        return false;
    yg_str text = yg_str_sub(s, start, end - start);
    *at = end + 1;
    if (escaped) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        for (size_t i = 0; i < text.n;) {
            if (text.p[i] == '\\' && i + 1 < text.n)
                add_escape(&buf, text, &i);
            else
                yg_buf_addc(&buf, text.p[i++]);
        }
        text = yg_arena_copy(arena, yg_buf_str(&buf));
    }
    yg_vec_push(items, text);
    return true;
}

static bool is_mark(char c) {
    return c == '[' || c == ']' || c == ',' || c == '\'' || c == '"';
}

bool yg_python_list_parse(yg_str cell, yg_arena *arena, yg_strings *items) {
    size_t depth = 0;
    cell = yg_str_trim(cell);
    if (cell.n == 0)
        return true;
    if (cell.p[0] != '[') {
        yg_vec_push(items, cell);
        return true;
    }
    for (size_t at = 0; at < cell.n;) {
        char c = cell.p[at];
        if (c == '\'' || c == '"') {
            if (!read_string(cell, &at, arena, items))
                return false;
        } else if (c == '[') {
            depth++;
            at++;
        } else if (c == ']') {
            at++;
            if (--depth == 0)
                return at == cell.n;
        } else if (c == ',' || c == ' ') {
            at++;
        } else {
            while (at < cell.n && !is_mark(cell.p[at]))
                at++;
            yg_vec_push(items, ((yg_str){NULL, 0}));
        }
    }
    return false;
}
