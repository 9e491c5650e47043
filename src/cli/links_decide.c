/* accept, reject, undo: and what came or went by it. */
#include "base/map.h"
#include "base/time.h"
#include "base/vec.h"
#include "cli/links.h"
#include "know/link.h"

enum { MOST_NAMED = 5 };

typedef struct {
    yg_str id, text;
    bool automatic_before, automatic_after, incidents;
} seen_link;

typedef struct {
    YG_VEC(seen_link) links;
    yg_map by_id;
    yg_arena arena;
    bool after;
} comparison;

static bool on_link(void *self, const yg_link_view *view, yg_error *err) {
    comparison *c = self;
    bool fresh = false, automatic = yg_str_eqz(view->row.decision, "auto");
    YG_CLEANUP_BUF yg_buf text = {0};
    (void)err;
    uint64_t *place = yg_map_put(&c->by_id, view->row.id, &fresh);
    if (fresh) {
        *place = c->links.n;
        yg_vec_push(&c->links, ((seen_link){.id = yg_arena_copy(&c->arena, view->row.id),
                                            .incidents = yg_str_eqz(view->row.kind, "incidents")}));
    }
    seen_link *link = &c->links.at[*place];
    yg_buf_addf(&text, "%.*s %.*s %.*s", YG_FMT(view->left.name), YG_FMT(view->row.relation),
                YG_FMT(view->right.name));
    /* What is gone is told as it was. */
    if (!link->automatic_before || automatic || !c->after)
        link->text = yg_arena_copy(&c->arena, yg_buf_str(&text));
    *(c->after ? &link->automatic_after : &link->automatic_before) = automatic;
    return true;
}

static bool is_asked_for(const yg_cli *cli, yg_str id) {
    for (size_t i = 1; i < cli->words_n; i++) {
        yg_str word = yg_str_of(cli->words[i]);
        if (yg_str_eq_nocase(yg_str_sub(id, 0, word.n), word))
            return true;
    }
    return false;
}

/* Only the kinds that were decided about are computed again. */
static bool compute(const yg_cli *cli, const comparison *c, yg_link_summary *ret_summary,
                    yg_error *err) {
    yg_link_summary actors = {0}, incidents = {0};
    bool of_actors = false, of_incidents = false;
    for (size_t i = 0; i < c->links.n; i++) {
        bool wanted = is_asked_for(cli, c->links.at[i].id);
        of_actors |= wanted && !c->links.at[i].incidents;
        of_incidents |= wanted && c->links.at[i].incidents;
    }
    if ((of_actors && !yg_links_compute(cli->store, &actors, err)) ||
        (of_incidents && !yg_incident_links_compute(cli->store, NULL, &incidents, err)))
        return false;
    *ret_summary = (yg_link_summary){
        .automatic = actors.automatic + incidents.automatic,
        .review = actors.review + incidents.review,
        .accepted = actors.accepted + incidents.accepted,
        .rejected = actors.rejected + incidents.rejected,
    };
    return true;
}

static bool decide_all(yg_cli *cli, yg_str decision, comparison *c, yg_link_summary *ret_summary,
                       yg_error *err) {
    int64_t now_us = yg_time_now_us();
    if (!yg_links_each(cli->store, &(yg_link_filter){0}, on_link, c, err))
        return false;
    for (size_t i = 1; i < cli->words_n; i++) {
        if (!yg_links_decide(cli->store, yg_str_of(cli->words[i]), decision,
                             yg_cli_str(cli, "as", ""), now_us, err))
            return false;
    }
    c->after = true;
    return compute(cli, c, ret_summary, err) &&
           yg_links_each(cli->store, &(yg_link_filter){0}, on_link, c, err);
}

static void say_changed(yg_cli *cli, const comparison *c, bool came) {
    YG_CLEANUP_BUF yg_buf names = {0};
    size_t n = 0;
    for (size_t i = 0; i < c->links.n; i++) {
        const seen_link *link = &c->links.at[i];
        if (link->automatic_before == link->automatic_after || link->automatic_after != came ||
            is_asked_for(cli, link->id))
            continue;
        if (n++ < MOST_NAMED)
            yg_buf_addf(&names, "%s%.*s", names.n > 0 ? "; " : "", YG_FMT(link->text));
    }
    if (n > MOST_NAMED)
        yg_buf_addf(&names, "; and %zu more", n - MOST_NAMED);
    if (n > 0)
        yg_cli_note(cli, "%zu automatic link%s %s: %.*s", n, n == 1 ? "" : "s",
                    came ? "new" : "gone", YG_FMT(yg_buf_str(&names)));
}

static void say_all(yg_cli *cli, const char *decision, const comparison *c,
                    const yg_link_summary *now) {
    for (size_t i = 0; i < c->links.n; i++) {
        if (is_asked_for(cli, c->links.at[i].id))
            yg_cli_note(cli, "%s: %.*s", decision[0] != '\0' ? decision : "undone",
                        YG_FMT(c->links.at[i].text));
    }
    say_changed(cli, c, false);
    say_changed(cli, c, true);
    yg_cli_note(cli,
                "%zu link%s decided; now %llu automatic, %llu for review, %llu accepted, "
                "%llu rejected",
                cli->words_n - 1, cli->words_n == 2 ? "" : "s", (unsigned long long)now->automatic,
                (unsigned long long)now->review, (unsigned long long)now->accepted,
                (unsigned long long)now->rejected);
}

int yg_links_decide_run(yg_cli *cli, const char *decision) {
    yg_error err = {0};
    yg_link_summary summary = {0};
    comparison c = {0};
    if (cli->words_n < 2)
        return yg_cli_usage(cli, "%s what? Give the id of a link; `yagura links --review` has them",
                            cli->words[0]);
    if (yg_cli_get(cli, "as") != NULL && strcmp(decision, "accepted") != 0)
        return yg_cli_usage(cli, "--as goes with accept");
    if (!yg_cli_open(cli, YG_STORE_WRITE, &err) || !yg_store_begin(cli->store, &err))
        return yg_cli_fail(cli, &err);
    bool done = decide_all(cli, yg_str_of(decision), &c, &summary, &err) &&
                yg_store_commit(cli->store, &err);
    if (done)
        say_all(cli, decision, &c, &summary);
    else
        yg_store_rollback(cli->store);
    yg_vec_free(&c.links);
    yg_map_free(&c.by_id);
    yg_arena_free(&c.arena);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
