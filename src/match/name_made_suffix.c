/* Suffixes: the label under others, the points of the name left out, turned to hyphens or put in,
 * hosts under suffixes where strangers have names. Lists are the public suffix list that is
 * compiled in (match/suffix.h) and, where no list is asked for, the suffixes below. */
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_made_part.h"
#include "text/nearest.h"

extern const unsigned char yg_suffix_list[];
extern const size_t yg_suffix_list_bytes;

/* Top-level domains with the most registrations, those that abuse reports name most often, and the
 * second-level suffixes of the countries in which Japanese groups trade most. */
static const char usual[] =
    "com net org info biz co io app dev xyz top online site shop store club vip icu cyou click "
    "link "
    "live pro cc tv me us co.uk uk de fr it es nl be ch at eu pl se no dk fi cz hu ro gr pt ie ru "
    "ua cn com.cn net.cn tw com.tw hk com.hk kr co.kr jp co.jp ne.jp or.jp gr.jp ac.jp go.jp in "
    "co.in th co.th in.th vn com.vn id co.id my com.my sg com.sg ph com.ph au com.au nz co.nz br "
    "com.br mx com.mx ar com.ar cl pe ca za co.za tr com.tr sa ae il co.il asia tokyo nagoya osaka "
    "group global company services support email cloud tech world life today work space fun win "
    "bid "
    "loan buzz rest monster bond sbs cfd lol quest beauty fit gdn ltd inc limited finance bank pw "
    "ws "
    "su ga gq ml cf tk mobi name tel jobs one page goog business network center care zip mov";

/* Where names are had for nothing within a minute; with --tlds all every suffix of the private
 * section counts. */
static const char shared[] =
    "duckdns.org workers.dev pages.dev web.app firebaseapp.com github.io gitlab.io netlify.app "
    "vercel.app herokuapp.com azurewebsites.net azurestaticapps.net cloudapp.net blogspot.com "
    "weebly.com wixsite.com wordpress.com glitch.me onrender.com fly.dev repl.co surge.sh ngrok.io "
    "ngrok-free.app trycloudflare.com r2.dev serveo.net ddns.net hopto.org zapto.org sytes.net "
    "no-ip.org myftp.org myvnc.com servehttp.com dyndns.org dynu.net dynv6.net "
    "freeddns.org mooo.com chickenkiller.com us.to 000webhostapp.com square.site webflow.io "
    "translate.goog sharepoint.com amplifyapp.com s3.amazonaws.com cloudfront.net";

static bool next_word(yg_str *rest, char separator, yg_str *ret_word) {
    while (yg_str_split(rest, separator, ret_word)) {
        *ret_word = yg_str_trim(*ret_word);
        if (ret_word->n > 0)
            return true;
    }
    return false;
}

static bool wants_all(const yg_maker *m) {
    return yg_str_eqz(m->tlds, "all");
}

typedef void (*use_suffix)(yg_maker *m, yg_str suffix);

/* A rule of the list with its labels as A-labels; empty: too long. */
static yg_str in_ascii(yg_str rule, char *ret_rule) {
    size_t n = 0;
    yg_str label;
    while (yg_str_split(&rule, '.', &label)) {
        uint32_t points[YG_LABEL_MAX];
        size_t points_n = 0, length = 0;
        for (size_t at = 0; at < label.n && points_n < YG_LABEL_MAX;)
            points[points_n++] = yg_utf8_next(label, &at);
        char encoded[64];
        if (!yg_punycode_encode(points, points_n, encoded, &length) || n + length + 1 > YG_NAME_MAX)
            return (yg_str){NULL, 0};
        if (n > 0)
            ret_rule[n++] = '.';
        memcpy(ret_rule + n, encoded, length);
        n += length;
    }
    return (yg_str){ret_rule, n};
}

/* What stands before the first blank: the list's rules end there. */
static yg_str first_word(yg_str line) {
    size_t n = 0;
    while (n < line.n && (unsigned char)line.p[n] > ' ')
        n++;
    return (yg_str){line.p, n};
}

yg_str yg_made_built_in_list(void) {
    return (yg_str){(const char *)yg_suffix_list, yg_suffix_list_bytes};
}

/* Calls use for each rule of the list that is no exception; wildcards without their
 * asterisk. */
static void each_rule(yg_maker *m, bool of_private, use_suffix use) {
    yg_str list = m->suffix_list, line;
    bool is_private = false;
    while (!m->stopped && yg_str_split(&list, '\n', &line)) {
        if (yg_str_find(line, YG_STR("===BEGIN PRIVATE")) != SIZE_MAX)
            is_private = true;
        line = first_word(line);
        if (line.n == 0 || line.p[0] == '/' || line.p[0] == '!' || is_private != of_private)
            continue;
        if (yg_str_starts(line, YG_STR("*.")))
            line = yg_str_from(line, 2);
        char rule[YG_NAME_MAX + 1];
        line = in_ascii(line, rule);
        if (line.n > 0)
            use(m, line);
    }
}

static void each_tld(yg_maker *m, yg_str suffix, use_suffix use) {
    if (yg_str_chr(suffix, '.') == SIZE_MAX)
        use(m, suffix);
}

static void use_tld_label(yg_maker *m, yg_str suffix);
static void use_tld_suffixed(yg_maker *m, yg_str suffix);
static void use_rule_tld(yg_maker *m, yg_str suffix) {
    each_tld(m, suffix, use_tld_label);
}
static void use_rule_suffixed(yg_maker *m, yg_str suffix) {
    each_tld(m, suffix, use_tld_suffixed);
}

/* The suffixes that the caller wants, or the usual ones. */
static void each_suffix(yg_maker *m, use_suffix use, void (*of_rule)(yg_maker *, yg_str)) {
    yg_str list = m->tlds, word;
    char separator = ',';
    if (yg_str_eqz(list, "none"))
        return;
    if (list.n == 0 || wants_all(m)) {
        list = yg_str_of(usual);
        separator = ' ';
    }
    while (!m->stopped && next_word(&list, separator, &word))
        use(m, word.p[0] == '.' ? yg_str_from(word, 1) : word);
    if (wants_all(m))
        each_rule(m, false, of_rule);
}

/* text with "-" or nothing instead of its points; gives its length. */
static size_t join_points(yg_str text, const char *with, char *ret_text) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '.')
            ret_text[n++] = text.p[i];
        else if (with[0] != 0)
            ret_text[n++] = with[0];
    }
    return n;
}

/* "a" "b" "c" as one host name. */
static void put_host(yg_maker *m, yg_str a, const char *b, yg_str c) {
    char name[YG_NAME_MAX + 1];
    size_t b_n = strlen(b);
    if (a.n + b_n + c.n > YG_NAME_MAX || a.n == 0)
        return;
    memcpy(name, a.p, a.n);
    memcpy(name + a.n, b, b_n);
    memcpy(name + a.n + b_n, c.p, c.n);
    yg_made_host(m, (yg_str){name, a.n + b_n + c.n});
}

/* The first label of "co.jp" before another top-level domain: co.example. */
static void use_tld_label(yg_maker *m, yg_str suffix) {
    char second[YG_NAME_MAX + 1];
    size_t point = yg_str_chr(m->suffix, '.');
    yg_made_under(m, &m->label, suffix);
    if (point == SIZE_MAX || yg_str_chr(suffix, '.') != SIZE_MAX ||
        point + 1 + suffix.n > YG_NAME_MAX)
        return;
    memcpy(second, m->suffix.p, point + 1);
    memcpy(second + point + 1, suffix.p, suffix.n);
    put_host(m, m->ascii, ".", (yg_str){second, point + 1 + suffix.n});
}

static void use_tld_suffixed(yg_maker *m, yg_str suffix) {
    char dashed[YG_NAME_MAX + 1];
    put_host(m, m->domain, ".", suffix);
    if (!m->is_ascii) /* more letters would make another A-label of it */
        return;
    size_t n = join_points(m->domain, "-", dashed);
    put_host(m, (yg_str){dashed, n}, ".", suffix);
}

/* Suffixes of the same country: "ne.jp", and what anybody registers below ("aichi.jp"). */
static void use_same_country(yg_maker *m, yg_str suffix) {
    size_t n = suffix.n, labels = 1, second = 0;
    for (size_t i = n; i-- > 0;) {
        if (suffix.p[i] == '.' && labels++ == 2) {
            second = i + 1;
            break;
        }
    }
    yg_str two = yg_str_from(suffix, second);
    if (labels < 2 || two.n < m->tld.n + 2 || !yg_str_ends(two, m->tld) ||
        two.p[two.n - m->tld.n - 1] != '.')
        return;
    yg_made_under(m, &m->label, two);
    if (wants_all(m))
        yg_made_under(m, &m->label, suffix);
}

/* Of an IDN: its label with the letters of the suffix behind, with and without a hyphen. */
static void idn_dots(yg_maker *m) {
    char behind[YG_NAME_MAX + 2];
    yg_label made;
    for (int dashed = 0; dashed < 2; dashed++) {
        size_t n = 0;
        if (dashed)
            behind[n++] = '-';
        n += join_points(m->suffix, dashed ? "-" : "", behind + n);
        if (!yg_label_replace_ascii(&m->label, m->label.n, 0, (yg_str){behind, n}, &made))
            return;
        yg_made_under(m, &made, YG_STR("com"));
        yg_made_under(m, &made, m->suffix);
        yg_made_under(m, &made, YG_STR("net"));
    }
    yg_made_under(m, &m->label, m->tld);
}

static void dots(yg_maker *m) {
    char joined[YG_NAME_MAX + 1];
    if (!m->is_ascii) {
        idn_dots(m);
        return;
    }
    for (int dashed = 0; dashed < 2; dashed++) {
        const char *with = dashed ? "-" : "";
        yg_str all = {joined, join_points(m->domain, with, joined)};
        put_host(m, all, "", YG_STR(".com"));
        put_host(m, all, ".", m->tld);
        put_host(m, all, ".", m->suffix);
        put_host(m, all, "", YG_STR(".net"));
        put_host(m, all, "", YG_STR(".org"));
        size_t point = yg_str_chr(m->suffix, '.');
        put_host(m, m->ascii, dashed ? "-" : "", m->suffix); /* exampleco.jp */
        if (point != SIZE_MAX) {
            /* examplejp.com of example.co.jp */
            yg_str words = {joined, m->ascii.n};
            memcpy(joined, m->ascii.p, m->ascii.n);
            if (dashed)
                joined[words.n++] = '-';
            put_host(m, words, "", m->tld);
            memcpy(joined + words.n, m->tld.p, m->tld.n);
            words.n += m->tld.n;
            put_host(m, words, "", YG_STR(".com"));
            put_host(m, words, ".", m->suffix);
        }
    }
    put_host(m, m->ascii, ".", m->tld);
}

static void wwws(yg_maker *m) {
    static const char *const before[] = {"www", "www-",  "ww",   "wwww", "w",    "http", "https",
                                         "m-",  "mail-", "mail", "web",  "web-", "ftp",  "smtp",
                                         "vpn", "vpn-",  "sso-", "api-", "cdn-", "ns1"};
    char joined[YG_NAME_MAX + 1];
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const double fit = 1 - 0.03 * (double)i;
        m->fit = fit;
        if (!m->is_ascii) {
            yg_label made;
            if (yg_label_replace_ascii(&m->label, 0, 0, yg_str_of(before[i]), &made))
                yg_made_label(m, &made);
            continue;
        }
        put_host(m, yg_str_of(before[i]), "", m->domain);
        m->fit = fit * 0.6;
        for (int dashed = 0; dashed < 2; dashed++) {
            size_t n = join_points(m->domain, dashed ? "-" : "", joined);
            char name[2 * YG_NAME_MAX];
            size_t length = strlen(before[i]);
            memcpy(name, before[i], length);
            memcpy(name + length, joined, n);
            if (length + n <= YG_LABEL_MAX)
                put_host(m, (yg_str){name, length + n}, "", YG_STR(".com"));
        }
        /* wwwexampleco.jp */
        size_t point = yg_str_chr(m->suffix, '.');
        if (point != SIZE_MAX && m->ascii.n + strlen(before[i]) <= YG_LABEL_MAX) {
            char name[YG_NAME_MAX + 1];
            size_t length = strlen(before[i]);
            memcpy(name, before[i], length);
            memcpy(name + length, m->ascii.p, m->ascii.n);
            put_host(m, (yg_str){name, length + m->ascii.n}, "", m->suffix);
        }
    }
}

static void subdomains(yg_maker *m) {
    for (size_t i = 1; i < m->label.n; i++) {
        char name[YG_NAME_MAX + 1];
        if (!m->is_ascii)
            return;
        /* A point between letters, and one instead of a hyphen. */
        for (size_t hyphen = 0; hyphen < 2; hyphen++) {
            if (hyphen == 1 && m->label.at[i] != '-')
                continue;
            size_t n = m->ascii.n - hyphen;
            memcpy(name, m->ascii.p, i);
            name[i] = '.';
            memcpy(name + i + 1, m->ascii.p + i + hyphen, n - i);
            put_host(m, (yg_str){name, n + 1}, ".", m->suffix);
        }
    }
}

static void use_shared(yg_maker *m, yg_str suffix) {
    char joined[YG_NAME_MAX + 1];
    put_host(m, m->ascii, ".", suffix);
    size_t n = join_points(m->domain, "-", joined);
    if (m->is_ascii)
        put_host(m, (yg_str){joined, n}, ".", suffix);
    put_host(m, m->domain, ".", suffix);
}

static void shared_hosts(yg_maker *m) {
    yg_str list = yg_str_of(shared), word;
    while (!m->stopped && next_word(&list, ' ', &word))
        use_shared(m, word);
    if (wants_all(m))
        each_rule(m, true, use_shared);
}

void yg_make_suffixes(yg_maker *m, yg_made_kind kind) {
    switch (kind) {
    case YG_MADE_TLD:
        if (m->tlds.n == 0 || wants_all(m)) {
            each_rule(m, false, use_same_country);
            if (wants_all(m))
                each_rule(m, true, use_same_country);
        }
        each_suffix(m, use_tld_label, use_rule_tld);
        break;
    case YG_MADE_DOT:
        dots(m);
        break;
    case YG_MADE_WWW:
        wwws(m);
        break;
    case YG_MADE_SUBDOMAIN:
        subdomains(m);
        break;
    case YG_MADE_SHARED:
        shared_hosts(m);
        break;
    default:
        each_suffix(m, use_tld_suffixed, use_rule_suffixed);
    }
}

static bool no_suffix(yg_str list, yg_str word, yg_error *err) {
    yg_nearest near = {.distance = 0};
    yg_str line, usuals = yg_str_of(usual), one;
    while (next_word(&usuals, ' ', &one))
        yg_nearest_offer(&near, word, one);
    while (yg_str_split(&list, '\n', &line)) {
        line = first_word(line);
        if (line.n > 0 && line.p[0] != '/' && line.p[0] != '!' && line.p[0] != '*')
            yg_nearest_offer(&near, word, line);
    }
    if (near.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "%.*s is no public suffix; did you mean %.*s?",
                       YG_FMT(word), YG_FMT(near.word));
    return yg_fail(err, YG_ERR_USAGE,
                   "%.*s is no public suffix: write suffixes in lower case, separated by commas, "
                   "such as com,co.jp; or all",
                   YG_FMT(word));
}

bool yg_made_suffixes_check(const yg_suffixes *suffixes, yg_str list, yg_str tlds, yg_error *err) {
    yg_str word;
    if (yg_str_eqz(tlds, "all") || yg_str_eqz(tlds, "none"))
        return true;
    while (next_word(&tlds, ',', &word)) {
        yg_suffix_split split;
        char host[YG_NAME_MAX + 1];
        if (word.p[0] == '.')
            word = yg_str_from(word, 1);
        bool fits = word.n > 0 && word.n + 2 <= YG_NAME_MAX;
        for (size_t i = 0; fits && i < word.n; i++)
            fits = (word.p[i] >= 'a' && word.p[i] <= 'z') || word.p[i] == '.' || word.p[i] == '-' ||
                   (word.p[i] >= '0' && word.p[i] <= '9');
        if (fits) {
            memcpy(host, word.p, word.n);
            yg_suffix_find(suffixes, (yg_str){host, word.n}, &split);
            fits = split.is_suffix && split.is_listed;
        }
        if (!fits)
            return no_suffix(list, yg_str_sub(word, 0, 80), err);
    }
    return true;
}
