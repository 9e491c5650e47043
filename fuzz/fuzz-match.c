/* Fuzzes the matcher of victims (map/match.h): the first line of the input is the host name, the
 * second the sites, the rest are names. The registry is small and fixed; what must hold is that an
 * answer is an organisation or a reason, and the same a second time. */
#include <stdint.h>
#include <stdlib.h>

#include "map/group_file.h"
#include "map/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char registry[] =
    "yagura-group: 1\nsource: {name: fuzz}\norganisations:\n"
    "  - {id: a, names: {en: [Aoba, \"Aoba, Inc.\"], ja: \"青葉株式会社\"}, kind: parent, country: "
    "\"JP\","
    " brands: [Aoba, Aoba Electric], domains: [aoba.example]}\n"
    "  - {id: b, names: {en: [Aoba Electric]}, kind: subsidiary, country: \"US\","
    " parents: [{id: a, relation: subsidiary-of, since: \"2010\"}]}\n"
    "  - {id: c, names: {en: [Aoba Foods]}, kind: parent, country: \"GB\"}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static yg_group_file file;
    static yg_match *match;
    static yg_match_scratch scratch;
    yg_error err = {0};
    yg_match_query query = {0};
    if (match == NULL) {
        if (!yg_group_file_read(&file, (yg_str){registry, sizeof registry - 1}, &err))
            abort();
        yg_group_index(&file.group);
        match = yg_match_make(&file.group);
    }
    query.names = (yg_str){(const char *)data, n};
    if (!yg_str_split(&query.names, '\n', &query.domain) ||
        !yg_str_split(&query.names, '\n', &query.sites))
        return 0;
    yg_match_result first = yg_match_find(match, &query, &scratch),
                    again = yg_match_find(match, &query, &scratch);
    bool found = first.organisation < file.group.organisations.n;
    if (first.organisation != again.organisation || first.basis != again.basis ||
        found == (first.reason != NULL) || found != (first.basis != YG_MATCH_NONE) ||
        (!found && first.organisation != SIZE_MAX))
        abort();
    return 0;
}
