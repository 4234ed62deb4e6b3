#pragma once
#include <libxml/xmlversion.h>
// Debian's libxml2 is built with ICU, whose types collide with those of Foundation's own ICU.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>

// A variadic callback can't be written in Swift. What libxml2 reports outside of a parser, such
// as a failed conversion of a charset, would go to standard error otherwise; the parser's own
// errors say the same. The setting is one a thread.
static void cardferry_ignore_xml_error(void *context, const char *message, ...) {
  (void)context;
  (void)message;
}

static inline void cardferry_silence_libxml2(void) {
  xmlSetGenericErrorFunc(0, cardferry_ignore_xml_error);
}
