/* Listed strings, keys and weak names. Attack classes: [CONFUSABLE] names are compared by key,
 * never by sight: look-alike letters of another script make another key. */
#include "know/link_name.h"

#include "base/utf8.h"
#include "text/key.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c) {
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

/* A byte of a word; bytes of other scripts count as letters. */
static bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool starts_nocase(yg_str s, const char *prefix) {
    size_t n = strlen(prefix);
    return s.n >= n && yg_str_eq_nocase(yg_str_sub(s, 0, n), (yg_str){prefix, n});
}

static bool ends_nocase(yg_str s, const char *suffix) {
    size_t n = strlen(suffix);
    return s.n >= n && yg_str_eq_nocase(yg_str_from(s, s.n - n), (yg_str){suffix, n});
}

/* Does s begin with the word, and does the word end there? */
static bool starts_with_word(yg_str s, const char *word) {
    size_t n = strlen(word);
    return starts_nocase(s, word) && (s.n == n || !is_word(s.p[n]));
}

bool yg_link_is_group_number(yg_str text) {
    return text.n == 5 && text.p[0] == 'G' && is_digit(text.p[1]) && is_digit(text.p[2]) &&
           is_digit(text.p[3]) && is_digit(text.p[4]);
}

/* The listed string in NFKC; `normal` is used for it when it is not all ASCII. */
static yg_str normal_form(yg_buf *normal, yg_str listed) {
    for (size_t i = 0; i < listed.n; i++) {
        if ((unsigned char)listed.p[i] >= 0x80) {
            yg_key_add_nfkc(normal, listed);
            return yg_str_trim(yg_buf_str(normal));
        }
    }
    return yg_str_trim(listed);
}

/* A code that follows a title: "G1054", "APT-C-00", "TA-505". */
static bool is_code(yg_str s) {
    size_t end = s.n, at = 1;
    while (end > 0 && is_digit(s.p[end - 1]))
        end--;
    if (end == s.n || end == 0 || !is_upper(s.p[0]))
        return false;
    if (end > 1 && s.p[end - 1] == '-')
        end--;
    while (at < end && is_letter(s.p[at]))
        at++;
    return at == end || (end - at == 2 && s.p[at] == '-' && is_upper(s.p[at + 1]));
}

/* "X - CODE" with a hyphen or an en dash between spaces. */
static bool cut_code(yg_str s, yg_str *ret_title, yg_str *ret_code) {
    size_t at = s.n;
    while (at > 0 && !is_space(s.p[at - 1]))
        at--;
    yg_str code = yg_str_from(s, at), front = yg_str_trim(yg_str_sub(s, 0, at));
    size_t dash = yg_str_ends(front, YG_STR("-"))              ? 1
                  : yg_str_ends(front, YG_STR("\xE2\x80\x93")) ? 3
                                                               : 0;
    if (dash == 0 || at == 0 || !is_code(code) || front.n < dash + 2 ||
        !is_space(front.p[front.n - dash - 1]))
        return false;
    *ret_title = yg_str_trim(yg_str_sub(front, 0, front.n - dash));
    *ret_code = code;
    return ret_title->n > 0;
}

/* "X (anything)": what the bracket holds is no name of the entry. `least`: bytes in the bracket. */
static bool cut_bracket(yg_str s, yg_str *ret_front, yg_str *ret_inside) {
    if (!yg_str_ends(s, YG_STR(")")))
        return false;
    size_t at = s.n - 1;
    while (at > 0 && s.p[at - 1] != '(' && s.p[at - 1] != ')')
        at--;
    if (at == 0 || s.p[at - 1] == ')')
        return false;
    yg_str front = yg_str_trim(yg_str_sub(s, 0, at - 1));
    if (front.n == 0)
        return false;
    *ret_front = front;
    *ret_inside = yg_str_sub(s, at, s.n - 1 - at);
    return true;
}

static yg_str part_of(yg_str s) {
    static const char *const words[] = {"subgroup", "sub-group", "subset"};
    for (size_t i = 0; i < ROWS(words); i++) {
        yg_str rest = yg_str_trim(yg_str_from(s, strlen(words[i])));
        if (starts_nocase(s, words[i]) && yg_str_starts(rest, YG_STR(":")))
            return yg_str_trim(yg_str_from(rest, 1));
    }
    return (yg_str){NULL, 0};
}

static void split_commas(yg_str s, yg_listed_visit visit, void *self) {
    while (s.n > 0) {
        size_t at = yg_str_find(s, YG_STR(", "));
        yg_str part = yg_str_trim(yg_str_sub(s, 0, at));
        s = at == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_from(s, at + 2);
        if (part.n > 0)
            visit(self, YG_LISTED_NAME, part);
    }
}

void yg_link_split_actor(yg_str listed, yg_listed_visit visit, void *self) {
    YG_CLEANUP_BUF yg_buf normal = {0};
    yg_str title, rest;
    yg_str s = normal_form(&normal, listed);
    if (s.n == 0)
        return;
    if (yg_link_is_group_number(s)) {
        visit(self, YG_LISTED_NUMBER, s);
    } else if (part_of(s).n > 0) {
        visit(self, YG_LISTED_PART, part_of(s));
    } else if (cut_code(s, &title, &rest)) {
        visit(self, YG_LISTED_NAME, title);
        visit(self, yg_link_is_group_number(rest) ? YG_LISTED_NUMBER : YG_LISTED_NAME, rest);
    } else if (cut_bracket(s, &title, &rest) && !yg_str_ends(title, YG_STR("("))) {
        visit(self, YG_LISTED_NAME, title);
    } else {
        split_commas(s, visit, self);
    }
}

void yg_link_split_software(yg_str listed, yg_listed_visit visit, void *self) {
    YG_CLEANUP_BUF yg_buf normal = {0};
    yg_str front, inside;
    yg_str s = normal_form(&normal, listed);
    if (s.n > 0)
        visit(self, YG_LISTED_NAME, s);
    if (cut_bracket(s, &front, &inside))
        visit(self, YG_LISTED_NAME, front);
}

static bool is_one_of(yg_str s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (yg_str_eqz(s, words[i]))
            return true;
    }
    return false;
}

/* Long enough to stay alone when a designator word is dropped. */
static bool stands_alone(yg_str key) {
    size_t characters = 0, digits = 0;
    for (size_t at = 0; at < key.n; characters++) {
        uint32_t c = yg_utf8_next(key, &at);
        digits += c >= '0' && c <= '9';
    }
    return characters >= 4 && digits < characters;
}

/* "Threat Group-3390" is "TG-3390". */
static void shorten_threat_group(yg_buf *buf, size_t start) {
    yg_str prefix = YG_STR("threatgroup"), key = yg_str_from(yg_buf_str(buf), start);
    if (!yg_str_starts(key, prefix) || key.n < prefix.n + 3 || key.n > prefix.n + 5)
        return;
    for (size_t i = prefix.n; i < key.n; i++) {
        if (!is_digit(key.p[i]))
            return;
    }
    memcpy(buf->p + start, "tg", 2);
    memmove(buf->p + start + 2, buf->p + start + prefix.n, key.n - prefix.n);
    buf->n -= prefix.n - 2;
}

void yg_link_actor_key(yg_buf *buf, yg_str name) {
    static const char *const lead[] = {"the", "temp"};
    static const char *const tail[] = {"group", "team", "gang", "crew", "framework", "apt"};
    size_t start = buf->n, tokens = 0, first_end = start, last_start = start;
    for (size_t at = 0; at < name.n;) {
        size_t end = at, before = buf->n;
        while (end < name.n && !is_space(name.p[end]) && memchr("._-/", name.p[end], 4) == NULL)
            end++;
        yg_key_add(buf, yg_str_sub(name, at, end - at));
        if (buf->n > before) {
            last_start = before;
            first_end = tokens++ == 0 ? buf->n : first_end;
        }
        at = end + 1;
    }
    yg_str key = yg_str_from(yg_buf_str(buf), start);
    yg_str front = yg_str_sub(key, 0, first_end - start);
    if (tokens > 1 && is_one_of(front, lead, ROWS(lead)) &&
        stands_alone(yg_str_from(key, front.n))) {
        memmove(buf->p + start, buf->p + first_end, buf->n - first_end);
        buf->n -= front.n;
        last_start -= front.n;
        tokens--;
    }
    key = yg_str_from(yg_buf_str(buf), start);
    if (tokens > 1 && is_one_of(yg_str_from(key, last_start - start), tail, ROWS(tail)) &&
        stands_alone(yg_str_sub(key, 0, last_start - start)))
        buf->n = last_start;
    shorten_threat_group(buf, start);
}

static const char *platform_of(yg_str word) {
    static const char *const names[][2] = {
        {"windows", "windows"}, {"win", "windows"}, {"elf", "linux"},
        {"linux", "linux"},     {"os x", "macos"},  {"macos", "macos"},
        {"osx", "macos"},       {"ios", "ios"},     {"android", "android"},
    };
    for (size_t i = 0; i < ROWS(names); i++) {
        if (yg_str_eq_nocase(word, yg_str_of(names[i][0])))
            return names[i][1];
    }
    return NULL;
}

/* "Winnti (ELF)", "Winnti for Linux". */
static const char *cut_platform(yg_str s, yg_str *ret_front) {
    yg_str front, inside;
    size_t at = s.n;
    if (cut_bracket(s, &front, &inside) && is_space(s.p[front.n])) {
        *ret_front = front;
        return platform_of(inside);
    }
    while (at > 0 && is_word(s.p[at - 1]))
        at--;
    front = yg_str_sub(s, 0, at);
    if (!ends_nocase(front, " for "))
        return NULL;
    *ret_front = yg_str_trim(yg_str_sub(front, 0, front.n - 5));
    return ret_front->n > 0 ? platform_of(yg_str_from(s, at)) : NULL;
}

void yg_link_software_key(yg_buf *buf, yg_str name) {
    static const char *const words[] = {"ransomware", "malware"};
    yg_str s = yg_str_trim(name), front;
    const char *platform = cut_platform(s, &front);
    if (platform != NULL) {
        yg_key_add(buf, front);
        yg_buf_addf(buf, "#%s", platform);
        return;
    }
    for (size_t i = 0; i < ROWS(words); i++) {
        size_t n = strlen(words[i]);
        if (s.n > n && ends_nocase(s, words[i]) && is_space(s.p[s.n - n - 1])) {
            front = yg_str_trim(yg_str_sub(s, 0, s.n - n));
            if (front.n >= 4) {
                s = front;
                break;
            }
        }
    }
    yg_key_add(buf, s);
}

bool yg_link_key_is_short(yg_str key) {
    for (size_t i = 0; i < key.n; i++) {
        if ((unsigned char)key.p[i] >= 0x80)
            return false;
    }
    return key.n <= 3;
}

/* "Unit 61398", "Group 72", "PLA Navy". */
static bool is_numbered_unit(yg_str name) {
    static const char *const words[] = {"pla", "unit", "bureau", "lab", "group", "team"};
    for (size_t i = 0; i < ROWS(words); i++) {
        if (!starts_nocase(name, words[i]))
            continue;
        yg_str rest = yg_str_trim(yg_str_from(name, strlen(words[i])));
        size_t digits = 0;
        while (digits < rest.n && is_digit(rest.p[digits]))
            digits++;
        if ((digits > 0 && digits == rest.n) || starts_with_word(rest, "unit") ||
            starts_with_word(rest, "navy"))
            return true;
    }
    return false;
}

bool yg_link_actor_is_weak(yg_str name, yg_str key) {
    size_t word = strlen("campaign"), operation = strlen("operation");
    if (yg_link_key_is_short(key) || starts_with_word(name, "operation") ||
        starts_with_word(name, "op") || starts_with_word(name, "campaign") ||
        is_numbered_unit(name))
        return true;
    if (ends_nocase(name, "campaign") && (name.n == word || !is_word(name.p[name.n - word - 1])))
        return true;
    return name.n > operation && (name.p[0] == 'O' || name.p[0] == 'o') &&
           yg_str_starts(yg_str_from(name, 1), YG_STR("peration")) && is_upper(name.p[operation]);
}

bool yg_link_software_is_weak(yg_str name, yg_str key) {
    static const char *const words[] = {
        "unidentified", "unknown", "unnamed",    "generic", "trojan",  "backdoor",  "ransomware",
        "malware",      "loader",  "downloader", "stealer", "dropper", "keylogger", "wiper"};
    size_t characters = 0;
    for (size_t at = 0; at < key.n; characters++)
        yg_utf8_next(key, &at);
    if (characters <= 4)
        return true;
    for (size_t i = 0; i < ROWS(words); i++) {
        if (starts_with_word(name, words[i]))
            return true;
    }
    return false;
}

/* "https://web.archive.org/web/20190101000000*_/" in front of another address. */
static yg_str without_archive(yg_str url) {
    size_t at = starts_nocase(url, "https://") ? 8 : starts_nocase(url, "http://") ? 7 : 0;
    yg_str rest = yg_str_from(url, at), archive = YG_STR("web.archive.org/web/");
    if (at == 0 || !starts_nocase(rest, archive.p))
        return url;
    rest = yg_str_from(rest, archive.n);
    at = 0;
    while (at < rest.n && is_digit(rest.p[at]))
        at++;
    if (at == 0)
        return url;
    while (at < rest.n && (is_letter(rest.p[at]) || rest.p[at] == '_'))
        at++;
    return at < rest.n && rest.p[at] == '/' ? yg_str_from(rest, at + 1) : url;
}

bool yg_link_url_key(yg_buf *buf, yg_str url) {
    yg_str s = without_archive(yg_str_trim(url));
    s = yg_str_from(s, starts_nocase(s, "https://") ? 8 : starts_nocase(s, "http://") ? 7 : 0);
    s = yg_str_from(s, starts_nocase(s, "www.") ? 4 : 0);
    s = yg_str_sub(s, 0, yg_str_chr(s, '#'));
    while (s.n > 0 && s.p[s.n - 1] == '/')
        s.n--;
    size_t slash = yg_str_chr(s, '/');
    if (slash == SIZE_MAX || slash + 1 == s.n ||
        yg_str_eq_nocase(yg_str_sub(s, 0, slash), YG_STR("attack.mitre.org")))
        return false;
    yg_buf_add(buf, s);
    for (size_t i = buf->n - s.n; i < buf->n; i++)
        buf->p[i] = is_upper(buf->p[i]) ? (char)(buf->p[i] + 32) : buf->p[i];
    return true;
}
