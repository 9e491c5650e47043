#include "names-data.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <unistd.h>
#include <yyjson.h>

#include "base/hash.h"
#include "base/input.h"
#include "base/time.h"
#include "text/csv.h"

enum { FILE_MAX = 1 << 28 };

typedef struct {
    int32_t day;
    yg_str host, brand, registrable;
} row;

typedef struct {
    names_data *data;
    yg_sha256 *digest;
    YG_VEC(row) rows;
    yg_map labels; /* of the watched brands */
    yg_map hosts;
} loader;

static bool read_file(loader *l, const char *folder, const char *name, yg_buf *buf, yg_error *err) {
    yg_buf path = {0};
    yg_buf_addf(&path, "%s/%s", folder, name);
    bool done = yg_input_read_file(yg_buf_z(&path), FILE_MAX, buf, err);
    if (done)
        yg_sha256_add(l->digest, yg_buf_str(buf));
    yg_buf_free(&path);
    return done;
}

static yg_str keep(loader *l, const char *text, size_t n) {
    return yg_arena_copy(&l->data->arena, (yg_str){text, n});
}

static bool load_brands(loader *l, const char *folder, yg_error *err) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    if (!read_file(l, folder, "brands/watched-brands.json", &buf, err))
        return false;
    yyjson_doc *doc = yyjson_read(buf.p, buf.n, 0);
    size_t i, n, k, m;
    yyjson_val *item, *text;
    yyjson_arr_foreach(yyjson_doc_get_root(doc), i, n, item) {
        yg_brand *brand = yg_vec_add(&l->data->brands.brands);
        *brand = (yg_brand){0};
        yyjson_val *label = yyjson_obj_get(item, "label");
        brand->label = keep(l, yyjson_get_str(label), yyjson_get_len(label));
        *yg_map_put(&l->labels, brand->label, NULL) = 1;
        yyjson_arr_foreach(yyjson_obj_get(item, "domains"), k, m, text)
            yg_vec_push(&brand->domains, keep(l, yyjson_get_str(text), yyjson_get_len(text)));
        yyjson_arr_foreach(yyjson_obj_get(item, "tokens"), k, m, text)
            yg_vec_push(&brand->tokens, keep(l, yyjson_get_str(text), yyjson_get_len(text)));
    }
    yyjson_doc_free(doc);
    yg_names_options options = {0};
    return l->data->brands.brands.n > 0 &&
           yg_names_compile(&l->data->brands, &options, &l->data->names, err);
}

/* The host of a URL of the list, and its registrable domain. False: an address, or the brand's
 * own. */
static bool host_of(loader *l, yg_str url, yg_str *ret_host, yg_str *ret_registrable) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    const yg_suffixes *suffixes = yg_names_suffixes(l->data->names);
    if (!yg_name_text_make(suffixes, url, host, &text)) {
        l->data->addresses++;
        return false;
    }
    if (yg_names_owner(l->data->names, &text) != SIZE_MAX) {
        l->data->own++;
        return false;
    }
    *ret_host = keep(l, text.host.p, text.host.n);
    *ret_registrable = yg_str_from(*ret_host, text.split.registrable);
    return true;
}

static bool digits(yg_str s, int *ret_value) {
    uint64_t value;
    if (!yg_str_to_u64(s, &value) || value > 9999)
        return false;
    *ret_value = (int)value;
    return true;
}

static void add_host(loader *l, yg_str host, int32_t day) {
    bool is_new;
    uint64_t *at = yg_map_put(&l->hosts, host, &is_new);
    if (is_new) {
        *at = l->data->all_hosts.n;
        yg_vec_push(&l->data->all_hosts, ((listed_host){host, day}));
    } else if (day < l->data->all_hosts.at[*at].day) {
        l->data->all_hosts.at[*at].day = day;
    }
}

static bool load_month(loader *l, const char *folder, int year, int month, yg_error *err) {
    char name[64];
    snprintf(name, sizeof name, "phishurl-list/%d/%d%02d.csv", year, year, month);
    YG_CLEANUP_BUF yg_buf buf = {0};
    if (!read_file(l, folder, name, &buf, err))
        return false;
    yg_csv csv;
    yg_csv_start(&csv, yg_buf_str(&buf), (yg_csv_options){.delimiter = ','});
    for (yg_csv_step step; (step = yg_csv_next(&csv)) != YG_CSV_END;) {
        int y, m, d;
        row r;
        if (step != YG_CSV_ROW || csv.n < 3 || !digits(yg_str_sub(csv.cells[0], 0, 4), &y) ||
            !digits(yg_str_sub(csv.cells[0], 5, 2), &m) ||
            !digits(yg_str_sub(csv.cells[0], 8, 2), &d))
            continue;
        l->data->rows++;
        yg_str any = {0};
        if (host_of(l, csv.cells[1], &any, &r.registrable))
            add_host(l, any, (int32_t)yg_days_from_civil(y, m, d));
        if (!yg_map_get(&l->labels, csv.cells[2])) {
            l->data->other_brands++;
            continue;
        }
        if (!any.p)
            continue;
        r.host = any;
        r.day = (int32_t)yg_days_from_civil(y, m, d);
        r.brand = keep(l, csv.cells[2].p, csv.cells[2].n);
        yg_vec_push(&l->rows, r);
    }
    yg_csv_free(&csv);
    return true;
}

static int by_day(const void *left, const void *right) {
    const row *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    int order = yg_str_cmp(a->registrable, b->registrable);
    return order ? order : yg_str_cmp(a->host, b->host);
}

/* Every registrable domain once, with the hosts of its first day. Rows are in order. */
static void gather(loader *l) {
    names_data *data = l->data;
    YG_CLEANUP_MAP yg_map seen = {0};
    for (size_t i = 0; i < l->rows.n; i++) {
        const row *r = &l->rows.at[i];
        bool is_new;
        yg_vec_push(&data->cases, ((yg_confirmed_name){r->day, r->host, r->brand}));
        uint64_t *at = yg_map_put(&seen, r->registrable, &is_new);
        if (is_new) {
            int year, month, day;
            yg_civil_from_days(r->day, &year, &month, &day);
            *at = data->domains.n;
            phish_domain d = {.name = r->registrable,
                              .brand = r->brand,
                              .day = r->day,
                              .year = year,
                              .first_host = (uint32_t)data->hosts.n};
            yg_vec_push(&data->domains, d);
        }
        phish_domain *d = &data->domains.at[*at];
        /* rows of one domain and day stand together */
        if (d->day == r->day &&
            (d->n == 0 || !yg_str_eq(data->hosts.at[data->hosts.n - 1], r->host))) {
            yg_vec_push(&data->hosts, r->host);
            d->n++;
        }
    }
}

static void add_ordinary(loader *l, yg_str name, ordinary_list *names) {
    yg_str host, registrable;
    if (!host_of(l, name, &host, &registrable))
        return;
    /* the same halves as tools/make-ordinary: the last bit of the MD5 */
    unsigned char md5[16];
    if (!EVP_Digest(registrable.p, registrable.n, md5, NULL, EVP_md5(), NULL))
        return;
    ordinary_name o = {host, (md5[15] & 1) == 0};
    yg_vec_push(names, o);
}

static bool load_ordinary(loader *l, const char *folder, yg_error *err) {
    YG_CLEANUP_BUF yg_buf popular = {0}, web = {0};
    if (!read_file(l, folder, "benign-domains/cloudflare-top100k.json", &popular, err) ||
        !read_file(l, folder, "benign-domains/web-hosts.txt", &web, err))
        return false;
    yyjson_doc *doc = yyjson_read(popular.p, popular.n, 0);
    size_t i, n;
    yyjson_val *item;
    yyjson_arr_foreach(yyjson_obj_get(yyjson_doc_get_root(doc), "list"), i, n, item)
        add_ordinary(l, (yg_str){yyjson_get_str(item), yyjson_get_len(item)}, &l->data->popular);
    yyjson_doc_free(doc);
    yg_str rest = yg_buf_str(&web), line;
    while (yg_str_split(&rest, '\n', &line))
        if (line.n)
            add_ordinary(l, line, &l->data->web);
    return l->data->popular.n > 0 && l->data->web.n > 0;
}

static bool load_read(loader *l, const char *path, yg_error *err) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    YG_CLEANUP_MAP yg_map by_digest = {0};
    names_data *data = l->data;
    if (!yg_input_read_file(path, FILE_MAX, &buf, err))
        return false;
    for (size_t i = 0; i < data->all_hosts.n; i++) {
        char hex[65];
        yg_sha256_hex(data->all_hosts.at[i].host, hex);
        *yg_map_put(&by_digest, (yg_str){hex, 24}, NULL) = i;
    }
    yg_str rest = yg_buf_str(&buf), line, part, digest, a, b;
    while (yg_str_split(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#' || !yg_str_split(&line, '\t', &part) ||
            !yg_str_split(&line, '\t', &digest) || !yg_str_split(&line, '\t', &a) ||
            !yg_str_split(&line, '\t', &b))
            continue;
        const uint64_t *at = yg_map_get(&by_digest, digest);
        if (!at)
            continue;
        const listed_host *h = &data->all_hosts.at[*at];
        read_host r = {.host = h->host,
                       .votes = {yg_str_eqz(a, "1"), yg_str_eqz(b, "1")},
                       .day = h->day,
                       .is_tuning = digest.p[0] < '8'};
        int month, day;
        yg_civil_from_days(r.day, &r.year, &month, &day);
        yg_vec_push(&data->read, r);
    }
    return true;
}

bool names_data_load(const char *folder, const char *read_hosts, names_data *data, yg_error *err) {
    loader l = {.data = data, .digest = yg_sha256_start()};
    bool done = load_brands(&l, folder, err);
    for (int year = FIRST_YEAR; done && year <= LAST_YEAR; year++)
        for (int month = 1; done && month <= 12; month++)
            done = load_month(&l, folder, year, month, err);
    if (done) {
        data->addresses = data->own = 0;
        qsort(l.rows.at, l.rows.n, sizeof *l.rows.at, by_day);
        gather(&l);
        done = load_ordinary(&l, folder, err) && load_read(&l, read_hosts, err);
    }
    yg_sha256_finish(l.digest, data->digest);
    yg_vec_free(&l.rows);
    yg_map_free(&l.labels);
    yg_map_free(&l.hosts);
    return done;
}

void names_data_free(names_data *data) {
    yg_names_free(data->names);
    yg_brand_list_free(&data->brands);
    squats_free(&data->squats_train);
    squats_free(&data->squats_test);
    yg_vec_free(&data->domains);
    yg_vec_free(&data->hosts);
    yg_vec_free(&data->all_hosts);
    yg_vec_free(&data->cases);
    yg_vec_free(&data->popular);
    yg_vec_free(&data->web);
    yg_vec_free(&data->read);
    yg_arena_free(&data->arena);
}
