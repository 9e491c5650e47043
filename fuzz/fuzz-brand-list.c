/* The fuzz target of lists of brands (watch/brands_list.c): any bytes, read and compiled. A list
 * that is refused says why, each remark stands inside of it, and what is taken can be told. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "match/names.h"
#include "watch/brands.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static void need_told(yg_str text, const char *what) {
    need(text.n > 0 && yg_utf8_check(text) == text.n, what);
    for (size_t at = 0; at < text.n;)
        need(!yg_utf8_is_active(yg_utf8_next(text, &at)), what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    yg_brands brands = {0};
    yg_names *names = NULL;
    yg_error err = {0};
    bool taken = yg_brands_read_list(&brands, (yg_str){(const char *)data, n}, &err);
    need(taken ? brands.errors == 0 : err.code != YG_OK && err.text[0] != '\0', "no reason");
    need(brands.remarks.n <= YG_BRANDS_REMARKS_KEPT && brands.remarks.n <= brands.errors,
         "remarks that nobody made");
    for (size_t i = 0; i < brands.remarks.n; i++)
        /* Other character sets and JSON are rewritten before they are read. */
        need(brands.remarks.at[i].offset_bytes <= 4 * n + 64, "a remark far behind the end");
    for (size_t i = 0; taken && i < brands.list.brands.n; i++) {
        const yg_brand *brand = &brands.list.brands.at[i];
        need_told(brand->label, "a label");
        for (size_t k = 0; k < brand->tokens.n; k++)
            need_told(brand->tokens.at[k], "a token");
        for (size_t k = 0; k < brand->domains.n; k++)
            need_told(brand->domains.at[k], "a domain");
    }
    if (taken && yg_names_compile(&brands.list, &(yg_names_options){0}, &names, &err))
        need(yg_names_brand_count(names) == brands.list.brands.n, "a brand is lost");
    yg_names_free(names);
    yg_brands_free(&brands);
    return 0;
}
