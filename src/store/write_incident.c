/* The sink's incidents, and the organisations that they may belong to. */
#include "store/sql.h"
#include "text/key.h"

static bool put_site(yg_store *store, yg_str country, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store, "INSERT OR IGNORE INTO incident_site(oid, country) VALUES(?1,?2)", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "is", store->oid, country);
    return yg_sql_run(store, stmt, err);
}

static bool put_actor(yg_store *store, yg_str name, yg_error *err) {
    sqlite3_stmt *stmt =
        yg_sql(store, "INSERT OR IGNORE INTO incident_actor(oid, key, name) VALUES(?1,?2,?3)", err);
    if (stmt == NULL)
        return false;
    yg_buf_clear(&store->scratch);
    yg_key_add(&store->scratch, name);
    if (store->scratch.n == 0) /* a name without letters and digits is its own key */
        yg_buf_add(&store->scratch, name);
    yg_sql_bind(stmt, "iss", store->oid, yg_buf_str(&store->scratch), name);
    return yg_sql_run(store, stmt, err);
}

static bool put_row(yg_store *store, const yg_incident *i, yg_error *err) {
    yg_date date = {0};
    yg_date_parse(i->date, &date);
    sqlite3_stmt *stmt = yg_sql(
        store,
        "INSERT INTO incident(oid, eid, key, date, date_kind, from_us, to_us,"
        " victim, victim_ja, sites, parent, parent_ja, parent_country, sector, sector_label,"
        " types, asserted_by, refs, known, basis, summary_en, summary_ja, tags, sid, site_labels,"
        " domain, actors, posts, listing) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,"
        "?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?29)",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt,
                "iitttiitttttttttttitttt"
                "itttttt",
                store->oid, store->eid, i->key, i->date, i->date_kind, date.from_us, date.to_us,
                i->victim, i->victim_ja, i->sites, i->parent, i->parent_ja, i->parent_country,
                i->sector, i->sector_label, i->types, i->asserted_by, i->references,
                (int64_t)i->known, i->basis, i->summary_en, i->summary_ja, i->tags, store->sid,
                i->site_labels, i->domain, i->actors, i->posts, i->listing);
    return yg_sql_run(store, stmt, err);
}

bool yg_store_put_incident(void *self, const yg_incident *i, yg_error *err) {
    yg_store *store = self;
    yg_str rest = i->sites, one;
    if (!store->current)
        return true;
    if (!put_row(store, i, err))
        return false;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one)) {
        if (one.n > 0 && !put_site(store, one, err))
            return false;
    }
    rest = i->actors;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        if (one.n > 0 && !put_actor(store, one, err))
            return false;
    }
    store->incidents_changed = true;
    return true;
}

bool yg_store_put_organisation(void *self, const yg_organisation *o, yg_error *err) {
    yg_store *store = self;
    if (!store->current)
        return true;
    sqlite3_stmt *stmt = yg_sql(store,
                                "INSERT INTO organisation(oid, eid, key, kind, country, sector,"
                                " lei, number, grp, name, name_ja, sid)"
                                " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
                                err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iistttttttti", store->oid, store->eid, o->key, o->kind, o->country,
                o->sector, o->lei, o->number, o->group, o->name, o->name_ja, store->sid);
    store->registry_changed = true;
    return yg_sql_run(store, stmt, err);
}

bool yg_store_put_mark(void *self, const yg_mark *mark, yg_error *err) {
    yg_store *store = self;
    if (!store->current)
        return true;
    sqlite3_stmt *stmt =
        yg_sql(store, "INSERT INTO mark(oid, eid, kind, value) VALUES(?1,?2,?3,?4)", err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iiss", store->oid, store->eid, mark->kind, mark->value);
    store->registry_changed = true;
    return yg_sql_run(store, stmt, err);
}

bool yg_store_put_edge(void *self, const yg_edge *edge, yg_error *err) {
    yg_store *store = self;
    yg_date since = {0}, until = {0};
    int64_t child = 0, parent = 0;
    if (!store->current)
        return true;
    if (!yg_store_entity(store, edge->child_id, &child, err) ||
        !yg_store_entity(store, edge->parent_id, &parent, err))
        return false;
    bool has_since = yg_date_parse(edge->since, &since),
         has_until = yg_date_parse(edge->until, &until);
    sqlite3_stmt *stmt = yg_sql(
        store,
        "INSERT INTO edge(oid, child, parent, relation, share, since, until, from_us, to_us,"
        " asserted_by, refs, known, sid) VALUES(?1,?2,?3,?4,nullif(?5,-1.0),?6,?7,?8,?9,?10,?11,"
        "?12,?13)",
        err);
    if (stmt == NULL)
        return false;
    yg_sql_bind(stmt, "iiisdttiittii", store->oid, child, parent, edge->relation, edge->share,
                edge->since, edge->until, has_since ? since.from_us : INT64_MIN,
                has_until ? until.to_us : INT64_MAX, edge->asserted_by, edge->references,
                (int64_t)edge->known, store->sid);
    store->registry_changed = true;
    return yg_sql_run(store, stmt, err);
}
