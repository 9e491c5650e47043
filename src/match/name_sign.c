#include "match/name_sign.h"

#include <pthread.h>

#include "match/confusable.h"

/* Words, and the forms of "co.jp" below, were collected by eye from phishing hosts of 2019 to 2023
 * and from what such pages are about; no tool makes them. Figures of those years are a little
 * flattered by that, those of later ones are not (docs/look-alikes.md). What each is worth is not
 * set here: the weights are trained and counted by tools/train-names. */
static const char *const words[] = {
    /* English and abbreviations: 2 to WORD_MAX letters */
    "access",     "account",     "accounts",     "acct",      "admin",      "alert",
    "amex",       "apl",         "app",          "apps",      "auth",       "bank",
    "banking",    "billing",     "campaign",     "cancel",    "card",       "cards",
    "center",     "change",      "check",        "client",    "cloud",      "co",
    "code",       "cojp",        "com",          "confirm",   "connect",    "contact",
    "corp",       "coupon",      "credit",       "customer",  "customers",  "delivery",
    "device",     "direct",      "docs",         "email",     "ems",        "entry",
    "express",    "form",        "ginko",        "ginkou",    "gov",        "help",
    "henko",      "henkou",      "home",         "id",        "ids",        "index",
    "info",       "information", "inquiry",      "invoice",   "japan",      "jp",
    "kaiin",      "kaku",        "kakunin",      "kard",      "koza",       "lock",
    "locked",     "log",         "login",        "logins",    "logon",      "mail",
    "manage",     "market",      "me",           "mem",       "member",     "members",
    "membership", "mobile",      "my",           "myaccount", "myid",       "mypage",
    "myservice",  "ne",          "net",          "netbank",   "news",       "ninsho",
    "ninshou",    "notice",      "notification", "official",  "online",     "oshirase",
    "page",       "parcel",      "pass",         "password",  "pay",        "payment",
    "payments",   "plus",        "point",        "points",    "portal",     "post",
    "prime",      "profile",     "recovery",     "refund",    "register",   "reset",
    "reward",     "safe",        "safety",       "sec",       "secure",     "security",
    "service",    "services",    "setting",      "settings",  "shiharai",   "shop",
    "sign",       "signin",      "site",         "smt",       "sp",         "sso",
    "store",      "support",     "system",       "team",      "tetsuzuki",  "ticket",
    "toroku",     "touroku",     "track",        "tracking",  "trade",      "unlock",
    "update",     "updates",     "user",         "users",     "validation", "verification",
    "verify",     "view",        "vip",          "wallet",    "warning",    "web",
    "weblogin",   "zei",
};
enum { WORDS = sizeof words / sizeof words[0], WORD_MAX = 12 };

static const char *const kana_words[] = {
    "認証", "ログイン", "銀行",     "カード", "確認",     "更新",         "会員",   "支払",
    "口座", "通知",     "アラート", "公式",   "サポート", "利用",         "お客様", "登録",
    "決済", "荷物",     "配達",     "不在",   "安全",     "セキュリティ",
};

/* The words once more, for names by the million: which lengths they have that begin with two given
 * letters, and an open table of packed letters. */
enum { PAIRS = 32 * 32, SLOTS = 1024 };
static uint16_t lengths_of[PAIRS]; /* bit n: n letters */
static uint64_t packed_words[SLOTS];

static uint64_t pack_word(const char *p, size_t n) {
    uint64_t packed = 0;
    for (size_t i = 0; i < n; i++)
        packed = packed << 5 | (uint64_t)(p[i] & 31);
    return packed;
}

static size_t pair_of(const char *p) {
    return (size_t)(p[0] & 31) << 5 | (size_t)(p[1] & 31);
}

/* The word's slot, or the free one where it would stand. */
static size_t slot_of(uint64_t packed) {
    size_t i = (size_t)(packed * UINT64_C(0x9E3779B97F4A7C15) >> 54);
    while (packed_words[i] != 0 && packed_words[i] != packed)
        i = (i + 1) & (SLOTS - 1);
    return i;
}

static void index_words(void) {
    for (size_t w = 0; w < WORDS; w++) {
        size_t n = strlen(words[w]);
        uint64_t packed = pack_word(words[w], n);
        packed_words[slot_of(packed)] = packed;
        lengths_of[pair_of(words[w])] |= (uint16_t)(1u << n);
    }
}

static void words_ready(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, index_words);
}

/* Of two letters and more, all of them a to z. */
static bool is_word(const char *p, size_t n) {
    if (n > WORD_MAX || (lengths_of[pair_of(p)] >> n & 1) == 0)
        return false;
    uint64_t packed = pack_word(p, n);
    return packed_words[slot_of(packed)] == packed;
}

bool yg_name_sign_is_keyword(yg_str word) {
    if (word.n < 2 || word.n > WORD_MAX)
        return false;
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < 'a' || word.p[i] > 'z')
            return false;
    words_ready();
    return is_word(word.p, word.n);
}

/* Made of such words alone ("userinformation", "loginsecure")? Words of two letters do not count.
 */
static bool is_compound(yg_str word) {
    enum { LONGEST = 36, LEAST = 3 };
    uint64_t reached = 1; /* bit i: the first i letters are such words */
    if (word.n < 6 || word.n > LONGEST)
        return false;
    for (size_t i = 0; i + LEAST <= word.n && reached >> i != 0; i++) {
        uint32_t lengths = (reached >> i & 1) != 0 ? lengths_of[pair_of(word.p + i)] : 0;
        for (lengths &= ~UINT32_C(0) << LEAST; lengths != 0; lengths &= lengths - 1) {
            size_t n = (size_t)__builtin_ctz(lengths);
            if (i + n <= word.n && is_word(word.p + i, n))
                reached |= UINT64_C(1) << (i + n);
        }
    }
    return (reached >> word.n & 1) != 0;
}

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

size_t yg_name_sign_keyword_at(yg_str host, size_t at, size_t end) {
    size_t most = 0;
    while (at + most < end && most < WORD_MAX && is_letter(host.p[at + most]))
        most++;
    bool whole = at + most >= end || !is_letter(host.p[at + most]);
    words_ready();
    for (size_t n = most; n >= 2; n--)
        if ((n >= 4 || (n == most && whole)) && is_word(host.p + at, n))
            return n;
    return 0;
}

size_t yg_name_sign_keyword_before(yg_str host, size_t at, size_t start) {
    size_t most = 0;
    while (at > start + most && most < WORD_MAX && is_letter(host.p[at - most - 1]))
        most++;
    bool whole = at == start + most || !is_letter(host.p[at - most - 1]);
    words_ready();
    for (size_t n = most; n >= 2; n--)
        if ((n >= 4 || (n == most && whole)) && is_word(host.p + at - n, n))
            return n;
    return 0;
}

void yg_name_sign_segments(yg_str host, size_t start, size_t end, yg_name_segment_take take,
                           void *self) {
    for (size_t i = start; i < end;) {
        if (!is_letter(host.p[i])) {
            i++;
            continue;
        }
        size_t from = i;
        while (i < end && is_letter(host.p[i]))
            i++;
        take(self, from, i);
    }
}

struct count {
    yg_str host;
    size_t n;
};

static void count_keyword(void *self, size_t start, size_t end) {
    struct count *c = self;
    yg_str word = yg_str_sub(c->host, start, end - start);
    c->n += (word.n > 1 && is_word(word.p, word.n)) || is_compound(word);
}

static size_t body_end(const yg_name_text *text) {
    return text->split.suffix ? text->split.suffix - 1U : 0;
}

size_t yg_name_sign_keywords(const yg_name_text *text) {
    struct count c = {text->host, 0};
    words_ready();
    yg_name_sign_segments(text->host, 0, body_end(text), count_keyword, &c);
    return c.n;
}

enum { KANA_WORDS = sizeof kana_words / sizeof kana_words[0], KANA_WORD_MAX = 16 };

static struct {
    uint32_t signs[KANA_WORD_MAX];
    size_t n;
} folded_words[KANA_WORDS];

static void fold_words(void) {
    for (size_t w = 0; w < KANA_WORDS; w++)
        folded_words[w].n =
            yg_confusable_fold(yg_str_of(kana_words[w]), folded_words[w].signs, KANA_WORD_MAX);
}

bool yg_name_sign_keyword_kana(const yg_name_text *text) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!text->has_idn || text->signs_n == 0)
        return false;
    pthread_once(&once, fold_words);
    for (size_t i = 0; i < text->signs_n; i++)
        for (size_t w = 0; w < KANA_WORDS; w++) {
            size_t n = folded_words[w].n;
            if (folded_words[w].signs[0] == text->signs[i] && i + n <= text->signs_n &&
                memcmp(&text->signs[i], folded_words[w].signs, n * sizeof *text->signs) == 0)
                return true;
        }
    return false;
}

size_t yg_name_sign_depth(const yg_name_text *text) {
    size_t n = 0;
    for (size_t i = 0; i < text->split.registrable; i++)
        n += text->host.p[i] == '.';
    return n;
}

yg_str yg_name_sign_label(const yg_name_text *text) {
    size_t from = text->split.registrable, to = body_end(text);
    return to > from ? yg_str_sub(text->host, from, to - from) : (yg_str){NULL, 0};
}

yg_str yg_name_sign_suffix(const yg_name_text *text) {
    return yg_str_from(text->host, text->split.suffix);
}

/* "jp" and what is written for it. */
static size_t japan_at(yg_str host, size_t at, size_t end, bool *ret_garbled) {
    static const char forms[][4] = {"jip", "jpp", "jp", "ip", "lp", "1p", "jq"};
    for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
        size_t n = k < 2 ? 3 : 2;
        if (host.p[at] == forms[k][0] && at + n <= end && memcmp(host.p + at, forms[k], n) == 0) {
            *ret_garbled = k != 2;
            return n;
        }
    }
    return 0;
}

static bool is_parting(char c) {
    return c == '.' || c == '-';
}

/* Bytes of the second level (co, ne, or and what is written for them) that ends at byte `at`; 0:
 * none does. Sets *ret_loose when it is garbled or not a segment of its own. */
static size_t second_level_before(yg_str host, size_t at, bool *ret_loose) {
    static const struct {
        char text[4];
        bool plain, glued; /* glued: also at the end of a longer segment ("amazonco.jp") */
    } forms[] = {{"coo", false, true}, {"cco", false, false}, {"com", false, true},
                 {"co", true, true},   {"c0", false, true},   {"ne", true, false},
                 {"or", true, false},  {"ac", true, false},   {"go", true, false},
                 {"oo", false, false}, {"cc", false, false}};
    for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
        size_t n = strlen(forms[k].text);
        if (at < n || memcmp(host.p + at - n, forms[k].text, n) != 0)
            continue;
        bool own = at == n || is_parting(host.p[at - n - 1]);
        *ret_loose = !own || !forms[k].plain;
        if (own || forms[k].glued)
            return n;
    }
    return 0;
}

/* "jp.co", the other way round, between boundaries; `at`: behind "jp". */
static size_t swapped_at(yg_str host, size_t at, size_t end) {
    if (at + 3 > end || !is_parting(host.p[at]) || memcmp(host.p + at + 1, "co", 2) != 0 ||
        (at + 3 < end && !is_parting(host.p[at + 3])))
        return 0;
    return 3;
}

/* What begins at byte i with a form of "jp". */
static bool embedded_at(yg_str host, size_t i, size_t end, yg_embedded_suffix *ret_embedded) {
    bool garbled = false, loose = true;
    size_t n = japan_at(host, i, end, &garbled);
    if (n == 0)
        return false;
    bool closed = i + n == end || is_parting(host.p[i + n]);
    bool parted = i > 0 && is_parting(host.p[i - 1]);
    size_t swapped = !garbled && (i == 0 || parted) ? swapped_at(host, i + n, end) : 0;
    if (swapped > 0) {
        *ret_embedded =
            (yg_embedded_suffix){YG_EMBEDDED_GARBLED, (uint16_t)i, (uint16_t)(i + n + swapped)};
        return true;
    }
    size_t before = second_level_before(host, parted ? i - 1 : i, &loose);
    if (before == 0)
        return false;
    size_t start = i - before - parted;
    /* Without a boundary only "cojp" and "comjp" themselves say enough, at an end of a segment. */
    if (!parted && (garbled || (!closed && start > 0 && is_letter(host.p[start - 1]))))
        return false;
    /* "co-jpn": letters behind the hyphened form make it another word */
    if (parted && !closed && (garbled || (is_letter(host.p[i + n]) && host.p[i - 1] == '-')))
        return false;
    bool is_plain = parted && closed && !garbled && !loose;
    *ret_embedded = (yg_embedded_suffix){is_plain ? YG_EMBEDDED_PLAIN : YG_EMBEDDED_GARBLED,
                                         (uint16_t)start, (uint16_t)(i + n)};
    return true;
}

typedef uint8_t sixteen __attribute__((vector_size(16)));
#define SIXTEEN(x) ((sixteen){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x})

/* May any form of "jp" be there? All of them have a p or q behind j or what is written for it: two
 * letters next to each other in the skeleton too, where i, l and 1 are one. Letters of an A-label
 * are not those of the host. */
static bool may_have_japan(const yg_name_text *text) {
    enum { J = 10, L = 12, P = 16, Q = 17 };
    sixteen here, next, any = SIXTEEN(0);
    uint64_t half[2];
    for (size_t i = 0; i < text->n; i += sizeof here) { /* behind the last letter are zeros */
        memcpy(&here, text->letter + i, sizeof here);
        memcpy(&next, text->letter + i + 1, sizeof next);
        any |= (sixteen)((here == SIXTEEN(J)) | (here == SIXTEEN(L))) &
               (sixteen)((next == SIXTEEN(P)) | (next == SIXTEEN(Q)));
    }
    memcpy(half, &any, sizeof half);
    return text->has_idn || (half[0] | half[1]) != 0;
}

static __attribute__((noinline)) bool find_embedded(const yg_name_text *text,
                                                    yg_embedded_suffix *ret_embedded) {
    yg_str host = text->host;
    size_t end = body_end(text);
    if (yg_str_ends(host, YG_STR(".jp")))
        return false;
    for (size_t i = 0; i + 1 < end; i++) {
        char c = host.p[i];
        yg_embedded_suffix found;
        if ((c != 'j' && c != 'i' && c != 'l' && c != '1') || !embedded_at(host, i, end, &found))
            continue;
        if (ret_embedded->kind == YG_EMBEDDED_NONE || found.kind == YG_EMBEDDED_PLAIN)
            *ret_embedded = found;
        if (found.kind == YG_EMBEDDED_PLAIN)
            return true;
    }
    return ret_embedded->kind != YG_EMBEDDED_NONE;
}

bool yg_name_sign_embedded(const yg_name_text *text, yg_embedded_suffix *ret_embedded) {
    ret_embedded->kind = YG_EMBEDDED_NONE;
    return may_have_japan(text) && find_embedded(text, ret_embedded);
}
