/* Is a name one that many ordinary people use? Asked before a whole domain goes to a list that
 * blocks. Pure; any number of threads. */
#ifndef YG_MATCH_NAME_ORDINARY_H
#define YG_MATCH_NAME_ORDINARY_H

#include "base/str.h"

/* Is the label of a registrable name ("example" of "example.co.jp"; lower case, A-labels) one of
 * the ordinary names that data/names/ordinary.set was made of? These are half of some hundred
 * thousand well-known names (tools/make-ordinary), without those of well-known brands: no complete
 * list. The set holds hashes of labels, not of names: "example.net" is ordinary when "example.com"
 * was. What is no registrable name, and a label with signs that only look like an ordinary one's
 * ("examp1e"), are not. */
bool yg_name_is_ordinary(yg_str registrable);

#endif
