/* Keys of the Windows registry as people and tools write them (text/defang.h). */
#include "text/defang.h"

enum { KEY_BYTES = 4096 };

/* The longest first where one begins another. */
static const struct {
    const char *word, *hive;
} hives[] = {
    {"HKEY_LOCAL_MACHINE", "HKEY_LOCAL_MACHINE"},
    {"HKEY_CURRENT_USER", "HKEY_CURRENT_USER"},
    {"HKEY_CLASSES_ROOT", "HKEY_CLASSES_ROOT"},
    {"HKEY_CURRENT_CONFIG", "HKEY_CURRENT_CONFIG"},
    {"HKEY_USERS", "HKEY_USERS"},
    {"\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"},
    {"\\REGISTRY\\USER", "HKEY_USERS"},
    {"HKLM", "HKEY_LOCAL_MACHINE"},
    {"HKCU", "HKEY_CURRENT_USER"},
    {"HKCR", "HKEY_CLASSES_ROOT"},
    {"HKCC", "HKEY_CURRENT_CONFIG"},
    {"HKU", "HKEY_USERS"},
};

static bool take_word(yg_str *s, yg_str word) {
    if (!yg_str_eq_nocase(yg_str_sub(*s, 0, word.n), word))
        return false;
    *s = yg_str_from(*s, word.n);
    return true;
}

/* "%HKLM%", "[HKLM", "HKLM:" and "Registry::HKLM" are written, too. */
static const char *take_hive(yg_str *s) {
    static const char *const before[] = {"Computer\\", "Registry::", "[", "%"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        take_word(s, yg_str_of(before[i]));
    for (size_t i = 0; i < sizeof hives / sizeof *hives; i++) {
        yg_str rest = *s;
        if (!take_word(&rest, yg_str_of(hives[i].word)))
            continue;
        while (rest.n > 0 && (rest.p[0] == '%' || rest.p[0] == ':'))
            rest = yg_str_from(rest, 1);
        if (rest.n == 0 || rest.p[0] != '\\')
            continue;
        *s = rest;
        return hives[i].hive;
    }
    return NULL;
}

/* Single backslashes: in programs and JSON they are doubled. */
static void add_single(yg_str text, yg_buf *ret) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '\\' || ret->n == 0 || ret->p[ret->n - 1] != '\\')
            yg_buf_addc(ret, text.p[i]);
    }
}

bool yg_registry_key_add(yg_str value, yg_buf *ret) {
    YG_CLEANUP_BUF yg_buf single = {0};
    yg_str s = yg_str_trim(value);
    if (s.n > KEY_BYTES || yg_str_chr(s, '\\') == SIZE_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
            return false;
    }
    if (s.p[0] == '[' && s.p[s.n - 1] == ']')
        s.n--;
    add_single(s, &single);
    s = yg_buf_str(&single);
    const char *hive = take_hive(&s);
    while (s.n > 0 && s.p[s.n - 1] == '\\')
        s.n--;
    if (hive == NULL || s.n == 0)
        return false;
    yg_buf_addz(ret, hive);
    yg_buf_add(ret, s);
    return true;
}
