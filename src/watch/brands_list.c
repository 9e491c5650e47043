/* The list of brands: docs/formats/brand-list.md. JSON is read as the YAML that it nearly is, so
 * that every error has line and column; that it is JSON is what yyjson says. */
#include "base/limits.h"
#include "base/utf8.h"
#include "text/charset.h"
#include "text/host.h"
#include "text/json.h"
#include "text/nearest.h"
#include "text/yaml.h"
#include "watch/brands_part.h"

static const char *const keys[] = {"label", "domains", "tokens", "note"};

static void say(yg_brands *brands, const yg_yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(yg_brands *brands, const yg_yaml_node *node, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    va_list args;
    brands->errors++;
    if (brands->remarks.n >= YG_BRANDS_REMARKS_KEPT)
        return;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    yg_vec_push(&brands->remarks,
                ((yg_brands_remark){node->line, node->column, node->offset_bytes,
                                    yg_arena_copy(&brands->arena, yg_buf_str(&text))}));
}

static yg_str shown(yg_str text) {
    yg_str cut = yg_str_sub(text, 0, 60);
    cut.n = yg_utf8_floor(cut, cut.n);
    return cut;
}

static void say_unknown(yg_brands *brands, const yg_yaml_node *node) {
    yg_nearest best = {0};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        yg_nearest_offer(&best, node->key, yg_str_of(keys[i]));
    if (best.word.n > 0)
        say(brands, node, "unknown key \"%.*s\"; did you mean \"%.*s\"?", YG_FMT(shown(node->key)),
            YG_FMT(best.word));
    else
        say(brands, node, "unknown key \"%.*s\"; a brand has label, domains, tokens, note",
            YG_FMT(shown(node->key)));
}

/* A label or token: one line of text that is not empty. */
static bool is_text(yg_brands *brands, const yg_yaml_node *node, const char *what) {
    if (node->kind != YG_YAML_SCALAR || yg_yaml_is_null(node)) {
        say(brands, node, "%s: expected text", what);
        return false;
    }
    if (node->text.n > YG_BRAND_TEXT) {
        say(brands, node, "%s: %zu bytes, at most %d", what, node->text.n, YG_BRAND_TEXT);
        return false;
    }
    for (size_t at = 0; at < node->text.n;) {
        if (yg_utf8_is_active(yg_utf8_next(node->text, &at))) {
            say(brands, node, "%s: a control character in it", what);
            return false;
        }
    }
    return true;
}

static void take_domain(yg_brands *brands, yg_brand *brand, const yg_yaml_node *node) {
    char host[256];
    yg_str name;
    if (!is_text(brands, node, "domain"))
        return;
    if (yg_str_starts(node->text, YG_STR("*.")))
        say(brands, node, "domain \"%.*s\": write it without \"*.\"; all under a domain is its own",
            YG_FMT(shown(node->text)));
    else if (yg_str_chr(node->text, '.') == SIZE_MAX || yg_str_chr(node->text, '/') != SIZE_MAX ||
             !yg_host_of(node->text, host, &name))
        say(brands, node, "domain \"%.*s\": no host name (example.com)", YG_FMT(shown(node->text)));
    else if (brand->domains.n >= YG_BRAND_DOMAINS)
        say(brands, node, "more than %d domains of one brand", YG_BRAND_DOMAINS);
    else
        yg_brand_add_domain(brands, brand, node->text);
}

static void take_token(yg_brands *brands, yg_brand *brand, const yg_yaml_node *node) {
    if (!is_text(brands, node, "token"))
        return;
    if (brand->tokens.n >= YG_BRAND_TOKENS)
        say(brands, node, "more than %d tokens of one brand", YG_BRAND_TOKENS);
    else
        yg_brand_add_token(brands, brand, node->text);
}

/* A list, or one text where a list would have one item. */
static void take_list(yg_brands *brands, yg_brand *brand, const yg_yaml_node *node,
                      void (*take)(yg_brands *, yg_brand *, const yg_yaml_node *)) {
    if (node->kind == YG_YAML_MAP)
        say(brands, node, "%.*s: expected a list of texts", YG_FMT(node->key));
    else if (node->kind == YG_YAML_SCALAR && !yg_yaml_is_null(node))
        take(brands, brand, node);
    else
        for (const yg_yaml_node *item = node->first; item != NULL; item = item->next)
            take(brands, brand, item);
}

static void take_brand(yg_brands *brands, const yg_yaml_node *node) {
    yg_brand brand = {0};
    size_t before = brands->errors;
    if (node->kind != YG_YAML_MAP) {
        say(brands, node, "expected a brand: label, domains, tokens");
        return;
    }
    for (const yg_yaml_node *m = node->first; m != NULL; m = m->next) {
        if (yg_str_eqz(m->key, "label")) {
            if (is_text(brands, m, "label"))
                brand.label = yg_arena_copy(&brands->arena, m->text);
        } else if (yg_str_eqz(m->key, "domains")) {
            take_list(brands, &brand, m, take_domain);
        } else if (yg_str_eqz(m->key, "tokens")) {
            take_list(brands, &brand, m, take_token);
        } else if (!yg_str_eqz(m->key, "note") && !yg_str_starts(m->key, YG_STR("x-"))) {
            say_unknown(brands, m);
        }
    }
    if (brands->errors == before && brand.label.n == 0)
        say(brands, node, "a brand without label");
    else if (brands->errors == before && brand.domains.n + brand.tokens.n == 0)
        say(brands, node, "brand \"%.*s\" has neither domains nor tokens: nothing to look for",
            YG_FMT(shown(brand.label)));
    yg_vec_push(&brands->list.brands, brand);
}

static void take_root(yg_brands *brands, const yg_yaml_node *root) {
    if (root->kind == YG_YAML_MAP) {
        const yg_yaml_node *list = yg_yaml_get(root, "brands");
        for (const yg_yaml_node *m = root->first; m != NULL; m = m->next) {
            if (list != NULL && m != list && !yg_str_starts(m->key, YG_STR("x-")) &&
                !yg_str_eqz(m->key, "note"))
                say(brands, m, "unknown key \"%.*s\" beside brands", YG_FMT(shown(m->key)));
        }
        if (list == NULL) {
            yg_nearest best = {0};
            for (const yg_yaml_node *m = root->first; m != NULL; m = m->next)
                yg_nearest_offer(&best, YG_STR("brands"), m->key);
            say(brands, root,
                best.word.n > 0 ? "no key brands in it; did you mean it by \"%.*s\"?"
                                : "expected a list of brands, or a key brands%.*s",
                YG_FMT(shown(best.word)));
            return;
        }
        root = list;
    }
    if (root->kind != YG_YAML_LIST) {
        say(brands, root, "expected a list of brands, each with label, domains, tokens");
        return;
    }
    if (root->n > YG_BRANDS_MOST) {
        say(brands, root, "%zu brands, at most %d", root->n, YG_BRANDS_MOST);
        return;
    }
    for (const yg_yaml_node *item = root->first; item != NULL; item = item->next)
        take_brand(brands, item);
    if (root->n == 0)
        say(brands, root, "the list is empty");
}

/* JSON that libyaml cannot read (surrogate pairs, tabs) is written again first: places then are of
 * that text, on one line. */
static bool parse(yg_yaml *yaml, yg_str text, yg_buf *rewritten, yg_error *err) {
    yg_json_parser parser = {0};
    const char *reason = NULL;
    size_t at = 0, n = 0;
    yg_str begin = yg_str_trim(text);
    if (begin.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "the file is empty; expected a list of brands");
    if (begin.p[0] != '[' && begin.p[0] != '{')
        return yg_yaml_parse(yaml, text, err);
    yyjson_val *root = yg_json_parse(&parser, text, &reason, &at);
    bool done = root != NULL || yg_fail(err, YG_ERR_INPUT, "JSON: byte %zu: %s", at, reason);
    if (done && !yg_yaml_parse(yaml, text, err)) {
        char *written = yyjson_val_write(root, 0, &n);
        yg_buf_add(rewritten, (yg_str){written, n});
        free(written);
        yg_yaml_free(yaml);
        *yaml = (yg_yaml){0};
        done = yg_yaml_parse(yaml, yg_buf_str(rewritten), err);
    }
    yg_json_parser_free(&parser);
    return done;
}

static size_t count_texts(const yg_yaml_node *node) {
    return node == NULL ? 0 : node->kind == YG_YAML_LIST ? node->n : 1;
}

/* Asked before anything is taken: comparing the tokens of each brand costs far more. */
static bool is_within_limit(const yg_yaml_node *root, yg_error *err) {
    size_t n = 0;
    if (root->kind == YG_YAML_MAP)
        root = yg_yaml_get(root, "brands");
    for (const yg_yaml_node *b = root != NULL ? root->first : NULL; b != NULL; b = b->next) {
        n += count_texts(yg_yaml_get(b, "tokens")) + count_texts(yg_yaml_get(b, "domains"));
        if (n > YG_LIMIT_BRAND_TOKENS)
            return yg_fail(err, YG_ERR_LIMIT, "line %zu: more than %d tokens and domains in all",
                           b->line, YG_LIMIT_BRAND_TOKENS);
    }
    return true;
}

bool yg_brands_read_list(yg_brands *brands, yg_str text, yg_error *err) {
    YG_CLEANUP_YAML yg_yaml yaml = {0};
    YG_CLEANUP_BUF yg_buf converted = {0};
    YG_CLEANUP_BUF yg_buf rewritten = {0};
    yg_charset charset = {0};
    if (memchr(text.p != NULL ? text.p : "", '\0', text.n) != NULL &&
        !yg_str_starts(text, YG_STR("\xFF\xFE")) && !yg_str_starts(text, YG_STR("\xFE\xFF")))
        return yg_fail(err, YG_ERR_INPUT, "holds NUL bytes: no list of brands");
    text = yg_charset_text(text, &converted, &charset);
    if (!parse(&yaml, text, &rewritten, err))
        return false;
    if (yaml.root == NULL)
        return yg_fail(err, YG_ERR_INPUT, "the file is empty; expected a list of brands");
    if (!is_within_limit(yaml.root, err))
        return false;
    take_root(brands, yaml.root);
    if (brands->errors == 0)
        return true;
    const yg_brands_remark *first = &brands->remarks.at[0];
    return yg_fail(err, YG_ERR_INPUT, "line %zu, column %zu: %.*s", first->line, first->column,
                   YG_FMT(first->text));
}
