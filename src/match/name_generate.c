/* Names that would pass for a domain (match/name_generate.h): takes the domain apart, runs the
 * makers, and lets each valid name out once. */
#include "match/name_generate.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_clean.h"
#include "match/name_made_part.h"

enum { FIRST_SLOTS = 1 << 12 };

static const struct {
    const char *word, *text, *text_ja;
    double eye, use;
    void (*make)(yg_maker *m, yg_made_kind kind);
} kinds[YG_MADE_KINDS] = {
    [YG_MADE_TLD] = {"wrong-tld", "the same label under another suffix",
                     "同じ名前を別のドメイン末尾で登録", 1, 0.85, yg_make_suffixes},
    [YG_MADE_DOT] = {"dot", "points left out or turned into hyphens",
                     "点を省く、またはハイフンに替える", 0.85, 0.6, yg_make_suffixes},
    [YG_MADE_WWW] = {"www", "www or the like without its point", "www などの後の点を省く", 0.8, 0.5,
                     yg_make_suffixes},
    [YG_MADE_LETTER_PAIR] = {"homoglyph", "letters that look like others",
                             "見た目の似た文字に替える", 0.95, 0.9, yg_make_glyphs},
    [YG_MADE_OMISSION] = {"omission", "one letter left out", "1文字抜く", 0.85, 0.9, yg_make_typos},
    [YG_MADE_REPETITION] = {"repetition", "one letter twice", "1文字を重ねる", 0.88, 0.75,
                            yg_make_typos},
    [YG_MADE_TRANSPOSITION] = {"transposition", "two neighbouring letters swapped",
                               "隣り合う2文字を入れ替える", 0.9, 0.75, yg_make_typos},
    [YG_MADE_KEYBOARD] = {"keyboard", "a neighbouring key", "キーボードで隣のキー", 0.65, 0.75,
                          yg_make_typos},
    [YG_MADE_VOWEL] = {"vowel", "another vowel", "母音を別の母音に替える", 0.75, 0.7,
                       yg_make_typos},
    [YG_MADE_HYPHEN] = {"hyphen", "a hyphen put in or left out", "ハイフンを入れる、または省く",
                        0.88, 0.7, yg_make_typos},
    [YG_MADE_PLURAL] = {"plural", "plural or singular", "複数形・単数形に替える", 0.85, 0.6,
                        yg_make_words},
    [YG_MADE_SOUND] = {"sound", "words that sound alike, numbers written in letters or digits",
                       "同じ音の語、数字と文字の書き換え", 0.7, 0.5, yg_make_words},
    [YG_MADE_MISSPELLING] = {"misspelling", "a common misspelling", "よくあるつづり違い", 0.75, 0.7,
                             yg_make_words},
    [YG_MADE_BIT] = {"bitsquat", "one bit of one letter differs", "1文字のビットが一つ違う", 0.5,
                     0.5, yg_make_typos},
    [YG_MADE_IDN] = {"idn", "a sign of another alphabet that looks alike",
                     "形の似た別の文字体系の文字", 0.97, 0.5, yg_make_glyphs},
    [YG_MADE_SUBDOMAIN] = {"subdomain", "a point put in", "途中に点を入れる", 0.5, 0.5,
                           yg_make_suffixes},
    [YG_MADE_COMBO] = {"combo", "the label with a word that invites trust",
                       "信用を誘う語を付け足す", 0.85, 1, yg_make_words},
    [YG_MADE_SHARED] = {"shared-host", "a host under a suffix where strangers have names",
                        "誰でも名前を持てる共用ドメインの下の名前", 0.6, 0.8, yg_make_suffixes},
    [YG_MADE_ADDITION] = {"addition", "a letter or digit put in", "文字や数字を1字足す", 0.6, 0.6,
                          yg_make_typos},
    [YG_MADE_REPLACEMENT] = {"replacement", "another letter or digit",
                             "1文字を別の文字や数字に替える", 0.55, 0.6, yg_make_typos},
    [YG_MADE_DOUBLE] = {"double", "two letters replaced by one twice",
                        "2文字を同じ文字二つに替える", 0.3, 0.2, yg_make_typos},
    [YG_MADE_MOVE] = {"move", "a letter in another place", "1文字を別の場所へ移す", 0.4, 0.3,
                      yg_make_typos},
    [YG_MADE_SUFFIXED] = {"embedded-suffix", "the whole name in front of another suffix",
                          "名前全体を別のドメイン末尾の前に置く", 0.7, 0.7, yg_make_suffixes},
    [YG_MADE_MIXED] = {"mixed", "two replacements that look alike at once",
                       "見た目の似た置き換えを同時に二つ", 0.6, 0.3, yg_make_glyphs},
};

yg_str yg_made_kind_word(yg_made_kind kind) {
    return yg_str_of(kinds[kind].word);
}

yg_str yg_made_kind_text(yg_made_kind kind, bool japanese) {
    return yg_str_of(japanese ? kinds[kind].text_ja : kinds[kind].text);
}

double yg_made_kind_eye(yg_made_kind kind) {
    return kinds[kind].eye;
}

double yg_made_kind_use(yg_made_kind kind) {
    return kinds[kind].use;
}

bool yg_made_kind_from_word(yg_str word, yg_made_kind *ret_kind) {
    for (int kind = 0; kind < YG_MADE_KINDS; kind++) {
        if (yg_str_eqz(word, kinds[kind].word)) {
            *ret_kind = (yg_made_kind)kind;
            return true;
        }
    }
    return false;
}

/* Was the name not there yet? Keeps hashes only: of a million names, two share one with a
 * probability of 3e-8, and then one name is missing. */
static bool is_new(yg_maker *m, yg_str name) {
    uint64_t hash = yg_hash64_seeded(name);
    hash += hash == 0;
    if (m->seen_n * 2 >= m->seen_cap) {
        size_t cap = m->seen_cap ? m->seen_cap * 2 : FIRST_SLOTS;
        uint64_t *grown = yg_alloc(cap, sizeof *grown);
        for (size_t i = 0; i < m->seen_cap; i++) {
            if (m->seen[i] == 0)
                continue;
            size_t at = m->seen[i] & (cap - 1);
            while (grown[at] != 0)
                at = (at + 1) & (cap - 1);
            grown[at] = m->seen[i];
        }
        free(m->seen);
        m->seen = grown;
        m->seen_cap = cap;
    }
    size_t at = hash & (m->seen_cap - 1);
    for (; m->seen[at] != 0; at = (at + 1) & (m->seen_cap - 1)) {
        if (m->seen[at] == hash)
            return false;
    }
    m->seen[at] = hash;
    m->seen_n++;
    return true;
}

/* The name with U-labels, in m->unicode; labels that are no A-labels stay. */
static yg_str in_unicode(yg_maker *m, yg_str name) {
    yg_str rest = name, label;
    yg_buf_clear(&m->unicode);
    while (yg_str_split(&rest, '.', &label)) {
        uint32_t points[YG_LABEL_MAX];
        size_t n = yg_str_starts(label, YG_STR("xn--"))
                       ? yg_punycode_decode(label, points, YG_LABEL_MAX)
                       : 0;
        if (m->unicode.n > 0)
            yg_buf_addc(&m->unicode, '.');
        if (n == 0)
            yg_buf_add(&m->unicode, label);
        for (size_t i = 0; i < n; i++)
            yg_utf8_put(&m->unicode, points[i]);
    }
    return yg_buf_str(&m->unicode);
}

static void give(yg_maker *m, yg_str name) {
    if (m->stopped || !is_new(m, name))
        return;
    if (m->counts->names >= m->most) {
        m->counts->is_full = true;
        m->stopped = true;
        return;
    }
    m->counts->names++;
    m->counts->by_kind[m->kind]++;
    bool has_idn = yg_str_find(name, YG_STR("xn--")) != SIZE_MAX;
    yg_made_name made = {.name = name,
                         .unicode = has_idn ? in_unicode(m, name) : name,
                         .domain = m->domain,
                         .kind = m->kind,
                         .fit = m->fit};
    if (!m->take(m->self, &made))
        m->stopped = true;
}

/* Letters, digits and hyphens, no hyphen at an end nor in the third and fourth place (RFC 5891
 * section 4.2.3.1), which only A-labels have. */
static bool is_ldh(yg_str label) {
    if (label.n == 0 || label.n > YG_LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    if (label.n >= 4 && label.p[2] == '-' && label.p[3] == '-' &&
        !yg_str_starts(label, YG_STR("xn--")))
        return false;
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static bool is_ascii(const yg_label *label) {
    for (size_t i = 0; i < label->n; i++) {
        if (label->at[i] >= 0x80)
            return false;
    }
    return true;
}

static yg_str tld_of(yg_str suffix) {
    size_t at = suffix.n;
    while (at > 0 && suffix.p[at - 1] != '.')
        at--;
    return yg_str_from(suffix, at);
}

void yg_made_under(yg_maker *m, const yg_label *label, yg_str suffix) {
    char encoded[64], name[YG_NAME_MAX + 1];
    size_t n = 0;
    bool plain = is_ascii(label);
    if (m->stopped || label->n == 0)
        return;
    if (!plain && (label->at[0] == '-' || label->at[label->n - 1] == '-'))
        return;
    if (!plain && !yg_idn_allowed(label->at, label->n, suffix)) {
        m->counts->forbidden++;
        return;
    }
    if (!yg_punycode_encode(label->at, label->n, encoded, &n) || !is_ldh((yg_str){encoded, n}) ||
        n + 1 + suffix.n > YG_NAME_MAX)
        return;
    memcpy(name, encoded, n);
    name[n] = '.';
    memcpy(name + n + 1, suffix.p, suffix.n);
    yg_str made = {name, n + 1 + suffix.n};
    yg_suffix_split split;
    yg_suffix_find(m->suffixes, made, &split);
    if (split.is_suffix) /* "ac.jp" made of "a.jp" */
        return;
    give(m, made);
}

void yg_made_label(yg_maker *m, const yg_label *label) {
    yg_made_under(m, label, m->suffix);
}

/* Do the registry's rules allow the registrable label, when it is an A-label? Counts what not. */
static bool registry_takes(yg_maker *m, yg_str name, const yg_suffix_split *split) {
    uint32_t points[YG_LABEL_MAX];
    yg_str label =
        yg_str_sub(name, split->registrable, (size_t)split->suffix - split->registrable - 1U);
    if (!yg_str_starts(label, YG_STR("xn--")))
        return true;
    size_t n = yg_punycode_decode(label, points, YG_LABEL_MAX);
    bool allowed = n > 0 && yg_idn_allowed(points, n, yg_str_from(name, split->suffix));
    m->counts->forbidden += !allowed;
    return allowed;
}

void yg_made_host(yg_maker *m, yg_str name) {
    yg_str rest = name, label;
    yg_suffix_split split;
    if (m->stopped || name.n == 0 || name.n > YG_NAME_MAX)
        return;
    while (yg_str_split(&rest, '.', &label)) {
        if (!is_ldh(label))
            return;
    }
    yg_suffix_find(m->suffixes, name, &split);
    if (split.is_suffix || !registry_takes(m, name, &split))
        return;
    give(m, name);
}

bool yg_label_replace(const yg_label *label, size_t at, size_t count, const uint32_t *with,
                      size_t n, yg_label *ret_label) {
    size_t rest = label->n - at - count;
    if (at + n + rest > YG_LABEL_MAX)
        return false;
    memcpy(ret_label->at, label->at, at * sizeof *with);
    if (n > 0)
        memcpy(ret_label->at + at, with, n * sizeof *with);
    memcpy(ret_label->at + at + n, label->at + at + count, rest * sizeof *with);
    ret_label->n = (uint8_t)(at + n + rest);
    return true;
}

bool yg_label_replace_ascii(const yg_label *label, size_t at, size_t count, yg_str with,
                            yg_label *ret_label) {
    uint32_t points[YG_LABEL_MAX];
    if (with.n > YG_LABEL_MAX)
        return false;
    for (size_t i = 0; i < with.n; i++)
        points[i] = (unsigned char)with.p[i];
    return yg_label_replace(label, at, count, points, with.n, ret_label);
}

size_t yg_label_find(const yg_label *label, size_t from, yg_str word) {
    for (size_t at = from; at + word.n <= label->n; at++) {
        size_t i = 0;
        while (i < word.n && label->at[at + i] == (unsigned char)word.p[i])
            i++;
        if (i == word.n)
            return at;
    }
    return SIZE_MAX;
}

/* The label as code points. */
static bool read_label(yg_maker *m, yg_error *err) {
    if (yg_str_starts(m->ascii, YG_STR("xn--"))) {
        m->label.n = (uint8_t)yg_punycode_decode(m->ascii, m->label.at, YG_LABEL_MAX);
        if (m->label.n == 0)
            return yg_fail(err, YG_ERR_INPUT, "%.*s is no valid A-label", YG_FMT(m->ascii));
    } else {
        for (size_t i = 0; i < m->ascii.n; i++)
            m->label.at[i] = (unsigned char)m->ascii.p[i];
        m->label.n = (uint8_t)m->ascii.n;
    }
    m->is_ascii = is_ascii(&m->label);
    return true;
}

/* Takes the domain apart. */
static bool open_domain(yg_maker *m, yg_str domain, yg_error *err) {
    yg_suffix_split split;
    size_t n = yg_name_clean(domain, m->host);
    yg_str host = {m->host, n}, rest = host, label;
    if (n == 0)
        return yg_fail(err, YG_ERR_INPUT, "%.*s is no domain", YG_FMT(yg_str_sub(domain, 0, 80)));
    while (yg_str_split(&rest, '.', &label)) {
        if (!is_ldh(label))
            return yg_fail(err, YG_ERR_INPUT, "%.*s is no domain",
                           YG_FMT(yg_str_sub(domain, 0, 80)));
    }
    yg_suffix_find(m->suffixes, host, &split);
    if (yg_str_chr(host, '.') == SIZE_MAX && !split.is_listed)
        return yg_fail(err, YG_ERR_INPUT,
                       "%.*s is no domain, it has no ending: write the whole of it, such as "
                       "%.*s.com or %.*s.co.jp",
                       YG_FMT(host), YG_FMT(host), YG_FMT(host));
    if (split.is_suffix || split.suffix <= split.registrable || split.suffix >= host.n)
        return yg_fail(err, YG_ERR_INPUT,
                       "%.*s is a suffix under which others register: name a domain below it",
                       YG_FMT(yg_str_sub(domain, 0, 80)));
    m->domain = yg_str_from(host, split.registrable);
    m->ascii = yg_str_sub(host, split.registrable, (size_t)split.suffix - split.registrable - 1u);
    m->suffix = yg_str_from(host, split.suffix);
    m->tld = tld_of(m->suffix);
    return read_label(m, err);
}

bool yg_made_domain(yg_str domain, const yg_suffixes *suffixes, yg_buf *registrable, yg_buf *label,
                    yg_error *err) {
    yg_maker m = {.suffixes = suffixes};
    if (!open_domain(&m, domain, err))
        return false;
    yg_buf_add(registrable, m.domain);
    for (size_t i = 0; i < m.label.n; i++)
        yg_utf8_put(label, m.label.at[i]);
    return true;
}

bool yg_made_names(yg_str domain, const yg_made_options *options, yg_made_take take, void *self,
                   yg_made_counts *ret_counts, yg_error *err) {
    yg_made_counts counts = {0};
    yg_maker m = {.suffixes = options->suffixes ? options->suffixes : yg_suffixes_built_in(),
                  .take = take,
                  .self = self,
                  .counts = &counts,
                  .kinds = options->kinds ? options->kinds : UINT64_MAX,
                  .most = options->most ? options->most : YG_MADE_MOST,
                  .tlds = options->tlds,
                  .words = options->words,
                  .suffix_list =
                      options->suffix_list.n > 0 ? options->suffix_list : yg_made_built_in_list()};
    if (!open_domain(&m, domain, err) ||
        !yg_made_suffixes_check(m.suffixes, m.suffix_list, m.tlds, err))
        return false;
    is_new(&m, m.domain);
    for (int kind = 0; kind < YG_MADE_KINDS && !m.stopped; kind++) {
        if ((m.kinds >> kind & 1) == 0)
            continue;
        m.kind = (yg_made_kind)kind;
        m.fit = m.outer_fit = 1;
        kinds[kind].make(&m, m.kind);
    }
    free(m.seen);
    yg_buf_free(&m.unicode);
    *ret_counts = counts;
    return true;
}
