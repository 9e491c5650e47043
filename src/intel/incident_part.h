/* Small things that the readers of incident data sets have in common: lists of names, words and
 * addresses made from what a source wrote. Buffers are the caller's; nothing here fails. */
#ifndef YG_INTEL_INCIDENT_PART_H
#define YG_INTEL_INCIDENT_PART_H

#include "base/str.h"
#include "text/csv.h"

/* Entries of one list [QUADRATIC]: further ones are left out. The most that a real one has is 64
 * (addresses of one EuRepoC incident). */
enum { YG_INCIDENT_ITEMS = 256 };
/* Entries of one list that are looked at, repeated ones too [QUADRATIC]. */
enum { YG_INCIDENT_LOOKS = 2000 };

/* Adds s as one clean line: runs of white space and control characters become one space, and it
 * ends at YG_LIMIT_NAME_BYTES. */
void yg_incident_add_clean(yg_buf *buf, yg_str s);
/* Adds s, cleaned, as a line of its own unless it is blank or there already. */
void yg_incident_add_line(yg_buf *lines, yg_str s);
/* Adds a word, separated by a space, unless it is there already. */
void yg_incident_add_word(yg_buf *words, yg_str word);
/* Adds every http and https address in s as a line of its own. An address ends at white space, at
 * ';', at a quote, or where ",http" begins the next one; a comma at its end is not part of it.
 * Hosts below .onion are never references. At most YG_INCIDENT_LOOKS of one text are looked at.
 */
void yg_incident_add_addresses(yg_buf *lines, yg_str s);
/* Adds the code of a country to sites, or a label that is none to labels. */
void yg_incident_add_site(yg_buf *sites, yg_buf *labels, yg_str label);
/* Is it a word that stands for "nobody told us": "", "Unknown", "Undetermined", "N/A" ... */
bool yg_incident_is_unknown(yg_str s);

/* Adds the row at hand as a JSON object: the name of each column and its cell; a column without a
 * name is called "column 3". Cells must be UTF-8. */
void yg_incident_add_cells(yg_buf *raw, const yg_csv *csv, const yg_str *header, bool empty_too);

#endif
