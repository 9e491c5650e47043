/* What becomes of a candidate: the filters, the exact table, the comparison with the value, and
 * whom to ask where more of the text counts. */
#include "match/token_scratch.h"
#include "match/token_slow.h"

/* --- Names --- */

static bool is_text(const yg_token_text *t, size_t start, size_t end, yg_str value) {
    return yg_str_eq_nocase(yg_str_sub(t->text, start, end - start), value);
}

static bool is_url_host(const yg_token_text *t, size_t start, size_t end, uint32_t number) {
    yg_url_parts parts;
    return yg_url_cut(yg_entry_text(t->set, number), &parts) && is_text(t, start, end, parts.host);
}

static bool is_piece_type(yg_indicator_type type) {
    return type == YG_INDICATOR_FILE_NAME || type == YG_INDICATOR_REGISTRY_KEY;
}

void yg_judge_key(yg_token_text *t, size_t start, size_t from, size_t end, uint64_t key) {
    yg_key_walk walk = {0};
    uint32_t number;
    while (yg_key_next(t->set, key, &walk, &number)) {
        yg_indicator_type type = yg_indicators_type(t->set, number);
        bool is_whole = from == start;
        if (type == YG_INDICATOR_DOMAIN || (type == YG_INDICATOR_HOST && is_whole)) {
            if (is_text(t, from, end, yg_entry_text(t->set, number)))
                yg_token_add(t, number, YG_HIT_WHOLE, start, end);
        } else if (type == YG_INDICATOR_URL && is_whole) {
            if (is_url_host(t, start, end, number))
                yg_token_url(t, number, start, end);
        } else if (is_piece_type(type) && is_whole) {
            yg_token_around(t, type, start, end);
        }
    }
}

static void ask_key(yg_token_text *t, size_t start, size_t from, size_t end, uint64_t key) {
    t->scratch->counts.probes++;
    if (yg_bloom_has(t->set, 0, key))
        yg_judge_key(t, start, from, end, key);
    else
        t->scratch->counts.filtered++;
}

bool yg_set_may_end(const yg_indicators *set, const char last[4]) {
    uint32_t four;
    memcpy(&four, last, sizeof four);
    return yg_bit(set->tails, yg_tail_of(four));
}

void yg_judge_name(yg_token_text *t, size_t start, size_t end) {
    const char *text = t->text.p;
    uint64_t hash = YG_NAME_START;
    uint32_t last;
    if (end - start < 4)
        return;
    memcpy(&last, text + end - 4, 4);
    if (!yg_bit(t->set->tails, yg_tail_of(last)))
        return;
    for (size_t stop = end; end - stop <= YG_NAME_LONGEST;) {
        size_t from = stop;
        while (from > start && text[from - 1] != '.' && end - from <= YG_NAME_LONGEST)
            from--;
        if (end - from > YG_NAME_LONGEST)
            return;
        hash = yg_name_label(hash, text + from, stop - from);
        if (stop != end || from == start)
            ask_key(t, start, from, end, yg_name_end(hash));
        if (from == start)
            return;
        stop = from - 1;
    }
}

void yg_judge_run(yg_token_text *t, size_t start, size_t end) {
    if (yg_token_trim(t->text.p, &start, &end))
        yg_judge_name(t, start, end);
}

void yg_judge_high(yg_token_text *t, size_t start, size_t end) {
    yg_key_walk walk = {0};
    uint32_t number;
    if (end - start < 4 || end - start > YG_NAME_LONGEST)
        return;
    uint64_t key = yg_key_bytes(YG_KEY_HIGH, yg_str_sub(t->text, start, end - start));
    if (!yg_bloom_has(t->set, 3, key))
        return;
    while (yg_key_next(t->set, key, &walk, &number)) {
        yg_indicator_type type = yg_indicators_type(t->set, number);
        if (is_piece_type(type))
            yg_token_around(t, type, start, end);
    }
}

/* --- Addresses --- */

static void judge_address(yg_token_text *t, uint64_t key, const uint8_t binary[16],
                          uint32_t address, size_t start, size_t end) {
    yg_key_walk walk = {0};
    uint32_t number, host;
    while (yg_key_next(t->set, key, &walk, &number)) {
        uint64_t entry = t->set->entries[number];
        yg_indicator_type type = yg_entry_type(entry);
        yg_url_parts parts;
        if (type == YG_INDICATOR_IPV4 && binary == NULL && yg_entry_n(entry) == 32 &&
            yg_entry_at(entry) == address)
            yg_token_add(t, number, YG_HIT_WHOLE, start, end);
        else if (type == YG_INDICATOR_IPV6 && binary != NULL &&
                 memcmp(yg_entry_text(t->set, number).p, binary, 16) == 0 &&
                 (uint8_t)yg_entry_text(t->set, number).p[16] == 128)
            yg_token_add(t, number, YG_HIT_WHOLE, start, end);
        else if (type == YG_INDICATOR_URL && yg_url_cut(yg_entry_text(t->set, number), &parts) &&
                 (binary != NULL ? parts.is_ipv6 && yg_key_url_host(&parts) == key
                                 : yg_ipv4_read(parts.host, &host) && host == address))
            yg_token_url(t, number, start, end);
    }
}

static void judge_networks4(yg_token_text *t, uint32_t address, size_t start, size_t end) {
    for (uint64_t lengths = t->set->head->networks4; lengths != 0; lengths &= lengths - 1) {
        unsigned prefix = (unsigned)__builtin_ctzll(lengths);
        uint32_t masked =
            prefix == 0 || prefix > 31 ? address : address & ~UINT32_C(0) << (32 - prefix);
        uint64_t key = yg_key_network4(masked, prefix);
        yg_key_walk walk = {0};
        uint32_t number;
        if (!yg_bloom_has(t->set, 3, key))
            continue;
        while (yg_key_next(t->set, key, &walk, &number)) {
            uint64_t entry = t->set->entries[number];
            if (yg_entry_type(entry) == YG_INDICATOR_IPV4 && yg_entry_n(entry) == prefix &&
                yg_entry_at(entry) == masked)
                yg_token_add(t, number, YG_HIT_WHOLE, start, end);
        }
    }
}

void yg_token_ipv4_at(yg_token_text *t, uint32_t address, size_t start, size_t end) {
    uint64_t key = yg_key_ipv4(address);
    t->scratch->counts.probes++;
    if (yg_bloom_has(t->set, 1, key))
        judge_address(t, key, NULL, address, start, end);
    else
        t->scratch->counts.filtered++;
    if (yg_bit(t->set->blocks, address >> 16))
        judge_networks4(t, address, start, end);
}

static void judge_networks6(yg_token_text *t, const uint8_t address[16], size_t start, size_t end) {
    for (unsigned prefix = 16; prefix < 128; prefix++) {
        if ((t->set->head->networks6[prefix >> 6] >> (prefix & 63) & 1) == 0)
            continue;
        uint8_t masked[16];
        memcpy(masked, address, 16);
        yg_ipv6_mask(masked, prefix);
        uint64_t key = yg_key_network6(masked, prefix);
        yg_key_walk walk = {0};
        uint32_t number;
        if (!yg_bloom_has(t->set, 3, key))
            continue;
        while (yg_key_next(t->set, key, &walk, &number)) {
            yg_str binary = yg_entry_text(t->set, number);
            if (yg_indicators_type(t->set, number) == YG_INDICATOR_IPV6 &&
                (uint8_t)binary.p[16] == prefix && memcmp(binary.p, masked, 16) == 0)
                yg_token_add(t, number, YG_HIT_WHOLE, start, end);
        }
    }
}

void yg_token_ipv6_at(yg_token_text *t, const uint8_t address[16], size_t start, size_t end) {
    uint64_t key = yg_key_ipv6(address);
    t->scratch->counts.probes++;
    if (yg_bloom_has(t->set, 3, key))
        judge_address(t, key, address, 0, start, end);
    judge_networks6(t, address, start, end);
}

void yg_judge_number(yg_token_text *t, size_t start, size_t end) {
    const char *text = t->text.p;
    if (!yg_token_trim(text, &start, &end))
        return;
    for (size_t from = start; from < end;) {
        size_t stop = from;
        uint32_t address;
        while (stop < end && text[stop] != '-' && text[stop] != '_')
            stop++;
        if (stop - from >= 7 && stop - from <= 15 &&
            yg_ipv4_read((yg_str){text + from, stop - from}, &address))
            yg_token_ipv4_at(t, address, from, stop);
        from = stop + 1;
    }
}

/* --- Digests --- */

void yg_judge_digest(yg_token_text *t, size_t start, size_t end) {
    yg_key_walk walk = {0};
    uint32_t number;
    char binary[64];
    uint64_t key = yg_digest_key(t->text.p + start, end - start);
    t->scratch->counts.probes++;
    if (!yg_bloom_has(t->set, 2, key)) {
        t->scratch->counts.filtered++;
        return;
    }
    size_t n = (end - start) / 2;
    if (!yg_hex_read(t->text.p + start, n, binary))
        return;
    while (yg_key_next(t->set, key, &walk, &number)) {
        yg_indicator_type type = yg_indicators_type(t->set, number);
        if (type >= YG_INDICATOR_MD5 && type <= YG_INDICATOR_SHA512 &&
            yg_str_eq(yg_entry_text(t->set, number), (yg_str){binary, n}))
            yg_token_add(t, number, YG_HIT_WHOLE, start, end);
    }
}

/* --- Places for the slow paths --- */

/* An address has six or seven colons, one more may stand at both ends and behind a word; or it has
 * two in a row. Certificates' fingerprints and the like have more. */
size_t yg_judge_colon(yg_token_text *t, size_t at) {
    const char *text = t->text.p;
    size_t end = at;
    unsigned colons = 0;
    bool is_double = false;
    for (; end < t->text.n; end++) {
        if (text[end] == ':') {
            colons++;
            is_double |= end > at && text[end - 1] == ':';
        } else if (!yg_is_byte(text[end], YG_BYTE_HEX) && text[end] != '.') {
            break;
        }
    }
    if (is_double || (colons >= 6 && colons <= 10))
        yg_token_ipv6(t, at);
    return end;
}

static bool is_word(const char *p, const char *word, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((p[i] | 0x20) != word[i])
            return false;
    return true;
}

/* The last of an odd number of backslashes escapes what follows. */
static bool is_escape(const yg_token_text *t, size_t at) {
    size_t before = at;
    while (before > 0 && t->text.p[before - 1] == '\\')
        before--;
    return (at - before) % 2 == 0;
}

bool yg_is_trigger(const yg_token_text *t, size_t at) {
    const char *p = t->text.p + at;
    size_t n = t->text.n - at;
    if (n < 3)
        return false;
    switch (p[0]) {
    case '\\':
        /* An escaped backslash before a u is JSON inside JSON. */
        return p[1] == 'u' || (memchr("xbfnrt", p[1], 6) != NULL && is_escape(t, at));
    case '%':
        return yg_is_byte(p[1], YG_BYTE_HEX) && yg_is_byte(p[2], YG_BYTE_HEX);
    default:
        if (p[1] == '.' || p[1] == '@' || p[1] == ':' || p[1] == '/')
            return true;
        return (n >= 5 && is_word(p + 1, "dot", 3)) || (n >= 4 && is_word(p + 1, "at", 2));
    }
}

/* A dot, or one of the full stops that stand for it. */
static bool has_dot(const char *text, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        const char *p = text + i;
        if (p[0] == '.' ||
            (((uint8_t)p[0] == 0xE3 || (uint8_t)p[0] == 0xEF) && end - i >= 3 &&
             (memcmp(p, "\xE3\x80\x82", 3) == 0 || memcmp(p, "\xEF\xBC\x8E", 3) == 0 ||
              memcmp(p, "\xEF\xBD\xA1", 3) == 0)))
            return true;
    }
    return false;
}

void yg_judge_wide(yg_token_text *t, size_t start, size_t end, size_t first_high) {
    if (t->view != NULL || first_high < t->done ||
        (t->set->has & (YG_SET_NAMES | YG_SET_URLS | YG_SET_MAIL)) == 0 ||
        !has_dot(t->text.p, start, end))
        return;
    if (yg_token_may_name(t->set, t->text, start, end) ||
        !yg_token_in_piece(yg_token_slow_of(t->scratch), t->text, start, end))
        yg_token_island(t, first_high);
}
