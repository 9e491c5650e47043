/* The fuzz target of lists of public suffixes (match/suffix.c): any bytes as a list, and each of
 * its lines as a host name that is split by it, both ways. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "match/name_text.h"
#include "match/suffix_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static void split(const yg_suffixes *suffixes, yg_str raw) {
    char host[YG_NAME_MAX + 1], plain_host[YG_NAME_MAX + 1];
    yg_name_text text, plain;
    bool made = yg_name_text_make(suffixes, raw, host, &text);
    need(yg_name_text_make_plain(suffixes, raw, plain_host, &plain) == made, "one way only");
    if (!made)
        return;
    const yg_suffix_split *s = &text.split, *p = &plain.split;
    need(s->registrable < s->suffix && s->suffix < text.host.n, "a split outside of the host");
    need(text.host.p[s->suffix - 1] == '.', "a suffix that begins inside of a label");
    need(s->registrable == 0 || text.host.p[s->registrable - 1] == '.', "half a label");
    need(s->registrable == p->registrable && s->suffix == p->suffix &&
             s->is_private == p->is_private && s->is_listed == p->is_listed,
         "two splits");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    yg_suffixes *suffixes = NULL;
    yg_error err = {0};
    yg_str rest = {(const char *)data, n}, line;
    if (!yg_suffixes_compile(rest, &suffixes, &err)) {
        need(err.code != YG_OK && err.text[0] != '\0', "no reason");
        return 0;
    }
    while (yg_str_split(&rest, '\n', &line)) {
        YG_CLEANUP_BUF yg_buf longer = {0};
        yg_buf_addz(&longer, "www.aoba.");
        yg_buf_add(&longer, line);
        split(suffixes, line);
        split(suffixes, yg_buf_str(&longer));
    }
    split(suffixes, YG_STR("www.example.co.jp"));
    yg_suffixes_free(suffixes);
    return 0;
}
