/* Links with their two ends as a person knows them, and a person's decisions. */
#include "know/link.h"

typedef struct {
    yg_store *store;
    yg_link_view_visit visit;
    void *self;
    yg_buf left, right, ids;
} list_job;

typedef struct {
    yg_buf *buf; /* name, list and ids of the end, one behind the other */
    size_t name_n, source_n;
    int rank;
} end_job;

/* Of several objects of one entity the one that the rule of links takes: ATT&CK first. */
static bool on_end_object(void *self, const yg_object_row *row, yg_error *err) {
    end_job *j = self;
    YG_CLEANUP_BUF yg_buf list = {0};
    (void)err;
    yg_link_list_name(&list, row->source, row->media, row->entry, row->type);
    bool attack = yg_str_eqz(yg_buf_str(&list), "MITRE ATT&CK");
    int rank = list.n == 0 ? 1 : !attack ? 2 : yg_str_eqz(row->media, "stix") ? 4 : 3;
    if (list.n == 0 || rank == 3) {
        /* Where the object really lies. */
        yg_buf_clear(&list);
        yg_buf_add(&list, row->source);
        if (rank == 3)
            yg_buf_addf(&list, ": %.*s", YG_FMT(row->entry));
    }
    if (rank <= j->rank)
        return true;
    j->rank = rank;
    yg_buf_clear(j->buf);
    yg_buf_add(j->buf, row->name.n > 0 ? row->name : row->id);
    j->name_n = j->buf->n;
    yg_buf_add(j->buf, yg_buf_str(&list));
    j->source_n = list.n;
    return true;
}

typedef struct {
    yg_buf *ids;
} number_job;

static bool holds_line(yg_str text, yg_str line) {
    yg_str part;
    while (yg_str_split(&text, '\n', &part)) {
        if (yg_str_eq(part, line))
            return true;
    }
    return false;
}

/* Numbers only: "menuPass - G0045" is a title that a galaxy has beside its number. */
static bool on_end_name(void *self, const yg_name_row *row, yg_error *err) {
    number_job *j = self;
    (void)err;
    if (row->kind != YG_NAME_EXTERNAL || holds_line(yg_buf_str(j->ids), row->text) ||
        yg_str_chr(row->text, '\n') != SIZE_MAX || yg_str_chr(row->text, ' ') != SIZE_MAX)
        return true;
    if (j->ids->n > 0)
        yg_buf_addc(j->ids, '\n');
    yg_buf_add(j->ids, row->text);
    return true;
}

static bool fill_end(list_job *l, int64_t eid, yg_str id, yg_buf *buf, yg_link_end *end,
                     yg_error *err) {
    end_job j = {.buf = buf};
    number_job numbers = {&l->ids};
    yg_buf_clear(buf);
    yg_buf_clear(&l->ids);
    if (!yg_store_objects_of(l->store, eid, on_end_object, &j, err) ||
        !yg_store_names_of(l->store, eid, on_end_name, &numbers, err))
        return false;
    yg_buf_add(buf, yg_buf_str(&l->ids));
    yg_str all = yg_buf_str(buf);
    *end = (yg_link_end){
        .eid = eid,
        .id = id,
        .name = yg_str_sub(all, 0, j.name_n),
        .source = yg_str_sub(all, j.name_n, j.source_n),
        .external_ids = yg_str_from(all, j.name_n + j.source_n),
    };
    return true;
}

static bool on_row(void *self, const yg_link_row *row, yg_error *err) {
    list_job *l = self;
    yg_link_view view = {.row = *row};
    return fill_end(l, row->left_eid, row->left_id, &l->left, &view.left, err) &&
           fill_end(l, row->right_eid, row->right_id, &l->right, &view.right, err) &&
           l->visit(l->self, &view, err);
}

bool yg_links_each(yg_store *store, const yg_link_filter *filter, yg_link_view_visit visit,
                   void *self, yg_error *err) {
    list_job l = {.store = store, .visit = visit, .self = self};
    bool done = yg_store_links_where(store, filter, on_row, &l, err);
    yg_buf_free(&l.left);
    yg_buf_free(&l.right);
    yg_buf_free(&l.ids);
    return done;
}

typedef struct {
    char id[YG_LINK_ID_BYTES];
    bool decided;
    size_t n;
} found_links;

static bool on_found(void *self, const yg_link_row *row, yg_error *err) {
    found_links *found = self;
    (void)err;
    found->decided = row->decided_us > 0;
    if (found->n++ == 0 && row->id.n < sizeof found->id)
        memcpy(found->id, row->id.p, row->id.n);
    return true;
}

bool yg_links_decide(yg_store *store, yg_str prefix, yg_str decision, yg_str relation,
                     int64_t now_us, yg_error *err) {
    char lower[YG_LINK_ID_BYTES];
    found_links found = {0};
    bool put = false;
    if (prefix.n < 4 || prefix.n >= sizeof lower)
        return yg_fail(err, YG_ERR_USAGE,
                       "\"%.*s\": a link's id has 4 to 32 digits; `yagura links` lists them",
                       YG_FMT(yg_str_sub(prefix, 0, 80)));
    for (size_t i = 0; i < prefix.n; i++) {
        char c = prefix.p[i];
        lower[i] = c >= 'A' && c <= 'F' ? (char)(c + 32) : c;
        if (!((lower[i] >= '0' && lower[i] <= '9') || (lower[i] >= 'a' && lower[i] <= 'f')))
            return yg_fail(err, YG_ERR_USAGE,
                           "\"%.*s\": a link's id has the digits 0-9 and a-f only; `yagura links` "
                           "lists them",
                           YG_FMT(prefix));
    }
    if (!yg_store_links_by_id(store, (yg_str){lower, prefix.n}, 2, on_found, &found, err))
        return false;
    if (found.n == 0)
        return yg_fail(err, YG_ERR_USAGE, "%.*s: no link has this id; `yagura links` lists them",
                       YG_FMT(prefix));
    if (found.n > 1)
        return yg_fail(err, YG_ERR_USAGE, "%.*s: several links begin so; give more digits",
                       YG_FMT(prefix));
    if (decision.n == 0 && !found.decided)
        return yg_fail(err, YG_ERR_USAGE,
                       "%.*s: nobody decided this link; there is nothing to undo", YG_FMT(prefix));
    return yg_store_link_decide(store, yg_str_of(found.id), decision, relation, now_us, &put, err);
}
