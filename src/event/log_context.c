/* What the bytes of a place mean, by the field they stand in and by what stands around them:
 * versions that look like addresses (docs/formats/sightings.md, section 4), hosts of URLs, the two
 * sides of a connection in a message. */
#include "event/log_part.h"

bool yg_log_is_address(yg_str s) {
    size_t points = 0, colons = 0, digits = 0;
    if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
        s = yg_str_sub(s, 1, s.n - 2);
    for (size_t i = 0; i < s.n && s.n <= 64; i++) {
        char c = yg_log_lower(s.p[i]);
        points += c == '.';
        colons += c == ':';
        digits += yg_log_is_digit(c);
        if (c == '%' && colons > 1)
            break; /* a zone */
        if (c != '.' && c != ':' && !yg_log_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
    }
    if (s.n > 64)
        return false;
    return (points == 3 && digits >= 4 && colons == 0 && digits + points == s.n) || colons >= 2;
}

bool yg_log_is_host(yg_str s) {
    if (s.n == 0 || s.n > 253)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!yg_log_is_word(s.p[i]) && s.p[i] != '.' && s.p[i] != '-' &&
            (unsigned char)s.p[i] < 0x80)
            return false;
    }
    return true;
}

/* Digits and points, as a version has them. */
static bool is_dotted(yg_str s) {
    size_t points = 0;
    for (size_t i = 0; i < s.n; i++) {
        points += s.p[i] == '.';
        if (!yg_log_is_digit(s.p[i]) && s.p[i] != '.')
            return false;
    }
    return points == 3;
}

static bool is_ended(yg_str s, size_t at, const char *with) {
    yg_str end = yg_str_of(with);
    return at >= end.n && yg_str_eq_nocase(yg_str_sub(s, at - end.n, end.n), end);
}

/* The word of letters that ends at `at`. */
static yg_str word_before(yg_str s, size_t at) {
    size_t start = at;
    while (start > 0 && at - start < 32 && yg_log_is_letter(s.p[start - 1]))
        start--;
    if (start > 0 && (yg_log_is_word(s.p[start - 1]) || s.p[start - 1] == '-') &&
        s.p[start - 1] != '_')
        return (yg_str){NULL, 0};
    return yg_str_sub(s, start, at - start);
}

static bool is_one_of(yg_str word, const char *const *words) {
    for (; word.n > 0 && *words != NULL; words++) {
        if (yg_str_eq_nocase(word, yg_str_of(*words)))
            return true;
    }
    return false;
}

/* v=1.2.3.4, version: 1.2.3.4, "ver":"1.2.3.4" (also with its quotes escaped), rev 1.2.3.4 */
static bool is_behind_version(yg_str s, size_t start) {
    static const char *const words[] = {"v",   "ver",     "vers", "version", "versions",
                                        "rev", "release", "oid",  NULL};
    size_t at = start;
    bool separated = false;
    while (at > 0 && start - at < 8) {
        char c = s.p[at - 1];
        bool is_escape = at > 1 && s.p[at - 2] == '\\' && (c == 't' || c == 'n' || c == 'r');
        if (c == '=' || c == ':' || c == ' ' || c == '\t' || is_escape)
            separated = true;
        else if (c != '"' && c != '\'' && c != '\\')
            break;
        at--;
    }
    if (!separated)
        return false;
    yg_str word = word_before(s, at);
    if (is_one_of(word, words))
        return true;
    /* productVersion=, client_version: */
    return word.n > 7 && yg_str_eq(yg_str_from(word, word.n - 7), YG_STR("Version"));
}

/* Chrome/124.0.0.0: a product of a user agent before the slash. In a field of user agents any word
 * is one; elsewhere those that browsers and tools call themselves, since interfaces and services
 * stand before addresses, too (inside/203.0.113.9, HTTP/203.0.113.9). */
static bool is_behind_product(yg_str s, size_t start) {
    static const char *const products[] = {"Mozilla",
                                           "Chrome",
                                           "Chromium",
                                           "CriOS",
                                           "HeadlessChrome",
                                           "Firefox",
                                           "FxiOS",
                                           "Safari",
                                           "Edg",
                                           "Edge",
                                           "EdgA",
                                           "EdgiOS",
                                           "OPR",
                                           "Opera",
                                           "OPT",
                                           "Version",
                                           "YaBrowser",
                                           "Vivaldi",
                                           "Brave",
                                           "UCBrowser",
                                           "MiuiBrowser",
                                           "SamsungBrowser",
                                           "Electron",
                                           "Trident",
                                           "AppleWebKit",
                                           "Gecko",
                                           "curl",
                                           "Wget",
                                           "Java",
                                           "Python",
                                           "PowerShell",
                                           "WindowsPowerShell",
                                           "Outlook",
                                           "Teams",
                                           "Dalvik",
                                           "okhttp",
                                           "CFNetwork",
                                           "Darwin",
                                           "WhatsApp",
                                           "Instagram",
                                           "Iron",
                                           "Thunderbird",
                                           "SeaMonkey",
                                           "Silk",
                                           "Whale",
                                           "QQBrowser",
                                           "Avast",
                                           "CCleaner",
                                           "NetType",
                                           "MicroMessenger",
                                           "Zoom",
                                           "Slack",
                                           "Steam",
                                           "agent",
                                           NULL};
    if (start < 2 || s.p[start - 1] != '/')
        return false;
    return is_one_of(word_before(s, start - 1), products);
}

/* Two slashes, also escaped or percent-encoded, or a user's name: an address there is a host. */
static bool is_behind_scheme(yg_str s, size_t start) {
    static const char *const ends[] = {"://", ":\\/\\/", "%3A%2F%2F", "%3a//", "[:]//", "@", NULL};
    for (size_t i = 0; ends[i] != NULL; i++) {
        if (is_ended(s, start, ends[i]))
            return true;
    }
    return false;
}

static bool is_version(const yg_log_field *field, yg_str s, size_t start, size_t end) {
    if (!is_dotted(yg_str_sub(s, start, end - start)) || is_behind_scheme(s, start))
        return false;
    if (field != NULL && field->role == YG_ROLE_VERSION)
        return true;
    if (field != NULL && field->role == YG_ROLE_USER_AGENT)
        return true;
    return is_behind_version(s, start) || is_behind_product(s, start);
}

/* --- In text --- */

/* "from 203.0.113.5 port 22", "to inside:192.0.2.3/5050", "client: ..." */
static yg_log_role role_in_text(yg_str s, size_t start) {
    static const char *const sources[] = {"from",  "src",    "source", "client", "rhost",
                                          "saddr", "remote", "by",     NULL};
    static const char *const destinations[] = {"to",     "dst",      "destination", "dest", "daddr",
                                               "server", "upstream", "host",        NULL};
    size_t at = start;
    /* an interface before the address: outside:203.0.113.5, inside/203.0.113.9 */
    if (at > 1 && (s.p[at - 1] == ':' || s.p[at - 1] == '/') && yg_log_is_word(s.p[at - 2])) {
        size_t before = at - 1;
        while (before > 0 && at - before < 48 &&
               (yg_log_is_word(s.p[before - 1]) || s.p[before - 1] == '-'))
            before--;
        if (before > 0 && s.p[before - 1] == ' ')
            at = before;
    }
    while (at > 0 && start - at < 64 && s.p[at - 1] != '\0' &&
           strchr(" =:\"'<([\t\\", s.p[at - 1]) != NULL)
        at--;
    if (at == start)
        return YG_ROLE_UNKNOWN;
    if (at > 2 && s.p[at - 1] == ']') { /* dnsmasq: query[A] */
        size_t open = at;
        while (open > 0 && at - open < 12 && s.p[open - 1] != '[')
            open--;
        at = open > 0 && s.p[open - 1] == '[' ? open - 1 : at;
    }
    yg_str word = word_before(s, at);
    if (yg_str_eq_nocase(word, YG_STR("query")))
        return YG_ROLE_QUERY;
    if (is_one_of(word, sources))
        return YG_ROLE_SOURCE;
    return is_one_of(word, destinations) ? YG_ROLE_DESTINATION : YG_ROLE_UNKNOWN;
}

yg_log_role yg_log_record_role(const yg_log_record *record, yg_str bytes, size_t start,
                               size_t end) {
    if (start > end || end > bytes.n)
        return YG_ROLE_UNKNOWN;
    const yg_log_field *field = yg_log_record_at(record, start, end);
    if (is_version(field, bytes, start, end))
        return YG_ROLE_VERSION;
    yg_log_role role = field != NULL ? field->role : YG_ROLE_UNKNOWN;
    if (role == YG_ROLE_VERSION) /* no digits and points: a name, a digest */
        return YG_ROLE_UNKNOWN;
    if (role == YG_ROLE_URL && is_behind_scheme(bytes, start))
        return YG_ROLE_HOST;
    if (role == YG_ROLE_MESSAGE || role == YG_ROLE_UNKNOWN) {
        yg_log_role said = role_in_text(bytes, start);
        return said != YG_ROLE_UNKNOWN ? said : role;
    }
    return role;
}
