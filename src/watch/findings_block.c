#include "watch/findings_block.h"

#include "match/name_ordinary.h"
#include "match/suffix.h"
#include "text/host.h"

/* Who runs a part of the internet that half of the world's pages need. Not a list of popular names
 * (give one with --allow): the names that imitate a brand in a sub-domain are rented here, and the
 * registrable name is never the imitator's. */
static const char *const infrastructure[] = {
    "akadns.net",
    "akamai.net",
    "akamaiedge.net",
    "akamaihd.net",
    "akamaized.net",
    "amazon.com",
    "amazonaws.com",
    "apple.com",
    "azure.com",
    "azureedge.net",
    "azurewebsites.net",
    "bing.com",
    "cdn77.org",
    "cloudflare.com",
    "cloudflare.net",
    "cloudfront.net",
    "edgekey.net",
    "edgesuite.net",
    "facebook.com",
    "fastly.net",
    "fastlylb.net",
    "fbcdn.net",
    "github.com",
    "github.io",
    "google.com",
    "googleapis.com",
    "googleusercontent.com",
    "googlevideo.com",
    "gstatic.com",
    "icloud.com",
    "jsdelivr.net",
    "line.me",
    "linkedin.com",
    "live.com",
    "microsoft.com",
    "microsoftonline.com",
    "mozilla.org",
    "msedge.net",
    "office.com",
    "office365.com",
    "outlook.com",
    "sharepoint.com",
    "trafficmanager.net",
    "twitter.com",
    "wikipedia.org",
    "windows.com",
    "windows.net",
    "windowsupdate.com",
    "x.com",
    "yahoo.co.jp",
    "yahoo.com",
    "youtube.com",
};

bool yg_block_is_host(yg_str name) {
    size_t labels = 1, start = 0;
    bool digits = true;
    if (name.n == 0 || name.n > 253)
        return false;
    for (size_t i = 0; i <= name.n; i++) {
        char c = i < name.n ? name.p[i] : '.';
        if (c == '.') {
            if (i == start || i - start > 63)
                return false;
            if (i == name.n)
                break;
            labels++;
            start = i + 1;
            digits = true;
            continue;
        }
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(c >= 'a' && c <= 'z') && c != '-' && c != '_')
            return false;
        digits &= digit;
    }
    return labels >= 2 && !digits;
}

bool yg_block_is_infrastructure(yg_str name) {
    for (size_t i = 0; i < sizeof infrastructure / sizeof *infrastructure; i++) {
        if (yg_str_eqz(name, infrastructure[i]))
            return true;
    }
    return false;
}

/* The name itself or one above it. */
static bool is_under(const yg_map *map, yg_str name) {
    for (;;) {
        if (yg_map_get(map, name) != NULL)
            return true;
        size_t dot = yg_str_chr(name, '.');
        if (dot == SIZE_MAX)
            return false;
        name = yg_str_from(name, dot + 1);
    }
}

bool yg_block_is_allowed(const yg_block_list *list, yg_str name) {
    return is_under(&list->allowed, name);
}

static bool is_suffix(yg_str name) {
    yg_suffix_split split;
    yg_suffix_find(yg_suffixes_built_in(), name, &split);
    return split.is_suffix || yg_host_is_suffix(name);
}

/* A person looked at it, and it stands. */
static bool is_decided(const yg_finding_row *row) {
    return yg_str_eqz(row->state, "watched") || yg_str_eqz(row->state, "reported") ||
           yg_str_eqz(row->state, "acknowledged");
}

static bool is_nobodys(const yg_finding_row *row) {
    return row->brand.n == 0 || (row->token.n == 0 && yg_str_eqz(row->how, "learned"));
}

bool yg_block_is_held(const yg_finding_row *row, const yg_findings_export_options *options) {
    return is_nobodys(row) && !options->learned && !is_decided(row);
}

/* Under a shared suffix the label is its tenant's, whatever it says. Of what names no brand the
 * hosts of an ordinary name are ordinary, too. */
static bool is_ordinary(const yg_finding_row *row, yg_str name) {
    yg_str bare = yg_str_starts(name, YG_STR("www.")) ? yg_str_from(name, 4) : name;
    return !row->shared_hosting &&
           (yg_name_is_ordinary(bare) || (is_nobodys(row) && yg_name_is_ordinary(row->subject)));
}

const char *yg_block_refusal(const yg_block_list *list, const yg_finding_row *row, yg_str name,
                             bool whole) {
    if (!yg_block_is_host(name))
        return "it is no host name";
    if (is_suffix(name))
        return "it is a public suffix";
    if (is_under(&list->allowed, name))
        return "it is official, or on the allow list";
    if (whole && yg_map_get(&list->parents, name) != NULL)
        return "an official name, or one of the allow list, is under it";
    if (yg_host_is_shared(name) || yg_block_is_infrastructure(name))
        return "others need it, too";
    if (!is_decided(row) && is_ordinary(row, name))
        return "an ordinary name: set it to watched, reported or acknowledged to block it";
    return NULL;
}

static void allow(yg_block_list *list, yg_str name) {
    if (!yg_block_is_host(name))
        return;
    yg_map_put(&list->allowed, name, NULL);
    for (size_t dot; (dot = yg_str_chr(name, '.')) != SIZE_MAX;) {
        name = yg_str_from(name, dot + 1);
        yg_map_put(&list->parents, name, NULL);
    }
}

/* A false alarm can still be asked for with --state; what is ours can never be blocked. */
static bool on_own(void *self, yg_str name, yg_error *err) {
    (void)err;
    allow(self, name);
    return true;
}

static bool on_own_network(void *self, yg_str text, yg_error *err) {
    yg_block_list *list = self;
    yg_network network;
    (void)err;
    if (yg_network_parse(text, &network))
        yg_vec_push(&list->own, network);
    return true;
}

typedef struct {
    yg_store *store;
    const yg_findings_export_options *options;
    yg_block_list *list;
    yg_findings_export_counts *counts;
    const yg_finding_row *row;
} job;

void yg_block_count_refused(yg_findings_export_counts *counts, yg_str name, const char *why) {
    YG_CLEANUP_BUF yg_buf text = {0};
    if (counts->refused++ > 0)
        return;
    yg_buf_addf(&text, "%.*s: %s", YG_FMT(yg_str_sub(name, 0, 253)), why);
    yg_str s = yg_str_sub(yg_buf_str(&text), 0, sizeof counts->first_refused - 1);
    memcpy(counts->first_refused, s.p, s.n);
    counts->first_refused[s.n] = '\0';
}

static bool block(job *j, yg_str name, bool whole) {
    const char *why = yg_block_refusal(j->list, j->row, name, whole);
    if (why != NULL) {
        yg_block_count_refused(j->counts, name, why);
        return false;
    }
    yg_arena *a = &j->list->arena;
    yg_vec_push(&j->list->names, ((yg_blocked){.name = yg_arena_copy(a, name),
                                               .whole = whole,
                                               .brand = yg_arena_copy(a, j->row->brand),
                                               .how = yg_arena_copy(a, j->row->how),
                                               .score = j->row->score}));
    return true;
}

static bool on_detail(void *self, const yg_finding_detail_row *row, yg_error *err) {
    (void)err;
    block(self, row->value, false);
    return true;
}

bool yg_block_is_registration(const yg_finding_row *row, bool whole) {
    if (row->shared_hosting)
        return false;
    return whole || yg_str_eqz(row->stream, "registrations") ||
           (row->host.n >= row->subject.n && row->end > row->host.n - row->subject.n);
}

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    job *j = self;
    if (!yg_str_eqz(row->kind, "name"))
        return true;
    j->counts->findings++;
    j->row = row;
    if (yg_block_is_held(row, j->options)) {
        j->counts->held++;
        return true;
    }
    if (yg_block_is_registration(row, j->options->whole) &&
        (block(j, row->subject, true) || yg_block_is_registration(row, false)))
        return true;
    return yg_store_finding_details(j->store, row->fid, on_detail, j, err);
}

static int by_name(const void *a, const void *b) {
    const yg_blocked *x = a, *y = b;
    int order = yg_str_cmp(x->name, y->name);
    if (order == 0)
        order = (int)y->whole - (int)x->whole;
    if (order == 0)
        order = (x->score < y->score) - (x->score > y->score);
    return order != 0 ? order : yg_str_cmp(x->brand, y->brand);
}

static void unique(yg_block_list *list) {
    size_t n = 0;
    if (list->names.n > 1)
        qsort(list->names.at, list->names.n, sizeof *list->names.at, by_name);
    for (size_t i = 0; i < list->names.n; i++) {
        if (n == 0 || !yg_str_eq(list->names.at[i].name, list->names.at[n - 1].name))
            list->names.at[n++] = list->names.at[i];
    }
    list->names.n = n;
}

bool yg_block_guard_make(yg_store *store, const yg_findings_export_options *options,
                         yg_block_list *ret_list, yg_error *err) {
    *ret_list = (yg_block_list){0};
    for (size_t i = 0; i < options->allowed_n; i++)
        allow(ret_list, options->allowed[i]);
    if (yg_store_findings_own(store, YG_STR("domain"), on_own, ret_list, err) &&
        yg_store_findings_own(store, YG_STR("network"), on_own_network, ret_list, err))
        return true;
    yg_block_list_free(ret_list);
    return false;
}

bool yg_block_list_make(yg_store *store, const yg_finding_filter *filter,
                        const yg_sighting_filter *sights, const yg_findings_export_options *options,
                        yg_block_list *ret_list, yg_findings_export_counts *counts, yg_error *err) {
    job j = {.store = store, .options = options, .list = ret_list, .counts = counts};
    if (!yg_block_guard_make(store, options, ret_list, err))
        return false;
    ret_list->is_of_indicators = yg_str_eqz(filter->kind, "indicator");
    bool done = ret_list->is_of_indicators
                    ? yg_block_sights(store, filter, sights, ret_list, counts, err)
                    : yg_store_findings(store, filter, on_finding, &j, err);
    if (!done) {
        yg_block_list_free(ret_list);
        return false;
    }
    unique(ret_list);
    counts->names = ret_list->names.n;
    return true;
}

void yg_block_list_free(yg_block_list *list) {
    yg_vec_free(&list->names);
    yg_vec_free(&list->own);
    yg_arena_free(&list->arena);
    yg_map_free(&list->allowed);
    yg_map_free(&list->parents);
    *list = (yg_block_list){0};
}
