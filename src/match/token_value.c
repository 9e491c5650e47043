/* How file names and registry keys are compared with text (docs/formats/sightings.md, section 2).
 */
#include "match/token_value.h"

#include "match/token_part.h"

static bool is_blank(char c) {
    return (unsigned char)c <= ' ' || c == 0x7F;
}

static bool is_before_name(yg_str text, size_t start, bool has_dot) {
    static const char any[] = "/\\\"'=:,;([<>|", strict[] = "/\\\"'=";
    if (start == 0)
        return has_dot;
    char c = text.p[start - 1];
    return has_dot ? is_blank(c) || memchr(any, c, sizeof any - 1) != NULL
                   : memchr(strict, c, sizeof strict - 1) != NULL;
}

static bool is_behind_name(yg_str text, size_t end) {
    static const char any[] = "\"',;)]><|:&?";
    if (end == text.n || is_blank(text.p[end]) || memchr(any, text.p[end], sizeof any - 1) != NULL)
        return true;
    return text.p[end] == '\\' && end + 1 < text.n && text.p[end + 1] == '"';
}

bool yg_may_begin_file(yg_str text, size_t start) {
    return start == 0 || is_before_name(text, start, true);
}

bool yg_may_end_file(yg_str text, size_t end) {
    return is_behind_name(text, end);
}

bool yg_file_name_at(yg_str name, size_t at, yg_str text, size_t here, yg_place_in *ret) {
    if (here < at || text.n - (here - at) < name.n)
        return false;
    size_t start = here - at;
    if (!yg_str_eq_nocase(yg_str_sub(text, start, name.n), name) ||
        !is_before_name(text, start, yg_str_chr(name, '.') != SIZE_MAX) ||
        !is_behind_name(text, start + name.n))
        return false;
    *ret = (yg_place_in){start, start + name.n};
    return true;
}

/* --- Registry keys --- */

typedef enum {
    HIVE_NONE,
    HIVE_MACHINE,
    HIVE_USER,  /* of whoever: HKCU, or HKU with an identifier behind it */
    HIVE_USERS, /* HKU */
    HIVE_CLASSES,
    HIVE_CONFIG
} hive;

static const struct {
    yg_str word;
    hive hive;
} hives[] = {{YG_STR("HKLM"), HIVE_MACHINE},
             {YG_STR("HKEY_LOCAL_MACHINE"), HIVE_MACHINE},
             {YG_STR("REGISTRY\\MACHINE"), HIVE_MACHINE},
             {YG_STR("HKCU"), HIVE_USER},
             {YG_STR("HKEY_CURRENT_USER"), HIVE_USER},
             {YG_STR("HKU"), HIVE_USERS},
             {YG_STR("HKEY_USERS"), HIVE_USERS},
             {YG_STR("REGISTRY\\USER"), HIVE_USERS},
             {YG_STR("HKCR"), HIVE_CLASSES},
             {YG_STR("HKEY_CLASSES_ROOT"), HIVE_CLASSES},
             {YG_STR("HKCC"), HIVE_CONFIG},
             {YG_STR("HKEY_CURRENT_CONFIG"), HIVE_CONFIG}};

static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Compares word with what ends at *end of text; a backslash of the word stands for one or two.
 * Moves *end before it. */
static bool ends_with(yg_str text, size_t *end, yg_str word) {
    size_t at = *end, i = word.n;
    while (i > 0) {
        char c = word.p[--i];
        if (at == 0 || fold(text.p[at - 1]) != fold(c))
            return false;
        at--;
        if (c != '\\')
            continue;
        if (at > 0 && text.p[at - 1] == '\\')
            at--;
        if (i > 0 && word.p[i - 1] == '\\')
            i--;
    }
    *end = at;
    return true;
}

/* The same for what begins at *start. */
static bool begins_with(yg_str text, size_t *start, yg_str word) {
    size_t at = *start, i = 0;
    while (i < word.n) {
        char c = word.p[i++];
        if (at == text.n || fold(text.p[at]) != fold(c))
            return false;
        at++;
        if (c != '\\')
            continue;
        if (at < text.n && text.p[at] == '\\')
            at++;
        if (i < word.n && word.p[i] == '\\')
            i++;
    }
    *start = at;
    return true;
}

static bool is_word_byte(char c) {
    return c == '_' || yg_is_byte(c, YG_BYTE_ALNUM);
}

/* The hive that ends at *end of text, which is moved before it. */
static hive hive_before(yg_str text, size_t *end) {
    size_t at = *end;
    if (at > 0 && text.p[at - 1] == ':') /* PowerShell: HKLM:\ */
        at--;
    for (size_t i = 0; i < sizeof hives / sizeof *hives; i++) {
        size_t start = at;
        if (!ends_with(text, &start, hives[i].word) ||
            (start > 0 && is_word_byte(text.p[start - 1])))
            continue;
        if (hives[i].word.p[0] == 'R' && (start == 0 || text.p[start - 1] != '\\'))
            continue;
        *end = start;
        return hives[i].hive;
    }
    return HIVE_NONE;
}

/* Moves *end before an identifier of a user ("S-1-5-21-...", perhaps "_Classes" behind it) and the
 * backslash before that. */
static bool pass_user(yg_str text, size_t *end) {
    size_t at = *end;
    (void)ends_with(text, &at, YG_STR("_Classes"));
    size_t digits = at;
    while (at > 0 && (yg_is_byte(text.p[at - 1], YG_BYTE_DIGIT) || text.p[at - 1] == '-'))
        at--;
    if (digits - at < 2 || text.p[at] != '-' || at == 0 || fold(text.p[at - 1]) != 's')
        return false;
    at--;
    if (!ends_with(text, &at, YG_STR("\\")))
        return false;
    *end = at;
    return true;
}

/* The hive, and the identifier of a user, before the backslash that ends at `end` of text; *ret:
 * where it begins. */
static hive place_of(yg_str text, size_t end, size_t *ret) {
    size_t at = end;
    if (!ends_with(text, &at, YG_STR("\\")))
        return HIVE_NONE;
    size_t user = at;
    if (pass_user(text, &user) && hive_before(text, &user) == HIVE_USERS) {
        *ret = user;
        return HIVE_USER;
    }
    hive h = hive_before(text, &at);
    *ret = at;
    return h;
}

unsigned yg_registry_hive(yg_str text, size_t end, size_t *ret_start) {
    return place_of(text, end, ret_start);
}

yg_str yg_registry_tail(yg_str key) {
    size_t start;
    while (key.n > 0 && key.p[key.n - 1] == '\\')
        key.n--;
    /* The shortest head that is a hive, unless an identifier of a user stands behind it. */
    size_t tail = 0;
    for (size_t i = 1; i < key.n; i++) {
        if (key.p[i - 1] != '\\' || key.p[i] == '\\')
            continue;
        hive h = place_of(key, i, &start);
        if (tail != 0 && h != HIVE_USER)
            break;
        if (h != HIVE_NONE)
            tail = i;
        if (h != HIVE_NONE && h != HIVE_USERS)
            break;
    }
    return tail == 0 ? (yg_str){NULL, 0} : yg_str_from(key, tail);
}

bool yg_may_end_key(yg_str text, size_t end) {
    return end == text.n || (text.p[end] != '-' && !is_word_byte(text.p[end]));
}

static bool is_end_of_key(yg_str text, size_t end) {
    while (end < text.n && text.p[end] == '.')
        end++;
    return end == text.n || (text.p[end] != '-' && !is_word_byte(text.p[end]));
}

bool yg_registry_key_at(yg_str key, yg_str tail, size_t at, yg_str text, size_t here,
                        yg_place_in *ret) {
    size_t before = here, behind = here, start, ignored;
    if (!ends_with(text, &before, yg_str_sub(tail, 0, at)) ||
        !begins_with(text, &behind, yg_str_from(tail, at)) || !is_end_of_key(text, behind))
        return false;
    hive want = place_of(key, (size_t)(tail.p - key.p), &ignored);
    if (place_of(text, before, &start) != want)
        return false;
    *ret = (yg_place_in){start, behind};
    return true;
}
