/* The look-alike engine over any bytes: what a raw name becomes, both ways to it, and both
 * forms of the finder and the search for garbled tokens against the slow reference, over a
 * small table of invented marks. */
#include <stdint.h>
#include <stdlib.h>

#include "../tests/match/name_agree.h"
#include "base/vec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static yg_names *make_table(void) {
    static const char *const marks[] = {"ab",           "hno",
                                        "line",         "aoba",
                                        "aobamotors",   "sakura",
                                        "kawanishi",    "hinodebank",
                                        "modernvision", "minatocardservice",
                                        "vvonder",      "a1b2",
                                        "lllll",        "aaaaaaaaaaaa",
                                        "abababababab", "アオバ",
                                        "三日月カード", "aoba-motors",
                                        "kirikirikiri", "longestmarkofthemallfortheletters"};
    yg_brand_list list = {0};
    yg_names *names = NULL;
    yg_error err = {0};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        yg_brand brand = {.label = yg_str_of(marks[i])};
        yg_vec_push(&brand.tokens, yg_str_of(marks[i]));
        yg_vec_push(&list.brands, brand);
    }
    if (!yg_names_compile(&list, &(yg_names_options){0}, &names, &err))
        abort();
    yg_brand_list_free(&list);
    return names;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static yg_names *names;
    size_t matches = 0;
    if (names == NULL)
        names = make_table();
    yg_str raw = {(const char *)data, n};
    if (!names_agree(names, raw, n % 7 == 0 ? 2 : YG_AGREE_MOST, &matches) ||
        !names_agree_garbled(names, raw, NULL))
        abort();
    return 0;
}
