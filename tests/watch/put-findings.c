/* Puts sightings into a store, for tests of the command line: put-findings STORE NOW < SIGHTINGS.
 * One a line, tab-separated: host, registrable, brand, organisation, kind, token, start, end,
 * score, signs, shared (0 or 1), stream, seen (RFC 3339, or empty). NOW: seconds since 1970. */
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "watch/findings.h"

enum { FIELDS = 13 };

static uint16_t number(yg_str s) {
    uint64_t value = 0;
    yg_str_to_u64(s, &value);
    return (uint16_t)value;
}

static bool put(yg_findings *findings, yg_str line, uint64_t at, yg_error *err) {
    yg_str f[FIELDS] = {{NULL, 0}};
    YG_CLEANUP_BUF yg_buf why = {0};
    double score = 0;
    int64_t seen_us = YG_TIME_NONE;
    for (size_t i = 0; i < FIELDS; i++)
        yg_str_split(&line, '\t', &f[i]);
    yg_str_to_double(f[8], &score);
    if (f[12].n > 0 && !yg_time_parse(f[12], &seen_us))
        return yg_fail(err, YG_ERR_INPUT, "no time: %.*s", YG_FMT(f[12]));
    yg_buf_addf(&why, "imitates %.*s: \"%.*s\"", YG_FMT(f[2]), YG_FMT(f[5]));
    return yg_findings_record(findings,
                              &(yg_name_sighting){.host = f[0],
                                                  .registrable = f[1],
                                                  .brand = f[2],
                                                  .organisation = f[3],
                                                  .kind = f[4],
                                                  .token = f[5],
                                                  .start = number(f[6]),
                                                  .end = number(f[7]),
                                                  .distance = 1,
                                                  .score = score,
                                                  .signs = f[9],
                                                  .shared_hosting = yg_str_eqz(f[10], "1"),
                                                  .stream = f[11],
                                                  .explanation = yg_buf_str(&why),
                                                  .explanation_ja = YG_STR(""),
                                                  .file = YG_STR("feed.txt"),
                                                  .offset_bytes = at,
                                                  .seen_us = seen_us},
                              err);
}

int main(int argc, char **argv) {
    yg_store *store = NULL;
    yg_findings *findings = NULL;
    yg_findings_counts counts = {0};
    yg_error err = {0};
    char line[4096];
    uint64_t at = 0;
    if (argc != 3)
        return 2;
    bool done = yg_store_open(argv[1], YG_STORE_WRITE, &store, &err) &&
                yg_findings_begin(store, strtoll(argv[2], NULL, 10) * YG_US_PER_S, &findings, &err);
    while (done && fgets(line, sizeof line, stdin) != NULL) {
        yg_str s = yg_str_of(line);
        done = put(findings, yg_str_sub(s, 0, s.n > 0 && s.p[s.n - 1] == '\n' ? s.n - 1 : s.n), at,
                   &err);
        at += s.n;
    }
    done = done && yg_findings_commit(findings, &counts, &err);
    yg_findings_free(findings);
    yg_store_close(store);
    if (!done)
        fprintf(stderr, "%s\n", err.text);
    else
        printf("{\"sightings\":%llu,\"rejected\":%llu,\"fresh\":%llu,\"known\":%llu,"
               "\"false_alarms\":%llu,\"returned\":%llu}\n",
               (unsigned long long)counts.sightings, (unsigned long long)counts.rejected,
               (unsigned long long)counts.fresh, (unsigned long long)counts.known,
               (unsigned long long)counts.false_alarms, (unsigned long long)counts.returned);
    return done ? 0 : 1;
}
