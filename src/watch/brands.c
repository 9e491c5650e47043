#include "watch/brands.h"

#include "text/key.h"
#include "watch/brands_part.h"

void yg_brands_free(yg_brands *brands) {
    yg_brand_list_free(&brands->list);
    yg_vec_free(&brands->remarks);
    yg_arena_free(&brands->arena);
}

/* Behind a name, separated by a blank, comma or point; longest first where one ends another. */
static const char *const forms_behind[] = {
    "company limited",
    "public company limited",
    "kabushiki kaisha",
    "co ltd",
    "pty ltd",
    "pte ltd",
    "sdn bhd",
    "pvt ltd",
    "private limited",
    "gmbh & co kg",
    "gmbh",
    "incorporated",
    "inc",
    "corporation",
    "corp",
    "company",
    "co",
    "limited",
    "ltd",
    "llc",
    "llp",
    "lp",
    "plc",
    "ag",
    "kg",
    "kgaa",
    "se",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "ab",
    "asa",
    "oy",
    "oyj",
    "as",
    "aps",
    "pte",
    "pty",
    "bhd",
    "berhad",
    "kk",
    "jsc",
    "ltda",
    "sa de cv",
    "tbk",
    "holdings",
    "holding",
    "group",
};
static const char *const forms_ja[] = {
    "株式会社", "有限会社", "合同会社",         "合資会社", "合名会社",     "（株）",   "(株)",
    "㈱",       "㈲",       "ホールディングス", "グループ", "股份有限公司", "有限公司", "주식회사",
};

static bool is_parting(char c) {
    return c == ' ' || c == ',' || c == '.' || c == '\t';
}

/* Length of `name` without the form at its end; name.n: it does not end so. Points and blanks
 * inside the form do not count: "S.A. de C.V." is "sa de cv". */
static size_t without_form(yg_str name, yg_str form) {
    size_t at = name.n, left = form.n;
    while (at > 0 && is_parting(name.p[at - 1]))
        at--;
    while (left > 0) {
        while (left > 0 && form.p[left - 1] == ' ')
            left--;
        while (at > 0 && is_parting(name.p[at - 1]))
            at--;
        if (at == 0 || (name.p[at - 1] | 0x20) != form.p[left - 1])
            return name.n;
        at--;
        left--;
    }
    return at > 0 && is_parting(name.p[at - 1]) ? at : name.n;
}

static yg_str trimmed(yg_str name) {
    while (name.n > 0 && (is_parting(name.p[name.n - 1])))
        name.n--;
    return yg_str_trim(name);
}

yg_str yg_brand_without_legal_form(yg_str name) {
    yg_str rest = yg_str_trim(name);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < sizeof forms_behind / sizeof *forms_behind; i++) {
            size_t n = without_form(rest, yg_str_of(forms_behind[i]));
            yg_str shorter = trimmed(yg_str_sub(rest, 0, n));
            if (n < rest.n && shorter.n > 0) {
                rest = shorter;
                changed = true;
            }
        }
        for (size_t i = 0; i < sizeof forms_ja / sizeof *forms_ja; i++) {
            yg_str form = yg_str_of(forms_ja[i]);
            yg_str shorter = yg_str_starts(rest, form) ? yg_str_from(rest, form.n)
                             : yg_str_ends(rest, form) ? yg_str_sub(rest, 0, rest.n - form.n)
                                                       : rest;
            shorter = yg_str_trim(shorter);
            if (shorter.n < rest.n && shorter.n > 0) {
                rest = shorter;
                changed = true;
            }
        }
    }
    return rest;
}

void yg_brand_add_token(yg_brands *brands, yg_brand *brand, yg_str token) {
    YG_CLEANUP_BUF yg_buf key = {0};
    YG_CLEANUP_BUF yg_buf other = {0};
    yg_key_add(&key, token);
    if (key.n == 0 || token.n > YG_BRAND_TEXT || brand->tokens.n >= YG_BRAND_TOKENS)
        return;
    for (size_t i = 0; i < brand->tokens.n; i++) {
        yg_buf_clear(&other);
        yg_key_add(&other, brand->tokens.at[i]);
        if (yg_str_eq(yg_buf_str(&key), yg_buf_str(&other)))
            return;
    }
    yg_str copy = yg_arena_copy(&brands->arena, token);
    yg_vec_push(&brand->tokens, copy);
}

void yg_brand_add_domain(yg_brands *brands, yg_brand *brand, yg_str domain) {
    if (domain.n == 0 || brand->domains.n >= YG_BRAND_DOMAINS)
        return;
    for (size_t i = 0; i < brand->domains.n; i++) {
        if (yg_str_eq_nocase(brand->domains.at[i], domain))
            return;
    }
    yg_str copy = yg_arena_copy(&brands->arena, domain);
    for (size_t i = 0; i < copy.n; i++) {
        char *c = (char *)(uintptr_t)copy.p + i;
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);
    }
    yg_vec_push(&brand->domains, copy);
}
