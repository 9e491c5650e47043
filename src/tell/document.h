/* The report document: what a question was answered with, before anybody decides how it looks.
 *
 * One document holds sections; a section holds blocks in reading order (headings, paragraphs,
 * charts, tables). Every paragraph, cell and figure names its evidence: statements of the store, by
 * their ids, each with the one who made it and with the addresses where it can be read. Renderers
 * (render.h) turn a document into bytes and add no content of their own.
 *
 * Everything lives in the document's arena and is freed with it. Texts are plain UTF-8 that may
 * come from a feed: escaping is the renderer's duty [SCRIPT-INJECTION]. One thread at a time. */
#ifndef YG_TELL_DOCUMENT_H
#define YG_TELL_DOCUMENT_H

#include "base/map.h"
#include "base/vec.h"
#include "model/share.h"
#include "model/vocab.h"

/* Numbers of evidence, counted from 1, ascending, each once. */
typedef struct {
    uint32_t *at;
    size_t n;
} yg_evidence_set;

/* Where something can be read, numbered from 1 in the list of sources. */
typedef struct {
    yg_str name;       /* the site of the address, else who says it */
    yg_str address;    /* http or https only; else empty */
    yg_str collection; /* the store's source that brought it */
    yg_str licence;    /* of that collection */
} yg_reference;

/* A source of the store (one row of `yagura sources`) that the report draws on. */
typedef struct {
    yg_str name, publisher, address, licence, version, tlp, published;
} yg_collection;

typedef struct {
    yg_str id; /* of the claim, statistic, incident or object in the store */
    /* "claim", "statistic", "incident", "relationship", "object"; or "query": id is a query of
     * tell/query.h that gives the incidents counted. */
    yg_str kind;
    yg_str statement;   /* what is said, in one line */
    yg_str asserted_by; /* who says so */
    yg_str collection;
    yg_str known, known_label; /* how it is known: our word, and the word of the language */
    yg_str date, date_label;
    yg_str note;
    yg_evidence_set references; /* numbers of references, not of evidence */
} yg_evidence;

typedef enum { YG_FIGURE_SHARE, YG_FIGURE_COUNT, YG_FIGURE_RANK, YG_FIGURE_TREND } yg_figure_kind;

typedef struct {
    yg_str id;
    yg_figure_kind kind;
    yg_str label; /* what is counted, in full: "Manufacturing, first half of 2022" */
    yg_str group; /* rows of one group stand under one heading; may be empty */
    yg_str row;   /* the label inside its group */
    yg_str text;  /* "37 of 114 (32.5 %, 95 % interval 24.6 to 41.5)" */
    yg_str brief; /* "32.5 %", "9 of 12": for a card; empty when nothing may be shown */
    /* For machines: what the row is (ISIC letter, alpha-2, T1566.001, 2022-H1, a slug), and how the
     * counts are got again from the store (tell/query.h). Empty query: from the evidence alone. */
    yg_str key, query;
    yg_str source; /* who counted */
    yg_str series, period, period_label, definition, note;
    uint64_t numerator, denominator, unknown;
    bool has_denominator, has_unknown;
    bool computed;        /* from printed numbers, not printed itself */
    yg_show show;         /* of a share: what may be printed */
    double share;         /* 0..1 */
    yg_str method;        /* of the interval: empty is wilson; goodman, jeffreys, garwood ... */
    uint64_t categories;  /* of a simultaneous interval (goodman): of how many shares */
    yg_interval interval; /* 0..1 (counts: of the count), 95 % */
    yg_evidence_set evidence;
} yg_figure;

/* How a chart is best drawn where it can be drawn; the table with its bars is always there. */
typedef enum {
    YG_FORM_BARS,     /* shares with interval whiskers, or counts */
    YG_FORM_TIMELINE, /* keys are periods; groups are series */
    YG_FORM_MATRIX,   /* keys are "ROW|COLUMN" */
    YG_FORM_FLOW,     /* keys are "FROM|TO" */
    YG_FORM_MAP,      /* keys are alpha-2 codes */
    YG_FORM_TILES,    /* keys are alpha-2 codes; small multiples of counts */
} yg_chart_form;

/* Figures that answer one question, as rows of one table with bars. */
typedef struct {
    yg_str id, title, caption;
    yg_chart_form form;
    yg_str note;              /* the rule of counting, what is left out */
    YG_VEC(uint32_t) figures; /* indices into yg_report.figures */
} yg_chart;

typedef struct yg_cell {
    yg_str text; /* lines separated by \n */
    yg_evidence_set evidence;
} yg_cell;

typedef struct {
    yg_str group; /* not empty: a row that heads the rows below it; no cells */
    yg_cell *cells;
} yg_row;

typedef struct {
    yg_str id, caption, note;
    yg_str *columns;
    size_t columns_n;
    YG_VEC(yg_row) rows;
} yg_table;

typedef enum { YG_TEXT_PLAIN, YG_TEXT_NOTE, YG_TEXT_JUDGEMENT } yg_text_role;

typedef struct {
    yg_text_role role;
    yg_str text;
    yg_str heading;  /* of a judgement */
    uint32_t figure; /* of a judgement: index + 1 into yg_report.figures, 0: none */
    yg_evidence_set evidence;
} yg_paragraph;

typedef enum { YG_BLOCK_HEADING, YG_BLOCK_PARAGRAPH, YG_BLOCK_CHART, YG_BLOCK_TABLE } yg_block_kind;

typedef struct {
    yg_block_kind kind;
    union {
        yg_str heading;
        yg_paragraph *paragraph;
        yg_chart *chart;
        yg_table *table;
    };
} yg_block;

typedef struct {
    yg_str id, title, question; /* the question that the section answers */
    YG_VEC(yg_block) blocks;
} yg_section;

/* An object of the store that the report speaks of: an actor, a technique, an incident. score: of a
 * technique, how many of the report's actors use it; else 0. */
typedef struct {
    yg_str id, number; /* STIX identifier; the publisher's number, as T1566.001 */
    uint32_t score;
    yg_str comment;
} yg_report_thing;

/* What was asked for: with it and the store the same report is made again. */
typedef struct {
    yg_str sector, sector_name;             /* the letter of an ISIC section */
    yg_str organisation, organisation_name; /* its STIX id */
    yg_str period, period_label;
    yg_str by; /* "site", "parent" or "both" */
    yg_str compare[2];
    bool all;
} yg_asked;

typedef struct {
    yg_arena arena;
    enum yg_lang lang;
    /* country: alpha-2, empty when none was asked for. scope: what is counted, in words. */
    yg_str title, subtitle, country, country_name, as_of, as_of_label, scope;
    yg_asked asked;
    YG_VEC(yg_section *) sections;
    YG_VEC(yg_figure *) figures;
    YG_VEC(yg_evidence *) evidence;
    YG_VEC(yg_reference *) references;
    YG_VEC(yg_collection *) collections;
    YG_VEC(yg_report_thing) things; /* what the report speaks of */
    yg_map numbers;                 /* ids of evidence, keys of references and collections */
} yg_report;

void yg_report_free(yg_report *doc);
#define YG_CLEANUP_REPORT __attribute__((cleanup(yg_report_free)))

/* Copies s into the document. */
yg_str yg_report_copy(yg_report *doc, yg_str s);

/* The number of a reference, made when it is new. An address that is not http or https is left
 * out: links of another kind (onion services, javascript:) never reach a report. */
uint32_t yg_report_reference(yg_report *doc, yg_str name, yg_str address, yg_str collection);
/* Makes a collection known; later calls with the same name change nothing. */
void yg_report_collection(yg_report *doc, const yg_collection *collection);
/* The number of a piece of evidence; known ids give the number they have. Members are copied; the
 * addresses (one a line) become references. */
uint32_t yg_report_evidence(yg_report *doc, const yg_evidence *evidence, yg_str addresses);
/* Makes an object known that the report speaks of; a known one keeps the larger score. Members are
 * copied. */
void yg_report_speaks_of(yg_report *doc, const yg_report_thing *thing);
/* Adds a number to a set. */
void yg_evidence_add(yg_report *doc, yg_evidence_set *set, uint32_t number);
void yg_evidence_add_all(yg_report *doc, yg_evidence_set *set, yg_evidence_set more);

yg_section *yg_report_section(yg_report *doc, const char *id, yg_str title, yg_str question);
void yg_section_heading(yg_section *section, yg_str text);
yg_paragraph *yg_section_paragraph(yg_report *doc, yg_section *section, yg_text_role role,
                                   yg_str text, yg_evidence_set evidence);
yg_chart *yg_section_chart(yg_report *doc, yg_section *section, yg_str id, yg_str title);
/* columns is copied. */
yg_table *yg_section_table(yg_report *doc, yg_section *section, const char *id, yg_str caption,
                           const yg_str *columns, size_t columns_n);
/* A row of empty cells; valid until the table ends. */
yg_cell *yg_table_row(yg_report *doc, yg_table *table);
void yg_table_group(yg_table *table, yg_str text);

/* Puts a figure into a chart (may be NULL). The share and what may be shown are computed here from
 * the counts, for kind share; the interval too (Wilson), unless a method is named: then the
 * interval is the caller's. A count shows an interval only where a method is named. */
yg_figure *yg_report_figure(yg_report *doc, yg_chart *chart, const yg_figure *figure);

/* Numbers evidence and references anew in the order in which a reader meets them, and drops those
 * that nothing rests on. Call once, when the document is complete; nothing may be added after. */
void yg_report_number(yg_report *doc);

/* Did the row before, of the same group, say the same number of unknown? Once is enough. */
bool yg_chart_unknown_told(const yg_report *doc, const yg_chart *chart, size_t row);
/* "bars", "timeline", "matrix", "flow", "map", "tiles". */
const char *yg_chart_form_word(yg_chart_form form);
/* "share", "count", "rank", "trend". */
const char *yg_figure_kind_word(yg_figure_kind kind);

#endif
