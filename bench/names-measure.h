/* Measurement of the verdict on real lists, day by day: every new domain is asked with what was
 * known on the evening before. */
#ifndef YG_BENCH_NAMES_MEASURE_H
#define YG_BENCH_NAMES_MEASURE_H

#include "names-train.h"

/* What each layer says of a name; MEASURE_NOTHING: nothing speaks for an imitation. */
typedef enum {
    LAYER_TOKENS,   /* a token of a brand, with all second signs */
    LAYER_EMBEDDED, /* or a Japanese suffix inside the name, without a token */
    LAYER_LEARNED,  /* or what confirmed cases taught */
    LAYERS,
} layer;
#define MEASURE_NOTHING (-1e9)

typedef struct {
    double score[LAYERS];
    uint32_t index; /* in data */
    int32_t token;  /* of the best match, -1: none */
    uint8_t kind;   /* by all layers */
} verdict;
typedef YG_VEC(verdict) verdict_list;

/* One year. Ordinary names are those of the test half, asked on every 28th day with new cases; they
 * stand `days` times in the lists. */
typedef struct {
    int year;
    size_t days;
    verdict_list domains, registrable; /* by all hosts of the first day; by the domain alone */
    verdict_list popular, web, read;
} measured;

/* Weights: of the years before; where there are none, of the years behind. */
void measure_year(const names_data *data, const yg_name_model *model, const yg_name_prior *prior,
                  int year, measured *ret_measured);
void measured_free(measured *m);
/* The lowest threshold at which no more than these shares of ordinary names are flagged. */
double measure_threshold(const measured *m, layer by, double share_popular, double share_web);
double measure_share(const verdict_list *list, layer by, double threshold);

#endif
