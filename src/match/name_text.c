/* A host name made ready (match/name_text.h).
 *
 * Hostile names: bytes that no host has, empty labels, labels past 63 and names past 253 bytes,
 * addresses that pass for names: nothing is compared of those. */
#include "match/name_text.h"

#include "match/name_clean.h"
#include "match/name_fold.h"
#include "match/suffix_table.h"

enum { LABEL_MAX = 63 };

/* Copies a plain name in lower case; 0: it has other bytes or is too long. */
static size_t copy_plain(yg_str raw, char *host) {
    if (raw.n > YG_NAME_MAX)
        return 0;
    for (size_t i = 0; i < raw.n; i++) {
        uint8_t byte = (uint8_t)raw.p[i];
        if (yg_fold_kind[byte] == YG_BYTE_OTHER)
            return 0;
        host[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
    }
    return raw.n;
}

/* Two labels at least, none empty or too long, the last one not a number. */
static bool is_host(yg_str host, bool *ret_may_have_idn) {
    size_t label = 0, labels = 1;
    bool is_number = true, may_have_idn = false;
    for (size_t i = 0; i < host.n; i++) {
        uint8_t kind = yg_fold_kind[(uint8_t)host.p[i]];
        if (kind == YG_BYTE_POINT) {
            if (i == label || i - label > LABEL_MAX)
                return false;
            label = i + 1;
            labels++;
            is_number = true;
            continue;
        }
        is_number = is_number && kind == YG_BYTE_DIGIT;
        may_have_idn =
            may_have_idn || (i == label && host.n - i > 4 && memcmp(host.p + i, "xn--", 4) == 0);
    }
    *ret_may_have_idn = may_have_idn;
    return labels > 1 && host.n > label && host.n - label <= LABEL_MAX && !is_number;
}

bool yg_name_text_make_plain(const yg_suffixes *suffixes, yg_str raw, char *ret_host,
                             yg_name_text *ret_text) {
    bool may_have_idn = false;
    size_t n = copy_plain(raw, ret_host);
    if (n == 0 || ret_host[0] == '.' || ret_host[n - 1] == '.')
        n = yg_name_clean(raw, ret_host);
    yg_str host = {ret_host, n};
    if (n == 0 || !is_host(host, &may_have_idn))
        return false;
    ret_host[n] = '\0';
    yg_suffix_find(suffixes, host, &ret_text->split);
    if (ret_text->split.is_suffix)
        return false;
    size_t own = yg_name_without_cdn(suffixes, host);
    if (own == 0)
        return false;
    if (own != n) {
        host.n = own;
        ret_host[own] = '\0';
        yg_suffix_find(suffixes, host, &ret_text->split);
    }
    ret_text->host = host;
    ret_text->has_idn = false;
    yg_fold_host(ret_text, ret_text->split.suffix - 1u);
    return true;
}

bool yg_name_text_make(const yg_suffixes *suffixes, yg_str raw, char *ret_host,
                       yg_name_text *ret_text) {
    if (suffixes->quick != NULL) {
        yg_text_answer answer = suffixes->quick(suffixes, raw, ret_host, ret_text);
        if (answer != YG_TEXT_SLOW)
            return answer == YG_TEXT_MADE;
    }
    return yg_name_text_make_plain(suffixes, raw, ret_host, ret_text);
}
