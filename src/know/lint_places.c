/* Host names against countries. Of the two-letter top-level domains those count that are mostly
 * used inside of their country; the others are sold to anyone. */
#include "know/lint_part.h"
#include "model/vocab.h"

/* Sold as words (.io, .id, .tv, .me), for free, or as endings of names; .eu is no country. */
static const char generic[] =
    " ac ad ag ai am as bi bz cc cd cf co cx dj eu fm ga gd gg gl gq hm im "
    "id in io je la lc li ly md me mg ml ms mu nf nu pm pn pw sc sh so st su sx "
    "tc tf tk tm to tv vc vg vu wf ws ";

/* Territories with a code of their own, and the state that they belong to. */
static const char territories[] = " GPFR MQFR GFFR REFR YTFR PMFR WFFR PFFR NCFR BLFR MFFR TFFR "
                                  "AXFI FODK GLDK AWNL CWNL SXNL BQNL "
                                  "PRUS GUUS VIUS ASUS MPUS UMUS HKCN MOCN JEGB GGGB IMGB GIGB "
                                  "BMGB KYGB VGGB TCGB FKGB MSGB AIGB "
                                  "SHGB IOGB SJNO BVNO NFAU CXAU CCAU TKNZ CKNZ NUNZ ";

static bool is_in(const char *list, yg_str word) {
    YG_CLEANUP_BUF yg_buf spaced = {0};
    yg_buf_addf(&spaced, " %.*s ", YG_FMT(word));
    return strstr(list, yg_buf_z(&spaced)) != NULL;
}

/* .in is sold widely, but co.in, gov.in and their like are not. */
static bool is_national_second_level(yg_str domain) {
    static const char second[] = " co com gov gob gouv go ac edu org net mil ne or nic ";
    yg_str rest = domain, label, before = {NULL, 0}, last = {NULL, 0};
    size_t labels = 0;
    for (; yg_str_split(&rest, '.', &label); labels++) {
        before = last;
        last = label;
    }
    return labels >= 3 && is_in(second, before);
}

static yg_str last_label(yg_str domain) {
    for (size_t i = domain.n; i > 0; i--) {
        if (domain.p[i - 1] == '.')
            return yg_str_from(domain, i);
    }
    return (yg_str){NULL, 0};
}

static bool is_territory_of(yg_str one, yg_str other) {
    char pair[] = {one.p[0], one.p[1], other.p[0], other.p[1], '\0'};
    return is_in(territories, yg_str_of(pair));
}

static void check_domain(yg_lint *lint, const yg_lint_record *r) {
    yg_str suffix = last_label(r->domain), rest = r->sites, site;
    bool related = false;
    if (suffix.n != 2 || r->sites.n == 0 || r->site_labels.n > 0 ||
        (is_in(generic, suffix) && !is_national_second_level(r->domain)))
        return;
    yg_country country = yg_country_from_code(suffix);
    yg_str code = yg_country_alpha2(country);
    if (country == 0)
        return;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &site)) {
        /* A territory lives under its state's suffix too: .fr in Réunion contradicts nothing. */
        if (yg_str_eq(site, code) || (site.n == 2 && is_territory_of(site, code)))
            return;
        related = related || (site.n == 2 && is_territory_of(code, site));
    }
    yg_lint_finding *finding = yg_lint_add(
        lint, YG_LINT_DOMAIN_COUNTRY, r, "domain", r->domain,
        related
            ? "the suffix .%.*s is of %.*s, the country is %.*s: a territory with a code of its own"
            : "the suffix .%.*s is of %.*s, the country is %.*s",
        YG_FMT(suffix), YG_FMT(yg_country_name(country, YG_LANG_EN)), YG_FMT(r->sites));
    finding->is_sure = !related;
}

/* A label of a country that looks like a code and is none. */
static void check_codes(yg_lint *lint, const yg_lint_record *r) {
    yg_str rest = r->site_labels, label;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &label)) {
        bool code = label.n == 2 || label.n == 3;
        for (size_t i = 0; i < label.n; i++)
            code = code && label.p[i] >= 'A' && label.p[i] <= 'Z';
        if (code)
            yg_lint_add(lint, YG_LINT_COUNTRY, r, "country", label,
                        yg_str_eqz(label, "EU") ? "a union of states, no country"
                                                : "no code of ISO 3166-1");
    }
}

void yg_lint_places(yg_lint *lint) {
    for (size_t i = 0; i < lint->records.n; i++) {
        check_domain(lint, &lint->records.at[i]);
        check_codes(lint, &lint->records.at[i]);
    }
}
