/* The real lists that look-alike names are trained and measured on: confirmed phishing hosts by
 * day, ordinary names in two halves, the watched brands, and the hosts that people read. */
#ifndef YG_BENCH_NAMES_DATA_H
#define YG_BENCH_NAMES_DATA_H

#include "base/map.h"
#include "base/vec.h"
#include "match/brand.h"
#include "match/name_learned.h"
#include "names-squats.h"

enum { FIRST_YEAR = 2019, LAST_YEAR = 2023, YEARS = LAST_YEAR - FIRST_YEAR + 1 };

/* A registrable domain of the phishing list by the hosts of its first day. */
typedef struct {
    yg_str name, brand;
    int32_t day;
    int year;
    uint32_t first_host, n; /* in hosts */
} phish_domain;

typedef struct {
    yg_str host;
    bool is_tuning; /* the half that priors and weights may see */
} ordinary_name;
typedef YG_VEC(ordinary_name) ordinary_list;

typedef struct {
    yg_str host;
    bool votes[2];
    int32_t day; /* first listed */
    int year;
    bool is_tuning; /* of the half on which features are chosen: the digest begins with 0 to 7 */
} read_host;

typedef struct {
    yg_str host;
    int32_t day; /* first listed, by any brand */
} listed_host;

typedef struct {
    yg_arena arena;
    yg_brand_list brands;
    yg_names *names;
    YG_VEC(phish_domain) domains;    /* by day */
    YG_VEC(yg_str) hosts;            /* of the domains' first days */
    YG_VEC(yg_confirmed_name) cases; /* every row of a watched brand, by day */
    YG_VEC(listed_host) all_hosts;   /* every host once */
    ordinary_list popular, web;
    squat_sets squats_train, squats_test; /* other brands, whose look-alikes are made */
    YG_VEC(read_host) read;
    size_t rows, addresses, own, other_brands;
    char digest[65]; /* of all files read */
} names_data;

/* Reads FOLDER/{phishurl-list,benign-domains,brands}; read_hosts: a table of digests and votes.
 * False: not there. */
bool names_data_load(const char *folder, const char *read_hosts, names_data *data, yg_error *err);
void names_data_free(names_data *data);

#endif
