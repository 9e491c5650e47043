/* The engine of the log scan over a file of cases, for tests/scan/test_slow_scan.py. Lines of the
 * file: "set"; "add TYPE HEX", an indicator; "block HEX", scanned with the set. Answers: "taken
 * NUMBER" or "left" for each add, "hit START END NUMBER KIND DECODED" and "done" for each block. */
#include <stdio.h>
#include <stdlib.h>

#include "match/token_scan.h"

static int digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Reads hexadecimal digits up to the end of the line. */
static void read_hex(const char *p, yg_buf *ret) {
    yg_buf_clear(ret);
    for (; *p != '\0' && *p != '\n' && p[1] != '\n'; p += 2)
        yg_buf_addc(ret, (char)(digit(p[0]) << 4 | digit(p[1])));
}

static void print_hit(void *self, const yg_token_hit *hit) {
    (void)self;
    printf("hit %zu %zu %u %d %d\n", hit->start, hit->end, hit->number, (int)hit->kind,
           hit->is_decoded);
}

typedef struct {
    yg_indicators_maker *maker;
    yg_indicators *set;
    yg_token_scratch *scratch;
    yg_buf bytes, block;
    bool plain;
} cases;

static void add(cases *c, const char *line) {
    const char *blank = strchr(line, ' ');
    yg_indicator_type type;
    uint32_t number;
    if (blank == NULL ||
        !yg_indicator_type_from_word((yg_str){line, (size_t)(blank - line)}, &type))
        exit(2);
    read_hex(blank + 1, &c->bytes);
    if (yg_indicators_add(c->maker, type, yg_buf_str(&c->bytes), &number) == YG_INDICATOR_TAKEN)
        printf("taken %u\n", number);
    else
        puts("left");
}

static void scan(cases *c, const char *hex) {
    static const char pad[YG_SCAN_PAD] = {0};
    if (c->set == NULL)
        c->set = yg_indicators_compile(c->maker, (yg_str){NULL, 0});
    read_hex(hex, &c->bytes);
    yg_buf_clear(&c->block);
    yg_buf_add(&c->block, (yg_str){pad, sizeof pad});
    yg_buf_add(&c->block, yg_buf_str(&c->bytes));
    yg_buf_add(&c->block, (yg_str){pad, sizeof pad});
    yg_str block = {c->block.p + YG_SCAN_PAD, c->bytes.n};
    if (c->plain)
        yg_token_scan_plain(c->set, c->scratch, block, print_hit, NULL);
    else
        yg_token_scan(c->set, c->scratch, block, print_hit, NULL);
    puts("done");
}

int main(int argc, char **argv) {
    cases c = {.scratch = yg_token_scratch_make(),
               .plain = argc > 2 && strcmp(argv[2], "plain") == 0};
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
    char *line = NULL;
    size_t cap = 0;
    if (file == NULL)
        return 2;
    while (getline(&line, &cap, file) > 0) {
        if (strncmp(line, "set", 3) == 0) {
            yg_indicators_free(c.set);
            c.set = NULL;
            c.maker = yg_indicators_make();
        } else if (strncmp(line, "add ", 4) == 0) {
            add(&c, line + 4);
        } else if (strncmp(line, "block ", 6) == 0) {
            scan(&c, line + 6);
        }
    }
    yg_indicators_free(c.set);
    yg_token_scratch_free(c.scratch);
    yg_buf_free(&c.bytes);
    yg_buf_free(&c.block);
    free(line);
    (void)fclose(file);
    return 0;
}
