/* The fuzz target of DNS answers (fetch/resolve_answer.c): the first byte is the question, the rest
 * is the message. Whatever it holds, records are few, addresses can be read again, and the same
 * message says the same. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fetch/address.h"
#include "fetch/resolve_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n == 0)
        return 0;
    yg_ask ask = (yg_ask)(data[0] % YG_ASK_TYPES);
    yg_str host = YG_STR("aoba.example");
    yg_arena arena = {0};
    yg_record_texts once = {.n = 0}, again = {.n = 0};
    /* A copy of exactly its size: a byte behind it is somebody else's. */
    uint8_t *message = malloc(n - 1 > 0 ? n - 1 : 1);
    if (message == NULL)
        return 0;
    memcpy(message, data + 1, n - 1);
    bool sound = yg_answer_read(ask, host, message, n - 1, &arena, &once);
    need(yg_answer_read(ask, host, message, n - 1, &arena, &again) == sound, "two results");
    free(message);
    need(once.n <= YG_RESOLVE_RECORDS, "too many records");
    need(yg_answer_same(&once, &again), "two answers");
    for (size_t i = 0; i < once.n; i++) {
        yg_address address;
        need(once.at[i].n > 0, "an empty record");
        need(ask == YG_ASK_MX || ask == YG_ASK_NS || yg_address_parse(once.at[i], &address),
             "an address that is none");
    }
    yg_arena_free(&arena);
    return 0;
}
